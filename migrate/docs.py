"""Writes the pages about rules from the rules and their cases: `python -m migrate.docs`, with `--check` only looks.

`docs/rules.md` has a row for each plugin, `docs/rules/<plugin>.md` what becomes of each setting, with the cases of
`fixtures/rules/<plugin>.md` as examples, and `docs/coverage.md` a row for each system that jobs talk to. Nothing on
these pages is written by hand.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrate.assemble.native_commands import TAKES_OVER
from migrate.assemble.native_others import OTHERS
from migrate.assemble.steps import ENDED
from migrate.mapping.registry import built_in
from migrate.mapping.rule import Plugin, Promise, Rule
from migrate.model.ledger import Outcome

ROOT = Path(__file__).parent.parent
_MADE = "<!-- Made by `python -m migrate.docs` from the rules and their cases: do not edit. -->"
_OUTCOMES = """\
`converted`: AWS does the same. `partial`: it does nearly the same, and the reason says what differs. `gap`: it is not
converted; a blocking gap stops the pipeline at its place. `ignored`: it changes nothing outside Jenkins' own pages."""


def pages() -> dict[Path, str]:
    """Every page, by its path below the repository."""
    plugins = built_in().plugins
    found = {Path("docs/rules.md"): _overview(plugins), Path("docs/coverage.md"): _coverage(plugins)}
    return found | {Path(f"docs/rules/{plugin.id}.md"): _page(plugin) for plugin in plugins}


def stale(root: Path = ROOT) -> list[str]:
    """The pages that differ from what the rules say, those without a plugin too."""
    wanted = pages()
    known = {path.relative_to(root) for path in (root / "docs" / "rules").glob("*.md")}
    return sorted(str(path) for path in wanted.keys() | known if _text_of(root / path) != wanted.get(path))


def write(root: Path = ROOT) -> list[str]:
    """Write what is stale and delete what has no plugin any more; the paths of both."""
    changed, wanted = stale(root), pages()
    for name in changed:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if Path(name) in wanted:
            path.write_text(wanted[Path(name)], "utf-8")
        else:
            path.unlink()
    return changed


def _text_of(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


# ---- the pages -------------------------------------------------------------------------------------------------------


def _overview(plugins: Iterable[Plugin]) -> str:
    rows = [_overview_row(plugin) for plugin in plugins]
    names = sum(len(rule.names) for plugin in plugins for rule in plugin.rules)
    head = (
        f"# Rules\n\n{_MADE}\n\n{len(rows)} plugins, {names} classes and steps. What has no rule is a gap, and so is a"
        f" setting that its rule does not name.\n\n{_OUTCOMES}\n"
    )
    return f"{head}\n| Plugin | Classes and steps | Status | converted | partial | gap | ignored |\n" + (
        "|---|---|---|---:|---:|---:|---:|\n" + "".join(f"{row}\n" for row in rows)
    )


def _overview_row(plugin: Plugin) -> str:
    promises = [one for rule in plugin.rules for one in (*rule.settings, *rule.behaviour)]
    counts = Counter(one.outcome for one in promises)
    names = ", ".join(f"`{name}`" for rule in plugin.rules for name in rule.names)
    figures = " | ".join(str(counts[outcome]) for outcome in _ORDER)
    return f"| [{plugin.title}](rules/{plugin.id}.md) | {names} | {_status(promises)} | {figures} |"


_ORDER = (Outcome.CONVERTED, Outcome.PARTIAL, Outcome.GAP, Outcome.IGNORED)


def _status(promises: list[Promise]) -> str:
    """In a word, what one can hope for."""
    found = {one.outcome for one in promises}
    if not found - {Outcome.IGNORED}:
        return "nothing to do"
    if not found - {Outcome.GAP, Outcome.IGNORED}:
        return "gap"
    return "partial" if found & {Outcome.PARTIAL, Outcome.GAP} else "full"


# The systems that companies' jobs talk to, with the plugins that do.
_SYSTEMS = {
    "AWS, by the steps of pipelines": (
        *("pipeline-aws", "pipeline-aws-cloudformation", "pipeline-aws-codedeploy", "pipeline-aws-elasticbeanstalk"),
    ),
    "CodeBuild": ("aws-codebuild",),
    "CodeDeploy": ("codedeploy",),
    "S3": ("s3",),
    "Lambda": ("aws-lambda",),
    "Elastic Beanstalk": ("awseb-deployment-plugin", "aws-beanstalk-publisher-plugin"),
    "CloudFormation": ("jenkins-cloudformation-plugin",),
    "SAM": ("aws-sam",),
    "Device Farm": ("aws-device-farm",),
    "SNS": ("snsnotify",),
    "Parameter Store": ("aws-parameter-store",),
    "Secrets Manager": ("credentials-binding", "mask-passwords", "log-parser"),
    "BlazeMeter": ("BlazeMeterJenkinsPlugin",),
    "Ghost Inspector": ("ghost-inspector",),
    "Runscope": ("runscope",),
    "Docker": ("docker-workflow", "docker-build-publish", "docker-build-step", "docker-compose-build-step"),
    "Kubernetes": ("kubernetes",),
    "Ansible": ("ansible",),
    "SSH and FTP servers": ("publish-over-ssh", "publish-over-ftp", "ssh"),
    "Artifactory and Nexus": ("artifactory", "nexus-artifact-uploader", "nexus-jenkins-plugin"),
    "SonarQube": ("sonar", "sonar-quality-gates"),
    "Git": ("git", "github", "gitlab-plugin", "bitbucket"),
    "Other version control": ("subversion", "mercurial", "perforce", "p4"),
}


_LINES = """\
Shell lines that talk to a system run in the build as they stand, whatever the system is, unless `--native` lets an
action do the same."""


def _coverage(plugins: Iterable[Plugin]) -> str:
    by_id = {plugin.id: plugin for plugin in plugins}
    rows = [_system_row(name, [by_id[one] for one in ids]) for name, ids in _SYSTEMS.items()]
    head = f"# What becomes of the systems that jobs talk to\n\n{_MADE}\n\n{_OUTCOMES}\n"
    head += f"\n{_LINES}\n"
    table = f"{head}\n| System | Plugins | Becomes | converted | partial | gap | ignored |\n"
    table += "|---|---|---|---:|---:|---:|---:|\n" + "".join(f"{row}\n" for row in rows)
    return table + _ended() + _actions()


def _ended() -> str:
    """A table of the services that are no more: a command that calls one stops the build."""
    rows = "".join(f"| {name} | {_cell(because)} |\n" for name, (_, because) in sorted(ENDED.items()))
    return f"\n## What has ended\n\nA command that calls it stops the build.\n\n| Service | |\n|---|---|\n{rows}"


# Actions that no command or step asks for, with what does something near.
_NO_COMMAND = {
    "EC2": "files and commands that go to servers by SSH stay in the build: the action finds instances by their tags",
    "Commands": "commands run in builds, which have more of Jenkins: containers, reports, caches",
    "CodeBuild": "everything else",
    "Manual": "`input`",
    "CodePipeline": "`build job:` is a call in the build, which can wait for the end",
}


def _actions() -> str:
    """A table of the actions of CodePipeline, with what jobs have for them."""
    found = {name: ["taken over with `--native`: " + text] for name, text in TAKES_OVER.items()}
    for one in OTHERS:
        if one.provider not in _NO_COMMAND:
            found.setdefault(one.provider, []).append(f"`{one.words}` stays in the build: {one.stays}")
    found |= {name: [text] for name, text in _NO_COMMAND.items()}
    rows = "".join(f"| {name} | {_cell('; '.join(texts))} |\n" for name, texts in sorted(found.items()))
    return f"\n## By the action of CodePipeline\n\nSee [AWS actions](native.md).\n\n| Action | |\n|---|---|\n{rows}"


def _system_row(name: str, plugins: list[Plugin]) -> str:
    promises = [one for plugin in plugins for rule in plugin.rules for one in (*rule.settings, *rule.behaviour)]
    counts = Counter(one.outcome for one in promises)
    links = ", ".join(f"[{plugin.id}](rules/{plugin.id}.md)" for plugin in plugins)
    goals = Counter(one.to for one in promises if one.outcome is Outcome.CONVERTED and one.to)
    reasons = Counter(one.because for one in promises if one.outcome is Outcome.GAP)
    what = "; ".join(text for text, _ in (goals or reasons).most_common(3))
    return f"| {name} | {links} | {_cell(what)} | {' | '.join(str(counts[one]) for one in _ORDER)} |"


def _page(plugin: Plugin) -> str:
    parts = [f"# {plugin.title}\n\n{_MADE}\n\n[{plugin.id}]({plugin.link}) · [on AWS]({plugin.aws_docs})\n"]
    parts += [_rule_section(rule) for rule in plugin.rules]
    cases = _text_of(ROOT / "fixtures" / "rules" / f"{plugin.id}.md")
    if cases:
        body = cases.partition("\n## ")[2]
        parts.append(f"## Examples\n\nWhat the tests run.\n\n### {body}".replace("\n## ", "\n### ").rstrip() + "\n")
    return "\n".join(parts)


def _rule_section(rule: Rule) -> str:
    text = f"## {', '.join(f'`{name}`' for name in rule.names)}\n"
    if rule.slots:
        text += f"\nAs {', '.join(sorted(slot.value for slot in rule.slots))}.\n"
    if rule.settings:
        text += "\n| Setting | Outcome | |\n|---|---|---|\n" + "".join(f"{row}\n" for row in map(_row, rule.settings))
    if rule.behaviour:
        text += "\n| Without any setting | Outcome | |\n|---|---|---|\n"
        text += "".join(f"{row}\n" for row in map(_row, rule.behaviour))
    return text


def _row(promise: Promise) -> str:
    name = "all of it" if promise.name in ("", "**") else promise.name
    outcome = "blocking gap" if promise.blocking else promise.outcome.value
    name = f"`{name}`" if name == promise.name else name
    return f"| {_cell(name)} | {outcome} | {_cell('; '.join(_reasons(promise)))} |"


def _reasons(promise: Promise) -> Iterator[str]:
    if promise.because or promise.to:
        yield promise.because or promise.to
    if promise.defaults:
        shown = (f"`{one}`" if one else "nothing" for one in promise.defaults)
        yield f"{' or '.join(shown)} is ignored: it is the default"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` fail when one is stale."""
    check = "--check" in arguments
    for name in stale() if check else write():
        sys.stdout.write(f"{name} {'is stale: run python -m migrate.docs' if check else 'written'}\n")
    return int(check and bool(stale()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
