"""Commands that look at the daemon: status, downloads, history, and the hook's line."""

import json
from typing import Annotated

import typer

from daemon.commands import coverage
from daemon.commands.asking import ask
from daemon.commands.errors import told
from daemon.settings_problems import load

AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]


@told
def status(*, as_json: AsJson = False) -> None:
    """How the daemon is: services, inbox and what waits."""
    state = load(complete=False).state_dir
    health, covered = ask(state, "/health"), ask(state, "/api/coverage")
    if as_json:
        typer.echo(json.dumps({**health, "coverage": covered}))
        return
    inbox = health["inbox"]
    typer.echo(f"shelfhook {health['version']}: {health['status']}, up for {health['uptime_seconds']} s")
    typer.echo(f"inbox: {inbox['depth']} waiting, {inbox['buried']} given up")
    acquisition = health["acquisition"]
    paused = f", paused: {acquisition['paused']}" if acquisition["paused"] else ""
    typer.echo(f"acquisition: {acquisition['mode']}{paused}")
    for name, service in health["dependencies"].items():
        error = (
            f", last error {service['last_error']}: {service['last_error_message']}"
            if service["last_error"]
            else ""
        )
        typer.echo(f"{name}: last success {service['last_success'] or 'never'}{error}")
    for line in coverage.lines(covered):
        typer.echo(line)


@told
def healthcheck() -> None:
    """Exit with 0 when the daemon answers and its store works, else 1."""
    ask(load(complete=False).state_dir, "/health")


@told
def hook() -> None:
    """The lines for qBittorrent's "Run external program on torrent finished"."""
    from daemon.hook_access import PATH, curl_line
    from daemon.notify import URL_FILE

    settings = load(complete=False)
    # Once the daemon has run its address is known, also one that systemd handed to it.
    known = settings.state_dir / URL_FILE
    url = known.read_text().strip().removesuffix(PATH) if known.exists() else f"http://{settings.listen}"
    typer.echo("With curl:")
    typer.echo(f"  {curl_line(settings.state_dir, url)}")
    typer.echo("Or, where shelfhook is installed beside qBittorrent:")
    typer.echo(f'  shelfhook notify --state-dir "{settings.state_dir}" "%K" "%I" "%J"')
