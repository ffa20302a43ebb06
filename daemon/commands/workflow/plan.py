"""The phases and what each needs."""

from collections.abc import Mapping
from typing import Final

PHASES: Final[Mapping[int, str]] = {
    0: "Configuration",
    1: "MyAnonamouse authentication",
    2: "Search MyAnonamouse",
    3: "Metadata extraction",
    4: "Services",
    5: "Download records",
    6: "Library update",
}
NEEDS: Final[Mapping[int, tuple[int, ...]]] = {2: (1,), 3: (2,), 5: (3,)}
"""Phase 6 needs two of the services of phase 4; phase 0 only tells why others fail."""
