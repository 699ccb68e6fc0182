"""The one place that knows all of reporting."""

from __future__ import annotations

from functools import partial

from sankua.core.counting import CountingBooks
from sankua.library.counting import load_counting_books
from services.common.service import Runtime, ServiceSpec
from services.common.settings import load
from services.reporting import agents, rpc, store
from services.reporting.handlers import Counter
from services.reporting.settings import ReportingSettings


def behaviour(books: CountingBooks) -> agents.Counting:
    """The service's meaning: also what `sankua verify` folds with. Live states go by the newest rules."""
    return agents.Counting(books.versions[-1])


def spec() -> ServiceSpec:
    """Reporting, from the environment."""
    settings = load(ReportingSettings)
    books = load_counting_books()

    def counter(runtime: Runtime) -> Counter:
        return Counter(runtime.clock, books, partial(store.rows, settings.figures_batch))

    async def measure(runtime: Runtime) -> None:
        await agents.gauge_loop(runtime.stopping, settings.gauge_seconds)

    return ServiceSpec(
        name="reporting",
        settings=settings,
        behaviour=lambda _: behaviour(books),
        servicers=lambda runtime: [rpc.servicer(counter(runtime))],
        document=store.CaseRow,
        background=(measure,),
        produces=False,
        shared_part=store.PART,
    )
