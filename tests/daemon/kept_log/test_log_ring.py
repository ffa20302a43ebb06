"""The newest lines of the log on disk: bounded, searched, without secrets, and whole after a crash."""

import logging
import os
import subprocess
import sys

import pytest
import structlog

from daemon import log as logs
from daemon.kept_log.line import MOST_BYTES
from daemon.kept_log.reading import Level, LineQuery, page
from daemon.kept_log.ring import BYTES, FOLDER, IN_A_FILE, LINES, LogRing
from domain.mentions import Means, Mention
from store.views.paging import Slice
from tests.fixtures.logs import logged
from tests.fixtures.places import ROOT

ALL = Slice(0, 100_000)
HASH = "ab" * 20


@pytest.fixture
def ring(tmp_path):
    with logged(level="debug", form="json", secrets=["hush-hush"]):
        kept = LogRing(tmp_path)
        with kept.kept():
            yield kept


def lines(ring, part=ALL, **query):
    return page(ring, LineQuery(**query), part).rows


def events(ring, **query):
    return [one.event for one in lines(ring, **query)]


log = structlog.get_logger("shelfhook.test")


def test_lines_come_newest_first_with_what_they_say(ring):
    """Of ours as of a library; a value that is not simple is its text."""
    log.info("first", service="mam", number=1, names=["a", "b"])
    logging.getLogger("somebodys.library").warning("plain %s", "words")
    logging.getLogger("a.client").debug("/path answered", extra={"service": "qbittorrent", "other": 1})

    client, library, ours = lines(ring)

    assert (client.event, client.service, client.values) == ("/path answered", "qbittorrent", {})
    assert (library.event, library.level, library.service) == ("plain words", "warning", None)
    assert (ours.event, ours.level, ours.service) == ("first", "info", "mam")
    assert ours.values == {"number": 1, "names": '["a", "b"]'}
    assert ours.at.utcoffset() is not None


def test_they_are_there_after_a_kill(tmp_path):
    """A process that is ended by SIGKILL in the middle of its work has lost no line that was logged."""
    code = (
        "import os, signal, sys; from pathlib import Path; import structlog; from daemon import log;"
        "from daemon.kept_log.ring import LogRing; log.configure(form='json');"
        "kept = LogRing(Path(sys.argv[1])).kept(); kept.__enter__();"
        "[structlog.get_logger('x').info('line', number=n) for n in range(50)];"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, check=False
    )
    with logged(level="info"), LogRing(tmp_path).kept():
        log.info("after")

        found = lines(LogRing(tmp_path))

    assert killed.returncode == -9
    assert [one.event for one in found] == ["after"] + ["line"] * 50
    assert [one.values["number"] for one in found[1:]] == list(range(49, -1, -1))
    assert len({one.number for one in found}) == 51


def test_it_keeps_the_last_ten_thousand_and_makes_room(ring, tmp_path):
    """At most a file's lines more, whatever came before; none is lost in between."""
    log.info("line", number=0)
    [(_, first)] = ring.files()
    [line] = first.read_bytes().splitlines()
    for file in range(1, LINES // IN_A_FILE + 3):
        numbered = (
            line.replace(b'"number":0', b'"number":%d' % (file * IN_A_FILE + n)) for n in range(IN_A_FILE)
        )
        (tmp_path / FOLDER / f"{file:08}.jsonl").write_bytes(b"\n".join(numbered) + b"\n")
    with LogRing(tmp_path).kept():
        log.info("line", number=13_000)
        log.info("line", number=13_001)

    found = page(LogRing(tmp_path), LineQuery(), ALL)

    assert LINES <= found.total <= LINES + IN_A_FILE
    assert [one.values["number"] for one in found.rows] == list(range(13_001, 13_001 - found.total, -1))
    assert sum(path.stat().st_size for _, path in ring.files()) < BYTES


@pytest.mark.parametrize("length", [0, 300, 1000, 20_000])
def test_no_line_is_longer_than_it_may_be(ring, length):
    """Whatever is logged: many values, deep ones, long ones, of signs that take several bytes or an escape."""
    sign = "\u2603\x1b"
    log.info("e" * length, **{f"value_{n}": sign * length for n in range(30)}, deep=[{"x": sign * length}])
    log.error("failed%s", sign * length, exc_info=ValueError(f"the end of it{'!' * min(length, 500)}"))

    [(_, path)] = ring.files()

    stored = path.read_bytes().splitlines(keepends=True)
    assert len(stored) == 2
    assert max(map(len, stored)) <= MOST_BYTES
    newest, _ = lines(ring)
    assert newest.event.startswith("failed")
    if length == 0:
        assert "the end of it" in newest.values["exception"]


def test_no_secret_is_kept(ring, tmp_path):
    """Neither in the words, in a value, in a traceback, nor cut in half."""
    logs.hide("test", ["another-secret"])
    log.warning("said hush-hush", value="x" * 995 + "hush-hush", inner={"a": ["another-secret"]})
    logging.getLogger("library").error("lib %s", "hush-hush")
    log.error("failed", exc_info=ValueError("hush-hush"))

    kept = b"".join(path.read_bytes() for _, path in ring.files())

    assert kept.count("•••".encode()) >= 4
    assert b"hush" not in kept
    assert b"another-secret" not in kept


def test_only_the_user_may_read_it(ring, tmp_path):
    """Whatever the mask of the process."""
    before = os.umask(0)
    try:
        log.info("line")
    finally:
        os.umask(before)

    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for _, path in ring.files()] == [0o600]


@pytest.mark.parametrize(
    "there",
    [b'{"level":"info","torn', b"\0" * 4096, b'[]\n{"level":"info"}\nnull\n', b"\xff\xfe\n"],
    ids=["torn", "zeros", "other JSON", "no text"],
)
def test_a_file_that_a_crash_tore_is_gone_on_with(tmp_path, there):
    """Its broken lines are left out, and those that follow are whole."""
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "00000007.jsonl").write_bytes(there)
    (tmp_path / FOLDER / "readme.jsonl").write_text("not ours")
    with logged(level="info"), LogRing(tmp_path).kept():
        log.info("after")

    assert events(LogRing(tmp_path)) == ["after"]
    assert (tmp_path / FOLDER / "readme.jsonl").read_text() == "not ours"


def test_where_it_cannot_be_written_the_log_goes_on(tmp_path):
    """A folder that is no folder: the line stands on standard error; once it can be written, it is."""
    (tmp_path / FOLDER).write_text("in the way")
    with logged(level="info", form="json") as written, LogRing(tmp_path).kept():
        log.info("lost")
        (tmp_path / FOLDER).unlink()
        log.info("kept")

    assert "lost" in written.getvalue()
    assert "Traceback" not in written.getvalue()
    assert events(LogRing(tmp_path)) == ["kept"]


def test_a_link_is_not_followed(tmp_path):
    """Somebody's file is not written to."""
    (tmp_path / FOLDER).mkdir()
    other = tmp_path / "other"
    other.write_text("")
    (tmp_path / FOLDER / "00000001.jsonl").symlink_to(other)
    with logged(level="info"), LogRing(tmp_path).kept():
        log.info("line")

    assert other.read_text() == ""


def test_lines_are_narrowed_down(ring):
    """By level and worse, by service, by words of any of their values in any case, and by the book that they mean."""
    log.debug("asked", service="mam")
    log.info("event_settled", event_key=f"torrent.finished:{HASH}", reason='a "Quoted" Title')
    log.warning("service_unreachable", service="audiobookshelf", reason='level":"error')
    log.error("failed", item_id="item-1", reason="Straße")

    assert events(ring, level=Level.WARNING) == ["failed", "service_unreachable"]
    assert events(ring, level=Level.ERROR) == ["failed"]
    assert events(ring, level=Level.INFO)[-1] == "event_settled"
    assert events(ring, service="mam") == ["asked"]
    assert events(ring, service="audiobookshelf", level=Level.ERROR) == []
    assert events(ring, text='TITLE "quoted"') == ["event_settled"]
    assert events(ring, text="strasse") == ["failed"]
    assert events(ring, text=HASH) == ["event_settled"]
    assert events(ring, about={Mention(Means.TORRENT, HASH)}) == ["event_settled"]
    assert events(ring, about={Mention(Means.ITEM, "item-1")}, text="nothing") == []
    assert events(ring, text="nothing", or_about={Mention(Means.ITEM, "item-1")}) == ["failed"]
    assert events(ring, about=()) == []


def test_a_page_is_part_of_them(ring):
    """Over the border of files, with how many there are in all."""
    for number in range(IN_A_FILE + 10):
        (log.warning if number % 2 else log.info)("line", number=number)

    found = page(ring, LineQuery(level=Level.WARNING), Slice(2, 8))

    assert found.total == IN_A_FILE // 2 + 5
    assert [one.values["number"] for one in found.rows] == list(range(1005, 989, -2))


def test_setting_up_the_log_again_goes_on_with_it(ring):
    """As new settings do."""
    log.info("before")
    logs.configure(level="warning", form="json", secrets=[])
    log.info("not shown")
    log.warning("after")

    assert events(ring) == ["after", "before"]
