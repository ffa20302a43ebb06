import hashlib
from pathlib import Path

import pytest

from sandbox.qbittorrent.settings import Settings, quoted
from sandbox.qbittorrent.torrent_file import make_torrent
from sandbox.torrents import bencode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/srv/a b, c;d=e %N", '"/srv/a b, c;d=e %N"'),
        ('hook "%N"', r'"hook \"%N\""'),
        (r"F:\Audio", r'"F:\\Audio"'),
        ("@home", '"@@home"'),
        ("Büche", r'"B\xfc\x63\x68\x65"'),
        ("ü and b", r'"\xfc and b"'),
        ("😀", r'"\xd83d\xde00"'),
        ("a\nb", r'"a\xa\x62"'),
    ],
)
def test_a_value_is_quoted_as_qt_reads_it(text, expected):
    """Quotes, backslashes, a leading @ and everything beyond ASCII are escaped."""
    assert quoted(text) == expected


def test_the_settings_hold_no_password():
    """Only the hash of the password reaches the file, and another one each time."""
    settings = Settings(
        web_port=1,
        listen_port=2,
        username="admin",
        password="planted",
        api_key="qbt_seen",
        save_path=Path("/srv/downloads"),
    )

    first, second = settings.ini(), settings.ini()

    assert "planted" not in first
    assert "planted" not in repr(settings)
    assert "qbt_seen" not in repr(settings)
    assert first != second


def test_the_torrent_of_a_file_describes_it(tmp_path):
    """One file becomes a single-file torrent with the hash of each piece."""
    content = tmp_path / "only.m4b"
    content.write_bytes(b"x" * 20000)

    torrent_file, info_hash = make_torrent(content, comment="MID=1")

    info = {
        "length": 20000,
        "name": "only.m4b",
        "piece length": 16384,
        "pieces": b"".join(
            hashlib.sha1(part, usedforsecurity=False).digest() for part in (b"x" * 16384, b"x" * 3616)
        ),
        "private": 1,
    }
    assert torrent_file == bencode({"comment": "MID=1", "info": info})
    assert info_hash == hashlib.sha1(bencode(info), usedforsecurity=False).hexdigest()


def test_the_comment_does_not_change_the_info_hash(tmp_path):
    """A folder becomes a multi-file torrent in its files' order, whose hash is of its content alone."""
    (tmp_path / "Book" / "CD 1").mkdir(parents=True)
    (tmp_path / "Book" / "CD 1" / "1.mp3").write_bytes(b"y")
    (tmp_path / "Book" / "cover.jpg").write_bytes(b"z")

    first, info_hash = make_torrent(tmp_path / "Book", comment="one", private=False)
    _, same = make_torrent(tmp_path / "Book", comment="two", private=False)

    assert info_hash == same
    assert b"l4:CD 15:1.mp3e" in first
    assert first.index(b"1.mp3") < first.index(b"cover.jpg")
    assert b"7:private" not in first
