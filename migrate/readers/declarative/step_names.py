"""Which argument a step's single value is, for the steps and symbols that take one."""

from __future__ import annotations

_SOLE = {
    "ansiColor": "colorMapName",
    "archive": "includes",
    "archiveArtifacts": "artifacts",
    "bat": "script",
    "build": "job",
    "checkout": "scm",
    "container": "name",
    "copyArtifacts": "projectName",
    "dir": "path",
    "echo": "message",
    "error": "message",
    "fileExists": "file",
    "fingerprint": "targets",
    "git": "url",
    "input": "message",
    "junit": "testResults",
    "library": "identifier",
    "libraryResource": "resource",
    "load": "path",
    "lock": "resource",
    "milestone": "ordinal",
    "node": "label",
    "powershell": "script",
    "properties": "properties",
    "pwsh": "script",
    "readFile": "file",
    "retry": "count",
    "sh": "script",
    "sleep": "time",
    "slackSend": "message",
    "sshagent": "credentials",
    "stage": "name",
    "stash": "name",
    "step": "delegate",
    "timeout": "time",
    "tool": "name",
    "unstable": "message",
    "unstash": "name",
    "warnError": "message",
    "withCredentials": "bindings",
    "withEnv": "overrides",
    "withMaven": "maven",
    "withSonarQubeEnv": "installationName",
    "wrap": "delegate",
    "ws": "dir",
    "xunit": "tools",
}


def sole_argument(step: str) -> str:
    """The name of the argument that `step 'value'` sets; "" where it is not known."""
    return _SOLE.get(step, "")
