"""A client without credentials."""

import pytest

from clients.mam.access import NoAccess
from clients.mam.search import SearchQuery
from domain.errors import CredentialsError


async def test_nothing_is_asked_without_credentials(site, open_mam, vault):
    """Every question is refused here, with what to set; neither a request nor a login is made, nor anything stored."""
    mam = open_mam(site, NoAccess())

    for ask in (
        mam.check,
        mam.account,
        lambda: mam.by_id(1),
        lambda: mam.search(SearchQuery(text="x")),
        mam.keep_alive,
    ):
        with pytest.raises(CredentialsError, match="MyAnonamouse credentials not configured: set MAM_ID"):
            await ask()
    await mam.retry()

    assert await mam.last_used() is None
    assert site.requests == []
    assert vault.history == []
