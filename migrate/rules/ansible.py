"""Ansible: https://plugins.jenkins.io/ansible/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.expressions import shell_word, shell_words
from migrate.mapping.rule import Call, Plugin, converted, entries, ignored, partial
from migrate.model.contribution import CallAws, Contribution, SecretShape, SecretVariable
from migrate.model.source import Literal, Slot, Value

plugin = Plugin(
    "ansible",
    title="Ansible",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html",
)

_IMAGE = "the image's own Ansible runs, on the machine itself: install ansible-core, and sshpass for passwords"
_OPTIONS = {
    "limit": "-l",
    "tags": "-t",
    "skippedTags": "--skip-tags",
    "startAtTask": "--start-at-task",
    "module": "-m",
    "command": "-a",
    "moduleArguments": "-a",
}
_LOGIN, _VAULT = "ANSIBLE_LOGIN", "ANSIBLE_VAULT"

_SHARED = (
    partial("ansibleName", because=_IMAGE, default=""),
    partial("installation", because=_IMAGE, default=""),
    converted("inventory", to="-i"),
    converted("inventory[InventoryPath].path", to="-i"),
    converted("inventory[InventoryContent].content", to="a file for -i"),
    converted("inventory[InventoryContent].dynamic", to="a file that runs"),
    ignored("inventory[InventoryDoNotSpecify]", because="it names none"),
    converted("inventoryContent", to="a file for -i"),
    converted("dynamicInventory", to="a file that runs"),
    converted("become", to="-b"),
    converted("becomeUser", to="--become-user"),
    converted("sudo", to="-s"),
    converted("sudoUser", to="-U"),
    converted("forks", to="-f"),
    converted("credentialsId", to="--private-key, or -k with sshpass"),
    converted("vaultCredentialsId", to="--vault-password-file"),
    ignored("copyCredentialsInWorkspace", because="where the key stands for the while matters to nobody"),
    ignored("vaultTmpPath", because="where the files stand for the while matters to nobody"),
    converted("extraVars[ExtraVar].key", to="-e"),
    converted("extraVars[ExtraVar].value", to="-e"),
    converted("extraVars[ExtraVar].secretValue", to="-e"),
    ignored("extraVars[ExtraVar].hidden", because="the log shows no command line"),
    ignored("extraVars.*.hidden", because="the log shows no command line"),
    entries("extraVars", to="-e", deep=True),
    converted("extraVars", to="-e"),
    converted("additionalParameters", to="arguments"),
    converted("extras", to="arguments"),
    converted("disableHostKeyChecking", to="ANSIBLE_HOST_KEY_CHECKING"),
    ignored("hostKeyChecking", because="the plugin reads it no more"),
    converted("unbufferedOutput", to="PYTHONUNBUFFERED"),
    converted("colorizedOutput", to="ANSIBLE_FORCE_COLOR"),
    converted("colorized", to="ANSIBLE_FORCE_COLOR"),
)


@plugin.rule(
    "org.jenkinsci.plugins.ansible.AnsiblePlaybookBuilder",
    "ansiblePlaybook",
    "org.jenkinsci.plugins.ansible.AnsibleAdHocCommandBuilder",
    "ansibleAdhoc",
    slots=(Slot.STEP,),
    settings=(
        *(converted(name, to="ansible-playbook") for name in ("playbook", "checkMode")),
        *(converted(name, to="ansible") for name in ("hostPattern", "hosts")),
        *(converted(name, to=option) for name, option in _OPTIONS.items()),
        *_SHARED,
    ),
    behaviour=(partial("the installation", because=_IMAGE),),
)
def ansible(call: Call) -> Iterator[Contribution]:
    if call.has("playbook"):
        checks = [Literal("--check")] if call.flag("checkMode") else []
        words = [Literal("ansible-playbook"), call.expanded("playbook"), *_given(call, _OPTIONS), *checks]
    else:
        hosts = call.expanded("hosts" if call.has("hosts") else "hostPattern")
        words = [Literal("ansible"), hosts, *_given(call, _OPTIONS)]
    yield _run(call, words)


plugin.blocked(
    "org.jenkinsci.plugins.ansible.AnsibleVaultBuilder",
    "ansibleVault",
    because="ansible-vault is not called: run it in a command with a bound credential",
)


def _run(call: Call, words: list[Value]) -> Contribution:
    """The command with its words as the plugin puts them together (AbstractAnsibleInvocation)."""
    inventory, contents = _inventory(call)
    words = [*words, *inventory, *_as_user(call, "become", "-b", "becomeUser", "--become-user")]
    words += _as_user(call, "sudo", "-s", "sudoUser", "-U")
    words += [Literal("-f"), Literal(str(int(call.number("forks"))))] if call.number("forks") > 0 else []
    variables = list(_variables(call))
    lines = [*_exports(call), *contents[1], *_login(call), *_vault(call)]
    lines += [line for number, (name, _) in enumerate(variables) for line in _extra(name, f"value{number}")]
    extras = shell_words(call.text("additionalParameters") or call.text("extras"))
    lines += [f'set -- "$@" {" ".join(extras)}'] if extras else []
    inputs = (*contents[0], *((f"value{number}", value) for number, (_, value) in enumerate(variables)))
    return CallAws("\n".join([*lines, '"$@"']), inputs, tuple(words), secrets=tuple(_secrets(call)))


def _given(call: Call, options: dict[str, str]) -> Iterator[Value]:
    for name, option in options.items():
        value = call.expanded(name)
        if value not in (Literal(""), Literal(None)):
            yield from (Literal(option), value)


def _as_user(call: Call, switch: str, option: str, user: str, of_user: str) -> Iterator[Value]:
    name = list(_given(call, {user: of_user}))
    if call.flag(switch):
        yield from (Literal(option), *name)


def _exports(call: Call) -> Iterator[str]:
    if call.flag("unbufferedOutput", call.name == "ansiblePlaybook"):
        yield "export PYTHONUNBUFFERED=1"
    if call.flag("colorizedOutput") or call.flag("colorized"):
        yield "export ANSIBLE_FORCE_COLOR=true"
    if call.flag("disableHostKeyChecking"):
        yield "export ANSIBLE_HOST_KEY_CHECKING=False"


_Contents = tuple[list[tuple[str, Value]], list[str]]


def _inventory(call: Call) -> tuple[list[Value], _Contents]:
    """The words that name the inventory; what stands in one, with the lines that make a file of it for the while."""
    content, dynamic = call.expanded("inventoryContent"), call.flag("dynamicInventory")
    for one in call.nested("inventory"):
        if one.name == "InventoryPath":
            return list(_given(one, {"path": "-i"})), ([], [])
        content, dynamic = one.expanded("content"), one.flag("dynamic")
    if not call.nested("inventory") and (named := list(_given(call, {"inventory": "-i"}))):
        return named, ([], [])
    if content in (Literal(""), Literal(None)):
        return [], ([], [])
    mode = "500" if dynamic else "400"
    made = [
        'inventory="$(mktemp "$PWD/inventoryXXXXXX.ini")"',
        "trap 'rm -f \"$inventory\"' EXIT",
        'printf %s "$content" > "$inventory"',
        f'chmod {mode} "$inventory"',
        'set -- "$@" -i "$inventory"',
    ]
    return [], ([("content", content)], made)


def _variables(call: Call) -> Iterator[tuple[str, Value]]:
    """The extra variables: `key` and `value` in config.xml, the entries of a map in a pipeline."""
    for one in call.nested("extraVars"):
        if one.name == "ExtraVar":
            yield one.text("key"), one.expanded("secretValue" if one.has("secretValue") else "value")
            continue
        for setting in one.describable.settings:
            inner = one.nested(setting.name)
            yield setting.name, inner[0].expanded("value") if inner else one.expanded(setting.name)


def _extra(name: str, variable: str) -> Iterator[str]:
    """An extra variable: true and false as JSON, in quotes where it has blanks."""
    key, value = shell_word(name), f'"${variable}"'
    yield f"case {value} in"
    yield f"true|false) set -- \"$@\" -e '{{\"'{key}'\":'{value}'}}' ;;"
    yield f"*[[:space:]]*) set -- \"$@\" -e {key}=\\'{value}\\' ;;"
    yield f'*) set -- "$@" -e {key}={value} ;;'
    yield "esac"


def _login(call: Call) -> Iterator[str]:
    if call.text("credentialsId"):
        yield f'if [ -f "${_LOGIN}" ]; then'
        yield f'  set -- "$@" --private-key "${_LOGIN}" -u "${_LOGIN}_USR"'
        yield f'  [ -z "${_LOGIN}_PSW" ] || {{ echo "a key with a passphrase is not handed to Ansible" >&2; exit 1; }}'
        yield f'else set -- sshpass "-p${_LOGIN}_PSW" "$@" -u "${_LOGIN}_USR" -k; fi'


def _vault(call: Call) -> Iterator[str]:
    if call.text("vaultCredentialsId"):
        yield f'if [ ! -f "${_VAULT}" ]; then'
        yield '  vault="$(mktemp)"; trap \'rm -f "$vault" ${inventory:+"$inventory"}\' EXIT'
        yield f'  printf %s "${_VAULT}" > "$vault"; {_VAULT}="$vault"; fi'
        yield f'set -- "$@" --vault-password-file "${_VAULT}"'


def _secrets(call: Call) -> Iterator[SecretVariable]:
    login, vault = call.expanded("credentialsId"), call.expanded("vaultCredentialsId")
    if login != Literal(""):
        yield SecretVariable(_LOGIN, login, None, likely=SecretShape.SSH_KEY)
    if vault != Literal(""):
        yield SecretVariable(_VAULT, vault, None)
