"""The plan of an import as it is stored."""

from pathlib import PurePosixPath

import pytest
from pydantic import SecretStr, ValidationError

from domain.facts import ImportQuestion, LeftOut
from domain.importing.plan import LeftOutFile, Plan, PlannedBook, PlannedFile, Renamed
from domain.recording import Recording

_FILE = PlannedFile(source="Chains/01.mp3", target="01.mp3", size=7, inode=2**40, copied=True)
_RECORDING = Recording(torrent_id=7, title="Chains", narrators=("A, Jr.", "В"), download_key=SecretStr("key"))
_PLAN = Plan(
    books=(PlannedBook(folder=PurePosixPath("/audiobooks/Chains"), files=(_FILE,), recording=_RECORDING),),
    left_out=(LeftOutFile(path="Chains/a.nfo", why=LeftOut.NOT_OF_A_BOOK),),
    renamed=(Renamed(before="a?b", after="a b"),),
    question=ImportQuestion.SEVERAL_BOOKS,
)


def test_a_plan_comes_back_from_its_json_as_it_was() -> None:
    """A stored plan is placed or taken back as it was made, by whichever process reads it."""
    back = Plan.model_validate_json(_PLAN.model_dump_json())

    public = _RECORDING.model_copy(update={"download_key": None})
    assert back.books[0].recording == public
    assert back == _PLAN.model_copy(
        update={"books": (_PLAN.books[0].model_copy(update={"recording": public}),)}
    )
    assert back.size == 7


def test_a_stored_plan_keeps_no_secret() -> None:
    """The user's part of a download address is not in it."""
    assert "key" not in _PLAN.model_dump_json()


@pytest.mark.parametrize("path", ["", ".", "..", "../x", "a/../../x", "/x", "a\0b", "a//b", "a/./b", "a/"])
def test_a_file_of_a_plan_cannot_leave_its_folder(path: str) -> None:
    """A source or target that leads elsewhere is refused when the plan is made and when it is read again."""
    for name in ("source", "target"):
        with pytest.raises(ValidationError, match="not a path inside a folder"):
            PlannedFile.model_validate({**_FILE.model_dump(), name: path})


@pytest.mark.parametrize("folder", ["", "relative/x", "/library/../x", "/a\0b"])
def test_the_folder_of_a_book_is_a_plain_absolute_path(folder: str) -> None:
    """A folder that does not say where it is makes no plan."""
    with pytest.raises(ValidationError, match="not an absolute path"):
        PlannedBook(folder=PurePosixPath(folder), files=(_FILE,), recording=_RECORDING)


@pytest.mark.parametrize("question", [None, *ImportQuestion])
def test_a_person_confirms_only_what_is_safe_to_place(question: ImportQuestion | None) -> None:
    """Several books or formats; not a folder in which Audiobookshelf would merge books, and not nothing."""
    plan = _PLAN.model_copy(update={"question": question})

    safe = {ImportQuestion.SEVERAL_BOOKS, ImportQuestion.SEVERAL_FORMATS}
    assert plan.may_be_confirmed is (question in safe)
