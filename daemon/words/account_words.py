"""MyAnonamouse's account in words: the same ones in the check-up, on the page and in the command line."""

from clients.mam.account import Account


def in_words(account: Account) -> str:
    """Class, ratio and unsatisfied torrents: "VIP, ratio 4.02, unsatisfied torrents 1 of 150"."""
    unsatisfied = "unknown"
    if account.unsatisfied is not None:
        unsatisfied = f"{account.unsatisfied} of {account.unsatisfied_limit or '?'}"
    ratio = "unknown" if account.ratio is None else f"{account.ratio:.2f}"
    return f"{account.classname or 'no class'}, ratio {ratio}, unsatisfied torrents {unsatisfied}"
