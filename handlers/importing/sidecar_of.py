"""The metadata file of a book that is imported."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.described import Describe
from domain.importing.sidecar import sidecar
from domain.policy import FieldName, Rule
from domain.recording import Recording


@dataclass(frozen=True, slots=True)
class SidecarOf:
    """What Audiobookshelf reads at first sight: what the record says of the fields that we may write at all."""

    describe: Describe
    policy: Mapping[FieldName, Rule]

    def __call__(self, recording: Recording) -> bytes | None:
        """The file's content; None where the record says nothing."""
        values = {
            name: value
            for name, value in self.describe(recording).items()
            if self.policy.get(name) is not Rule.NEVER
        }
        return sidecar(values) if values else None
