"""What a picture shows: place, hour, weather and a cast, read from a Meaning; the words only lend number and colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crossmedia_studio.generate.collage import attributes
from crossmedia_studio.generate.collage.library import Drawing, Library
from crossmedia_studio.understand import language
from crossmedia_studio.understand.lexicon import SORTS, Mention, Place, lexicon, singular
from crossmedia_studio.understand.meaning import Meaning, Mood

CAST_LIMIT = 10
_SCENERY = frozenset(
    ("cloud", "snowflake", "snow", "rain", "ice", "wind", "fog", "water", "wave", "mountain", "desert", "beach", "sea",
     "lake", "river", "forest", "field", "grass", "city", "street", "village", "garden", "island", "tornado", "galaxy",
     "lightning", "volcano", "cave")
)  # fmt: skip
"""Things that the landscape, the sky and the weather show."""
_INDOORS = frozenset(["table", "sofa", "bed", "window", "chair", "television", "computer", "bathtub", "clock"])
_NIGHTLY = frozenset(("moon", "star", "shooting star", "comet", "firefly", "fireworks", "ghost", "vampire"))
_SHORE = frozenset(("lighthouse", "crab", "beach with umbrella", "anchor", "spiral shell"))
_SPACEMEN = frozenset(("rocket", "ringed planet", "astronaut", "flying saucer", "satellite"))
_MANY = frozenset(("a", "an", "and", "another", "和", "与", "跟", "一个", "一只", "另"))


@dataclass(frozen=True)
class Role:
    """A drawing in the picture: how many, tinted to ``hue`` (see ``attributes.COLOURS``; None: as it is), ``scale``
    beside its natural size."""

    drawing: Drawing
    count: int = 1
    hue: float | None = None
    scale: float = 1.0


@dataclass(frozen=True)
class Brief:
    """``place``, ``hour``, ``weather`` and ``season`` by the lexicon's names ("" for plain weather, season).

    ``without`` holds things that the words name and the Meaning does not: a person took them out of the picture.
    """

    place: str
    hour: str
    weather: str
    season: str
    mood: Mood
    cast: tuple[Role, ...]
    without: frozenset[str] = frozenset()


def read(text: str, meaning: Meaning, library: Library) -> Brief:
    """The brief of ``meaning``. ``text`` is what it was read from: it says how many, how big, of what colour."""
    mentions = lexicon().mentions(text)
    things = {subject: _thing(subject) for subject in meaning.subjects}
    cast = _cast(things, mentions, library) + _own(text, meaning.subjects, library)
    named = _settings(meaning)
    for thing in things.values():  # where no setting is given, its own things tell it
        told = lexicon().settings_en.get(thing)
        if told is not None:
            named.setdefault(told.sort, told)
    place, hour, weather, season = (named[sort].name if sort in named else "" for sort in SORTS)
    place = _fitting("clouds" if place == "sky" else place, cast, set(things.values()))
    if not hour:
        dark = place == "space" or meaning.mood.valence < -0.75 or _NIGHTLY & set(things.values())
        hour = "night" if dark else "day"
    if place == "meadow" and weather == "snow":
        place = "hills"
    gone = {mention.thing for mention in mentions} - set(things.values())
    return Brief(place, hour, weather, season, meaning.mood, cast[:CAST_LIMIT], frozenset(gone))


def _settings(meaning: Meaning) -> dict[str, Place]:
    """The place, hour, weather and season that most scenes have; of equals the first."""
    told: dict[str, Counter[Place]] = {sort: Counter() for sort in SORTS}
    for scene in meaning.scenes:
        for sort, place in lexicon().places(scene.setting).items():
            told[sort][place] += 1
    return {sort: counter.most_common(1)[0][0] for sort, counter in told.items() if counter}


def _fitting(place: str, cast: Sequence[Role], things: set[str]) -> str:
    """``place``, or another where it cannot hold the cast, or where the cast is at home if there is none."""
    homes = {role.drawing.nature.home for role in cast}
    if place == "clouds" and "ground" in homes:
        place = ""
    place = place or _home(cast, things)
    if place == "room" and any(role.drawing.nature.size > 2.4 for role in cast):
        return "meadow"
    if place in ("meadow", "hills", "forest", "mountains") and "float" in homes:
        return "lake"
    return place


def _home(cast: Sequence[Role], things: set[str]) -> str:
    homes = {role.drawing.nature.home for role in cast}
    names = {role.drawing.name for role in cast}
    if "float" in homes:
        return "sea"
    if "water" in homes:
        return "underwater"
    if names & _SHORE:
        return "beach"
    if names & _SPACEMEN:
        return "space"
    indoors = [r.drawing.nature for r in cast if r.drawing.nature.home == "ground"]
    if things & _INDOORS or (indoors and all(nature == indoors[0] and nature.size == 0.35 for nature in indoors)):
        return "room"
    return "meadow" if cast else "hills"


def _thing(subject: str) -> str:
    """What a subject names, by its English name; a subject of several words may hold its thing ("two red foxes")."""
    known = lexicon().thing(subject)
    if known is None:
        within = lexicon().mentions(subject)
        known = within[-1].thing if within else subject.strip().lower()
    return known


def _cast(things: dict[str, str], mentions: list[Mention], library: Library) -> tuple[Role, ...]:
    found: dict[str, Role] = {}
    of: dict[str, str] = {}  # the thing that each drawing stands for
    for subject, thing in things.items():
        if thing in _SCENERY:
            continue
        for role in _roles(subject, thing, [m for m in mentions if m.thing == thing], library):
            name = role.drawing.name
            known = found.get(name)
            if known is not None:  # a king and a queen are two; the fox and the fox are one
                count = known.count + role.count if of[name] != thing else max(known.count, role.count)
                role = replace(known, count=count, hue=role.hue if known.hue is None else known.hue)
            found[name], of[name] = role, of.get(name, thing)
    return tuple(found.values())


def _roles(subject: str, thing: str, mentions: list[Mention], library: Library) -> list[Role]:
    """A subject as it is drawn: as the words call it, unless a person wrote the subject in words of their own."""
    own = subject.strip().lower()
    called = own not in (lexicon().name(thing, "en"), lexicon().name(thing, "zh"))
    if called or not mentions:
        written = next((m for m in lexicon().mentions(own) if m.thing == thing), Mention(thing, (own,)))
        drawing = _drawing(written, library)
        lent = next(iter(mentions), written)
        if called and written.before:
            lent = written
        return [_role(drawing, lent)] if drawing is not None else []
    roles: list[Role] = []
    for mention in mentions:
        drawing = _drawing(mention, library)
        if drawing is None:
            continue
        another = bool(_MANY & set(mention.before[-3:])) or mention.before[-1:] == ()
        if not roles or drawing.name == roles[0].drawing.name or another:
            roles.append(_role(drawing, mention))
    return roles


def _role(drawing: Drawing, mention: Mention) -> Role:
    return Role(
        drawing,
        attributes.count_of(mention, drawing),
        attributes.hue_of(mention, drawing),
        attributes.scale_of(mention),
    )


def _drawing(mention: Mention, library: Library) -> Drawing | None:
    """The drawing of a thing by the longest words that call it, else by its own names."""
    for ahead in (2, 1, 0):
        for joint in (" ", ""):
            if ahead > len(mention.before):
                continue
            led = [*mention.before[len(mention.before) - ahead :], *mention.words]
            forms = joint.join(led), joint.join([*led[:-1], singular(led[-1])])
            drawing = library.find(forms[0]) or library.find(forms[1])
            if drawing is not None:
                return drawing
    names = (mention.thing, lexicon().name(mention.thing, "en").lower(), lexicon().name(mention.thing, "zh"))
    return next((drawing for name in names if (drawing := library.find(name)) is not None), None)


def _own(text: str, subjects: Iterable[str], library: Library) -> tuple[Role, ...]:
    """The artist's own pictures of things that no lexicon knows: their names alone can ask for them."""
    if not library.own_words:
        return ()
    tokens = language.words(text)
    told = [" ".join(tokens[i : i + size]) for size in (3, 2, 1) for i in range(len(tokens) - size + 1)]
    wanted = [word for word in dict.fromkeys(told) if word in library.own_words and lexicon().thing(word) is None]
    drawings = {drawing.name: drawing for word in wanted if (drawing := library.find(word)) is not None}
    named = {subject.lower() for subject in subjects}
    return tuple(Role(drawing) for name, drawing in drawings.items() if name.lower() not in named)
