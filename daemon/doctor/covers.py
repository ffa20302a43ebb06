"""Covers: whether the key's user may set them, and where Audiobookshelf keeps them."""

from daemon.doctor.finding import Seen, good, skipped, warning
from daemon.doctor.patient import Patient
from domain.policy import FieldName, Rule


async def probe(patient: Patient) -> Seen:
    """Ask for the user's rights and the server's settings; nothing is uploaded."""
    if patient.settings.metadata_policy[FieldName.COVER] is Rule.NEVER:
        return skipped("METADATA_POLICY says never")
    rules = await patient.connections.covers.rules()
    user = f"in Audiobookshelf under Settings, Users, edit {rules.username}"
    if not rules.can_upload:
        return warning(
            f"{rules.username} may not upload covers, so none are set", f"{user}: turn on Can Upload"
        )
    if not rules.can_remove:
        return warning(
            f"{rules.username} can set covers, and may not delete them: undo cannot take one back",
            f"{user}: turn on Can Delete",
        )
    place = "beside the books, so only books without a cover file get one" if rules.beside_books else "apart"
    return good(f"{rules.username} can set and undo covers; Audiobookshelf keeps them {place}")
