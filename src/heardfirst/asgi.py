"""The application as the server runs it."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heardfirst.settings")

from django.conf import settings

from .whole_requests import WholeRequests
from .wsgi import application as answers

_THREADS = 16
_AT_ONCE = 64
_PATIENCE = 20.0  # seconds between two parts of a request, or of an answer
_FIELDS_BESIDE_A_FILE = 1024 * 1024


def _address_of(environ: dict[str, Any]) -> str:
    """The network address a request came from, as the screens read it."""
    from django.core.handlers.wsgi import WSGIRequest

    from heardfirst.web.shared.visitor import where_from

    return where_from(WSGIRequest(environ))


application = WholeRequests(
    answers,
    threads=_THREADS,
    most_bytes=settings.FILE_UPLOAD_MAX_MEMORY_SIZE + _FIELDS_BESIDE_A_FILE,
    patience=_PATIENCE,
    at_once=_AT_ONCE,
    address_of=_address_of,
)
