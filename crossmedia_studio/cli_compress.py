"""The commands that keep a picture in a small file and bring it back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from crossmedia_studio.core.i18n import tr
from crossmedia_studio.engine import messages as m

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, without progress bars.")]


def compress(
    picture: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write, ending in .cms.")],
    quality: Annotated[int, typer.Option(help="1: smallest, 8: nearest to the picture.", min=1, max=8)] = 4,
    model: Annotated[str, typer.Option(help="A codec you trained; empty takes the studio's own.")] = "",
    as_json: Json = False,
) -> None:
    """Keep a picture in a small file: a network codes what it shows."""
    from crossmedia_studio.cli_run import do

    result = do(m.Compress(picture, output, quality, model), quiet=as_json)
    if as_json:
        found = {"output": str(result.output), "bytes": result.bytes, "bits_a_pixel": result.bits_a_pixel,
                 "psnr": result.psnr, "ms_ssim": result.ms_ssim}  # fmt: skip
        print(json.dumps(found))
        return
    print(tr(
        "{path}: {bytes} bytes, {bits} bits a pixel, PSNR {psnr} dB, MS-SSIM {ms_ssim}",
        path=result.output, bytes=f"{result.bytes:,}", bits=f"{result.bits_a_pixel:.3f}",
        psnr=f"{result.psnr:.2f}", ms_ssim=f"{result.ms_ssim:.4f}",
    ))  # fmt: skip


def decompress(
    file: Path,
    output: Annotated[Path, typer.Option("-o", "--output", help="The picture to write: PNG, JPEG, WebP, TIFF, BMP.")],
    as_json: Json = False,
) -> None:
    """Bring back the picture in a file made by compress."""
    from crossmedia_studio.cli_run import do

    path = do(m.Decompress(file, output), quiet=as_json)
    print(json.dumps({"output": str(path)}) if as_json else path)
