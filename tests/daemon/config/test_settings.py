"""The settings, and what is said about wrong ones."""

import re
from pathlib import Path

import pytest

from daemon.config.problems import SettingsProblemsError, load, misspelt
from daemon.config.settings import Settings
from tests.fixtures.places import ROOT

COMPLETE = "MAM_ID=seed-of-a-session\nABS_TOKEN=a-token-of-audiobookshelf\n"


pytestmark = pytest.mark.usefixtures("bare_environment")


def env(tmp_path: Path, text: str) -> Path:
    file = tmp_path / ".env"
    file.write_text(text)
    return file


def problems(tmp_path: Path, text: str) -> str:
    with pytest.raises(SettingsProblemsError) as raised:
        load(env_file=env(tmp_path, text), complete=True)
    return str(raised.value)


def test_what_is_needed_is_asked_for_all_at_once(tmp_path: Path):
    """With nothing set, both missing credentials are named with what to do."""
    told = problems(tmp_path, "")

    assert "MyAnonamouse credentials not configured: set MAM_ID, or MAM_USERNAME and MAM_PASSWORD, on" in told
    assert "Audiobookshelf not configured: create an API key" in told


def test_all_wrong_values_are_reported_together(tmp_path: Path):
    """Each wrong setting is a line with its fix, and what is missing is reported with them."""
    told = problems(
        tmp_path, "LISTEN=8787\nABS_URL=books\nLOG_LEVEL=loud\nPATH_MAP=nonsense\nWEBHOOK_TOKEN=short\n"
    )

    names = [line.partition(":")[0] for line in told.splitlines()]
    assert sorted(names[:5]) == ["ABS_URL", "LISTEN", "LOG_LEVEL", "PATH_MAP", "WEBHOOK_TOKEN"]
    assert len(names) == 7


@pytest.mark.parametrize("name", ["MAM_ID", "MAM_PASSWORD", "ABS_TOKEN", "WEBHOOK_TOKEN", "DATABASE_URL"])
def test_no_secret_is_shown(tmp_path: Path, name: str):
    """A value that may be secret stands in no message and no representation."""
    secret = "hunter2-oops"

    told = problems(tmp_path, f"{name}={secret}\nLISTEN=nowhere\n")
    kept = Settings.read(env_file=env(tmp_path, f"{name}={secret}{secret}\n"))

    assert secret not in told
    assert secret not in repr(kept)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("ABS_TOKN=x", "did you mean ABS_TOKEN?"),
        ("QBITORRENT_URL=x", "did you mean QBITTORRENT_URL?"),
        ("SOMETHING=x", "is not a setting"),
    ],
)
def test_misspelt_names_are_pointed_out(tmp_path: Path, line: str, hint: str):
    """A name in .env that is none of ours is reported, with the nearest of ours."""
    assert hint in " ".join(map(str, misspelt(env(tmp_path, line + "\n"), {})))


def test_a_misspelt_name_in_the_environment_is_pointed_out(tmp_path: Path):
    """Only near misses count there: the environment is full of other programs' names."""
    hints = misspelt(tmp_path / "none", {"MAM_IDD": "x", "PATH": "y", "HOME": "z"})

    assert len(hints) == 1
    assert "MAM_ID" in hints[0].mend


def test_the_example_explains_every_setting():
    """.env.example names each setting once, and nothing else."""
    text = (ROOT / ".env.example").read_text()

    named = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", text, flags=re.MULTILINE)

    assert set(named) == {name.upper() for name in Settings.names()}


def test_the_example_can_be_used_as_it_stands(tmp_path: Path):
    """Copied to .env it only lacks the credentials."""
    told = problems(tmp_path, (ROOT / ".env.example").read_text())

    assert len(told.splitlines()) == 2


def test_the_examples_path_map_works(tmp_path: Path):
    """The commented PATH_MAP is valid when the # is taken away."""
    example = (
        (ROOT / ".env.example")
        .read_text()
        .replace("# PATH_MAP=[{", "PATH_MAP=[{")
        .replace("\n# PATH_MAP=[]", "")
    )

    settings = load(env_file=env(tmp_path, example + COMPLETE))

    assert settings.path_map[0].client == "F:\\Audiobooks"


def test_half_a_login_is_reported(tmp_path: Path):
    """A name without its password is asked about."""
    assert "QBITTORRENT_PASSWORD" in problems(tmp_path, COMPLETE + "QBITTORRENT_USERNAME=admin\n")


def test_the_password_way_is_enough(tmp_path: Path):
    """E-mail and password serve where there is no MAM_ID."""
    settings = load(
        env_file=env(tmp_path, "MAM_USERNAME=me@example.org\nMAM_PASSWORD=secret-one\nABS_TOKEN=x\n")
    )

    assert settings.mam_id is None


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "sqlite://"])
def test_another_kind_of_database_is_refused(tmp_path: Path, url: str):
    """Only a SQLite file and PostgreSQL will do."""
    assert "DATABASE_URL" in problems(tmp_path, COMPLETE + f"DATABASE_URL={url}\n")
