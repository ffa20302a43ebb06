"""Settings that are made in the page: one file of the state directory, the last source."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from daemon.config.credentials import FOLDER
from daemon.config.env_file import assignments, line
from daemon.config.invalid import SettingsProblemsError
from daemon.config.page_file import save
from daemon.config.problems import load
from daemon.config.settings import Settings
from daemon.config.sources import EMPTY_COUNTS, PAGE_FILE, Source, given_by

pytestmark = pytest.mark.usefixtures("bare_environment")

ONE_LINE = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    os.environ["STATE_DIR"] = str(folder)
    return folder


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def refused(state: Path, env_file: Path, **changes: str | None) -> list[str]:
    with pytest.raises(SettingsProblemsError) as raised:
        save(changes, state_dir=state, env_file=env_file)
    return [str(one) for one in raised.value.problems]


@given(ONE_LINE)
def test_any_value_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, value: str):
    """Quotes, backslashes, # and blanks of a password survive the file."""
    file = tmp_path_factory.getbasetemp() / "written.env"
    file.write_bytes((line("QBITTORRENT_PASSWORD", value) + "\n").encode())

    if "\0" not in value:
        assert [one.value for one in assignments(file)] == [value]


def test_what_is_saved_counts_with_the_next_reading(state: Path, env_file: Path):
    """The file is the user's alone, holds what was saved, and a second save changes only what it names."""
    first = save(
        {"keep_days": "7", "qbittorrent_password": 'it\'s # "odd" \\'}, state_dir=state, env_file=env_file
    )
    second = save({"keep_days": None, "adopt": "all"}, state_dir=state, env_file=env_file)

    settings = load(env_file=env_file)
    assert (first, second) == (["keep_days", "qbittorrent_password"], ["adopt", "keep_days"])
    assert settings.qbittorrent_password is not None
    assert settings.qbittorrent_password.get_secret_value() == 'it\'s # "odd" \\'
    assert (settings.keep_days, settings.adopt) == (365, "all")
    assert stat.S_IMODE((state / PAGE_FILE).stat().st_mode) == 0o600


def test_every_other_source_wins(state: Path, env_file: Path, tmp_path: Path):
    """The page is read last, and each value shows its source."""
    (tmp_path / "credentials").mkdir()
    os.environ |= {FOLDER: str(tmp_path / "credentials"), "KEEP_DAYS": "1"}
    (tmp_path / "credentials/abs_token").write_text("of the credential")
    env_file.write_text("# mine\nADOPT=all\n")
    (state / PAGE_FILE).write_text(
        "KEEP_DAYS=2\nABS_TOKEN=page\nADOPT=none\nABS_SCAN=never\nSTATE_DIR=/else\n"
    )

    found = given_by(
        ["keep_days", "abs_token", "adopt", "abs_scan", "state_dir", "dry_run"], env_file=env_file
    )

    assert {name: (one.value, one.source) for name, one in found.items()} == {
        "keep_days": ("1", Source.ENVIRONMENT),
        "abs_token": ("of the credential", Source.CREDENTIAL),
        "adopt": ("all", Source.FILE),
        "abs_scan": ("never", Source.PAGE),
        "state_dir": (str(state), Source.ENVIRONMENT),
    }
    assert (found["adopt"].file, found["adopt"].line) == (env_file, 2)


def test_what_a_copy_of_the_example_leaves_empty_is_the_pages(state: Path, env_file: Path):
    """An empty line says nothing, unless the empty value turns something off."""
    os.environ["ABS_TOKEN"] = ""
    env_file.write_text("MAM_ID=\nABS_TOKEN=of the file\nSEARCH_CRON=\n")
    (state / PAGE_FILE).write_text("MAM_ID=page\nABS_TOKEN=page\nSEARCH_CRON=0 1 * * *\n")

    found = given_by(["mam_id", "abs_token", "search_cron"], env_file=env_file)

    assert {name: one.value for name, one in found.items()} == {
        "mam_id": "page",
        "abs_token": "page",
        "search_cron": "",
    }
    assert refused(state, env_file, search_cron="1 1 * * *")[0].startswith("SEARCH_CRON: is set in")
    assert save({"mam_id": "x"}, state_dir=state, env_file=env_file) == ["mam_id"]


@pytest.mark.parametrize("name", Settings.names())
def test_an_empty_value_says_nothing_or_is_listed(name: str):
    """It is wrong, the same as the default, or one of those that turn something off."""
    field = next(one for one, info in Settings.model_fields.items() if (info.alias or one) == name)
    try:
        empty = getattr(Settings.model_validate({name: ""}), field)
    except ValidationError:
        return
    assert (empty != getattr(Settings(), field)) == (name in EMPTY_COUNTS)


def test_what_is_set_elsewhere_is_not_the_pages(state: Path, env_file: Path):
    """The refusal says where it is set; nothing is written, not even the rest."""
    os.environ["ABS_SCAN"] = "never"
    env_file.write_text("\nKEEP_DAYS=1\n")

    assert refused(
        state, env_file, abs_scan="auto", keep_days="2", state_dir="/x", nonsense="1", adopt="all"
    ) == [
        "ABS_SCAN: is set in the environment, which wins: change it there",
        f"KEEP_DAYS: is set in {env_file}, line 2, which wins: change it there",
        f"STATE_DIR: says where the page's own file is: set it in a new file {Path('.env').absolute()}",
        "NONSENSE: is not a setting of shelfhook",
    ]
    assert not (state / PAGE_FILE).exists()


def test_wrong_values_are_refused_in_the_words_of_a_start(state: Path, env_file: Path):
    """All of them at once, contradictions included; the file stays as it was."""
    save({"keep_days": "3"}, state_dir=state, env_file=env_file)

    told = refused(state, env_file, keep_days="x", search_cron="0 3 * *", **{"import": "copy"})

    assert any(one.startswith("SEARCH_CRON: has 4 fields and needs 5") for one in told)
    assert any(one.startswith("KEEP_DAYS") for one in told)
    assert load(env_file=env_file).keep_days == 3


def test_contradictions_are_found_with_what_other_sources_say(state: Path, env_file: Path):
    """IMPORT of the page needs a folder, which .env may have."""
    assert "IMPORT_DIR" in refused(state, env_file, **{"import": "copy"})[0]
    env_file.write_text("LIBRARY_DIRS=/books\nIMPORT_DIR=/books/new\n")

    assert save({"import": "copy"}, state_dir=state, env_file=env_file) == ["import"]


def test_lists_may_have_several_lines(state: Path, env_file: Path):
    """As a text box gives them; what must be one line is refused."""
    save({"search_queries": '[\r\n["Andy Weir",\r\n"Artemis"]]'}, state_dir=state, env_file=env_file)

    assert load(env_file=env_file).search_queries == '[ ["Andy Weir", "Artemis"]]'
    assert "a line break" in refused(state, env_file, abs_token="a\nKEEP_DAYS=1")[0]


def test_a_wrong_line_in_the_pages_file_is_reported_with_its_place(state: Path, env_file: Path):
    """As one of .env is."""
    (state / PAGE_FILE).write_text("# by hand\nKEEP_DAYS=never\n")

    with pytest.raises(SettingsProblemsError, match=f"set in {state}/page.env, line 2"):
        load(env_file=env_file)
