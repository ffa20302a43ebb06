"""Whether a scan would take back what was written."""

from daemon.doctor.finding import Seen, good, warning
from daemon.doctor.patient import Patient


async def look(patient: Patient) -> Seen:
    """Look at each library's order of sources: what was written over the API stands in Audiobookshelf's own."""
    libraries = await patient.connections.audiobookshelf.libraries()
    undoing = [
        library.name
        for library in libraries
        if library.metadata_precedence and library.metadata_precedence[-1] != "absMetadata"
    ]
    if not undoing:
        return good("what is written survives scans")
    names = ", ".join(undoing)
    return warning(
        f"a scan of {names} takes narrators and more from the files again",
        f"in Audiobookshelf edit the library {names}: under Scanner turn on Audiobookshelf metadata file and give it "
        "the highest priority",
    )
