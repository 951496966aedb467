"""Undo, redo, merging, and the one notice of change; random edits by a state machine."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from crossmedia_studio.core.errors import ProjectError
from crossmedia_studio.project import check, codec
from crossmedia_studio.project.edits import (
    Compound,
    MoveClips,
    RemoveClips,
    SetClip,
    SetProject,
    SetTransition,
    TrimClip,
)
from crossmedia_studio.project.model import Curve, Project, Transition
from crossmedia_studio.project.session import Session
from tests.project.making import SECOND, empty, random_edit, row


def move(clip: str, seconds: float, project: Project) -> MoveClips:
    return MoveClips(((clip, project.tracks[0].id, round(seconds * SECOND)),))


def test_undo_and_redo_return_the_same_objects() -> None:
    first = row((0, 1), (2, 1))
    session = Session(first)
    states = [first]
    for seconds in (4, 6, 8):
        session.do(move("c0", seconds, first))
        states.append(session.project)
    assert session.undo_text == "Move clip" and session.redo_text == ""
    for state in reversed(states[:-1]):
        session.undo()
        assert session.project is state
    assert not session.can_undo and session.undo_text == ""
    session.undo()
    for state in states[1:]:
        session.redo()
        assert session.project is state
    session.redo()
    assert not session.can_redo


def test_a_new_edit_forgets_what_was_undone() -> None:
    session = Session(row((0, 1)))
    session.do(SetProject(notes="a"))
    session.undo()
    session.do(SetProject(notes="b"))
    assert not session.can_redo and session.project.notes == "b"


def test_one_notice_for_each_change() -> None:
    session = Session(row((0, 1)))
    seen: list[tuple[Project, Project]] = []
    stop = session.changed.connect(lambda before, after: seen.append((before, after)))
    first = session.project
    session.do(SetProject(notes="a"))
    second = session.project
    session.do(SetProject(notes="a"))
    with pytest.raises(ProjectError):
        session.do(RemoveClips(("gone",)))
    assert session.project is second
    session.undo()
    assert seen == [(first, second), (second, first)]
    stop()
    session.redo()
    assert len(seen) == 2


def test_a_drag_is_one_step_and_leaves_what_it_passed_over() -> None:
    project = row((0, 2), (2, 2), (9, 1))
    project = SetTransition(project.tracks[0].id, Transition("c0", "c1", SECOND)).apply(project)
    session = Session(project)
    for seconds in (2.5, 3, 5):
        session.do(move("c1", seconds, project), merge="drag:c1")
    assert session.project.tracks[0].transitions == ()
    with pytest.raises(ProjectError):
        session.do(move("c1", 8, project), merge="drag:c1")
    assert session.project.tracks[0].clips[1].start == 5 * SECOND
    session.do(move("c1", 2, project), merge="drag:c1")
    assert session.project is project and not session.can_undo
    session.do(move("c1", 4, project), merge="drag:c1")
    session.undo()
    assert session.project is project


def test_properties_merge_and_mixed_edits_stay_whole() -> None:
    session = Session(row((0, 4), (9, 1)))
    first = session.project
    session.do(SetClip("c0", gain=Curve(-1.0)), merge="panel")
    session.do(SetClip("c0", name="x"), merge="panel")
    session.do(TrimClip("c0", 0, SECOND), merge="panel")
    session.do(TrimClip("c0", 0, 2 * SECOND), merge="panel")
    session.do(SetClip("c0", gain=Curve(-2.0)), merge="panel")
    clip = session.project.tracks[0].clips[0]
    assert (clip.gain, clip.name, clip.length) == (Curve(-2.0), "x", 2 * SECOND)
    session.do(SetClip("c0", name="y"), merge="other")
    session.undo()
    session.undo()
    assert session.project is first


def test_dirty() -> None:
    session = Session(row((0, 1)))
    assert not session.dirty
    session.do(SetProject(notes="a"))
    assert session.dirty
    session.undo()
    assert not session.dirty
    session.redo()
    session.mark_saved()
    assert not session.dirty
    assert Session(session.project, saved=False).dirty


class Editing(RuleBasedStateMachine):
    """Random edits, refused or not, undone and redone: the document is always sound."""

    def __init__(self) -> None:
        super().__init__()
        self.first = empty()
        self.session = Session(self.first)

    @rule(seed=st.integers(0, 2**32), merge=st.sampled_from(("", "", "drag")))
    def edit(self, seed: int, merge: str) -> None:
        before = self.session.project
        edit = random_edit(random.Random(seed), before)
        try:
            self.session.do(edit, merge)
        except ProjectError as error:
            assert error.sentence
            assert self.session.project is before

    @rule(seeds=st.lists(st.integers(0, 2**32), min_size=2, max_size=4))
    def several(self, seeds: list[int]) -> None:
        before = self.session.project
        edits = tuple(random_edit(random.Random(seed), before) for seed in seeds)
        with contextlib.suppress(ProjectError):
            self.session.do(Compound("Several", edits))

    @precondition(lambda self: self.session.can_undo)
    @rule()
    def undo(self) -> None:
        before = self.session.project
        self.session.undo()
        self.session.redo()
        assert self.session.project is before
        self.session.undo()

    @precondition(lambda self: self.session.can_redo)
    @rule()
    def redo(self) -> None:
        self.session.redo()

    @invariant()
    def sound(self) -> None:
        check.project(self.session.project)

    def teardown(self) -> None:
        while self.session.can_redo:
            self.session.redo()
        last = self.session.project
        assert codec.from_json(codec.to_json(last)) == last
        while self.session.can_undo:
            self.session.undo()
        assert self.session.project is self.first
        while self.session.can_redo:
            self.session.redo()
        assert self.session.project is last


Editing.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestEditing = Editing.TestCase
