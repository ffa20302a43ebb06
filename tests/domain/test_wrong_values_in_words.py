"""What is said of a wrong value continues after the name of its field."""

from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from domain.facts import RunStatus
from domain.validation import own_words


def _never(value: str) -> str:
    raise ValueError("is never right")


KINDS = [
    Literal["auto", "off"],
    RunStatus,
    int,
    bool,
    Annotated[int, Field(ge=2)],
    list[int],
    Annotated[str, AfterValidator(_never)],
]


@pytest.mark.parametrize("kind", KINDS, ids=range(len(KINDS)))
def test_no_prefix_of_pydantics_stays(kind):
    """Neither "Input should be" nor "Value error": a person wrote a value, not an input."""
    with pytest.raises(ValidationError) as met:
        TypeAdapter(kind).validate_python("1x" if kind is not Annotated[int, Field(ge=2)] else "1")
    said = own_words(met.value.errors()[0])

    assert said.startswith(("must be ", "is never right"))
    assert not [word for word in ("nput", "alue error", "<") if word in said]
