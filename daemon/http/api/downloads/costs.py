"""What a proposal costs the account, by what MAM last said of it."""

from daemon.http.api.context import Api
from domain.costs import Cost, cost
from domain.editions import is_free
from domain.recording import Recording


def cost_of(api: Api, recording: Recording) -> Cost:
    """What a download of *recording* costs; of an account that MAM has said nothing of yet, little is known."""
    account = api.acquisition.gate.mam.known_account
    vip = account is not None and account.is_vip(api.parts.clock.now())
    transferred = (None, None) if account is None else (account.uploaded_bytes, account.downloaded_bytes)
    unsatisfied = (None, None) if account is None else (account.unsatisfied, account.unsatisfied_limit)
    return cost(
        size_bytes=recording.size_bytes,
        free=is_free(recording, account_is_vip=vip),
        transferred=transferred,
        unsatisfied=unsatisfied,
    )
