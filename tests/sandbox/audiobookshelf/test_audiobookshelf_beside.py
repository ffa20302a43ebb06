"""What the stand-in reads in the files beside a book: facts/audiobookshelf_2.md 4."""

import json

import pytest

from sandbox.audiobookshelf import write_audio
from tests.fixtures.places import SHARED

FORMS = SHARED / "facts" / "abs-samples" / "metadata-json-forms.json"
TAGS = {
    "album": "TagTitle",
    "artist": "Tag Author",
    "composer": "Tag Narrator",
    "genre": "TagGenre",
    "date": "2001",
    "publisher": "Tag Pub",
    "description": "tag desc",
    "language": "eng",
}
REL = "Folder Author/Folder Series/Book"


def _opf(inner):
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"'
    return f"<package {spaces}><metadata>{inner}</metadata></package>"


OPF = _opf("""
<dc:title>Opf Title</dc:title><dc:publisher>Opf Pub</dc:publisher><dc:date>2003-05-06</dc:date>
<dc:creator opf:role="nrt">Opf Narr</dc:creator><dc:description>&lt;p&gt;plain&lt;/p&gt;</dc:description>
<dc:identifier opf:scheme="ISBN">9780000000001</dc:identifier>
<dc:identifier opf:scheme="ASIN">B000000001</dc:identifier>
<meta name="calibre:series" content="Opf Ser"/><meta name="calibre:series_index" content="3"/>
""")


@pytest.fixture
def folder(books):
    """A book whose file has tags, not scanned yet."""
    write_audio(books / REL / "1.mp3", seconds=60, tags=TAGS)
    return books / REL


def beside(folder, said):
    (folder / "metadata.json").write_text(said if isinstance(said, str) else json.dumps(said), "utf-8")


def facts(shelf):
    [book] = shelf.items()
    return _facts(book)


def _facts(book):
    return book.metadata_json() | {"series": [[one.name, one.sequence] for one in book.series]}


def _bytes(case):
    if case["case"] == "bad-latin1":
        return b'{"title":"K\xe4se"}'
    file = case["file"]
    text = file["raw"] if isinstance(file, dict) and "raw" in file else json.dumps(file)
    coding = {"bad-bom": "utf-8-sig", "bad-utf16": "utf-16"}.get(case["case"], "utf-8")
    return text.encode(coding)


@pytest.mark.skipif(not FORMS.exists(), reason="needs the samples in ../shared")
async def test_every_measured_form_has_the_measured_effect(shelf, books):
    """60 files beside a tagged book, each at its first scan."""
    sample = json.loads(FORMS.read_text())
    # This one's chapters are of two files with marks.
    for case in (one for one in sample["cases"] if one["case"] != "both-levels"):
        path = books / "Folder Author" / "Folder Series" / case["case"]
        write_audio(path / "1.mp3", seconds=60, tags=TAGS)
        (path / "metadata.json").write_bytes(_bytes(case))

    shelf.scan_library()

    by_case = {book.rel_path.rpartition("/")[2]: book for book in shelf.items()}
    for case in (one for one in sample["cases"] if one["case"] != "both-levels"):
        measured = sample["withoutFile"] | case["changed"]
        assert _comparable(_facts(by_case[case["case"]])) == _comparable(measured), case["case"]


def _comparable(found):
    """Without the order of series; the stand-in finds an author in any case, and keeps text behind a script."""
    found = found | {"description": (found["description"] or "").partition("J ")[0]}
    return found | {
        "series": sorted(found["series"], key=str),
        "authors": [a.lower() for a in found["authors"]],
    }


@pytest.mark.parametrize(
    ("said", "effect"),
    [
        ({"narrators": []}, {"narrators": []}),
        ({"narrators": None}, {"narrators": []}),
        ({"narrators": "A, B"}, {}),
        ({"narrators": [" A ", "A", "", 5]}, {"narrators": ["A"]}),
        ({"series": None}, {"series": []}),
        ({"series": ["A #1", "B #2 a"]}, {"series": [["A", "1"], ["B #2 a", None]]}),
        ({"series": ["A #7 b #7"]}, {"series": [["A b #7", "7"]]}),
        ({"authors": []}, {}),
        ({"title": ""}, {"title": ""}),
        ({"title": None, "explicit": 1, "abridged": "TRUE"}, {"abridged": True}),
        ({"publishedYear": 1999}, {"publishedYear": "1999"}),
        ({"metadata": {"title": "Inner"}, "title": "Outer"}, {"title": "Inner"}),
        ({"description": "a & b<script>x</script>"}, {"description": "a &amp; b"}),
        ({"chapters": [None], "title": "T"}, {}),
        ({"chapters": [{"start": 0, "end": 5}], "title": "T"}, {"title": "T"}),
        ("\ufeff{}", {}),
        ("// c\n{}", {}),
        ('{"title": NaN}', {}),
        ("[" * 5000 + "]" * 5000, {}),
    ],
)
async def test_the_keys_are_read_strictly(shelf, folder, said, effect):
    """What is of a wrong kind is ignored; an empty list erases narrators and series only."""
    shelf.scan_library()
    without = facts(shelf)
    shelf.forget(shelf.items()[0].id)
    beside(folder, said)

    shelf.scan_library()

    assert facts(shelf) == without | effect


async def test_the_other_files_are_weaker_and_fill_what_is_missing_later(shelf, folder):
    """JSON before OPF before texts before .nfo before tags; after the first scan only what is null in the own copy."""
    (folder / "x.nfo").write_text("Title: Nfo\nUnabridged: no\nPublisher: Nfo Pub\n")
    (folder / "desc.txt").write_text("from desc\n")
    (folder / "reader.txt").write_text("\ufeffSmith, John & Doe, Jane\nsecond\n", "utf-8")
    (folder / "x.opf").write_text(OPF)
    beside(folder, {"title": "J Title"})
    shelf.scan_library()
    found = facts(shelf)
    assert (found["title"], found["publisher"], found["description"]) == ("J Title", "Opf Pub", "plain")
    assert (found["narrators"], found["abridged"], found["publishedYear"]) == (["Opf Narr"], True, "2003")
    assert (found["isbn"], found["asin"], found["series"]) == (
        "9780000000001",
        "B000000001",
        [["Opf Ser", "3"]],
    )

    shelf.edit("J Title", narrators=[], publisher=None)
    (folder / "metadata.json").unlink()
    shelf.rescan("J Title")

    assert (facts(shelf)["narrators"], facts(shelf)["publisher"]) == ([], "Opf Pub")


@pytest.mark.parametrize(
    ("name", "text", "narrators"),
    [
        ("reader.txt", "Ray Porter; Full Cast and Others", ["Ray Porter; Full Cast", "Others"]),
        ("reader.txt", "\nRay Porter", ["Tag Narrator"]),
        ("Reader.txt", "Ray Porter", ["Tag Narrator"]),
        ("x.opf", _opf('<dc:creator role="nrt">X</dc:creator>'), ["Tag Narrator"]),
        (
            "x.opf",
            _opf('<dc:creator id="a">X</dc:creator><meta refines="#a" property="role">nrt</meta>'),
            ["X"],
        ),
        ("x.opf", "<package><dc", ["Tag Narrator"]),
    ],
)
async def test_a_narrator_beside_the_book_needs_its_form(shelf, folder, name, text, narrators):
    """The first line of reader.txt, a creator of an OPF with its role."""
    (folder / name).write_text(text)

    shelf.scan_library()

    assert facts(shelf)["narrators"] == narrators
