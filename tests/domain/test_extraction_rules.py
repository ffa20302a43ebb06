"""Every rule of extraction, on its own example."""

from collections.abc import Callable, Sequence

import pytest

from domain.extraction import Files, abridgement, durations, imprints, publishers, release_dates
from domain.extraction.contexts import Context
from domain.extraction.findings import Finding, Rule, Trust
from domain.extraction.text import Text
from domain.recording import Source

_SOURCES: tuple[Source, ...] = ("tags", "description", "title")

READERS: dict[str, tuple[Sequence[Context | Rule[str]], Callable[[Text], Sequence[Finding]]]] = {
    "duration": (durations.CONTEXTS, lambda text: durations.durations(text, Files())),
    "abridgement": (abridgement.CONTEXTS, abridgement.abridgements),
    "publisher": (publishers.RULES, publishers.publishers),
    "release date": (release_dates.CONTEXTS, release_dates.release_dates),
}


@pytest.mark.parametrize(
    ("field", "rule"),
    [(field, rule) for field, (rules, _) in READERS.items() for rule in rules],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_each_rule_reads_its_example(field: str, rule: Context | Rule[str]) -> None:
    """A rule's example gives its value by that rule; of one that refuses nothing is believed, and it says so."""
    source = next(source for source in _SOURCES if source in rule.sources)

    found = READERS[field][1](Text.of(source, rule.example))

    if rule.trust == Trust.REFUSED:
        assert {finding.rule for finding in found if finding.trust == rule.trust} >= {rule.name}
        assert [finding for finding in found if finding.trust] == []
    else:
        assert {(finding.rule, str(finding.value)) for finding in found} >= {(rule.name, rule.value)}


@pytest.mark.parametrize("field", READERS)
def test_the_names_of_rules_differ(field: str) -> None:
    """A name in the evidence means one rule."""
    names = [rule.name for rule in READERS[field][0]]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", imprints.NAMES)
def test_each_known_publisher_is_found_as_a_tag(name: str) -> None:
    """A known name counts as a tag of its own, in whatever case, and ends in a word that is looked for."""
    found = publishers.publishers(Text.of("tags", f"Fantasy | {name.upper()} | 64 kbps"))

    assert [imprints.key(str(finding.value)) for finding in found] == [imprints.key(name)]
