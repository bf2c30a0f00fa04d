"""Slow clients, however many, keep nobody else waiting; what is too long, too slow or too much is refused."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from heardfirst.whole_requests import Message, WholeRequests

HERE = "10.0.0.1"


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Method", environ["REQUEST_METHOD"])])
    return [b"got ", body]


def around(application: Callable[..., Any] = echo, **limits: Any) -> WholeRequests:
    usual = {"threads": 2, "most_bytes": 1000, "patience": 5.0, "at_once": 3}
    return WholeRequests(
        application, **{**usual, **limits}, address_of=lambda environ: environ["REMOTE_ADDR"]
    )


def run(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Play a scene in a thread of its own: a browser's test may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(scene())).result()


class Client:
    """One connection: what it sends part by part, and what it was answered."""

    def __init__(
        self,
        server: WholeRequests,
        method: str = "GET",
        length: int = 0,
        address: str = HERE,
        *,
        reads: bool = True,
    ) -> None:
        self.reads = reads
        self.parts: asyncio.Queue[Message] = asyncio.Queue()
        self.answer: list[Message] = []
        headers = [(b"content-length", str(length).encode())] if length else []
        scope = {
            "type": "http", "method": method, "path": "/", "query_string": b"", "http_version": "1.1",
            "headers": headers, "client": (address, 1), "server": ("localhost", 80), "scheme": "http",
        }  # fmt: skip
        self.task = asyncio.ensure_future(server(scope, self.parts.get, self._take))
        if not length:
            self.send(b"", more=False)

    def send(self, part: bytes, *, more: bool) -> None:
        self.parts.put_nowait({"type": "http.request", "body": part, "more_body": more})

    def leave(self) -> None:
        self.parts.put_nowait({"type": "http.disconnect"})

    async def _take(self, message: Message) -> None:
        if not self.reads:
            await asyncio.sleep(3600)
        self.answer.append(message)

    async def status(self) -> int:
        await asyncio.wait_for(self.task, 30)
        return int(self.answer[0]["status"])

    @property
    def text(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.answer[1:])


def test_two_hundred_slow_clients_keep_nobody_waiting() -> None:
    async def scene() -> None:
        server = around(at_once=1000)
        slow = [Client(server, "POST", 100) for _ in range(200)]
        for client in slow:
            client.send(b"a", more=True)
        await asyncio.sleep(0)
        quick = Client(server)
        assert await quick.status() == 200 and quick.text == b"got "
        assert not any(client.answer for client in slow)
        slow[7].send(b"b", more=False)  # and who is slow is answered all the same
        assert await slow[7].status() == 200 and slow[7].text == b"got ab"
        for client in slow:
            client.leave()
        await asyncio.gather(*(client.task for client in slow))
        assert server._arriving == {}

    run(scene)


def test_a_body_that_pauses_too_long_is_refused() -> None:
    async def scene() -> None:
        client = Client(around(patience=0.05), "POST", 100)
        client.send(b"a", more=True)
        assert await client.status() == 408

    run(scene)


@pytest.mark.parametrize(("announced", "sent"), [(1001, b""), (10, b"x" * 1001)])
def test_a_body_that_is_too_long_is_refused(announced: int, sent: bytes) -> None:
    async def scene() -> None:
        client = Client(around(), "POST", announced)
        client.send(sent, more=True)
        assert await client.status() == 413

    run(scene)


def test_one_address_has_so_many_bodies_on_their_way_and_no_more() -> None:
    async def scene() -> None:
        server = around()
        several = [Client(server, "POST", 100) for _ in range(3)]
        await asyncio.sleep(0.01)
        fourth, elsewhere, looking = (
            Client(server, "POST", 100), Client(server, "POST", 1, "10.0.0.2"), Client(server)
        )  # fmt: skip
        elsewhere.send(b"x", more=False)
        assert await fourth.status() == 429
        assert (await elsewhere.status(), await looking.status()) == (200, 200)
        several[0].leave()
        await several[0].task
        again = Client(server, "POST", 1)
        again.send(b"x", more=False)
        assert await again.status() == 200 and several[0].answer == []
        for client in several[1:]:
            client.leave()

    run(scene)


def test_an_answer_that_nobody_reads_holds_no_thread() -> None:
    ran = threading.Event()

    def long_answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [("Content-Type", "text/plain")])
        yield b"x" * 300_000
        ran.set()

    async def scene() -> None:
        server = around(long_answer, threads=1, patience=0.2)
        stuck = Client(server, reads=False)
        await asyncio.to_thread(ran.wait, 30)
        other = Client(server)  # the one thread is free though nobody has read a byte
        assert await other.status() == 200 and len(other.text) == 300_000
        await stuck.task

    run(scene)


def test_the_method_and_headers_pass() -> None:
    async def scene() -> None:
        client = Client(around(), "PUT", 3)
        client.send(b"abc", more=False)
        assert await client.status() == 200
        assert (b"x-method", b"PUT") in client.answer[0]["headers"]

    run(scene)
