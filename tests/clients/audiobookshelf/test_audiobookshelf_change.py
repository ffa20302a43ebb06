"""Changes that would harm Audiobookshelf cannot be built."""

import asyncio
from contextlib import nullcontext
from pathlib import Path

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from clients._http import Http
from clients.audiobookshelf import Audiobookshelf, ItemChange, Server
from domain.dependency import Dependency
from domain.name_strings import split_names
from domain.recording import Series
from sandbox.audiobookshelf import SandboxAudiobookshelf
from sandbox.clock import FakeClock


@pytest.mark.parametrize(
    "fields",
    [
        {"series": [None]},
        {"authors": [None]},
        {"narrators": [None]},
        {"narrators": "Ray Porter"},
        {"narrators": ["Ray", 5]},
        {"narrators": [" "]},
        {"authors": ["\t\n"]},
        {"tags": [None]},
        {"title": ""},
        {"title": "\ud800"},
        {"series": [{"sequence": "1"}]},
        {"series": [{"name": " "}]},
        {"series": [{"name": "Lone", "sequence": 1}]},
        {"abridged": "false"},
        {"published_year": 2021},
        {"audioFiles": [None]},
        {"duration": 5},
    ],
)
def test_what_the_server_would_choke_on_bend_or_lose_cannot_be_built(fields):
    """Nulls, blanks, wrong types and fields of no use are refused at construction."""
    with pytest.raises(ValidationError):
        ItemChange.model_validate(fields)


def test_names_that_differ_in_case_or_blanks_are_one():
    """The first spelling stays, in the first place; a sequence loses its blanks."""
    change = ItemChange(
        authors=("Twin", "Other", "tWIN", " TWIN"),
        series=(Series(name="Lone", sequence=" 1 "), Series(name="LONE", sequence="2")),
    )

    assert change.media_payload() == {
        "metadata": {
            "authors": [{"name": "Twin"}, {"name": "Other"}],
            "series": [{"name": "Lone", "sequence": "1"}],
        }
    }


def test_only_what_is_given_is_sent():
    """Nothing stands for keep, an empty list for clear, and null for a text: "" would be a change each time."""
    assert ItemChange().is_empty
    assert ItemChange(narrators=()).media_payload() == {"metadata": {"narrators": []}}
    assert ItemChange(subtitle="").media_payload() == {"metadata": {"subtitle": None}}
    assert ItemChange(subtitle=None).media_payload() == {"metadata": {"subtitle": None}}
    assert ItemChange(description=" ").media_payload() == {"metadata": {"description": None}}
    assert ItemChange(genres=("Fantasy ", "", "fantasy")[::2]).media_payload() == {
        "metadata": {"genres": ["Fantasy"]}
    }
    assert ItemChange(abridged=False).media_payload() == {"metadata": {"abridged": False}}
    assert ItemChange(tags=()).media_payload() == {"tags": []}


def test_tags_are_sent_as_they_are():
    """A person's tags, which go along in the list, are no one's to tidy."""
    tags = ["sf", "SF", " padded ", "", "sf"]

    assert ItemChange(tags=tuple(tags)).media_payload() == {"tags": tags}


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("Ray Porter", ("Ray Porter",)),
        ("Ray Porter, Jo Smith", ("Ray Porter", "Jo Smith")),
        ("Ray Porter & Jo Smith", ("Ray Porter", "Jo Smith")),
        ("Ray Porter and Jo Smith", ("Ray Porter", "Jo Smith")),
        ("Ray Porter; Jo Smith;Ray Porter", ("Ray Porter", "Jo Smith")),
        ("Porter, Ray", ("Ray Porter",)),
        ("Porter, Ray & Smith, Jo", ("Ray Porter", "Jo Smith")),
        ("", ()),
        (" , ", ()),
    ],
)
def test_a_tag_is_split_into_names_as_a_scan_does(tag, names):
    """So that a value which only came from the file's tags can be distinguished from a person's."""
    assert split_names(tag) == names


_texts = st.one_of(
    st.sampled_from(["Twin", "twin", "TWIN ", "ẞ", "ss", "İ", "i̇", "\x00", "%", "<b>", "ﬁ", "fi", "K", "k"]),
    st.text(max_size=8),
)
_lists = st.lists(st.one_of(_texts, st.none(), st.integers()), max_size=4)
_fields = st.fixed_dictionaries(
    {},
    optional={
        "narrators": _lists,
        "authors": _lists,
        "tags": _lists,
        "abridged": st.one_of(st.booleans(), st.none(), st.integers(), _texts),
        "series": st.lists(
            st.one_of(
                st.none(), st.fixed_dictionaries({"name": _texts}, optional={"sequence": st.none() | _texts})
            ),
            max_size=3,
        ),
        **{
            name: st.one_of(_texts, st.none(), st.integers())
            for name in (
                "title",
                "subtitle",
                "publisher",
                "published_year",
                "description",
                "isbn",
                "language",
            )
        },
    },
)


@given(raw=st.lists(_fields, min_size=20, max_size=20))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_change_that_can_be_built_ends_the_process(tmp_path: Path, raw):
    """Whatever is asked for is refused at construction, or is harmless and readable afterwards."""
    changes = []
    for fields in raw:
        try:
            changes.append(ItemChange.model_validate(fields))
        except ValidationError:
            continue

    crashes = asyncio.run(_crashes(tmp_path, changes))

    assert crashes == 0


async def _crashes(folder: Path, changes: list[ItemChange]) -> int:
    clock = FakeClock()
    async with SandboxAudiobookshelf(clock=clock, folder=folder) as shelf, aiohttp.ClientSession() as session:
        http = Http(
            session=session,
            base_url=shelf.url,
            dependency=Dependency("audiobookshelf", clock),
            clock=clock,
        )
        client = Audiobookshelf(Server(http=http, token=SecretStr(shelf.editor.token), turn=nullcontext))
        first, second = shelf.add_synthetic(2)
        for change in changes:
            await client.update(first.id, change)
            await client.update_many({first.id: change, second.id: change})
            assert (await client.items([first.id, second.id])).skipped == 0
        return shelf.crashes
