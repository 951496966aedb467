"""The door: ``python -m crossmedia_studio`` and the ``crossmedia-studio`` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line; without a command it opens the window."""
    from crossmedia_studio.cli import run

    run()


if __name__ == "__main__":
    main()
