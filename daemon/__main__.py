"""The program's start: ``shelfhook`` and ``python -m daemon``."""

import sys


def main() -> None:
    """Run the command line; ``notify`` without loading anything that it does not need."""
    if sys.argv[1:2] == ["notify"]:
        from daemon.notify import main as notify

        sys.exit(notify(sys.argv[2:]))
    from daemon.cli import app

    app()


if __name__ == "__main__":
    main()
