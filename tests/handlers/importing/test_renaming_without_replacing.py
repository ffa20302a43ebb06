"""A folder gets a new name only where nothing has it, with and without the kernel's help."""

from pathlib import Path

import pytest

from handlers.importing.rename_new import rename_new, rename_onto_own

WAYS = [rename_new, rename_onto_own]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A folder with a file in it."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "01.mp3").write_bytes(b"x")
    return folder


@pytest.mark.parametrize("rename", WAYS)
def test_a_free_name_is_taken(tmp_path, book, rename):
    """In one step, by the folder itself."""
    inode = book.stat().st_ino

    rename(str(book), str(tmp_path / "new"))

    assert (tmp_path / "new").stat().st_ino == inode
    assert (tmp_path / "new/01.mp3").read_bytes() == b"x"
    assert not book.exists()


@pytest.mark.parametrize("rename", WAYS)
@pytest.mark.parametrize("there", ["file", "empty folder", "folder", "link to nothing"])
def test_whatever_has_the_name_keeps_it(tmp_path, book, rename, there):
    """And the book stays where it is."""
    new = tmp_path / "new"
    match there:
        case "file":
            new.write_bytes(b"theirs")
        case "link to nothing":
            new.symlink_to(tmp_path / "nothing")
        case _:
            new.mkdir()
    if there == "folder":
        (new / "theirs").write_bytes(b"theirs")
    inode = new.lstat().st_ino

    with pytest.raises(FileExistsError):
        rename(str(book), str(new))

    assert new.lstat().st_ino == inode
    assert (book / "01.mp3").exists()


@pytest.mark.parametrize("rename", WAYS)
def test_a_name_in_a_folder_that_is_not_there_leaves_all_as_it_was(tmp_path, book, rename):
    """No folder is made for it."""
    with pytest.raises(FileNotFoundError):
        rename(str(book), str(tmp_path / "no" / "new"))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["book"]
