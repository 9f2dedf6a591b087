"""Logs: one JSON object per line for machines, colours for a terminal. Ours and the libraries' look the same."""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import Processor

# Every line is one event: the renderers escape line breaks, so that no text of a stranger can forge a second one.
_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)


def configure_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Sends structlog and the standard library's loggers to one stream. Called once, by the command line."""
    stream = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(stream.isatty())],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it announces each of its plug-ins at every start


def _renderers(is_terminal: bool) -> list[Processor]:  # noqa: FBT001 (private, one caller)
    """How a line looks; a traceback is text in JSON and coloured in a terminal."""
    if is_terminal:
        # Plain: the coloured one prints local variables, and a password may be one of them.
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=True)]
