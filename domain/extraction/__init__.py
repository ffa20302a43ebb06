"""What free text says about a recording: duration, abridgement, publisher and release date."""

from domain.extraction.bounds import Files
from domain.extraction.engine import Facts, extract
from domain.extraction.extra_fields import ExtraFields
from domain.extraction.placeholders import is_placeholder, people

__all__ = ["ExtraFields", "Facts", "Files", "extract", "is_placeholder", "people"]
