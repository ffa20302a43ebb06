"""How a library item was found, in words that pages and command line share."""

from collections.abc import Mapping
from typing import Final

from domain.facts import ProofKind

PROOFS: Final[Mapping[str, str]] = {
    ProofKind.APART: "several books, matched one by one",
    ProofKind.PATH: "the same path",
    ProofKind.INODE: "inode and size",
    ProofKind.INODE_OF_PART: "inode and size",
    ProofKind.TEXT: "title, author and duration",
    ProofKind.PERSON: "your choice",
}
"""In a few words how a library item was found."""
