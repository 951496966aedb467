"""Hears the notes in a recording."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel("basic-pitch", "0.4.0", "738adb503aae7fdfc7d1e1511aa0ce35052315f260a19531ef4c356708425db0", 758279)

ENTRY = Entry(
    name="notes",
    title=mark("Basic Pitch"),
    about=mark("Hears which notes are played in a recording and writes them as MIDI."),
    task="notes",
    licence="Apache-2.0",
    credit="Spotify, https://github.com/spotify/basic-pitch",
    memory_mb=120,
    starter=True,
    files=(
        DataFile(
            "nmp.onnx",
            "2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec",
            230444,
            (Part(_WHEEL, "basic_pitch/saved_models/icassp_2022/nmp.onnx"),),
        ),
        DataFile(
            "LICENSE",
            "929c910bae2152fa87199a5d0660e09263419b7eee6d4b301d05ee2aaf211c37",
            11384,
            (Part(_WHEEL, "basic_pitch-0.4.0.dist-info/LICENSE"),),
            notice=True,
        ),
        DataFile(
            "NOTICE",
            "b810e55c0e3b520fabb45fc2ccc74880187bf84e309971968541cc812dcde905",
            1034,
            (Part(_WHEEL, "basic_pitch-0.4.0.dist-info/NOTICE"),),
            notice=True,
        ),
    ),
)
