"""The program's start: ``shelfhook`` and ``python -m daemon``."""

import sys


def main() -> None:
    """Run the command line; frequent and long-running commands load only what they need."""
    match sys.argv[1:]:
        case ["notify", *arguments]:
            from daemon.hook.notify import main as notify

            sys.exit(notify(arguments))
        case ["healthcheck"]:
            from daemon.commands.healthcheck import main as healthcheck

            sys.exit(healthcheck())
        case ["serve"] | ["serve", "--debug"] as arguments:
            from daemon.process.serving import main as serve

            sys.exit(serve(debug="--debug" in arguments))
    from daemon.cli import app

    app()


if __name__ == "__main__":
    main()
