"""Judge models that ship, as ``evaluate NAME`` does, and keep their headline figures beside them.

.venv/bin/python installer/judge.py                    all of them
.venv/bin/python installer/judge.py melody --count 16  one, by so many takes

Prints every figure with its 95 % interval, for the model's card.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[1] / "resources" / "models"


def main() -> None:
    """Judge each model in turn; the first that cannot be judged ends it with its message."""
    from crossmedia_studio.core.errors import StudioError
    from crossmedia_studio.core.folders import models_folder
    from crossmedia_studio.core.progress import no_step
    from crossmedia_studio.engine import messages as m
    from crossmedia_studio.engine.judging import judged
    from crossmedia_studio.evaluate import record
    from crossmedia_studio.models.loader import Models

    known = sorted(path.parent.name for path in SHIPPED.glob("*/manifest.json"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--count", type=int, default=64, help="takes to make (default 64)")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(known):
        parser.error(f"no such model: {', '.join(sorted(unknown))}")
    models = Models(models_folder())
    for name in chosen.names or known:
        try:
            found = judged(models, m.Evaluate(name, count=chosen.count, seed=chosen.seed), no_step)
        except StudioError as error:
            sys.exit(f"{name}: {error}")
        record.keep(SHIPPED / name, found.measures)
        print(f"{name}: {chosen.count} takes, seed {chosen.seed}")
        for one in found.measures:
            print(f"  {one.name:24} {one.value:10.4f}  {one.low:.4f} to {one.high:.4f}  n {one.n}", flush=True)


if __name__ == "__main__":
    main()
