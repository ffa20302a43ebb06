"""Which files of a torrent belong to a book."""

import pytest

from domain.facts import LeftOut
from domain.importing.choosing import Chosen, TorrentFile, choose

_BOOK = TorrentFile("Chains/Chains.m4b", 400_000_000)


def _why(*files: TorrentFile) -> dict[str, LeftOut]:
    return {one.path: one.why for one in choose((_BOOK, *files)).left_out}


def _paths(chosen: Chosen) -> tuple[list[str], list[str]]:
    return [file.path for file in chosen.audio], [file.path for file in chosen.companions]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("Chains/Chains.nfo", LeftOut.METADATA),
        ("Chains/metadata.json", LeftOut.METADATA),
        ("Chains/Metadata.JSON", LeftOut.METADATA),
        ("Chains/metadata.opf", LeftOut.METADATA),
        ("Chains/metadata.abs", LeftOut.METADATA),
        ("Chains/desc.txt", LeftOut.METADATA),
        ("Chains/reader.txt", LeftOut.METADATA),
        ("Chains/read me.txt", LeftOut.NOT_OF_A_BOOK),
        ("Chains/list.m3u8", LeftOut.NOT_OF_A_BOOK),
        ("Chains/rip.log", LeftOut.NOT_OF_A_BOOK),
        ("Chains/check.sfv", LeftOut.NOT_OF_A_BOOK),
        ("Chains/player.exe", LeftOut.NOT_OF_A_BOOK),
        ("Chains/locked.aax", LeftOut.NOT_OF_A_BOOK),
        ("Chains/cover.gif", LeftOut.NOT_OF_A_BOOK),
        ("Chains/Thumbs.db", LeftOut.NOT_OF_A_BOOK),
        ("Chains/no ending", LeftOut.NOT_OF_A_BOOK),
        ("Chains/all.zip", LeftOut.ARCHIVE),
        ("Chains/all.RAR", LeftOut.ARCHIVE),
        ("Chains/all.r07", LeftOut.ARCHIVE),
        ("Chains/all.7z", LeftOut.ARCHIVE),
        ("Chains/all.001", LeftOut.ARCHIVE),
        ("Chains/._Chains.m4b", LeftOut.HIDDEN),
        ("Chains/.trash/01.mp3", LeftOut.HIDDEN),
        ("Chains/@eaDir/Chains.m4b", LeftOut.HIDDEN),
        ("Chains/__MACOSX/01.mp3", LeftOut.HIDDEN),
        ("Chains/#recycle/01.mp3", LeftOut.HIDDEN),
        ("Chains/02.mp3.!qB", LeftOut.UNFINISHED),
        ("Chains/02.mp3.part", LeftOut.UNFINISHED),
        ("../Chains/01.mp3", LeftOut.NOT_OF_A_BOOK),
        ("/etc/01.mp3", LeftOut.NOT_OF_A_BOOK),
    ],
)
def test_a_file_that_is_of_no_book_is_left_out_with_its_reason(path: str, why: LeftOut) -> None:
    """What is not audio, and what Audiobookshelf does not see, would rewrite or would believe."""
    assert _why(TorrentFile(path, 1_000)) == {path: why}


@pytest.mark.parametrize(
    "name",
    [
        "Chains.cue",
        "Chains.pdf",
        "Chains.EPUB",
        "Chains.mobi",
        "Chains.azw3",
        "Maps.cbz",
        "Comic.cbr",
        "cover.jpg",
        "folder.jpeg",
        "Front.PNG",
        "art.webp",
    ],
)
def test_what_belongs_to_a_book_comes_with_it(name: str) -> None:
    """Cue sheets, the ebooks that Audiobookshelf shows, and images."""
    chosen = choose([_BOOK, TorrentFile(f"Chains/extras/{name}", 10)])

    assert _paths(chosen) == ([_BOOK.path], [f"Chains/extras/{name}"])


def test_what_the_user_deselected_stays_out_whatever_it_is() -> None:
    """Priority 0 in qBittorrent; such a file may be partly on the disk."""
    unwanted = [TorrentFile(f"Chains/{name}", 9, wanted=False) for name in ("02.mp3", "a.pdf", "a.nfo")]

    assert set(_why(*unwanted).values()) == {LeftOut.UNWANTED}


def test_an_empty_file_is_left_out() -> None:
    """Audiobookshelf makes no item of empty audio: facts/audiobookshelf.md 5."""
    assert _why(TorrentFile("Chains/02.mp3", 0)) == {"Chains/02.mp3": LeftOut.EMPTY}


@pytest.mark.parametrize(
    "path",
    [
        "Chains/Sample/anything.mp3",
        "Chains/samples/page.pdf",
        "Chains/audio-sample/x.mp3",
        "Chains/Hörprobe/x.mp3",
        "Chains/sample.mp3",
        "Chains/Sample - Chains.mp3",
        "Chains/chains_sample.mp3",
    ],
)
def test_a_sample_is_left_out(path: str) -> None:
    """All that lies in a folder of samples, and a small file that is called so."""
    assert _why(TorrentFile(path, 2_000_000)) == {path: LeftOut.SAMPLE}


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("Chains/12 - The Blood Sample.mp3", 300_000_000),
        ("Chains/Sampler.mp3", 1_000),
        ("Chains/Resample.mp3", 1_000),
    ],
)
def test_a_chapter_about_a_sample_is_kept(path: str, size: int) -> None:
    """As long as the others, or with another word."""
    assert _why(TorrentFile(path, size)) == {}


def test_a_book_called_sample_is_a_book() -> None:
    """Where all the audio would be a sample, none of it is; nor does the torrent's own folder say so."""
    alone = [TorrentFile("Sample.mp3", 1_000)]
    named = [TorrentFile("Sample/1.mp3", 1_000), TorrentFile("Sample/2.mp3", 1_000)]
    inside = [TorrentFile("Book/Sample/1.mp3", 1_000)]

    for files in (alone, named, inside):
        assert _paths(choose(files))[0] == [file.path for file in files]


def test_a_torrent_without_a_folder_of_its_own_is_read_alike() -> None:
    """With the content layout "no subfolder" the first folder of a path is not the torrent's."""
    files = [TorrentFile(path, 10**6) for path in ("01.mp3", "Sample/02.mp3", "__MACOSX/01.mp3", ".x/a.pdf")]

    found = {one.path: one.why for one in choose(files).left_out}

    assert found == {
        "Sample/02.mp3": LeftOut.SAMPLE,
        "__MACOSX/01.mp3": LeftOut.HIDDEN,
        ".x/a.pdf": LeftOut.HIDDEN,
    }


def test_a_torrent_whose_own_folder_is_hidden_is_taken_all_the_same() -> None:
    """The folder's name does not come into the library."""
    assert _paths(choose([TorrentFile(".hack/01.mp3", 9)]))[0] == [".hack/01.mp3"]
