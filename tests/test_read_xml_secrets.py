"""No output shows a secret, and nothing else is taken for one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.readers.secrets import REDACTED, redact, redact_setting

# Put together here, so that no scanner takes this file for a leak.
SECRETS = [
    "{AQAAABAAAAAg" + "x9Y+/" * 12 + "==}",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "gh" + "p_" + "a1B2" * 9,
    "github" + "_pat_" + "a1B2" * 9,
    "gl" + "pat-" + "a1B2-" * 4,
    "xo" + "xb-1234567890-abcdef",
    "npm" + "_" + "a1B2" * 9,
    "ey" + "JhbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0." + "abcdefghijklmnop",
    "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\n-----END RSA " + "PRIVATE KEY-----",
]

SHOWN = [
    ("PASSWORD=hunter2", "PASSWORD=[redacted]"),
    ('export DB_PASSWORD="s3cret!"', 'export DB_PASSWORD="[redacted]"'),
    ("set dbPass=hunter22", "set dbPass=[redacted]"),
    ("-Dsonar.password=hunter22 x", "-Dsonar.password=[redacted] x"),
    ("password: 'hunter22'", "password: '[redacted]'"),
    ('"token": "abcd1234"', '"token": "[redacted]"'),
    ("db.password = hunter22x", "db.password = [redacted]"),
    ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/bPxRfi", "AWS_SECRET_ACCESS_KEY=[redacted]"),
    ("git clone https://user:pa55@host/x/y", "git clone https://user:[redacted]@host/x/y"),
    ("https://hooks.slack.com/services/T000/B000/abcdefgh1234", "https://hooks.slack.com/services/[redacted]"),
    ('curl -H "Authorization: Bearer abcdefgh12345678"', 'curl -H "Authorization: Bearer [redacted]"'),
    ("curl -u admin:topsecret http://x", "curl -u admin:[redacted] http://x"),
    ("docker login -u me -p hunter22 reg", "docker login -u me -p [redacted] reg"),
    ("sshpass -p hunter22 ssh x", "sshpass -p [redacted] ssh x"),
    ("mysql -u root -phunter22 db", "mysql -u root -p[redacted] db"),
    ("svn co --password hunter22 x", "svn co --password [redacted] x"),
    ("string(name: 'PASSWORD', defaultValue: 'in@1')", "string(name: 'PASSWORD', defaultValue: '[redacted]')"),
    ("string defaultValue: 'in@1', name: 'db_token'", "string defaultValue: '[redacted]', name: 'db_token'"),
]

HARMLESS = [
    "PASSWORD=$1",
    "PASSWORD=${TOKEN}",
    "set PASSWORD=%PASS%",
    "password=$(cat file)",
    "token = getToken()",
    "token=getToken()",
    "TOKEN = credentials('my-token')",
    "string(credentialsId: 'my-token', variable: 'TOKEN')",
    "usernamePassword(credentialsId: 'x', usernameVariable: 'U', passwordVariable: 'P')",
    "tokenCredentialId: 'slack-token'",
    "password: env.PASS",
    'token: "${params.T}"',
    "password(name: 'PW', description: 'Enter')",
    "string(name: 'NAME', defaultValue: 'value')",
    "curl -u $USER:$PASS http://x",
    "https://$USER:$PASS@github.com",
    "https://${TOKEN}@github.com",
    "docker login -u $U -p $P",
    "docker login -u me --password-stdin",
    "git@github.com:foo/bar.git",
    "ssh://git@host:22/x.git",
    "http://localhost:8080/@x",
    "cp -p file other; mkdir -p out/foo",
    's/ROOTPWD=.*/ROOTPWD="x"/',
    "PWD=/tmp/abc",
    "tests.passed = 12345a",
    "compass=foobar12",
    "for key in keys; do key=value; done",
    "echo The token: is invalid",
    'if [ "$TOKEN" = "" ]; then',
]


@pytest.mark.parametrize("text", HARMLESS)
def test_leaves_what_is_no_secret(text: str) -> None:
    assert redact(text) == (text, False)


@pytest.mark.parametrize("secret", SECRETS)
def test_redacts_what_looks_like_a_secret_anywhere(secret: str) -> None:
    shown, found = redact(f"x = [ '{secret}' ]\nnext")
    assert found
    assert REDACTED in shown
    assert secret.splitlines()[0] not in shown
    assert shown.count("\n") == secret.count("\n") + 1  # lines keep their numbers


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_redacts_a_secret_by_what_stands_before_it(text: str, shown: str) -> None:
    assert redact(text) == (shown, True)


@pytest.mark.parametrize(
    "name", ["password", "p4Passwd", "authToken", "API_TOKEN", "secretKey", "passphrase", "apiKey"]
)
def test_redacts_a_setting_by_its_name(name: str) -> None:
    assert redact_setting(name, "hunter2") == (REDACTED, True)
    for harmless in ("", " ", "$TOKEN", "${TOKEN}", "%TOKEN%", "true", "false"):
        assert redact_setting(name, harmless) == (harmless, False)


@pytest.mark.parametrize(
    "name",
    ["credentialsId", "tokenCredentialId", "exposeP4Passwd", "passwordVariable", "usernameSecret", "command", ""],
)
def test_leaves_a_setting_whose_name_only_speaks_of_secrets(name: str) -> None:
    assert redact_setting(name, "some-id") == ("some-id", False)


def test_redacts_what_a_password_class_holds() -> None:
    owner = "hudson.model.PasswordParameterDefinition"
    assert redact_setting("defaultValue", "hunter2", owner) == (REDACTED, True)
    assert redact_setting("name", "hunter2", owner) == ("hunter2", False)
    assert redact_setting("value", SECRETS[0], "any") == (REDACTED, True)


WORDS = [
    "token",
    "PASSWORD",
    "=",
    ": ",
    "'",
    '"',
    "://",
    "@",
    "a:",
    "curl -u ",
    "mysql ",
    "-p",
    "eyJ-",
    "--a-",
    "name: ",
    "(",
]


@pytest.mark.parametrize("word", WORDS)
def test_takes_linear_time_on_chosen_text(word: str) -> None:
    start = time.process_time()
    redact(word * 20_000 + " token")
    assert time.process_time() - start < 5  # a second power would take minutes


@given(st.lists(st.sampled_from([*WORDS, *(f" {one} " for one in SECRETS), "\n", "x1y2z3"]), max_size=12).map("".join))
def test_keeps_the_lines_and_finds_nothing_twice(text: str) -> None:
    shown, found = redact(text)
    assert shown.count("\n") == text.count("\n")
    assert found == (shown != text)
    assert not any(secret in shown for secret in SECRETS)
