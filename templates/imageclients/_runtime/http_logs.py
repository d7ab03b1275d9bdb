"""Filters that hide keys and signed queries in the logs of httpx, httpcore and hpack."""

from __future__ import annotations

import logging
from contextvars import ContextVar

from .config import without_query
from .redaction import KeyRedactor, printable

hides_query: ContextVar[bool] = ContextVar("hides_query", default=False)
"""Whether the current request is for a link whose query may be a signature."""


hidden_key: ContextVar[KeyRedactor | None] = ContextVar("hidden_key", default=None)
"""The key of the current request."""


def _hide_query(record: logging.LogRecord) -> bool:
    if hides_query.get() and isinstance(record.args, tuple):
        record.args = tuple(without_query(str(arg)) if type(arg).__name__ == "URL" else arg for arg in record.args)
    return _hide_key(record)


def _hide_key(record: logging.LogRecord) -> bool:
    """Hide the key in a record; a record without the key keeps its arguments."""
    if (key := hidden_key.get()) is not None:
        try:
            text = record.getMessage()
        except Exception:  # it can't be formatted
            text = f"{record.msg!r} {record.args!r}"
        shown = printable(key.hide(text))
        if shown != text:
            record.msg, record.args = shown, None
    return True


def _hide_all(record: logging.LogRecord) -> bool:
    return not hides_query.get() and _hide_key(record)


# A filter sees the records of its own logger, and not those of loggers below it.
for _name in ("httpx", "httpx2"):
    logging.getLogger(_name).addFilter(_hide_query)
for _name in ("httpcore", "httpcore2"):
    for _part in ("connection", "http11", "http2", "proxy", "socks"):
        logging.getLogger(f"{_name}.{_part}").addFilter(_hide_all)
for _name in ("hpack.hpack", "hpack.table", "hpack.huffman", "h2.config", "h2.connection", "h2.stream"):
    logging.getLogger(_name).addFilter(_hide_all)
