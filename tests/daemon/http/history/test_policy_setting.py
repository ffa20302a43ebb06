"""METADATA_POLICY, and what is said about a wrong one."""

from pathlib import Path

import pytest

from daemon.config.problems import SettingsProblemsError, load
from daemon.config.settings import Settings
from domain.policy import DEFAULT_POLICY, FieldName, Rule

COMPLETE = "MAM_ID=seed-of-a-session\nABS_TOKEN=a-token-of-audiobookshelf\n"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests set everything in files: what the machine sets must not count."""
    for name in Settings.names():
        monkeypatch.delenv(name.upper(), raising=False)


def loaded(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / ".env"
    file.write_text(COMPLETE + text)
    return load(env_file=file)


@pytest.mark.parametrize("text", ["", "METADATA_POLICY=\n", "METADATA_POLICY={}\n"])
def test_without_it_the_default_holds(tmp_path: Path, text: str):
    """Not set, empty, or an empty map."""
    assert loaded(tmp_path, text).metadata_policy == DEFAULT_POLICY


def test_what_differs_is_enough(tmp_path: Path):
    """The other fields keep their rules."""
    settings = loaded(tmp_path, 'METADATA_POLICY={"publisher": "ours", "published_year": "never"}\n')

    changed = {
        name: rule for name, rule in settings.metadata_policy.items() if rule is not DEFAULT_POLICY[name]
    }
    assert changed == {FieldName.PUBLISHER: Rule.OURS, FieldName.PUBLISHED_YEAR: Rule.NEVER}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("title=never", 'METADATA_POLICY: is not JSON; write it in one line, like {"title": "never"}'),
        ('["title"]', "METADATA_POLICY: must map fields to ours, empty or never"),
        ('{"title": 1}', "METADATA_POLICY: must map fields to ours, empty or never"),
        ('{"genre": "ours"}', "METADATA_POLICY: has no field 'genre'; the fields are narrators, abridged"),
        ('{"title": "mine"}', "METADATA_POLICY: title must be one of ours, empty, never"),
    ],
)
def test_a_wrong_one_is_reported_with_what_to_write(tmp_path: Path, value: str, told: str):
    """The field, what is wrong with it, and what there is instead."""
    with pytest.raises(SettingsProblemsError) as raised:
        loaded(tmp_path, f"METADATA_POLICY={value}\n")

    assert told in str(raised.value)
