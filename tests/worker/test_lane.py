"""A lane delivers on the GUI thread, cancels at once, lets the latest win, and ends cleanly."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from crossmedia_studio.core.progress import CancelToken
from crossmedia_studio.engine import messages as m
from crossmedia_studio.worker.lane import Lane


class Waits:
    """A real runner of requests whose work is to wait for a gate or a cancel."""

    def __init__(self, gate: threading.Event) -> None:
        self.gate = gate
        self.closed = False

    def run(self, job: int, request: m.Request, emit: Callable[[m.EngineEvent], None], token: CancelToken) -> None:
        emit(m.Started(job, request))
        while not self.gate.wait(0.005):
            if token.cancelled:
                emit(m.Stopped(job, request))
                return
        emit(m.Finished(job, request, threading.current_thread().name))

    def close(self) -> None:
        self.closed = True


def lane_of(gate: threading.Event) -> tuple[Lane, list[m.EngineEvent], list[Waits], list[threading.Thread]]:
    built: list[Waits] = []
    events: list[m.EngineEvent] = []
    threads: list[threading.Thread] = []

    def build() -> Waits:
        built.append(Waits(gate))
        return built[-1]

    def note(event: m.EngineEvent) -> None:
        events.append(event)
        threads.append(threading.current_thread())

    lane = Lane("test", build, itertools.count(1))
    lane.reported.connect(note)
    return lane, events, built, threads


def ended(events: list[m.EngineEvent]) -> list[int]:
    return [e.job for e in events if isinstance(e, m.Finished | m.Stopped | m.Failed)]


def test_events_arrive_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    gate = threading.Event()
    gate.set()
    lane, events, built, threads = lane_of(gate)
    jobs = [lane.submit(m.Describe()) for _ in range(3)]
    qtbot.waitUntil(lambda: len(ended(events)) == 3)
    lane.close()
    assert ended(events) == jobs
    assert {thread.name for thread in threads} == {threading.main_thread().name}
    assert built[0].closed and len(built) == 1


def test_cancel_stops_the_running_and_the_waiting(qtbot: QtBot) -> None:
    lane, events, _, _ = lane_of(threading.Event())
    first, second = lane.submit(m.Describe()), lane.submit(m.Describe())
    qtbot.waitUntil(lambda: any(isinstance(e, m.Started) for e in events))
    lane.cancel(second)
    lane.cancel(first)
    qtbot.waitUntil(lambda: len(ended(events)) == 2)
    lane.close()
    assert all(not isinstance(e, m.Finished) for e in events)


def test_the_latest_of_a_kind_wins(qtbot: QtBot) -> None:
    gate = threading.Event()
    lane, events, _, _ = lane_of(gate)
    lane.submit(m.Describe())
    qtbot.waitUntil(lambda: any(isinstance(e, m.Started) for e in events))
    dropped, kept = lane.submit(m.Describe(), "frame"), lane.submit(m.Describe(), "frame")
    gate.set()
    qtbot.waitUntil(lambda: len(ended(events)) == 3)
    lane.close()
    assert [e.job for e in events if isinstance(e, m.Stopped)] == [dropped]
    assert kept in [e.job for e in events if isinstance(e, m.Finished)]


def test_closing_in_the_middle_of_work_ends_the_thread(qtbot: QtBot) -> None:
    lane, events, _, _ = lane_of(threading.Event())
    lane.submit(m.Describe())
    qtbot.waitUntil(lambda: bool(events))
    lane.close()
    assert lane.isFinished()


def test_a_waiting_job_can_go_first(qtbot: QtBot) -> None:
    gate = threading.Event()
    lane, events, _, _ = lane_of(gate)
    lane.submit(m.Describe())
    qtbot.waitUntil(lambda: any(isinstance(e, m.Started) for e in events))
    later, sooner = lane.submit(m.Describe()), lane.submit(m.Describe())
    lane.first(sooner)
    gate.set()
    qtbot.waitUntil(lambda: len(ended(events)) == 3)
    lane.close()
    assert ended(events)[1:] == [sooner, later]
