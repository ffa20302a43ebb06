"""Names that others chose harm no terminal, whichever command prints them."""

import json
import re

import pytest
import typer

from daemon.cli import app
from domain.corrections import Correction
from domain.errors import PermanentError
from domain.events import ReconcileDue, TorrentFinished
from domain.facts import (
    ChangeSource,
    ImportProblem,
    ImportQuestion,
    ImportStatus,
    LeftOut,
    RunStatus,
    Status,
)
from domain.importing.plan import LeftOutFile, Plan, PlannedBook, PlannedFile, Renamed
from domain.policy import FieldName
from domain.recording import Recording, Series
from handlers.writing.write_fields import Reason
from store.corrections import note

EVIL = "Evil\x1b]0;owned\x07\x1b[2J\r\n\x9b31m\u202etxt.exe\u2066\u200b\udcff [red]bold[/red] " + "x" * 10_000
STORED = EVIL.replace("\udcff", "").replace("\x00", "")
DANGEROUS = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)

RUN = [
    ("status",),
    ("downloads", "list"),
    ("downloads", "show", "1"),
    ("downloads", "approve", "2"),
    ("downloads", "reject", "2"),
    ("downloads", "retry", "1"),
    ("downloads", "dismiss", "1"),
    ("downloads", "link", "1", "BOOK"),
    ("downloads", "refresh", "1"),
    ("downloads", "undo", "1"),
    ("downloads", "undo", "99"),
    ("events", "list"),
    ("events", "show", "1"),
    ("events", "retry", "1"),
    ("events", "dismiss", "1"),
    ("import", "1"),
    ("import", "--dry-run", "1"),
    ("import", "--all"),
    ("import", "nonsense\x1b[2J"),
    ("import", "list"),
    ("import", "show", "1"),
    ("import", "confirm", "1"),
    ("import", "undo", "1"),
    ("import", "check"),
    ("import", "unlink", "1"),
    ("book", "BOOK"),
    ("book", STORED[:200]),
    ("book", "BOOK", "lock", STORED[:200]),
    ("history",),
    ("history", EVIL[:200]),
    ("undo", "1"),
    ("runs",),
    ("runs", "1"),
    ("runs", "nonsense\x1b[2J"),
    ("run", "nonsense\x1b[2J"),
    ("retry", "mam"),
    ("pause", "acquisition", "--reason", STORED),
    ("resume", "acquisition"),
    ("notifications", "show"),
    ("notifications", "test"),
    ("provider", "install"),
    ("provider", "show"),
    ("provider", "remove"),
]
GROUPS = {"downloads", "events", "import", "notifications", "provider", "mam", "hook", "store"}
SHOWN_ELSEWHERE = {
    "serve": "its log is one JSON object a line",
    "notify": "prints no name",
    "healthcheck": "prints no name",
    "workflow": "test_workflow_reports.py",
    "demo": "its names are our own",
    "doctor": "test_doctor.py",
    "hook": "prints qBittorrent's own setting",
    "store": "prints tables' names",
    "backup": "prints its argument",
    "import now": "is `import 1`",
    "restore": "prints its argument",
    "mam": "test below",
    "downloads add": "asks MAM; its line is that of `downloads show`",
}


@pytest.fixture
async def evil(daemon, clock, book, write):
    """Records, events, runs and changes, all with the hostile name."""
    parts = daemon.parts
    recording = Recording(
        torrent_id=1,
        title=STORED,
        authors=(STORED, "Anna Writer"),
        narrators=(STORED,),
        series=(Series(name=STORED, sequence=STORED[:30]),),
        publisher=STORED,
        tags=STORED,
    )
    made = await parts.store.downloads.create(
        recording, hashes=("a" * 40, None, None), found_by=STORED, status=Status.NEEDS_PERSON, now=clock.now()
    )
    candidate = {"item_id": "1", "title": STORED, "path": STORED, "why": STORED}
    await parts.store.downloads.update(
        made.id, reason=STORED, candidates=[candidate], item_found_by=STORED, duration_check=STORED
    )
    await parts.store.downloads.create(
        recording.model_copy(update={"torrent_id": 2}),
        hashes=(None, None, None),
        found_by=STORED,
        status=Status.PROPOSED,
        now=clock.now(),
    )

    async def refuse(_event, _event_id):
        raise PermanentError(STORED)

    daemon.dispatcher.routes = {**daemon.dispatcher.routes, "torrent.finished": refuse}
    await parts.store.inbox.add(TorrentFinished(info_hash="a" * 40), now=clock.now())
    await daemon.dispatcher.step()
    run = await parts.store.runs.start(
        "reconcile", trigger=STORED, first=lambda number: ReconcileDue(run=number), now=clock.now()
    )
    await parts.store.runs.count(run.id, STORED)
    await parts.store.runs.end(run.id, status=RunStatus.FAILED, reason=STORED, now=clock.now())
    told = Correction(field="narrators", before=[STORED], after=[STORED, "Ann Reed"])
    await parts.store.db.write(
        lambda connection: note(connection, [told], download_id=made.id, run_id=run.id, now=clock.now())
    )
    await waiting_import(parts, clock.now())
    parts.dependencies["mam"].failed(STORED)
    reason = Reason(source=ChangeSource.MAM, event_id=1, download_id=1, run_id=run.id)
    await write(book.id, {FieldName.NARRATORS: [STORED]}, reason)
    return book


async def waiting_import(parts, now):
    """One whose names are all hostile, and which asks a question."""
    file = PlannedFile(source=STORED, target=STORED, size=1)
    plan = Plan(
        books=(PlannedBook(folder=f"/library/{STORED}", files=(file,), recording=Recording(title=STORED)),),
        left_out=(LeftOutFile(path=STORED, why=LeftOut.METADATA),),
        renamed=(Renamed(before=STORED, after=STORED),),
        question=ImportQuestion.SEVERAL_BOOKS,
    )
    begun = await parts.store.imports.begin("a" * 40, 1, now=now)
    values = {"status": ImportStatus.NEEDS_PERSON.value, "problem": ImportProblem.QUESTION.value}
    await parts.store.imports.update(
        begun.id, now=now, detail=STORED, plan=plan.model_dump(mode="json"), **values
    )


@pytest.mark.parametrize(
    "arguments",
    RUN,
    ids=lambda one: (
        " ".join(one)[:40]
        .encode("ascii", "ignore")
        .decode()
        .translate({27: None, 7: None, 13: None, 10: None})
    ),
)
async def test_no_name_steers_the_terminal(evil, shelfhook, arguments):
    """Nothing of what is printed moves the cursor, turns the direction, hides, or goes on without end."""
    result = await shelfhook(*[evil.id if one == "BOOK" else one for one in arguments])

    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert DANGEROUS.search(result.output) is None
    assert result.output.count("x" * 501) == 0
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments", [one for one in RUN if one[-1] in {"status", "list", "history", "runs"}], ids=" ".join
)
async def test_json_is_whole(evil, shelfhook, arguments):
    """For machines nothing is left out, and still nothing reaches a terminal as it is."""
    result = await shelfhook(*arguments, "--json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert DANGEROUS.search(result.output) is None
    assert "x" * 10_000 in result.output
    json.loads(result.output)


async def test_markup_is_text(evil, shelfhook):
    """What looks like the terminal library's markup is printed as it stands."""
    result = await shelfhook("downloads", "list")

    assert "[red]bold[/red]" in result.output.replace("\n", "").replace("│", "") or "[red]" in result.output


def test_no_command_is_forgotten():
    """Each command is run here, or it is said where its output is looked at."""

    def walk(command, path=()):
        for name, sub in getattr(command, "commands", {}).items():
            yield from walk(sub, (*path, name))
        if not getattr(command, "commands", {}):
            yield " ".join(path)

    run = {" ".join(one[:2]) for one in RUN} | {one[0] for one in RUN if one[0] not in GROUPS}
    forgotten = [
        name
        for name in walk(typer.main.get_command(app))
        if not {name, name.split()[0]} & (set(SHOWN_ELSEWHERE) | run)
    ]

    assert forgotten == []


@pytest.mark.parametrize("command", ["parse", "match"])
async def test_saved_pages_are_no_danger(shelfhook, tmp_path, command):
    """What is read from a file is printed as harmlessly."""
    file = tmp_path / "answer.json"
    row = {
        "id": 1,
        "title": EVIL,
        "author_info": json.dumps({"1": EVIL}),
        "narrator_info": json.dumps({"1": EVIL}),
    }
    file.write_text(json.dumps({"data": [row], "found": 1, "total": 1}))
    wanted = ["--title", "Evil", "--author", "Evil"] if command == "match" else []

    plain = await shelfhook("mam", command, str(file), *wanted)
    machine = await shelfhook("mam", command, str(file), *wanted, "--json")

    assert "Evil" in plain.output
    assert DANGEROUS.search(plain.output + machine.output) is None
