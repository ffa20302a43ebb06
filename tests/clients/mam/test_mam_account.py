"""The account, in every shape that it was seen in."""

import json
import math
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from clients.mam.access import ApiAccess
from domain.errors import UnexpectedAnswerError

ANYONE = ApiAccess(SecretStr("value"))


@pytest.mark.parametrize("nested", [True, False])
async def test_the_account_is_read_in_both_shapes(open_mam, site, api, nested):
    """The groups stand under a key of their own, or beside the rest as before September 2026."""
    site.account.nested = nested
    site.account.unsat_count = 7

    account = await open_mam(site, api).account()

    assert account.username == "reader"
    assert account.classname == "VIP"
    assert (account.unsatisfied, account.unsatisfied_limit) == (7, 150)
    assert account.uploaded_bytes == 4_398_046_511_104
    assert account.downloaded_bytes == 1_094_713_344_000
    assert account.ratio == pytest.approx(4.017532)
    assert (account.bonus_points, account.wedges) == (48_213, 27)
    assert account.vip_until == datetime(2026, 12, 24, 18, tzinfo=UTC)


async def test_nothing_downloaded_is_an_infinite_ratio(open_mam, site, api):
    """The sign for infinity is a ratio above any limit."""
    site.account.downloaded_bytes = 0

    assert (await open_mam(site, api).account()).ratio == math.inf


@pytest.mark.parametrize(
    ("classname", "vip_until", "is_vip"),
    [
        ("VIP", None, True),
        ("Elite VIP", None, True),
        ("User", None, False),
        ("User", "2026-01-15 12:00:01", True),
        ("Power User", "2026-01-15 11:59:59", False),
    ],
)
async def test_a_vip_is_one_by_class_or_by_date(open_mam, site, api, clock, classname, vip_until, is_vip):
    """The date decides where the class does not."""
    site.account.classname = classname
    site.account.vip_until = vip_until

    account = await open_mam(site, api).account()

    assert account.is_vip(datetime(2026, 1, 15, 12, tzinfo=UTC)) is is_vip
    assert clock.now() - datetime(2026, 1, 15, 12, tzinfo=UTC) < timedelta(seconds=1)


async def test_odd_values_are_unknown(open_mam, script):
    """Numbers come as text, too; what is no number is not known."""
    script.say(
        200,
        json.dumps(
            {
                "username": "reader",
                "classname": 5,
                "ratio": "1,234.5",
                "uploaded_bytes": "17",
                "downloaded_bytes": True,
                "seedbonus": "lots",
                "wedges": None,
                "vip_until": "0000-00-00 00:00:00",
                "unsat": [],
            }
        ),
    )

    account = await open_mam(script, ANYONE).account()

    assert account.ratio == pytest.approx(1234.5)
    assert account.uploaded_bytes == 17
    assert account.classname is None
    assert account.downloaded_bytes is None
    assert (account.bonus_points, account.wedges, account.vip_until) == (None, None, None)
    assert (account.unsatisfied, account.unsatisfied_limit) == (None, None)


@pytest.mark.parametrize("body", ['{"error": "no"}', "[]", '{"username": 5}', "{"])
async def test_an_answer_without_an_account_is_an_error(open_mam, script, body):
    """JSON of another kind, or cut off."""
    script.say(200, body)

    with pytest.raises(UnexpectedAnswerError, match=r"/jsonLoad\.php"):
        await open_mam(script, ANYONE).account()
