"""JSON logs on standard error: names, ids and errors, never payloads."""

from __future__ import annotations

import logging
import sys
from types import ModuleType
from typing import Any


def _structlog() -> ModuleType:
    """structlog without rich, which its `dev` loads where it is installed: 5 MB that no service shows."""
    absent: Any = None
    hidden = {name: absent for name in ("rich",) if name not in sys.modules}
    sys.modules.update(hidden)
    try:
        import structlog
    finally:
        for name in hidden:
            del sys.modules[name]
    return structlog


structlog: Any = _structlog()


def log() -> Any:
    """The logger; its bound values are those of `setup`."""
    return structlog.get_logger()


def setup(service: str, level: str) -> None:
    """One JSON line per record, for our records and those of libraries (from WARNING on)."""
    number = logging.getLevelNamesMapping()[level]
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)
    _libraries(max(number, logging.WARNING), shared)


def _libraries(level: int, shared: list[Any]) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        processor=structlog.processors.JSONRenderer(ensure_ascii=False), foreign_pre_chain=shared
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(_Sparse())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


class _Sparse(logging.Filter):
    """Lets one equal line per 10 s through: a lost broker makes its clients write thousands."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key = (record.name, str(record.msg))
        if record.created - self._seen.get(key, 0.0) < 10:
            return False
        if len(self._seen) > 1000:
            self._seen.clear()
        self._seen[key] = record.created
        return True
