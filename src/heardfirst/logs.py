"""
Log lines that tell an operator what broke without telling anybody about a client.

A request's address, its form fields, and the message of an exception can each hold a name or what
somebody said, so none of them is written: a request becomes its method and route pattern, an exception
its type and the places in the code it passed.
"""

from __future__ import annotations

import logging
import time
import traceback
from types import TracebackType
from typing import Any


class WithoutRequests(logging.Filter):
    """Replace the text of every record that comes with a request; drop nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = record.__dict__.pop("request", None)
        if request is not None:
            outcome = record.__dict__.get("status_code", record.levelname)
            record.msg, record.args = "%s %s: %s", (_method_of(request), _route_of(request), outcome)
        elif record.name == "django.security" or record.name.startswith("django.security."):
            # These quote what was sent (a host header, a form field) in the message itself.
            record.msg, record.args = "refused a request as unsafe", ()
        elif record.name in {"django.server", "django.db.backends"}:
            record.msg, record.args = record.name, ()
        return True


class QuietFormatter(logging.Formatter):
    """Time (UTC), level, logger, message; of an exception its type and where it passed, not what it said."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatException(self, ei: Any) -> str:  # noqa: N802 the standard library's name
        kind, error, trace = ei
        return "\n".join(_quiet_lines(kind, error, trace))


def _quiet_lines(kind: Any, error: BaseException | None, trace: TracebackType | None) -> list[str]:
    lines = []
    if error is not None and (cause := error.__cause__ or error.__context__) is not None:
        lines += [*_quiet_lines(type(cause), cause, cause.__traceback__), "which led to"]
    lines.append(f"{kind.__module__}.{kind.__qualname__}" if kind else "no exception")
    # The source line is code, not somebody's words; local values are never looked up.
    for frame in traceback.extract_tb(trace):
        lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}")
    return lines


def _method_of(request: Any) -> str:
    method = str(getattr(request, "method", ""))
    return method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "?"


def _route_of(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match is not None else "(no such route)"
