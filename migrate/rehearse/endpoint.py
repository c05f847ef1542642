"""Stands in for CodePipeline while a rehearsal runs: what its builds ask with the AWS CLI or an SDK, it answers.

The protocol is AWS' own for JSON: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from migrate.rehearse.history import History
from migrate.rehearse.machine import HOST

# A call must be signed, with whatever keys.
_KEYS = {"AWS_ACCESS_KEY_ID": "rehearsal", "AWS_SECRET_ACCESS_KEY": "rehearsal"}
_HERE = "127.0.0.1"


@contextmanager
def answering(history: History, *, docker: bool = False) -> Iterator[Mapping[str, str]]:
    """Answer within the block. Gives the variables that lead the builds here."""
    server = ThreadingHTTPServer(("" if docker else _HERE, 0), _handler(history))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        url = f"http://{HOST if docker else _HERE}:{server.server_address[1]}"
        yield {"AWS_ENDPOINT_URL_CODEPIPELINE": url, **_KEYS}
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(history: History) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found = history.answer(operation, json.loads(body or b"{}"))
            self._send(200, found) if found is not None else self._send(400, _refusal(operation))

        def _send(self, status: int, answer: Mapping[str, Any]) -> None:
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            """The log is the build's own."""

    return Handler


def _refusal(operation: str) -> dict[str, str]:
    message = f"{operation}: a rehearsal knows the executions of its own pipeline alone"
    return {"__type": "PipelineNotFoundException", "message": message}
