"""Credentials as variables: https://plugins.jenkins.io/credentials-binding/"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.rule import Call, Plugin, converted, gap
from migrate.model.contribution import Blocked, Contribution, SecretForm, SecretShape, SecretVariable, WithSecrets
from migrate.model.source import Slot

plugin = Plugin(
    "credentials-binding",
    title="Credentials binding",
    aws_docs="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager",
)

_FIELDS = (
    "credentialsId",
    "variable",
    "usernameVariable",
    "passwordVariable",
    "keyFileVariable",
    "passphraseVariable",
)
_TEXT = ("string", "StringBinding")
_PAIR = ("usernamePassword", "UsernamePasswordMultiBinding")
_COLON = ("usernameColonPassword", "UsernamePasswordBinding")
_FILE = ("file", "FileBinding")
_KEY = ("sshUserPrivateKey", "SSHUserPrivateKeyBinding")
_KNOWN = "|".join((*_TEXT, *_PAIR, *_COLON, *_FILE, *_KEY))


@plugin.rule(
    "withCredentials",
    "org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper",
    settings=(
        *(converted(f"bindings[{_KNOWN}].{name}", to="env.secrets-manager of the buildspec") for name in _FIELDS),
        gap("bindings", because="bindings that are computed are not converted", blocking=True),
        gap("bindings.**", because="a binding of this kind is not converted", blocking=True),
    ),
)
def bind(call: Call) -> Iterator[Contribution]:
    variables: list[SecretVariable] = []
    for one in call.nested("bindings"):
        variables += _variables(one)
    yield WithSecrets(tuple(variables))


def _variables(call: Call) -> Iterator[SecretVariable]:
    """The variables of one binding, by its kind."""
    credential = call.value("credentialsId")
    if call.name in _TEXT:
        yield SecretVariable(call.text("variable"), credential, SecretShape.TEXT)
    elif call.name in _COLON:
        shape = SecretShape.USERNAME_PASSWORD
        yield SecretVariable(call.text("variable"), credential, shape, form=SecretForm.USER_COLON_PASSWORD)
    elif call.name in _PAIR:
        yield SecretVariable(call.text("usernameVariable"), credential, SecretShape.USERNAME_PASSWORD, "username")
        yield SecretVariable(call.text("passwordVariable"), credential, SecretShape.USERNAME_PASSWORD, "password")
    elif call.name in _FILE:
        yield SecretVariable(call.text("variable"), credential, SecretShape.FILE, "content", SecretForm.FILE_PATH)
    elif call.name in _KEY:
        shape = SecretShape.SSH_KEY
        yield SecretVariable(call.text("keyFileVariable"), credential, shape, "privateKey", SecretForm.SSH_KEY_PATH)
        for setting, key in (("usernameVariable", "username"), ("passphraseVariable", "passphrase")):
            if call.text(setting):
                yield SecretVariable(call.text(setting), credential, shape, key)


@plugin.rule(
    "credentials",
    slots=(Slot.VALUE,),
    settings=(
        converted("credentialsId", to="env.secrets-manager of the buildspec"),
        converted("variable", to="the name of the variable"),
    ),
)
def environment_entry(call: Call) -> Iterator[Contribution]:
    """`X = credentials('id')`: what X, X_USR and X_PSW are depends on the kind of the credential."""
    if not call.text("variable"):
        yield Blocked("a credential without a variable")
    yield WithSecrets((SecretVariable(call.text("variable"), call.value("credentialsId"), None),))
