"""Whatever lies in a torrent: what a plan makes of it holds for every list of files."""

from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st

from domain.folder_names import read_path
from domain.importing.choosing import TorrentFile
from domain.importing.plan import Plan, PlannedBook
from domain.importing.planning import plan
from domain.library_layout import is_audio
from domain.paths import key
from domain.recording import Recording
from sandbox.audiobookshelf.disk import group_paths, is_media, is_scanned
from tests.fixtures.plans import CHAINS, EMBER, LIBRARY, home
from tests.fixtures.track_order import Tagged, played

_FOLDERS = ["Chains", "Lies", "Secrets", "CD 1", "CD-2", "Disc_10", "Part 1", "Teil Zwei", "1", "02", "Side A", "Bonus",
            "Sample", "MP3", "Extras", "Book 1", "01 - Lies", ".hidden", "@eaDir", "chains CD 2", "下巻", "..."]  # fmt: skip
_STEMS = ["01", "1", "10", "001", "Chains", "Chains - 01", "Chains 2", "CD 1 - 01", "CD 2 - 01", "Disc 3", "sample", "Lies",
          "cover", "Cover", "folder", "metadata", "é", "é", "A" * 251, "鎖" * 84, "nul", "What?", "a:b", "x.", " y"]  # fmt: skip
_ENDINGS = [".mp3", ".mp3", ".MP3", ".m4b", ".m4a", ".flac", ".jpg", ".png", ".epub", ".pdf", ".cue", ".nfo", ".json",
            ".rar", ".mp3.!qB", ".exe", ""]  # fmt: skip
_wild = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
_folder = st.sampled_from(_FOLDERS) | _wild
_name = st.builds("{}{}".format, st.sampled_from(_STEMS) | _wild, st.sampled_from(_ENDINGS))
_path = st.builds(lambda folders, name: "/".join(["T", *folders, name]), st.lists(_folder, max_size=3), _name)
_file = st.builds(
    TorrentFile, _path, st.sampled_from([0, 50, 10**7, 10**8]), st.sampled_from([True, True, True, False])
)
_files = st.lists(_file, max_size=15, unique_by=lambda file: file.path)
_recording = st.sampled_from([CHAINS, EMBER, Recording()]) | st.builds(
    lambda title: Recording(title=title, authors=("Jo Doe",)),
    st.sampled_from(["10", "1", "CD 1", "x"]) | _wild,
)


def _planned(files: list[TorrentFile], recording: Recording, *, as_one: bool) -> Plan:
    return plan(files, recording, home=home, as_one=as_one)


@given(files=_files, recording=_recording, as_one=st.booleans())
def test_every_file_is_placed_once_or_left_out_with_a_reason(
    files: list[TorrentFile], recording: Recording, *, as_one: bool
) -> None:
    """None is forgotten, none is in two places, and what the user did not want is in none."""
    result = _planned(files, recording, as_one=as_one)

    placed = [file.source for book in result.books for file in book.files]
    out = [one.path for one in result.left_out]
    assert sorted([*placed, *map(str, map(PurePosixPath, out))]) == sorted(
        str(PurePosixPath(f.path)) for f in files
    )
    assert not set(placed) & {file.path for file in files if not file.wanted}
    assert result.question is not None or any(is_audio(path) for path in placed)


@given(files=_files, recording=_recording, as_one=st.booleans())
def test_no_two_files_share_a_place_and_none_leaves_its_book(
    files: list[TorrentFile], recording: Recording, *, as_one: bool
) -> None:
    """Also where case and the composition of letters do not count; each name is one that a file system takes."""
    result = _planned(files, recording, as_one=as_one)

    places = [book.folder / file.target for book in result.books for file in book.files]
    assert len({key(str(place)) for place in places}) == len(places)
    for book in result.books:
        for file in book.files:
            source, target = PurePosixPath(file.source), PurePosixPath(file.target)
            assert target.name == file.target
            assert len(target.name.encode()) <= 255
            assert is_audio(target.name) == is_audio(source.name)
            assert not target.name.endswith((".", " "))
            assert target.suffix.lower() == source.suffix.lower()


@given(files=_files, recording=_recording, as_one=st.booleans())
def test_audiobookshelf_makes_one_item_of_each_book(
    files: list[TorrentFile], recording: Recording, *, as_one: bool
) -> None:
    """In a scan and in its watcher, with all files, unless the plan itself says that it must not be placed."""
    result = _planned(files, recording, as_one=as_one)

    rels = [
        str((book.folder / file.target).relative_to(LIBRARY)) for book in result.books for file in book.files
    ]
    expected = {str(book.folder.relative_to(LIBRARY)): len(book.files) for book in result.books}
    for makes in (is_media, is_scanned):
        items = {item: len(found) for item, found in group_paths(rels, makes).items()}
        assert items == expected or not (result.question is None or result.may_be_confirmed)


@given(files=_files, recording=_recording, as_one=st.booleans())
def test_audiobookshelf_plays_each_book_in_the_planned_order(
    files: list[TorrentFile], recording: Recording, *, as_one: bool
) -> None:
    """By the names alone, in whatever order the file system lists them."""
    for book in _planned(files, recording, as_one=as_one).books:
        tracks = [file.target for file in book.files if is_audio(file.target)]

        for listed in (tracks[::-1], sorted(tracks)):
            assert played([Tagged(name) for name in listed], folder_says=_says(book)) == tracks


def _says(book: PlannedBook) -> list[str | None]:
    read = read_path(str(book.folder.relative_to(LIBRARY)), is_file=False)
    return [read.title, read.authors, read.series, read.published_year]
