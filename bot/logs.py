"""Structured logs: ids, counts and classes of errors; never answers, names, tokens or texts of exceptions."""

import logging
import sys
import threading
from typing import Any, Literal

import structlog


def set_up(log_format: Literal["console", "json"]) -> None:
    """Send our events to standard error in the chosen format, and quieten the libraries.

    The libraries' own loggers are kept to warnings: at lower levels they print urls, which hold the token.
    """
    render: list[structlog.types.Processor] = (
        [structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_content,
            *render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlaceOnly("%(levelname)s %(name)s"))
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
    threading.excepthook = _log_thread
    for name in ("telegram", "aiohttp", "uvicorn", "apscheduler", "sqlalchemy", "alembic", "httpx"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


class PlaceOnly(logging.Formatter):
    """Of an exception its class and where it was raised: its text, and the frames' source, may quote an answer."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        return f"{type(ei[1]).__name__} at {where(ei[1])}" if ei[1] is not None else ""

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 (logging's name)
        return ""


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    log.error("a thread ended", error=failed.exc_value)


def _without_content(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """An exception's text may quote an answer: only its class and where it was raised are kept."""
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = where(error)
    elif error is not None:
        event["error"] = str(error)
    return event


def where(error: BaseException) -> str:
    """The places in our own and others' code that the exception passed through, innermost last."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-2]}/{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-4:])


log = structlog.get_logger()
