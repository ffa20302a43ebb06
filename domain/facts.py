"""Facts that the store and the API keep as slugs; each surface has its own words for them."""

from enum import StrEnum


class Status(StrEnum):
    """A download's progress. A refused one is asked for again, a gone one is no longer on MAM."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ADDING = "adding"
    QUEUED = "queued"
    REJECTED = "rejected"
    GONE = "gone"
    FINISHED = "finished"
    WAITING_FOR_ITEM = "waiting_for_item"
    NEEDS_PERSON = "needs_person"
    APPLIED = "applied"
    DISMISSED = "dismissed"


class ServiceState(StrEnum):
    """The state of a service; an unknown one was not called yet."""

    AVAILABLE = "available"
    FAILING = "failing"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_SET_UP = "not_set_up"


class ReasonKind(StrEnum):
    """Why a download has its status; the text beside it has the details."""

    # Before a person decides on a proposal.
    PERHAPS_HELD = "perhaps_held"
    LIBRARY_UNKNOWN = "library_unknown"
    EXAMPLE = "example"
    OTHER_LANGUAGE = "other_language"
    ABRIDGED = "abridged"
    # Between the approval and the torrent client.
    PAUSED = "paused"
    ACCOUNT_LIMIT = "account_limit"
    ERROR = "error"
    SAME_TORRENT = "same_torrent"
    GONE_FROM_MAM = "gone_from_mam"
    # Between the torrent client and the library.
    GONE_FROM_CLIENT = "gone_from_client"
    NOT_IN_LIBRARY = "not_in_library"
    FOLDER_SHAPE = "folder_shape"
    NO_AUDIO = "no_audio"
    OVERDUE = "overdue"
    UNDECIDED = "undecided"
    BOOKS_TOGETHER = "books_together"
    NOT_IMPORTED = "not_imported"
    # Of applied downloads.
    FILES_INCOMPLETE = "files_incomplete"
    PARTS_MISSING = "parts_missing"
    DRY_RUN = "dry_run"
    REVERTED = "reverted"
    NEW_ITEM_ID = "new_item_id"
    # A person's word.
    DECLINED = "declined"
    DISMISSED = "dismissed"


class ProofKind(StrEnum):
    """The proof that a library item is the download's.

    By inode, the item has the torrent's very files: all of them, or a part, where the others are in other items.
    Apart, it is a collection that is several items, each with a proof of its own.
    """

    PATH = "path"
    INODE = "inode"
    INODE_OF_PART = "inode_of_part"
    TEXT = "text"
    PERSON = "person"
    APART = "apart"


class LeftOut(StrEnum):
    """Why a file of a torrent has no place in the book that is made of it."""

    UNWANTED = "unwanted"
    SAMPLE = "sample"
    UNFINISHED = "unfinished"
    HIDDEN = "hidden"
    EMPTY = "empty"
    ARCHIVE = "archive"
    OTHER_FORMAT = "other_format"
    METADATA = "metadata"
    NOT_OF_A_BOOK = "not_of_a_book"


class ImportQuestion(StrEnum):
    """Why a torrent's files are not placed without a person."""

    # There is no book, or not all of it.
    NO_AUDIO = "no_audio"
    ONLY_ARCHIVES = "only_archives"
    UNFINISHED = "unfinished"
    # The plan shows what would be placed, and a person may confirm it.
    SEVERAL_BOOKS = "several_books"
    SEVERAL_FORMATS = "several_formats"
    # Audiobookshelf would merge or split books in the folder that the plan shows.
    BOOK_ABOVE = "book_above"
    BOOK_BELOW = "book_below"
    BOOK_THERE = "book_there"
    READ_AS_DISC = "read_as_disc"


class DurationVerdict(StrEnum):
    """How a recording's computed duration compares with the listed one, and what explains a difference."""

    VERIFIED = "verified"
    SHORTER = "shorter"
    LONGER = "longer"
    ABRIDGED = "looks_abridged"
    UNABRIDGED = "looks_unabridged"
    UNKNOWN = "unknown"

    @property
    def is_mismatch(self) -> bool:
        """Whether the files or the record are wrong."""
        return self not in {DurationVerdict.VERIFIED, DurationVerdict.UNKNOWN}


class CallProblem(StrEnum):
    """Why a call of the completion hook was refused."""

    NO_TOKEN = "no_token"  # noqa: S105 - a slug, and not a token
    WRONG_TOKEN = "wrong_token"  # noqa: S105 - as above
    TOO_MANY_WRONG_TOKENS = "too_many_wrong_tokens"
    UNKNOWN_HOST = "unknown_host"
    UNKNOWN_PATH = "unknown_path"
    WRONG_METHOD = "wrong_method"
    TOO_LONG = "too_long"
    NO_HASH = "no_hash"


class EventVerdict(StrEnum):
    """How an event was settled; a buried one failed for good, until a person retries or dismisses it."""

    DONE = "done"
    DROPPED = "dropped"
    BURIED = "buried"
    RETRIED = "retried"
    DISMISSED = "dismissed"


class RunStatus(StrEnum):
    """The state of a cycle's run."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ChangeStatus(StrEnum):
    """How certain it is that a change was made.

    A planned one was about to be sent; reading the item again shows whether it arrived. A scanned one was sent
    while its library was being scanned; after the scan the item shows whether it stays. An overtaken one may have
    arrived: the item changed before it could be read again.
    """

    PLANNED = "planned"
    SCANNED = "scanned"
    WRITTEN = "written"
    NOT_TAKEN = "not_taken"
    OVERTAKEN = "overtaken"
    DRY_RUN = "dry_run"


class ChangeSource(StrEnum):
    """The owner of the value that a change wrote. After a person's, which undoes another, the field is a person's.

    Audnexus lists the chapters of Audible's editions; the files' are chapters that a scan was made to read again.
    """

    MAM = "mam"
    GOOGLE_BOOKS = "google_books"
    AUDIBLE = "audible"
    AUDNEXUS = "audnexus"
    FILES = "files"
    PERSON = "person"


class ImportMode(StrEnum):
    """How a file of a torrent gets into the library. A reflink shares the bytes until one of the two is written."""

    HARDLINK = "hardlink"
    REFLINK = "reflink"
    COPY = "copy"


class ImportStatus(StrEnum):
    """The state of a torrent's import.

    A planned one has touched nothing yet, one that is being placed or undone is taken up again after a crash. One is
    not needed where the library has the files already.
    """

    PLANNED = "planned"
    NEEDS_PERSON = "needs_person"
    PLACING = "placing"
    PLACED = "placed"
    UNDOING = "undoing"
    UNDONE = "undone"
    NOT_NEEDED = "not_needed"
    FAILED = "failed"


class ImportProblem(StrEnum):
    """Why a torrent's import is not placed, or not wholly undone; the text beside it has the details."""

    # The plan.
    QUESTION = "question"
    UNDECIDED = "undecided"
    NOT_VISIBLE = "not_visible"
    SOURCE_CHANGED = "source_changed"
    TORRENT_GONE = "torrent_gone"
    TARGET_TAKEN = "target_taken"
    WOULD_MERGE = "would_merge"
    BETTER_EDITION = "better_edition"
    # The disk.
    OTHER_FILE_SYSTEM = "other_file_system"
    NO_LINKS = "no_links"
    NO_REFLINK = "no_reflink"
    NO_SPACE = "no_space"
    NO_PERMISSION = "no_permission"
    READ_ONLY = "read_only"
    TOO_MANY_LINKS = "too_many_links"
    NAME_TOO_LONG = "name_too_long"
    NAME_REFUSED = "name_refused"
    NO_FOLDER = "no_folder"
    DISK_ERROR = "disk_error"
    LEFT_SOME = "left_some"


class ImportChoice(StrEnum):
    """What a person decided: to place the books as planned, as one book, or beside what is there."""

    AS_PLANNED = "as_planned"
    AS_ONE = "as_one"
    BESIDE = "beside"
