"""What the server makes of the files that its watcher saw: facts/audiobookshelf_2.md 5.2."""

from collections.abc import Iterable, Mapping, Sequence

from sandbox.audiobookshelf.disk import group_paths, is_scanned
from sandbox.audiobookshelf.library import Library
from sandbox.audiobookshelf.scanning import Outcome, Scanner


def scan_changes(scanner: Scanner, library: Library, rels: Iterable[str]) -> Outcome:
    """Scan the items that own these files, which may be new, changed or gone.

    They are grouped by themselves, without the other files on the disk: an image, a text or metadata makes an item of
    its folder here, and of all folders below that came in the same batch.
    """
    # A batch's discs came with the last one first where that was measured.
    in_order = sorted(sorted(rels, reverse=True), key=lambda rel: rel.count("/"))
    outcome = Outcome()
    known = {book.rel_path for book in scanner.database.in_library(library.id)}
    for rel, files in _without_parents(group_paths(in_order, is_scanned), known).items():
        scanner.update(library, rel, files, outcome)
    return outcome


def _without_parents(groups: Mapping[str, Sequence[str]], known: Iterable[str]) -> dict[str, Sequence[str]]:
    """The same, but that files of a folder above a known item are taken for those of a folder below it.

    Paths are compared without a slash at their end: `Two Towers` counts as a book below `Two`.
    """
    paths = list(known)
    found: dict[str, Sequence[str]] = {}
    for rel, files in groups.items():
        nested = [file for file in files if "/" in file.removeprefix(f"{rel}/")] if files != [rel] else []
        inner = f"{rel}/{nested[0].removeprefix(f'{rel}/').partition('/')[0]}" if nested else rel
        shared = any(path.startswith(rel) for path in paths)
        if nested and shared and not any(path.startswith(inner) for path in paths):
            found[inner] = nested
        else:
            found[rel] = files
    return found
