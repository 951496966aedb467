"""The child of ``test_resume``: trains the duet until it is killed or done, saving all the time."""

from __future__ import annotations

import sys
from pathlib import Path

from crossmedia_studio.train import loop
from tests.train.toys import add_toys, train

if __name__ == "__main__":
    loop.SECONDS_BETWEEN_SAVES = 0.05
    add_toys()
    train("duet", Path(sys.argv[1]), steps=int(sys.argv[2]), check=int(sys.argv[3]), pause=float(sys.argv[4]))
