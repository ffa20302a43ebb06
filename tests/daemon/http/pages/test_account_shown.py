"""What the site last said of the account, beside the state of the service."""

import pytest


@pytest.fixture
def settings(make_settings):
    """Those of a daemon beside stand-ins of its services."""
    return make_settings(listen="127.0.0.1:0")


async def test_the_account_is_shown_where_it_is_known(daemon, page_of, shelfhook):
    """On the overview and in `status`: class, ratio and unsatisfied torrents; no view asks the site for them."""
    mam = daemon.api.acquisition.gate.mam
    before = await page_of("/"), (await shelfhook("status")).stdout
    assert mam.known_account is None

    account = await mam.account()
    after = await page_of("/"), (await shelfhook("status")).stdout

    known = f"ratio {account.ratio:.2f}, unsatisfied torrents {account.unsatisfied} of {account.unsatisfied_limit}"
    assert [known in shown for shown in (*before, *after)] == [False, False, True, True]
