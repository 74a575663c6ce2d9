"""A server on loopback that speaks the chat-completions format, and misbehaves on request."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turn = Callable[["Handler", dict[str, Any]], None]
"""What is done with one request; the request's question is its second argument."""


@dataclass
class Office:
    """The server: its address, the turns still to come (the last one stays), the requests it got."""

    turns: list[Turn]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    office: Office

    def do_POST(self) -> None:
        office = self.office
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        office.requests.append({"path": self.path, **body})
        office.keys.append(self.headers["Authorization"])
        turn = office.turns.pop(0) if len(office.turns) > 1 else office.turns[0]
        with suppress(OSError):  # who asked has stopped waiting
            turn(self, json.loads(body["messages"][1]["content"]))

    def send(self, data: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(*turns: Turn) -> Iterator[Office]:
    """The server with these turns, while the block runs."""
    office = Office(list(turns))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"office": office}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    office.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()


# ---- turns


def says(text: str | Callable[[dict[str, Any]], Any]) -> Turn:
    """Answers with a text, or with what a function makes of the question."""

    def turn(handler: Handler, question: dict[str, Any]) -> None:
        content = text if isinstance(text, str) else json.dumps(text(question), ensure_ascii=False)
        reply = {"choices": [{"message": {"role": "assistant", "content": content}}]}
        handler.send(json.dumps(reply).encode())

    return turn


def status(code: int, **headers: str) -> Turn:
    """Refuses."""
    return lambda handler, question: handler.send(b"{}", code, **headers)


def raw(data: bytes) -> Turn:
    """Sends these bytes."""
    return lambda handler, question: handler.send(data)


def cut_off(handler: Handler, question: dict[str, Any]) -> None:
    """Promises more than it sends."""
    handler.send(b'{"choices": [{"mess', length=5000)
    handler.close_connection = True


def hang_up(handler: Handler, question: dict[str, Any]) -> None:
    """Closes without a word."""
    handler.close_connection = True


def slow(seconds: float) -> Turn:
    """Says nothing for a while."""

    def turn(handler: Handler, question: dict[str, Any]) -> None:
        time.sleep(seconds)
        says(first)(handler, question)

    return turn


def dripping(handler: Handler, question: dict[str, Any]) -> None:
    """Sends a character now and then, each soon enough."""
    handler.send(b"", length=4000)
    for _ in range(200):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: Handler, question: dict[str, Any]) -> None:
    """Sends more than any answer holds."""
    handler.send(b"", length=10**9)
    for _ in range(64):
        handler.wfile.write(b" " * 65536)


def first(question: dict[str, Any]) -> dict[str, Any]:
    """An answer that is well-formed: the first candidate, with the words it begins with."""
    upper, lower = question["upper"], question["candidates"][0]
    words = {"upper_words": upper["text"][:12], "lower_words": lower["text"][:12]}
    return {"choices": [{"choice": lower["id"], "outcome": "answered", **words}]}
