"""The rules about what is never proposed again."""

from dataclasses import dataclass

from daemon.http.answers import Reply, widened
from daemon.http.api.context import Api
from daemon.http.api.operations import Number
from daemon.http.problems import existing
from store.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShown(Rule):
    """A rule, and `what`, what is never proposed, in words."""

    what: str


async def all_rules(api: Api) -> list[RuleShown]:
    """The rules, the newest first."""
    return [widened(RuleShown, rule, what=str(rule)) for rule in await api.parts.store.rules.all()]


async def remove(api: Api, number: Number) -> Reply[RuleShown]:
    """Take a rule back: what it kept away may be proposed again."""
    rules = api.parts.store.rules
    rule = await existing(rules, number, "rule")
    await rules.remove(number)
    return Reply(
        says=f"rule {number} is taken back: {rule} may be proposed again",
        body=widened(RuleShown, rule, what=str(rule)),
    )
