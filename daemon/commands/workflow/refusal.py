"""What is told when the settings are such that no phase can run."""

from collections.abc import Sequence

from daemon.commands.workflow.plan import PHASES
from daemon.commands.workflow.results import End, Report, Result


def refuse(problems: Sequence[str], report: Report) -> None:
    """Name every problem in phase 0, and run nothing."""
    for phase in PHASES:
        report.begin(phase)
        if phase == 0:
            report.expect(len(problems))
            for problem in problems:
                report.step("Setting", problem)
            report.end(phase, Result(End.ERROR, f"{len(problems)} settings are wrong", "mend them in .env"))
        else:
            report.end(phase, Result(End.NOT_RUN, "it needs PHASE 0"))
    report.close()
