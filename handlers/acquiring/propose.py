"""From a query to download records: searched, proved, chosen, and stored before any download."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from clients.mam.client import Mam
from clients.mam.search import SearchQuery
from domain.clock import Clock
from domain.editions import Preferences, choose
from domain.facts import ReasonKind
from domain.recording import Recording
from domain.search_queries import BookQuery
from domain.sifting import Editions, Sifted, sift
from domain.upgrades import upgrade
from handlers.acquiring.doubts import doubts_about
from handlers.acquiring.findings import Findings, LeftOut, left_out_by
from handlers.acquiring.gate import AcquisitionGate
from handlers.acquiring.holdings import FindHoldings, Held, Stock
from store.downloads import Download
from store.proposals import Proposal, Proposals
from store.rules import Rule, Rules

_MOST_ROWS: Final = 200
_EDITIONS_KEPT: Final = 10
_CLASS_KNOWN_FOR: Final = timedelta(hours=1)
_BY_ID: Final = "Chosen by you."


@dataclass(slots=True)
class _AccountClass:
    is_vip: bool = False
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """The origin of a query, for its records; a person who names a torrent by its id has seen it."""

    wanted: Mapping[str, Any]
    found_by: str
    run_id: int | None
    preferences: Preferences
    dry_run: bool = False
    by_id: bool = False
    beside: bool = False
    example: bool = False
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeBooks:
    """Creates a download record of the best edition of each proved book that does not exist yet.

    Safe to repeat: a book with a record is left out.

    Args:
        mam: Searched.
        find_holdings: Finds existing copies.
        proposals: Stores the records.
        rules: Of what is never proposed; they do not bind a person who asks for a book.
        gate: Checked before a record is created.
        preferences: Of editions.
        upgrade_editions: Whether a better edition of an existing book is proposed, too.
        clock: The time.
    """

    mam: Mam
    find_holdings: FindHoldings
    proposals: Proposals
    rules: Rules
    gate: AcquisitionGate
    preferences: Preferences
    upgrade_editions: bool
    clock: Clock
    _account: _AccountClass = field(default_factory=_AccountClass)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(
        self,
        query: BookQuery,
        *,
        found_by: str,
        run_id: int | None = None,
        dry_run: bool = False,
        example: bool = False,
    ) -> Findings:
        """Search MAM for *query* and propose the results; a dry run creates no record.

        An example is of no list of the user's, so it waits for a person whatever the settings say.
        """
        found, sifted = await self._search(query)
        preferences = replace(
            self.preferences,
            formats=query.formats or self.preferences.formats,
            narrators=query.narrator or self.preferences.narrators,
            languages=query.languages or self.preferences.languages,
        )
        wanted = query.model_dump(mode="json", exclude_defaults=True)
        news, left_out = await self._propose(
            sifted.books,
            _Asked(wanted, found_by, run_id, preferences, dry_run=dry_run, example=example),
            one_at_a_time=query.one_at_a_time,
        )
        return Findings(
            found=found,
            proved=sum(map(len, sifted.books)),
            created=tuple(one for one in news if isinstance(one, Download)),
            left_out=left_out,
            would_create=tuple(one for one in news if isinstance(one, Proposal)),
            matches=tuple(one for editions in sifted.books for one in editions),
            unproved=sifted.unproved,
        )

    async def by_mam_id(
        self, mam_id: int, *, found_by: str, known: Recording | None = None, beside: bool = False
    ) -> Findings:
        """Propose the torrent with that id, which the caller has seen.

        Args:
            mam_id: Its id.
            found_by: Who named it, as text for a person.
            known: What MAM said of it just now; None to read it.
            beside: Whether other editions of the book are no reason against it.
        """
        recording = known or await self.mam.by_id(mam_id)
        if recording is None:
            return Findings(found=0, proved=0, created=(), left_out=())
        asked = _Asked({"mam_id": mam_id}, found_by, None, self.preferences, by_id=True, beside=beside)
        news, left_out = await self._propose([(recording,)], asked, one_at_a_time=False)
        created = tuple(one for one in news if isinstance(one, Download))
        return Findings(found=1, proved=1, created=created, left_out=left_out, matches=(recording,))

    async def _search(self, query: BookQuery) -> tuple[int, Sifted]:
        """How many recordings the first successful search text found, and the books among them."""
        count, sifted = 0, Sifted((), ())
        for text in query.texts:
            found = await self.mam.search(SearchQuery(text, limit=_MOST_ROWS))
            # Comparing hundreds of recordings takes a moment; other tasks run meanwhile.
            now = await asyncio.to_thread(sift, query, found)
            count += len(found)
            sifted = Sifted(now.books, now.unproved or sifted.unproved)
            if sifted.books:
                break
        return count, sifted

    async def _propose(
        self, books: Sequence[Editions], asked: _Asked, *, one_at_a_time: bool
    ) -> tuple[tuple[Download | Proposal, ...], tuple[LeftOut, ...]]:
        if not books:
            return (), ()
        created: list[Download | Proposal] = []
        left_out: list[LeftOut] = []
        asked = await self._prepared(asked, books)
        # One at a time: two simultaneous calls must not both propose the same book.
        async with self._turn:
            stock = await self.find_holdings.stock()
            for editions in books:
                enough = one_at_a_time and (created or (left_out and left_out[-1].ends_series))
                if enough or await self.gate.closed() is not None:
                    break
                outcome = left_out_by(asked.rules, editions) or await self._one_book(editions, asked, stock)
                if isinstance(outcome, LeftOut):
                    left_out.append(outcome)
                else:
                    created.append(outcome)
        return tuple(created), tuple(left_out)

    async def _prepared(self, asked: _Asked, books: Sequence[Editions]) -> _Asked:
        """The same, with what the account may have for free, and the rules for what no person asked for."""
        preferences = replace(asked.preferences, account_is_vip=await self._is_vip(books))
        by_itself = asked.run_id is not None or asked.dry_run
        return replace(asked, preferences=preferences, rules=await self.rules.all() if by_itself else ())

    async def _one_book(
        self, editions: Editions, asked: _Asked, stock: Stock
    ) -> Download | Proposal | LeftOut:
        choice = choose(editions, preferences=asked.preferences)
        held = await self.find_holdings.of(editions, stock)
        if asked.beside:
            held = [one for one in held if one.recording.torrent_id == choice.chosen.torrent_id]
        because = _BY_ID if asked.by_id else choice.why
        sure = [one for one in held if one.sure]
        if sure:
            better = self._better(choice.chosen, sure, asked.preferences)
            if better is None:
                record = next((one.download for one in sure if one.download is not None), None)
                return LeftOut(choice.chosen.title or "", "; ".join(one.where for one in sure), record)
            because = f"Better than the existing one ({sure[0].where}): {better}"
        recording = await self.mam.completed(choice.chosen)
        doubts = doubts_about(
            recording,
            held,
            asked.preferences,
            by_id=asked.by_id,
            example=asked.example and self.gate.mode == "auto",
        )
        if stock.library_unknown is not None and not sure:
            doubts.append((ReasonKind.LIBRARY_UNKNOWN, stock.library_unknown))
        proposal = Proposal(
            recording=recording,
            wanted=asked.wanted,
            found_by=asked.found_by,
            chosen_because=because,
            run_id=asked.run_id,
            reason="; ".join(doubt for _, doubt in doubts) or None,
            reason_kind=doubts[0][0] if doubts else None,
            editions=choice.ranking[1 : 1 + _EDITIONS_KEPT],
        )
        if asked.dry_run:
            return proposal
        # A book that may exist already is for a person to decide, whatever the settings say.
        approved = self.gate.mode == "auto" and not doubts
        return await self.proposals.create(proposal, approved=approved, now=self.clock.now())

    def _better(self, chosen: Recording, held: Sequence[Held], preferences: Preferences) -> str | None:
        """Why the chosen edition is better than all existing ones; None when it is not, or may not replace them."""
        if not self.upgrade_editions or any(
            one.recording.torrent_id == chosen.torrent_id is not None for one in held
        ):
            return None
        reasons = [upgrade(chosen, over=one.recording, preferences=preferences) for one in held]
        return reasons[0] if all(reasons) else None

    async def _is_vip(self, books: Sequence[Editions]) -> bool:
        """Whether the account is a VIP's; only checked where that distinguishes editions."""
        if not any(len(editions) > 1 and any(one.fl_vip for one in editions) for editions in books):
            return self._account.is_vip
        now = self.clock.now()
        if self._account.read_at is None or now - self._account.read_at > _CLASS_KNOWN_FOR:
            self._account.is_vip = (await self.mam.account()).is_vip(now)
            self._account.read_at = now
        return self._account.is_vip
