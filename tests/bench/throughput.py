"""How many pictures a second our networks learn from and make, beside what the machine's arithmetic would allow:
``python -m tests.bench.throughput``

A sample is a picture of a training step (VAE: a crop of 64 px, codec: of 160 px), or one that is made (128 px, codec:
256 px). Steps are those of the training loop with the recipes' own options, optimiser, averages and making the batch
included; making is what the backends call. The bound is the rate of the fastest product of matrices measured in the
same run, in the arithmetic used, over the multiplications and additions of a sample's products and convolutions.
Times and counts are of the middling step: the penalty on one of the GAN's sixteen stays out of both. The codec's
exact prior counts in float64, so its bounds are generous. Threads that wait for cores other programs hold cost far more
than they bring: on two busy cores two threads were several times slower than one.

One of two cores of an AMD EPYC (avx512_bf16), PyTorch 2.13.0: products of matrices 105 GFLOP/s in float32, 225 in
bfloat16. Other programs were at work: two runs, begun at a load of 1.2 and 1.7, that reached 2.1 and 2.7 by their end.

                                GFLOP/sample  bound/s    samples/s          share
    sketchbook training bfloat16       1.431      157    49.2   70.1    31 %   45 %
    gan        training bfloat16       0.977      230   105.2  135.8    46 %   59 %
    vae        training bfloat16       2.007      112    60.4   76.7    54 %   68 %
    codec      training bfloat16       5.450       41    25.2   24.1    61 %   59 %
    sketchbook drawing   float32      27.088      3.9     1.4    0.9    38 %   25 %
    gan        inventing float32       2.022       52    45.1   31.2    89 %   60 %
    vae        decoding  float32       1.923       54    51.6   36.8    96 %   68 %
    codec      packing   float32       2.443       43    28.4   16.6    67 %   39 %
    codec      unpacking float32       2.352       44    23.1   14.6    53 %   33 %
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode
from torch.utils.module_tracker import ModuleTracker

from crossmedia_studio.core.folders import models_folder
from crossmedia_studio.core.progress import no_step
from crossmedia_studio.generate import imagining
from crossmedia_studio.generate.sketchbook import model
from crossmedia_studio.generate.sketchbook.draw import How, draw
from crossmedia_studio.models.device import cpu_threads
from crossmedia_studio.models.loader import Models, shipped_folder
from crossmedia_studio.represent import codec_models, latents
from crossmedia_studio.represent.drawing import Drawing
from crossmedia_studio.train.captions import Said
from crossmedia_studio.train.crops import Crops
from crossmedia_studio.train.datasets import dead_leaves
from crossmedia_studio.train.learner import Learner
from crossmedia_studio.train.options import LoopOptions
from crossmedia_studio.train.recipe import Lesson
from crossmedia_studio.train.recipes.codec import CodecLesson, CodecOptions
from crossmedia_studio.train.recipes.gan import GanLesson, GanOptions
from crossmedia_studio.train.recipes.sketchbook import SketchbookOptions
from crossmedia_studio.train.recipes.vae import VaeLesson, VaeOptions
from crossmedia_studio.train.sketchbook.lesson import SketchbookLesson
from crossmedia_studio.train.sketchbook.prepare import PLAIN, Prepared
from crossmedia_studio.train.team import Team

SIZES = (512, 1024, 2048)
"""Rows and columns of the matrices whose product is timed."""
PICTURES, GAN_PICTURES, VIEWS = 48, 800, 10
"""Pictures to learn from; the GAN's are more than its codes have numbers."""
SHEET, CODED = 16, 256
LEAST, COUNTED = 5, 3
"""Repeats that are timed at least, and those whose operations are counted."""
Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """A line of the table; ``bound`` in samples a second."""

    model: str
    what: str
    arithmetic: str
    rate: float
    gflop: float
    bound: float

    def __str__(self) -> str:
        share = f"{100.0 * self.rate / self.bound:7.1f} %"
        return (
            f"{self.model:<11}{self.what:<12}{self.arithmetic:<10}{self.rate:10.1f}{self.gflop:13.3f}"
            f"{self.bound:10.1f}{share}"
        )


HEAD = f"{'':<33}{'samples/s':>10}{'GFLOP/sample':>13}{'bound':>10}{'share':>9}"


def peak(dtype: torch.dtype, seconds: float) -> float:
    """GFLOP/s of the fastest product of square matrices."""
    best = 0.0
    for size in SIZES:
        one, other = (torch.randn(size, size).to(dtype) for _ in range(2))
        made = torch.empty(size, size, dtype=dtype)
        torch.mm(one, other, out=made)
        end = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < end:
            torch.mm(one, other, out=made)
            best = max(best, 2e-9 * size**3 / (time.perf_counter() - begun))
    return best


def peaks(seconds: float) -> dict[str, float]:
    """By arithmetic."""
    share = seconds / len(SIZES)
    return {"float32": peak(torch.float32, share), "bfloat16": peak(torch.bfloat16, share)}


def middling_seconds(work: Work, seconds: float) -> float:
    """The median time of ``work``, repeated for ``seconds`` after a first time unmeasured."""
    work()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while len(taken) < LEAST or time.perf_counter() < end:
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


class Whole(ModuleTracker):
    """Tells no networks apart: the hooks by which they are told forbid gradients of gradients."""

    def __enter__(self) -> Whole:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def operations(work: Work) -> float:
    """Multiplications and additions (10⁹) of ``work``, attention as the plain products it stands for."""
    found = []
    for _ in range(COUNTED):
        counter = FlopCounterMode(display=False)
        counter.mod_tracker = Whole()
        with sdpa_kernel(SDPBackend.MATH), counter:
            work()
        found.append(counter.get_total_flops() * 1e-9)
    return statistics.median(found)


def lessons(models: Models) -> dict[str, tuple[Lesson, int]]:
    """By name, with the pictures of a step: as the recipes make them, of pictures that show nothing."""
    random = np.random.default_rng(0)
    book = model.read(shipped_folder() / model.FAMILY)
    config = book.net.config
    words = book.vocabulary.words
    said = tuple({"en": Said(((words[1 + n], words[2 + n]),), ((words[3 + n],),))} for n in range(PICTURES))
    seen = random.standard_normal((PICTURES, VIEWS, config.latent, config.grid, config.grid)).astype(np.float16)
    prepared = Prepared(
        latents=seen, grounds=np.full((PICTURES, VIEWS), PLAIN, np.int16), learned=PICTURES, sayings=said,
        styles=("3d", "flat", "line") * (PICTURES // 3), subjects=tuple(str(n // 3) for n in range(PICTURES)),
        near=random.integers(PICTURES, size=(PICTURES, 6)).astype(np.int32), words=tuple(words),
        table=book.net.words.vectors().numpy(),
    )  # fmt: skip
    found = random.standard_normal((GAN_PICTURES, config.latent, config.grid, config.grid)).astype(np.float32)
    styles = [("3d", "flat", "line")[n % 3] for n in range(GAN_PICTURES)]
    pixels = random.integers(256, size=(PICTURES, latents.SIZE, latents.SIZE, 4)).astype(np.uint8)
    leaves = [dead_leaves.paint(CODED, random) for _ in range(4)]
    book_options, gan_options, vae_options, codec_options = (
        SketchbookOptions(), GanOptions(first=0), VaeOptions(), CodecOptions()
    )  # fmt: skip
    gan = GanLesson(found, styles, GAN_PICTURES, latents.load_vae(models), gan_options, "cpu")
    return {
        "sketchbook": (SketchbookLesson(prepared, book_options, models, "cpu"), book_options.batch),
        "gan": (gan, gan_options.batch),
        "vae": (VaeLesson(pixels, PICTURES, vae_options, "cpu"), vae_options.batch),
        "codec": (CodecLesson(Crops(leaves, leaves, 0.15), leaves[:1], codec_options, "cpu"), codec_options.batch),
    }


def makers(models: Models) -> dict[tuple[str, str], tuple[Work, int]]:
    """By model and what it does, with the pictures it makes at once."""
    random = np.random.default_rng(0)
    book = model.load(models, model.FAMILY)
    imagination = imagining.load(models)
    codes, kinds = imagining.invented(imagination.generator, imagining.Start("bench", 0, imagining.ANY, 1.0), SHEET)
    vae = latents.load_vae(models)
    found = random.standard_normal((SHEET, book.net.config.latent, 8, 8)).astype(np.float32)
    codec = codec_models.load(shipped_folder() / "codec", b"throughp")
    opaque = np.dstack([dead_leaves.paint(CODED, random), np.full((CODED, CODED), 255, np.uint8)])
    packed = codec.compress(opaque, 4.0, no_step)
    fox = [Drawing(("fox",), "3d")]
    return {
        ("sketchbook", "drawing"): (lambda: draw(models, book, fox, [0], How(), no_step), 1),
        ("gan", "inventing"): (lambda: imagination.pictures(codes, kinds), SHEET),
        ("vae", "decoding"): (lambda: latents.decode(vae, found), SHEET),
        ("codec", "packing"): (lambda: codec.compress(opaque, 4.0, no_step), 1),
        ("codec", "unpacking"): (lambda: codec.decompress(packed, "bench", no_step), 1),
    }


def stepping(learner: Learner) -> Work:
    """A step of training after the other."""
    done = iter(range(1_000_000))
    return lambda: learner.step(next(done), 1.0)


def measured(models: Models, seconds: float) -> tuple[dict[str, float], list[Row]]:
    """What the machine reaches (GFLOP/s), and every row."""
    before, taken = peaks(seconds), []
    for name, (lesson, batch) in lessons(models).items():
        learner = Learner(lesson, LoopOptions(), Team("cpu"))
        work = stepping(learner)
        taken.append((name, "training", learner.precision, middling_seconds(work, seconds), operations(work), batch))
    for (name, what), (work, count) in makers(models).items():
        taken.append((name, what, "float32", middling_seconds(work, seconds), operations(work), count))
    after = peaks(seconds)
    best = {key: max(before[key], after[key]) for key in before}
    return best, [
        Row(name, what, arithmetic, count / spent, gflop / count, best[arithmetic] * count / gflop)
        for name, what, arithmetic, spent, gflop, count in taken
    ]


def machine() -> str:
    """Processor, threads, PyTorch, and how busy it was."""
    able = torch.cpu.get_capabilities()
    fast = "amx_bf16" if able.get("amx_bf16") else "avx512_bf16" if able.get("avx512_bf16") else "no bfloat16"
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    name = able.get("cpu_name") or platform.processor() or platform.machine()
    cores = f"{torch.get_num_threads()} of {os.cpu_count()} cores"
    return f"{name} ({fast}), {cores}, PyTorch {torch.__version__}{load}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("--threads", type=int, default=cpu_threads(), help="the studio's own choice: %(default)s")
    parser.add_argument("--seconds", type=float, default=1.5, help="for each measurement, about: %(default)s")
    parser.add_argument("--json", action="store_true", help="print JSON")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(0)
    where = machine()
    best, rows = measured(Models(models_folder(), threads=chosen.threads), chosen.seconds)
    if chosen.json:
        print(json.dumps({"machine": where, "peak GFLOP/s": best, "rows": [asdict(row) for row in rows]}, indent=1))
        return
    print(where)
    print("products of matrices: " + ", ".join(f"{value:.0f} GFLOP/s in {key}" for key, value in best.items()))
    print("\n".join([HEAD, *map(str, rows)]))


if __name__ == "__main__":
    main()
