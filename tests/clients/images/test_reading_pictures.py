"""Which bytes are a picture that can be a cover."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.images import NoPictureError, read_picture
from clients.images.picture import LARGEST, MOST_BYTES
from sandbox import pictures


@pytest.mark.parametrize(
    ("data", "kind", "file_name"),
    [
        (pictures.jpeg(500, 300), "jpeg", "cover.jpg"),
        (pictures.png(500, 300), "png", "cover.png"),
        (pictures.webp(500, 300), "webp", "cover.webp"),
        (pictures.jpeg(500, 300) + b"\n", "jpeg", "cover.jpg"),
    ],
)
def test_kind_and_size_are_those_of_the_content(data: bytes, kind: str, file_name: str) -> None:
    """JPEG, PNG and WebP are distinguished by their bytes, and measured by their heads."""
    picture = read_picture(data)

    assert (picture.kind, picture.width, picture.height) == (kind, 500, 300)
    assert (picture.content_type, picture.file_name) == (f"image/{kind}", file_name)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>not signed in</html>",
        pictures.gif(500, 500),
        pictures.jpeg(500, 500)[:-40],
        pictures.png(500, 500)[:-20],
        pictures.webp(500, 500)[:-4],
        b"\xff\xd8\xff\xd9",
        b"\x89PNG\r\n\x1a\nIEND",
        b"RIFF\x04\0\0\0WEBP",
        pictures.jpeg(99, 500),
        pictures.png(500, 99),
        pictures.webp(LARGEST + 1, 500),
        pictures.jpeg(500, 500, mark="x") + bytes(MOST_BYTES),
    ],
)
def test_what_is_no_cover_is_refused(data: bytes) -> None:
    """Other kinds, what is cut short, has no head, or is too small or too large: none of it is a cover."""
    with pytest.raises(NoPictureError):
        read_picture(data)


@given(st.binary(max_size=200), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"]))
def test_no_bytes_trip_it_up(data: bytes, head: bytes) -> None:
    """Whatever follows a picture's first bytes, the answer is a picture or that there is none."""
    for one in (head + data, head + data + b"\xff\xd9", head + data + b"IEND"):
        try:
            read_picture(one)
        except NoPictureError:
            continue


@pytest.mark.parametrize(
    ("width", "height", "square"), [(500, 500, True), (500, 480, True), (500, 470, False), (300, 475, False)]
)
def test_square_is_nearly_as_high_as_wide(width: int, height: int, square: bool) -> None:
    """A twentieth more or less is still square."""
    assert read_picture(pictures.jpeg(width, height)).is_square is square


def test_two_pictures_have_two_descriptions() -> None:
    """The description distinguishes a picture from every other one, of the same size and kind, too."""
    one, other = (read_picture(pictures.jpeg(500, 500, mark=mark)) for mark in "ab")

    assert one.description != other.description
    assert one.description == read_picture(one.data).description
    assert one.description.startswith("jpeg 500x500 sha256:")
