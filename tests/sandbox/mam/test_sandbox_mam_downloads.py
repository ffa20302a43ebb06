"""The stand-in hands out .torrent files as the site does (facts/mam.md 4)."""

import hashlib

import pytest
from fastbencode import bdecode, bencode

from sandbox.catalogue import listing
from sandbox.mam import content_of
from sandbox.torrents import make_torrent

BOOK = 9000302


async def key_of(visitor, torrent_id):
    return (await visitor.search({"id": torrent_id}, dlLink=""))["data"][0]["dl"]


@pytest.mark.parametrize("form", ["?tid={id}", "/{key}", "/{key}?tid={id}"])
async def test_a_torrent_is_found_by_id_by_key_and_by_both(visitor, mam, form):
    """Every address form gives the same v1 torrent, whose comment names it and its downloader."""
    address = "/tor/download.php" + form.format(id=BOOK, key=await key_of(visitor, BOOK))

    reply = await visitor.member("GET", address)

    torrent = bdecode(reply.body)
    info = torrent[b"info"]
    assert reply.headers["Content-Type"] == "application/x-bittorrent"
    assert torrent[b"comment"] == f"MID={BOOK},UID={mam.account.uid}".encode()
    assert torrent[b"announce"].startswith(b"https://t.myanonamouse.net/tracker.php/")
    assert info[b"private"] == 1
    assert len(info[b"files"]) == listing(BOOK).files


async def test_the_pieces_are_those_of_the_content(visitor):
    """The hashes in the torrent are of the files that `content_of` gives."""
    reply = await visitor.member("GET", f"/tor/download.php?tid={BOOK}")

    info = bdecode(reply.body)[b"info"]
    files = content_of(listing(BOOK))
    whole = b"".join(files[b"/".join(file[b"path"]).decode()] for file in info[b"files"])
    length = info[b"piece length"]
    hashes = [hashlib.sha1(whole[at : at + length]).digest() for at in range(0, len(whole), length)]  # noqa: S324 - BEP 3
    assert info[b"pieces"] == b"".join(hashes)


async def test_the_info_hash_finds_the_listing(visitor):
    """A search by the hash of a downloaded torrent names its listing; another hash finds nothing."""
    reply = await visitor.member("GET", f"/tor/download.php?tid={BOOK}")
    info_hash = hashlib.sha1(bencode(bdecode(reply.body)[b"info"])).hexdigest()  # noqa: S324 - BEP 3

    found = await visitor.search({"hash": info_hash.upper()})
    none = await visitor.search({"hash": "0" * 40})

    assert [row["id"] for row in found["data"]] == [BOOK]
    assert none == {"error": "Nothing returned, out of 0"}


async def test_a_torrent_from_outside_takes_the_listings_place(visitor, mam):
    """A registered torrent is what downloads get and what its hash finds."""
    own = make_torrent("Own", {"a b/c.m4b": b"123"}, comment="MID=1", announce="http://127.0.0.1/")

    mam.register_torrent(BOOK, own.data, own.info_hash.upper())

    reply = await visitor.member("GET", f"/tor/download.php?tid={BOOK}")
    found = await visitor.search({"hash": own.info_hash})
    assert reply.body == own.data
    assert [row["id"] for row in found["data"]] == [BOOK]
    assert own.info_hash == hashlib.sha1(bencode(bdecode(own.data)[b"info"])).hexdigest()  # noqa: S324 - BEP 3


@pytest.mark.parametrize("address", ["?tid=1", "?tid=", "", "/AAAA"])
async def test_an_unknown_torrent_is_not_found(visitor, address):
    """No listing, no file."""
    reply = await visitor.member("GET", "/tor/download.php" + address)

    assert reply.status == 404


@pytest.mark.parametrize("parameter", ["fl", "fl=0", "fl=1"])
async def test_the_fl_parameter_spends_a_wedge(visitor, mam, parameter):
    """Its mere presence costs a wedge, and is noted as a violation."""
    before = mam.account.wedges

    await visitor.member("GET", f"/tor/download.php?tid={BOOK}&{parameter}")

    assert mam.wedges_spent == 1
    assert mam.account.wedges == before - 1
    assert len(mam.violations) == 1
