"""What a download costs the account, in words."""

import re

import pytest

from daemon.words.cost_words import in_words
from domain.costs import cost


@pytest.mark.parametrize(("downloaded", "figures"), [(10_000, 1), (1_000, 2)])
def test_a_ratio_that_stays_is_no_change(downloaded, figures):
    """A ratio that two decimals cannot distinguish is named once, any other before and after."""
    small = cost(size_bytes=5, free=False, transferred=(4_020, downloaded), unsatisfied=(None, None))

    assert len(re.findall(r"\d\.\d\d", in_words(small))) == figures
