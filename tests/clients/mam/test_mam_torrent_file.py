"""Torrent files: their hashes over the exact bytes, and those that are refused."""

import base64
import hashlib

import pytest
from fastbencode import bdecode, bencode
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.mam.torrent_file import TorrentEntry, read_torrent
from domain.errors import (
    UnexpectedAnswerError,
)

# Made with libtorrent 2.1.1, which also named the hashes: a folder of three files, one in a folder below.
V1_FILE = (
    "ZDc6Y29tbWVudDE3Ok1JRD00NzcyNTcsVUlEPTk5MTM6Y3JlYXRpb24gZGF0ZWkxNzk1MzQ1NDQzZTQ6aW5mb2Q1OmZpbGVz"
    "bGQ2Omxlbmd0aGk3NzdlNDpwYXRobDk6Y292ZXIuanBnZWVkNjpsZW5ndGhpNDAwMDBlNDpwYXRobDk6w5xuw68ubXAzZWVk"
    "NjpsZW5ndGhpMjAwMDBlNDpwYXRobDQ6Q0QgMTY6MDEubXAzZWVlNDpuYW1lODpCb29rIE9uZTEyOnBpZWNlIGxlbmd0aGkx"
    "NjM4NGU2OnBpZWNlczgwOo+TqNFUpNGUztEeqjxYDerBkk4hdgJCQxh6FNnPp+1vISyBUbcve5K0fVJ+cXUpfJO7UHobuhky"
    "/pM1cFlG8UbWEDulg+jhdbK0b/ITGf56Nzpwcml2YXRlaTFlZWU="
)
V2_FILE = (
    "ZDc6Y29tbWVudDE3Ok1JRD00NzcyNTcsVUlEPTk5MTM6Y3JlYXRpb24gZGF0ZWkxNzk1MzQ1NDQzZTQ6aW5mb2Q5OmZpbGUg"
    "dHJlZWQ0OkNEIDFkNjowMS5tcDNkMDpkNjpsZW5ndGhpMjAwMDBlMTE6cGllY2VzIHJvb3QzMjpOFdjtKfdO1LSVPiBWc7S0"
    "bGP3pxfWk6bSfn6DczVNSGVlZTk6Y292ZXIuanBnZDA6ZDY6bGVuZ3RoaTc3N2UxMTpwaWVjZXMgcm9vdDMyOhx7fEE4wv7/"
    "h5x5tN6bD9DZH+97mGg0AqtfQWEU/kicZWU5OsOcbsOvLm1wM2QwOmQ2Omxlbmd0aGk0MDAwMGUxMTpwaWVjZXMgcm9vdDMy"
    "OmhRr7Uv5UqH9PDVtfhRIO7zagQ89rylHThPvX8gaIHcZWVlMTI6bWV0YSB2ZXJzaW9uaTJlNDpuYW1lODpCb29rIE9uZTEy"
    "OnBpZWNlIGxlbmd0aGkxNjM4NGU3OnByaXZhdGVpMWVlMTI6cGllY2UgbGF5ZXJzZDMyOk4V2O0p907UtJU+IFZztLRsY/en"
    "F9aTptJ+foNzNU1INjQ68zNr6nUrWih0MDPdLIRKSmP7oIhxqu4lhqK/LWm+g6LSaHJK4BMX9ofY4yGz87dzMF0kWrZSTQ+f"
    "R6PujhCF7DMyOmhRr7Uv5UqH9PDVtfhRIO7zagQ89rylHThPvX8gaIHcOTY64z8kFASZQwsEj2YAr09B88ywy3Ztn3ZhEkz4"
    "ukuCdSPjPyQUBJlDCwSPZgCvT0HzzLDLdm2fdmESTPi6S4J1I+GceRKziglIyfLS2Q1UrynJC1nNhFZV3I/tF3Q/nzA0ZWU="
)
HYBRID_FILE = (
    "ZDc6Y29tbWVudDE3Ok1JRD00NzcyNTcsVUlEPTk5MTM6Y3JlYXRpb24gZGF0ZWkxNzk1MzQ1NDQzZTQ6aW5mb2Q5OmZpbGUg"
    "dHJlZWQ0OkNEIDFkNjowMS5tcDNkMDpkNjpsZW5ndGhpMjAwMDBlMTE6cGllY2VzIHJvb3QzMjpOFdjtKfdO1LSVPiBWc7S0"
    "bGP3pxfWk6bSfn6DczVNSGVlZTk6Y292ZXIuanBnZDA6ZDY6bGVuZ3RoaTc3N2UxMTpwaWVjZXMgcm9vdDMyOhx7fEE4wv7/"
    "h5x5tN6bD9DZH+97mGg0AqtfQWEU/kicZWU5OsOcbsOvLm1wM2QwOmQ2Omxlbmd0aGk0MDAwMGUxMTpwaWVjZXMgcm9vdDMy"
    "OmhRr7Uv5UqH9PDVtfhRIO7zagQ89rylHThPvX8gaIHcZWVlNTpmaWxlc2xkNjpsZW5ndGhpMjAwMDBlNDpwYXRobDQ6Q0Qg"
    "MTY6MDEubXAzZWVkNDphdHRyMTpwNjpsZW5ndGhpMTI3NjhlNDpwYXRobDQ6LnBhZDU6MTI3NjhlZWQ2Omxlbmd0aGk3Nzdl"
    "NDpwYXRobDk6Y292ZXIuanBnZWVkNDphdHRyMTpwNjpsZW5ndGhpMTU2MDdlNDpwYXRobDQ6LnBhZDU6MTU2MDdlZWQ2Omxl"
    "bmd0aGk0MDAwMGU0OnBhdGhsOTrDnG7Dry5tcDNlZWQ0OmF0dHIxOnA2Omxlbmd0aGk5MTUyZTQ6cGF0aGw0Oi5wYWQ0Ojkx"
    "NTJlZWUxMjptZXRhIHZlcnNpb25pMmU0Om5hbWU4OkJvb2sgT25lMTI6cGllY2UgbGVuZ3RoaTE2Mzg0ZTY6cGllY2VzMTIw"
    "OhL/NHtPJ9aeHzKOb0tVc+NmbhIvY1gu5bJXN/ebFPOt24cpjRm+JJ0wajk2cd6yR7xZqcguDW20e6j06HYCQkMYehTZz6ft"
    "byEsgVG3L3uSdgJCQxh6FNnPp+1vISyBUbcve5INNLIedm/O7rlZZEt5p7sQKmC0zzc6cHJpdmF0ZWkxZWUxMjpwaWVjZSBs"
    "YXllcnNkMzI6ThXY7Sn3TtS0lT4gVnO0tGxj96cX1pOm0n5+g3M1TUg2NDrzM2vqdStaKHQwM90shEpKY/ugiHGq7iWGor8t"
    "ab6DotJockrgExf2h9jjIbPzt3MwXSRatlJND59Ho+6OEIXsMzI6aFGvtS/lSof08NW1+FEg7vNqBDz2vKUdOE+9fyBogdw5"
    "NjrjPyQUBJlDCwSPZgCvT0HzzLDLdm2fdmESTPi6S4J1I+M/JBQEmUMLBI9mAK9PQfPMsMt2bZ92YRJM+LpLgnUj4Zx5ErOK"
    "CUjJ8tLZDVSvKckLWc2EVlXcj+0XdD+fMDRlZQ=="
)
V1_HASH = "fa54c418c25ea2814b64d6d490fbe9de8f72cdc5"
V2_HASH = "5e0c4dae140980df2262d632e04a5f5a3e6dfbd56723715a3fbaee918716aaf2"
HYBRID_V1_HASH = "59e619532f48e2941d529de2f34f8eace3d2fbbc"
HYBRID_V2_HASH = "e55c2871084bfc6b15810eded1d60b1a9d20610fc6f613fc08fe70ba9ba99acd"
FILES = {TorrentEntry("CD 1/01.mp3", 20_000), TorrentEntry("cover.jpg", 777), TorrentEntry("Ünï.mp3", 40_000)}
INFO = {b"name": b"Book.m4b", b"piece length": 16384, b"length": 5, b"pieces": b"x" * 20}


def torrent(info=INFO, **outer):
    return bencode({b"info": info} | {key.encode(): value for key, value in outer.items()})


@pytest.mark.parametrize(
    ("text", "v1", "v2", "api_hash"),
    [
        (V1_FILE, V1_HASH, None, V1_HASH),
        (V2_FILE, None, V2_HASH, V2_HASH[:40]),
        (HYBRID_FILE, HYBRID_V1_HASH, HYBRID_V2_HASH, HYBRID_V2_HASH[:40]),
    ],
    ids=["v1", "v2", "hybrid"],
)
def test_a_torrent_of_any_version_has_the_hashes_that_libtorrent_gives_it(text, v1, v2, api_hash):
    """Both hashes, the API's name for it, the files without padding, and the id in the comment."""
    read = read_torrent(base64.b64decode(text))

    assert (read.v1, read.v2, read.api_hash) == (v1, v2, api_hash)
    assert (read.name, set(read.files), read.total_size) == ("Book One", FILES, 60_777)
    assert read.torrent_id == 477257


def test_a_single_file_is_named_by_the_torrent():
    """Version 1 without a list of files."""
    read = read_torrent(torrent())

    assert read.files == (TorrentEntry("Book.m4b", 5),)
    assert read.v1 == hashlib.sha1(bencode(INFO)).hexdigest()  # noqa: S324 - what the format is made of
    assert read.v2 is None


def test_the_hash_covers_keys_that_no_one_knows():
    """A field of a tracker's own, whatever its type, belongs to the hashed bytes."""
    info = INFO | {b"source": b"MAM", b"x-odd": [{b"deep": [0, -7, 10**30]}, b"\xff\x00"]}

    read = read_torrent(torrent(info))

    assert read.v1 == hashlib.sha1(bencode(info)).hexdigest()  # noqa: S324 - what the format is made of


@pytest.mark.parametrize(
    ("comment", "torrent_id"),
    [
        (b"MID=1205815,UID=77", 1205815),
        (b"https://www.myanonamouse.net/t/1205815", 1205815),
        (b"", None),
        (b"AMID=12", None),
        (b"\xff", None),
        (5, None),
    ],
)
def test_the_comment_names_the_torrents_id(comment, torrent_id):
    """In either of the forms that were seen."""
    assert read_torrent(torrent(comment=comment)).torrent_id == torrent_id


def test_the_passkey_stays_in_the_file():
    """Neither the repr nor any other field shows what the file says of its owner."""
    read = read_torrent(
        torrent(announce=b"https://t.example/tracker.php/pAsSkEy/announce", comment=b"MID=1,UID=77")
    )

    assert "pAsSkEy" not in repr(read)
    assert "77" not in repr(read)
    assert b"pAsSkEy" in read.data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not bencoded"),
        (b"d", "not bencoded"),
        (b"de", "no info dictionary"),
        (b"le", "no dictionary"),
        (b"i1e", "no dictionary"),
        (b"d4:infoi1ee", "no info dictionary"),
        (b"d4:infodee", "neither version 1 nor version 2"),
        (torrent() + b"\n", "not bencoded"),
        (torrent()[:-1], "not bencoded"),
        (b"d4:infod4:name1:x4:name1:yee", "not bencoded"),
        (b"d4:info" + bencode(INFO) + b"1:ai1ee", "not bencoded"),
        (b"d1:ai01e4:info" + bencode(INFO) + b"e", "not bencoded"),
        (b"d1:ai-0e4:info" + bencode(INFO) + b"e", "not bencoded"),
        (b"d1:a01:x4:info" + bencode(INFO) + b"e", "not bencoded"),
        (b"l" * 500_000 + b"e" * 500_000, "nested too deeply"),
        (b"d1:a" * 500_000, "nested too deeply"),
        (b"i" + b"9" * 5_000_000 + b"e", "not bencoded"),
        (b"99999999999999999999:x", "not bencoded"),
        (torrent(INFO | {b"name": b"../x"}), "cannot be a file's"),
        (torrent(INFO | {b"name": b".."}), "cannot be a file's"),
        (torrent(INFO | {b"name": 7}), "cannot be a file's"),
        (torrent(INFO | {b"length": -1}), "a length that is none"),
        (torrent(INFO | {b"length": 10**40}), "a length that is none"),
        (torrent(INFO | {b"length": b"5"}), "a length that is none"),
        (torrent(INFO | {b"piece length": 0}), "pieces of no length"),
        (torrent(INFO | {b"pieces": b"x" * 19}), "broken piece hashes"),
        (torrent(INFO | {b"pieces": []}), "broken piece hashes"),
        (torrent(INFO | {b"files": []}), "names no files"),
        (torrent(INFO | {b"files": 1}), "no list of files"),
        (torrent(INFO | {b"files": [1]}), "entry that is no file"),
        (torrent(INFO | {b"files": [{b"length": 1}]}), "file without a path"),
        (torrent(INFO | {b"files": [{b"length": 1, b"path": [b"..", b"x"]}]}), "cannot be a file's"),
        (torrent(INFO | {b"meta version": 2}), "neither version"),
        (torrent(INFO | {b"meta version": 3}), "neither version"),
        (torrent(INFO | {b"meta version": []}), "neither version"),
        (torrent(INFO | {b"meta version": 2, b"file tree": []}), "folder that is none"),
        (torrent(INFO | {b"meta version": 2, b"file tree": {b"": {b"length": 1}}}), "cannot be a file's"),
        (torrent(INFO | {b"meta version": 2, b"file tree": {b"a": {b"": 1}}}), "entry that is no file"),
    ],
)
def test_a_malformed_torrent_is_refused(data, words):
    """By a domain error that names what is wrong."""
    with pytest.raises(UnexpectedAnswerError, match=words):
        read_torrent(data)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_read(data):
    """There is no third way."""
    _refused_or_read(data)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_torrent_is_refused_or_read(data):
    """One byte of a real torrent replaced, anywhere."""
    whole = bytearray(base64.b64decode(data.draw(st.sampled_from([V1_FILE, V2_FILE, HYBRID_FILE]))))
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    _refused_or_read(bytes(whole))


_BENCODED = st.recursive(
    st.integers() | st.binary(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [b"", b"a", b"attr", b"file tree", b"files", b"length", b"name", b"path", b"pieces"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*INFO, b"files", b"file tree", b"meta version"]), _BENCODED))
def test_any_info_dictionary_is_refused_or_read(odd):
    """Fields of any type in any place."""
    _refused_or_read(torrent(INFO | odd))


def _refused_or_read(data):
    try:
        read = read_torrent(data)
    except UnexpectedAnswerError:
        return
    assert read.data == data
    assert bencode(bdecode(data)) == data
    assert len(read.api_hash) == 40
