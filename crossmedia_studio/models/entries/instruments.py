"""Sampled instruments to play music with."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel(
    "pretty_midi", "0.2.11.post0", "a3e2321736245a9c92259716d85a4762f16b7bde2f591fb0dba95bdb6e793d8a", 5597222
)

ENTRY = Entry(
    name="instruments",
    title=mark("TimGM6mb"),
    about=mark("128 sampled instruments and a drum kit: composed music is played on them."),
    task="instruments",
    licence="GPL-2.0-only",
    credit="Tim Brechbill",
    memory_mb=30,
    starter=True,
    files=(
        DataFile(
            "TimGM6mb.sf2",
            "82475b91a76de15cb28a104707d3247ba932e228bada3f47bba63c6b31aaf7a1",
            5994284,
            (Part(_WHEEL, "pretty_midi/TimGM6mb.sf2"),),
        ),
    ),
)
