"""Requests that Groovy makes with `java.net`, as curl makes them of a server on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.test_assemble_values import Pipeline, pipeline
from tests.test_evaluate import steps

__all__ = ["pipeline"]


@dataclass
class Served:
    """What a server was asked: method, path, headers and body of each request."""

    url: str = ""
    asked: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)


def _answer(path: str) -> tuple[int, bytes]:
    code = int(path[1:4]) if path[1:4].isdigit() else 200
    return code, b"" if path.endswith("/empty") else '{"ok": true, "é": "it\'s \\"$x\\""}\n\n'.encode()


@pytest.fixture
def served() -> Iterator[Served]:
    found = Served()

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                return
            self.close_connection = True
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            found.asked.append((self.command, self.path, dict(self.headers), body))
            code, text = _answer(self.path)
            self.send_response(code)
            if code in (301, 302, 307):
                self.send_header("Location", "/moved")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *given: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


_TEXT = '{"ok": true, "é": "it\'s \\"$x\\""}\n\n'
_BODY = 'it\'s "$x"\n\\ `id` é\n'
_OPEN = 'def c = new URL("${params.X}").openConnection()\n'
POST = "c.requestMethod = 'POST'; c.doOutput = true\n"

ASKED = {
    "a text": ('log(new URL("${params.X}/a?b=c d".replace(" ", "+")).text)', ("GET", "/a?b=c+d", ""), _TEXT),
    "a text of a text": ("log(\"${params.X}/a\".toURL().getText('UTF-8'))", ("GET", "/a", ""), _TEXT),
    "a code": (
        f"{_OPEN}log(c.responseCode + 1); log(c.getResponseCode() == 200 ? 'a' : 'b')",
        ("GET", "", ""),
        "201\na",
    ),
    "the name of a class": (
        "HttpURLConnection c = (HttpURLConnection) new java.net.URL(params.X).openConnection()\n"
        "c.setRequestMethod('DELETE'); c.connect(); log(c.inputStream.text); c.disconnect()",
        ("DELETE", "", ""),
        _TEXT,
    ),
    "a body": (
        f"{_OPEN}{POST}c.outputStream.write(params.Y.getBytes('UTF-8')); log(c.content.text)",
        ("POST", "", _BODY),
        _TEXT,
    ),
    "a writer": (
        f"{_OPEN}c.setDoOutput(true); def w = new OutputStreamWriter(c.getOutputStream())\n"
        "w.write('a '); w.write(params.Y); w.flush(); w.close(); log(c.responseCode)",
        ("POST", "", f"a {_BODY}"),
        "200",
    ),
    "a writer's block": (
        f"{_OPEN}c.setRequestMethod('PUT'); c.setDoOutput(true)\n"
        "c.getOutputStream().withWriter('UTF-8') { it << params.Y << 'b' }; log(c.responseCode)",
        ("PUT", "", f"{_BODY}b"),
        "200",
    ),
    "no body": (f"{_OPEN}{POST}log(c.responseCode)", ("POST", "", ""), "200"),
    "its own block": (
        "def t = null; new URL(params.X).openConnection().with { c ->\n"
        "c.setRequestMethod('POST'); c.doOutput = true; c.outputStream << 'x'\n"
        "if (c.responseCode.equals(200)) { t = new groovy.json.JsonSlurper().parseText(c.inputStream.text) } }\n"
        "log(t.ok)",
        ("POST", "", "x"),
        "true",
    ),
    "JSON of a stream": (f"{_OPEN}log(new JsonSlurper().parse(c.inputStream).ok)", ("GET", "", ""), "true"),
    "JSON of a reader": (
        f"{_OPEN}log(new JsonSlurper().parse(new InputStreamReader(c.getInputStream(), 'UTF-8')).ok)",
        ("GET", "", ""),
        "true",
    ),
    "JSON of a URL": ("log(new JsonSlurper().parse(new URL(params.X)).ok)", ("GET", "", ""), "true"),
    "a name": (
        'def u = new URL(params.X); def c = u.openConnection(); log("${c.responseCode} ${u}" - params.X)',
        ("GET", "", ""),
        "200 ",
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_request_is_made_as_groovy_makes_it(pipeline: Pipeline, served: Served, case: str) -> None:
    code, (method, path, body), logged = ASKED[case]
    ended = pipeline.script(code, {"X": served.url, "Y": _BODY})
    assert (ended.succeeded, "\n".join(pipeline.log())) == (True, logged), ended.output
    assert [(one[0], one[1].removeprefix("/"), one[3]) for one in served.asked] == [
        (method, path.removeprefix("/"), body)
    ]


def test_headers_are_as_the_script_sets_them(pipeline: Pipeline, served: Served) -> None:
    code = (
        f"{_OPEN}c.setRequestProperty('Authorization', \"Bearer ${{params.Y}}\"); c.setRequestProperty('X-A', 'old')\n"
        "c.setRequestProperty('x-a', 'new: ; @'); c.setRequestProperty('X-E', params.Z); log(c.responseCode)"
    )
    assert pipeline.script(code, {"X": served.url, "Y": "it's $x", "Z": ""}).succeeded
    [(_, _, headers, _)] = served.asked
    assert (headers["Authorization"], headers["x-a"], headers["X-E"]) == ("Bearer it's $x", "new: ; @", "")
    assert not {"Content-Type", "Expect", "X-A"} & headers.keys()


@pytest.mark.parametrize(("method", "kind"), [("POST", "application/x-www-form-urlencoded"), ("PUT", None)])
def test_the_kind_of_a_body_is_javas(pipeline: Pipeline, served: Served, method: str, kind: str | None) -> None:
    code = f"{_OPEN}c.requestMethod = '{method}'; c.doOutput = true; c.outputStream << 'a'; log(c.responseCode)"
    assert pipeline.script(code, {"X": served.url}).succeeded
    assert served.asked[0][2].get("Content-Type") == kind


def test_a_header_of_several_lines_is_refused(pipeline: Pipeline, served: Served) -> None:
    code = f"{_OPEN}c.setRequestProperty('A', params.Y); log(c.responseCode)"
    assert not pipeline.script(code, {"X": served.url, "Y": "a\nB: c"}).succeeded
    assert served.asked == []


@pytest.mark.parametrize(("code", "method"), [("302", "GET"), ("307", "POST")])
def test_a_redirect_is_followed(pipeline: Pipeline, served: Served, code: str, method: str) -> None:
    assert pipeline.script(
        f"{_OPEN}{POST}c.outputStream << 'a'; log(c.responseCode)", {"X": f"{served.url}/{code}"}
    ).succeeded
    assert [one[:2] for one in served.asked] == [("POST", f"/{code}"), (method, "/moved")]
    assert pipeline.log() == ["200"]


CAUGHT = {
    "a code is none": ("404", f"{_OPEN}log(c.responseCode)", ["404"]),
    "an exception": ("500", f"try {{ {_OPEN}log(c.inputStream.text) }} catch (Exception e) {{ log('x') }}", ["x"]),
    "an IOException": ("404", f"try {{ {_OPEN}log(c.content.text) }} catch (IOException e) {{ log('x') }}", ["x"]),
    "another one": ("200", f"try {{ {_OPEN}log(c.responseCode) }} catch (IOException e) {{ log('x') }}", ["200"]),
    "no answer": ("", f"try {{ {_OPEN}log(c.responseCode) }} catch (java.io.IOException e) {{ log('x') }}", ["x"]),
    "no connection": ("", f"try {{ {_OPEN}c.connect() }} catch (e) {{ log('x') }}", ["x"]),
    "the text of an error": (
        "403",
        f"{_OPEN}if (c.responseCode >= 400) {{ log(c.errorStream.text) }}",
        _TEXT.split("\n"),
    ),
    "no text of an error": (
        "200",
        f"try {{ {_OPEN}log(c.errorStream.text.size()) }} catch (Exception e) {{ log('null') }}",
        ["null"],
    ),
    "an empty answer": ("204/empty", f"{_OPEN}log(c.responseCode); log(c.inputStream.text + '.')", ["204", "."]),
}


@pytest.mark.parametrize("case", CAUGHT)
def test_what_java_throws_fails(pipeline: Pipeline, served: Served, case: str) -> None:
    path, code, logged = CAUGHT[case]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"{served.url}/{path}" if path else f"http://127.0.0.1:{nobody.getsockname()[1]}"
        ended = pipeline.script(code, {"X": url})
    assert (ended.succeeded, pipeline.log()) == (True, logged), ended.output


@pytest.mark.parametrize("path", ["404", "500", ""])
def test_what_nobody_catches_stops_the_build(pipeline: Pipeline, served: Served, path: str) -> None:
    url = f"{served.url}/{path}" if path else "ftp://127.0.0.1/x"
    ended = pipeline.script(f"{_OPEN}c.inputStream.text; sh 'touch next'", {"X": url})
    assert not ended.succeeded
    assert not (pipeline.workspace / "next").exists()


GAPS = {
    "another protocol": "def t = new URL('file:///etc/x').openConnection().inputStream.text; sh t",
    "another method": "c.setRequestMethod('PATCH'); sh \"${c.responseCode}\"",
    "a method of the run": 'c.setRequestMethod(params.T); sh "${c.responseCode}"',
    "a header that Java leaves out": "c.setRequestProperty('Host', 'a'); sh \"${c.responseCode}\"",
    "a way that sets a header": "if (params.B) { c.setRequestProperty('A', 'b') }; sh \"${c.responseCode}\"",
    "a way that asks": 'if (params.B) { c.connect() }; sh "${c.responseCode}"',
    "a change behind": "c.connect(); c.doOutput = true; c.outputStream << 'a'",
    "a body without output": "c.outputStream << 'a'",
    "bytes of a text": "c.doOutput = true; c.outputStream.write('a')",
    "another encoding": "c.doOutput = true; c.outputStream.write('a'.getBytes('UTF-16'))",
    "read again": "c.inputStream.text; sh c.inputStream.text",
    "null or a stream": 'sh "${c.errorStream?.text}"',
    "a block without a name": "c.with { requestMethod = 'POST' }",
    "a block that names a member": 'c.with { x -> sh "${responseCode}" }',
    "another member": 'sh "${c.responseMessage}"',
    "within an expression": "def x = 'a'.equals(c.inputStream.weird)",
    "not understood": 'Weird.run(c); sh "${c.responseCode}"',
    "a catch of one kind": "try { c.connect() } catch (FileNotFoundException e) { sh 'a' }",
    "a secret": "c.setRequestProperty('Authorization', 'Bearer abcdefgh12345'); c.connect()",
}


@pytest.mark.parametrize("case", GAPS)
def test_what_is_not_sure_is_a_gap(case: str) -> None:
    found = "; ".join(steps(f"def c = new URL('https://example.com/a').openConnection(); {GAPS[case]}"))
    assert "«" in found


PARTS = {
    "u.host": "h.example",
    "u.port": "8443",
    "u.getPath()": "/a/b",
    "u.query": "c=d",
    "u.file": "/a/b?c=d",
    "u.ref": "null",
    "u.protocol": "https",
    "u.userInfo": "null",
    "u.toExternalForm()": "https://h.example:8443/a/b?c=d",
}


@pytest.mark.parametrize("code", PARTS)
def test_parts_of_a_url(code: str) -> None:
    url = "https://h.example:8443/a/b?c=d"
    assert steps(f"def u = new URL('{url}'); sh \"echo ${{{code}}}\"") == [f"sh('echo {PARTS[code]}')"]


def test_a_part_of_a_url_of_the_run_is_lost() -> None:
    assert steps("def p = new URL(params.T).path ?: ''; sh 'a'") == ["sh('a')"]


def test_a_value_of_then_is_sent() -> None:
    code = "env.A = 'x'; def u = new URL(\"https://h/${env.A}\"); env.A = 'y'; u.openConnection().connect()"
    assert "url=https://h/<variable groovy_A>" in "; ".join(steps(code))


def test_time_outs_are_curls(pipeline: Pipeline, served: Served) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        code = f"try {{ {_OPEN}c.connectTimeout = 500; c.readTimeout = 1000; c.connect() }} catch (e) {{ log('x') }}"
        assert pipeline.script(code, {"X": f"http://127.0.0.1:{silent.getsockname()[1]}"}).succeeded
    assert pipeline.log() == ["x"]
