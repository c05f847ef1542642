"""Calls over HTTP: https://plugins.jenkins.io/http_request/"""

from __future__ import annotations

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "http_request",
    title="HTTP request",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html",
)

plugin.blocked(
    "httpRequest",
    "jenkins.plugins.http_request.HttpRequest",
    because="a call over HTTP is not converted yet: use curl in a command of the shell",
)
