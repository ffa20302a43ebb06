"""The words for a call of the completion hook that was refused."""

from collections.abc import Mapping
from typing import Final

from daemon.hook.calls import HookCalls, RefusedCall
from daemon.words import units
from domain.facts import CallProblem
from domain.fixes import RELOAD

_AS_PRINTED: Final = "use the command that `shelfhook hook show` prints, or run `shelfhook hook install`"
_SAME_FILE: Final = (
    "let qBittorrent's side read the daemon's token: hook.hdr in the state directory has it, and a file that "
    "HOOK_HEADER_FILE names must have the same"
)
_READABLE: Final = (
    "let qBittorrent's user read the file with the token (hook.hdr in the state directory, or HOOK_HEADER_FILE): add "
    "that user to the file's group, and restart qBittorrent"
)

_PROBLEMS: Final[Mapping[CallProblem, tuple[str, str]]] = {
    CallProblem.NO_TOKEN: ("it had no token", _READABLE),
    CallProblem.WRONG_TOKEN: ("it had a wrong token", _SAME_FILE),
    CallProblem.TOO_MANY_WRONG_TOKENS: ("too many wrong tokens came from there", _SAME_FILE),
    CallProblem.UNKNOWN_HOST: (
        "it called the daemon by an unknown host name",
        f"set HOOK_URL to the address that qBittorrent calls, or add its host name to ALLOWED_HOSTS, and {RELOAD}",
    ),
    CallProblem.UNKNOWN_PATH: ("its path is not the hook's", _AS_PRINTED),
    CallProblem.WRONG_METHOD: ("it was not a POST", _AS_PRINTED),
    CallProblem.TOO_LONG: ("it was longer than 64 KiB", _AS_PRINTED),
    CallProblem.NO_HASH: ("it had no info hash that can be read", _AS_PRINTED),
}


def what(call: RefusedCall) -> str:
    """Why it was refused."""
    wrong = _PROBLEMS[call.kind][0]
    return f"{wrong}, {call.host}" if call.kind is CallProblem.UNKNOWN_HOST else wrong


def mend(call: RefusedCall) -> str:
    """The fix."""
    return _PROBLEMS[call.kind][1]


def since_the_last_good_one(calls: HookCalls) -> str | None:
    """The refusals since the last accepted call of qBittorrent's; None without any."""
    if calls.refused_call is None:
        return None
    times = units.count(calls.refused_in_a_row, "call", "calls")
    last = calls.refused_call
    return f"{times} of the completion hook refused, the last one from {last.peer} with {last.status}: {what(last)}"
