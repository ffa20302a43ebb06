"""``shelfhook workflow``."""

from typing import Annotated

import typer

from daemon.commands.errors import report_errors
from daemon.commands.tables import AsJson


@report_errors
def workflow(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing: only read.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run all phases now: configuration, MyAnonamouse, search, metadata, services, records and library."""
    from daemon.commands.workflow.running import run_once

    raise typer.Exit(0 if run_once(dry_run=dry_run, as_json=as_json) else 1)
