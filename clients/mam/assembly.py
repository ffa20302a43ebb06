"""A recording, put together from the fields of a row or page and the facts in their texts."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from clients.mam.flags import ABRIDGED, explicit
from domain.extraction import ExtraFields, Files, extract, people
from domain.recording import Evidence, Recording, trusted, trusted_evidence


@dataclass(slots=True, kw_only=True)
class Parsed:
    """The fields of a row or page, before facts are read from its texts.

    Args:
        fields: Of `Recording`, without those that are extracted.
        files: The known properties of the torrent's files.
        flags: The site's own marks, as bits (`clients.mam.flags`).
        unreadable: The fields that could not be read, each with the torrent's id.
    """

    fields: dict[str, Any]
    files: Files
    flags: int = 0
    unreadable: list[str] = field(default_factory=list)

    def recording(self, extra: ExtraFields | None) -> Recording:
        """The recording, with the facts in its title, tags and description.

        Args:
            extra: The user's own patterns.
        """
        fields = self.fields
        facts = extract(
            title=fields.get("title"),
            tags=fields.get("tags"),
            description=fields.get("description"),
            files=self.files,
            flagged_abridged=bool(self.flags & ABRIDGED),
            extra=extra,
        )
        values = dict(fields)
        left_out = dict(facts.left_out)
        for role in ("authors", "narrators"):
            written = fields.get(role) or ()
            values[role] = people(written)
            if len(values[role]) < len(written):
                left_out[role] = tuple(map(_placeholder, set(written) - set(values[role])))
        if key := values.get("download_key"):
            values["download_key"] = SecretStr(key)
        if facts.evidence or facts.extra:
            values |= facts._asdict() | {"evidence": dict(facts.evidence), "extra": dict(facts.extra)}
        values["left_out"] = left_out
        values["explicit"] = explicit(self.flags)
        return trusted(values)  # the readers return valid values


def _placeholder(name: str) -> Evidence:
    return trusted_evidence(source="row", rule="placeholder for a name", snippet=name, value=name)
