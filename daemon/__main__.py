"""The program's start: ``shelfhook`` and ``python -m daemon``."""

import sys


def main() -> None:
    """Run the command line; ``notify`` and ``serve`` without loading anything that they do not need."""
    if sys.argv[1:2] == ["notify"]:
        from daemon.hook.notify import main as notify

        sys.exit(notify(sys.argv[2:]))
    if sys.argv[1:2] == ["serve"] and {*sys.argv[2:]} <= {"--debug"}:
        from daemon.process.serving import main as serve

        sys.exit(serve(debug="--debug" in sys.argv))
    from daemon.cli import app

    app()


if __name__ == "__main__":
    main()
