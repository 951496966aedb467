"""One member of a team of two: trains the duet as ``torchrun`` would have it, on the CPU."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.train.toys import add_toys, train

if __name__ == "__main__":
    add_toys()
    train("duet", Path(sys.argv[1]), steps=12, check=6)
