"""``shelfhook doctor``."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from daemon.commands.errors import report_errors
from daemon.commands.findings import show
from daemon.commands.tables import AsJson
from daemon.doctor.finding import exit_status


@report_errors
def doctor(
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Fix what can safely be fixed, after asking.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --fix: apply without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check every service, path and setting, and say how to fix each problem. Ends with 0, with 1 for warnings, with 2 when broken.

    Nothing is changed without --fix. Without a daemon it works on a copy of the state, and only looks at a PostgreSQL; what MyAnonamouse renews of
    its session, and the one request to Google Books, are noted in the store where there is one.
    """
    from daemon.commands.examination import examine

    findings = examine(fix=fix, yes=yes, quiet=as_json)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        show(findings)
    raise typer.Exit(exit_status(findings))
