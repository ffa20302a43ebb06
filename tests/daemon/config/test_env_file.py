"""How a line of .env is read: what is meant, or a refusal with its line, and never a secret that lost something."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.config.env_file import MAY_HOLD_HASH, assignments
from daemon.config.invalid import SettingsProblemsError
from daemon.config.settings import Settings

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])).filter(lambda t: t == t.strip())


def read(folder: Path, text: str | bytes) -> dict[str, str]:
    file = folder / ".env"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {one.name: one.value for one in assignments(file)}


def refused(folder: Path, text: str | bytes) -> str:
    with pytest.raises(SettingsProblemsError) as raised:
        read(folder, text)
    return str(raised.value).replace(str(folder), "")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("pa${x}word", "pa${x}word"),
        ("'pa${x}word'", "pa${x}word"),
        ('"pa${x}word"', "pa${x}word"),
        ("$HOME$$", "$HOME$$"),
        ("ab#cd", "ab#cd"),
        ("'ab #cd'", "ab #cd"),
        ('"ab #cd" # why', "ab #cd"),
        ("it's", "it's"),
        ("'it's'", "it's"),
        ("'\"abc'", '"abc'),
        (r'"say \"hello\" \\ \n"', r'say "hello" \ \n'),
        (r"'C:\new\'", "C:\\new\\"),
        (r"C:\new", r"C:\new"),
        ("  spaced out  ", "spaced out"),
        ("''", ""),
        ("", ""),
        ("pässwörd=", "pässwörd="),
    ],
)
def test_a_secret_is_what_is_written(tmp_path: Path, written: str, value: str):
    """`$`, `#`, quotes and backslashes are its own; quotes around it are not."""
    assert read(tmp_path, f"QBITTORRENT_PASSWORD={written}\n") == {"QBITTORRENT_PASSWORD": value}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ABS_TOKEN=ab #cd", "# belongs to the value of ABS_TOKEN or begins a comment is not clear"),
        ("ABS_TOKEN= #cd", "# belongs to the value of ABS_TOKEN or begins a comment is not clear"),
        ("ABS_TOKEN='abc", "the value of ABS_TOKEN begins with is not closed"),
        ('ABS_TOKEN="abc\\"', "the value of ABS_TOKEN begins with is not closed"),
        ("ABS_TOKEN='abc'def", "the value of ABS_TOKEN begins with is not closed"),
        ("ABS_TOKEN='abc' # it's'", "where the value of ABS_TOKEN ends is not clear"),
        ("ABS_TOKEN: x", "is not NAME=value: write it so"),
        ("=x", "is not NAME=value"),
        ("set ABS_TOKEN=x", "is not NAME=value"),
    ],
)
def test_what_could_be_read_two_ways_is_refused(tmp_path: Path, line: str, told: str):
    """With the line's number and what to write, and without the value."""
    message = refused(tmp_path, f"# a comment\n\n{line}\nLISTEN=127.0.0.1:1\n")

    assert message.startswith("/.env, line 3: ")
    assert told in message
    assert "abc" not in message


def test_all_such_lines_are_reported_at_once(tmp_path: Path):
    """Also those of other programs' settings, and whatever ends a line."""
    message = refused(tmp_path, "A='x\r\nB\nC: y\rD=1\n")

    assert [line.partition(":")[0] for line in message.splitlines()] == ["/.env, line 1", "/.env, line 3"]


def test_a_comment_behind_what_cannot_hold_one(tmp_path: Path):
    """A number, an address or a pattern keeps its comment, as in version 0.1."""
    text = "LISTEN=127.0.0.1:1 # here\nKEEP_DAYS=5\t# days\nSEARCH_CRON= # off\n"

    assert read(tmp_path, text) == {"LISTEN": "127.0.0.1:1", "KEEP_DAYS": "5", "SEARCH_CRON": ""}


def test_every_secret_counts_as_one():
    """A new secret must be named among what may hold a #."""
    secret = {name for name, field in Settings.names().items() if "Secret" in str(field)}

    assert secret <= MAY_HOLD_HASH <= set(Settings.names())


@given(TEXTS)
def test_single_quotes_keep_everything_or_are_refused(tmp_path_factory: pytest.TempPathFactory, secret: str):
    """Whatever the secret is."""
    try:
        found = read(tmp_path_factory.getbasetemp(), f"MAM_PASSWORD='{secret}'")
    except SettingsProblemsError:
        return
    assert found == {"MAM_PASSWORD": secret}


@given(TEXTS)
def test_without_quotes_everything_is_kept_or_refused(tmp_path_factory: pytest.TempPathFactory, secret: str):
    """Quotes around it aside."""
    try:
        found = read(tmp_path_factory.getbasetemp(), f"MAM_PASSWORD={secret}")["MAM_PASSWORD"]
    except SettingsProblemsError:
        return
    assert found == secret or secret[0] in "'\""


@given(TEXTS)
def test_double_quotes_can_hold_every_secret(tmp_path_factory: pytest.TempPathFactory, secret: str):
    r"""With `\"` and `\\` for the two."""
    written = secret.replace("\\", "\\\\").replace('"', '\\"')

    try:
        found = read(tmp_path_factory.getbasetemp(), f'MAM_PASSWORD="{written}"')
    except SettingsProblemsError:
        assert '" #' in " ".join(written.split()) or '\\"' in written
        return
    assert found == {"MAM_PASSWORD": secret}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"A=1\nABS_TOKEN=p\xe4ss\n", "/.env, line 2: is not UTF-8: save it as UTF-8"),
        ("MAM_ID=abc\n".encode("utf-16"), "/.env is UTF-16: save it as UTF-8"),
        ("MAM_ID=abc\n".encode("utf-16-le"), "/.env, line 1: holds a NUL byte: save it as UTF-8 text"),
        (b"A=1\nB=\0\n", "/.env, line 2: holds a NUL byte"),
        (b"#" * (2 << 20), "/.env has more than 1 MiB: name another file"),
    ],
)
def test_what_is_no_text_is_reported(tmp_path: Path, content: bytes, told: str):
    """With the line where it stops being one."""
    assert refused(tmp_path, content).startswith(told)


def test_a_mark_of_utf_8_and_old_line_ends_are_no_matter(tmp_path: Path):
    assert read(tmp_path, b"\xef\xbb\xbfexport A=1\r\nB = 2\rC\n") == {"A": "1", "B": "2"}


@pytest.mark.parametrize("kind", ["directory", "pipe", "dangling", "loop", "endless"])
def test_what_is_no_file_is_reported(tmp_path: Path, kind: str):
    """None is waited for, and none is passed over."""
    file = tmp_path / ".env"
    match kind:
        case "directory":
            file.mkdir()
        case "pipe":
            os.mkfifo(file)
        case "dangling":
            file.symlink_to(tmp_path / "nowhere")
        case "loop":
            file.symlink_to(file)
        case _:
            file.symlink_to("/dev/zero")

    with pytest.raises(SettingsProblemsError, match=rf"^{file} "):
        assignments(file)


def test_an_empty_device_is_an_empty_file(tmp_path: Path):
    """Which is how containers hide a file."""
    (tmp_path / ".env").symlink_to("/dev/null")

    assert assignments(tmp_path / ".env") == ()
    assert assignments(tmp_path / "none") == ()
