"""The door: ``python -m crossmedia_studio`` and the ``crossmedia-studio`` command."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line; without a command it opens the window.

    Threads of PyTorch (OpenMP) wait asleep: spinning ones slow training ten times and more on a machine that is busy.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from crossmedia_studio.cli import run

    run()


if __name__ == "__main__":
    main()
