"""What the address of a list asks for: words, a filter, an order, and which page of what size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from aiohttp import web
from pydantic import Field

from daemon.http.inputs import Text, parameter
from store.views.pages import Order
from store.views.paging import Page, Slice

SIZES: Final = (25, 100, 500)
_FARTHEST: Final = 10**9

Number = Annotated[int, Field(ge=1, le=_FARTHEST)]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """A list as its address asks for it; `filters` are the list's own parameters that are set.

    `orders` are those that the list has, the usual one first.
    """

    text: str
    orders: Sequence[Order]
    order: Order
    page: int
    size: int
    filters: Mapping[str, str]

    @classmethod
    def of(
        cls, request: web.Request, *filters: str, orders: Sequence[Order] = (Order.NEWEST,)
    ) -> "ListQuery":
        """What a request asks for.

        Args:
            request: The request.
            filters: The names of the list's own parameters.
            orders: Those that the list has, the usual one first; any other is the usual one.

        Raises:
            BadInputError: A parameter is wrong.
        """
        size = parameter(request, "size", Number)
        order = parameter(request, "sort", Order)
        given = {name: parameter(request, name, Text) for name in filters}
        return cls(
            text=parameter(request, "q", Text) or "",
            orders=orders,
            order=order if order in orders else orders[0],
            page=parameter(request, "page", Number) or 1,
            size=size if size in SIZES else SIZES[0],
            filters={name: value for name, value in given.items() if value},
        )

    @property
    def part(self) -> Slice:
        """Which of the records it is."""
        return Slice((self.page - 1) * self.size, self.size)

    def parameters(self, **others: Any) -> dict[str, Any]:
        """The address's parameters with some changed; what is as usual is left out."""
        usual = {"q": "", "sort": self.orders[0], "page": 1, "size": SIZES[0]}
        asked = {"q": self.text, "sort": self.order, "page": self.page, "size": self.size}
        given = {**self.filters, **asked, **others}
        return {name: str(value) for name, value in given.items() if value not in (None, usual.get(name))}


def shown(query: ListQuery, found: Page[T]) -> dict[str, Any]:
    """What the templates need of a page of a list."""
    last = max(1, -(-found.total // query.size))
    return {
        "list": query,
        "rows": found.rows,
        "total": found.total,
        "more": found.more,
        "first": query.part.start + 1,
        "last_page": last,
        "sizes": SIZES,
    }
