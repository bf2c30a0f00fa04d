"""
Requests that are whole: none takes a thread before all of it is here, or keeps one while its answer is read.

A client that sends a byte a minute, or reads one, holds a socket and a little memory. The threads that answer
stay free for everybody else, however many such clients there are.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from asgiref.wsgi import WsgiToAsgiInstance

__all__ = ["WholeRequests"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Any]

_IN_MEMORY = 64 * 1024
_CHUNK = 64 * 1024


class _RefusedError(Exception):
    """The request is answered with this status, and nothing of it is passed on."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class _LeftError(Exception):
    """The client went away before the request was whole."""


class WholeRequests:
    """
    An ASGI application around a WSGI one, which runs in ``threads`` threads of its own.

    A body may have ``most_bytes`` (else 413) and may pause for ``patience`` seconds (else 408); an answer
    that nobody reads for that long is dropped. One network address, as ``address_of`` reads it off the
    environment, may have ``at_once`` bodies on their way (else 429): nobody takes all sockets or all memory.
    """

    def __init__(
        self,
        application: Application,
        *,
        threads: int,
        most_bytes: int,
        patience: float,
        at_once: int,
        address_of: Callable[[dict[str, Any]], str],
    ) -> None:
        self._application, self._threads = application, threads
        self._most_bytes, self._patience, self._at_once = most_bytes, patience, at_once
        self._address_of = address_of
        self._arriving: Counter[str] = Counter()
        self._pool: ThreadPoolExecutor | None = None

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request: Any = WsgiToAsgiInstance(self._application)  # type: ignore[no-untyped-call]
        request.scope = scope
        with (
            SpooledTemporaryFile(max_size=_IN_MEMORY) as body,
            SpooledTemporaryFile(max_size=_IN_MEMORY) as answer,
        ):
            try:
                start = await self._answer(request, scope, receive, body, answer)
            except _LeftError:
                return
            except _RefusedError as refused:
                start = {
                    "type": "http.response.start",
                    "status": refused.status.value,
                    "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")],
                }
                answer.write(refused.status.phrase.encode())
            answer.seek(0)
            with suppress(TimeoutError):  # nobody reads it
                await self._send(send, start, answer)

    async def _answer(
        self,
        request: Any,
        scope: dict[str, Any],
        receive: Receive,
        body: IO[bytes],
        answer: IO[bytes],
    ) -> Message:
        try:
            environ = request.build_environ(scope, body)
        except (ValueError, UnicodeError):
            raise _RefusedError(HTTPStatus.BAD_REQUEST) from None
        await self._receive(environ, receive, body)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor(), self._run, request, environ, answer)

    async def _receive(self, environ: dict[str, Any], receive: Receive, body: IO[bytes]) -> None:
        """All of the body, in ``body``. What has none is here already, and is nobody's to be kept out by."""
        announced = str(environ.get("CONTENT_LENGTH", ""))
        if announced in ("", "0") and "HTTP_TRANSFER_ENCODING" not in environ:
            return
        if announced.isdigit() and int(announced) > self._most_bytes:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        address = self._address_of(environ)
        if self._arriving[address] >= self._at_once:
            raise _RefusedError(HTTPStatus.TOO_MANY_REQUESTS)
        self._arriving[address] += 1
        try:
            await self._receive_parts(receive, body)
        finally:
            self._arriving[address] -= 1
            if not self._arriving[address]:
                del self._arriving[address]

    async def _receive_parts(self, receive: Receive, body: IO[bytes]) -> None:
        size = 0
        while True:
            try:
                message = await asyncio.wait_for(receive(), self._patience)
            except TimeoutError:
                raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT) from None
            if message["type"] != "http.request":
                raise _LeftError
            size += len(message.get("body", b""))
            if size > self._most_bytes:
                raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            body.write(message.get("body", b""))
            if not message.get("more_body"):
                break
        body.seek(0)

    def _run(self, request: Any, environ: dict[str, Any], answer: IO[bytes]) -> Message:
        """Answer it, in a thread: what is to be sent goes into ``answer``."""
        parts = self._application(environ, request.start_response)
        try:
            for part in parts:
                answer.write(part)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        start: Message = request.response_start
        return start

    async def _send(self, send: Send, start: Message, answer: IO[bytes]) -> None:
        await asyncio.wait_for(send(start), self._patience)
        while part := answer.read(_CHUNK):
            message = {"type": "http.response.body", "body": part, "more_body": True}
            await asyncio.wait_for(send(message), self._patience)
        await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), self._patience)

    def _executor(self) -> ThreadPoolExecutor:
        # Made by the process that answers: the one that it was forked from has no threads to hand on.
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="request")
        return self._pool
