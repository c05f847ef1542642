"""Credentials as variables: https://plugins.jenkins.io/credentials-binding/

Each kind of binding (`impl/*Binding.java`) makes its variables from the keys of a secret: see `SECRET_KEYS`.
"""

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

# The variables of each kind: the setting that names one, its key of the secret, and what it receives.
_VARIABLES: dict[str, tuple[SecretShape, tuple[tuple[str, str, SecretForm], ...]]] = {
    "string|StringBinding": (SecretShape.TEXT, (("variable", "", SecretForm.VALUE),)),
    "usernamePassword|UsernamePasswordMultiBinding": (
        SecretShape.USERNAME_PASSWORD,
        (
            ("usernameVariable", "username", SecretForm.VALUE),
            ("passwordVariable", "password", SecretForm.VALUE),
        ),
    ),
    "usernameColonPassword|UsernamePasswordBinding": (
        SecretShape.USERNAME_PASSWORD,
        (("variable", "", SecretForm.USER_COLON_PASSWORD),),
    ),
    "file|FileBinding": (SecretShape.FILE, (("variable", "content", SecretForm.FILE_PATH),)),
    "sshUserPrivateKey|SSHUserPrivateKeyBinding": (
        SecretShape.SSH_KEY,
        (
            ("keyFileVariable", "privateKey", SecretForm.SSH_KEY_PATH),
            ("usernameVariable", "username", SecretForm.VALUE),
            ("passphraseVariable", "passphrase", SecretForm.VALUE),
        ),
    ),
    "certificate|CertificateMultiBinding": (
        SecretShape.CERTIFICATE,
        (
            ("keystoreVariable", "keystore", SecretForm.FILE_PATH),
            ("passwordVariable", "password", SecretForm.VALUE),
        ),
    ),
    "aws|AmazonWebServicesCredentialsBinding": (
        SecretShape.AWS,
        (
            ("accessKeyVariable", "accessKeyId", SecretForm.VALUE),
            ("secretKeyVariable", "secretAccessKey", SecretForm.VALUE),
        ),
    ),
}
# What the AWS binding calls its variables where the job does not.
_DEFAULTS = {"accessKeyVariable": "AWS_ACCESS_KEY_ID", "secretKeyVariable": "AWS_SECRET_ACCESS_KEY"}
_TO = "env.secrets-manager of the buildspec"


@plugin.rule(
    "withCredentials",
    "org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper",
    settings=(
        *(
            converted(f"bindings[{kinds}].{setting}", to=_TO)
            for kinds, (_, variables) in _VARIABLES.items()
            for setting in ("credentialsId", *(one for one, _, _ in variables))
        ),
        gap("bindings[certificate|CertificateMultiBinding].aliasVariable", default="", blocking=True,
            because="the description of a credential is not in its secret"),
        *(gap(f"bindings[aws|AmazonWebServicesCredentialsBinding].{name}", default=("", "0"), blocking=True,
              because="a role is not taken on here: give it to the build's own role")
          for name in ("roleArn", "roleSessionName", "roleSessionDurationSeconds")),
        gap("bindings[zip|ZipFileBinding].**", because="a secret zip file is not unpacked yet", blocking=True),
        gap("bindings[dockerCert|DockerServerCredentialsBinding].**", blocking=True,
            because="the certificates of another docker server have no equivalent"),
        gap("bindings[gitUsernamePassword|GitUsernamePassword|GitUsernamePasswordBinding].**", blocking=True,
            because="git is not given this login yet: the connection of the source reads the repository"),
        gap("bindings", because="bindings that are computed are not converted", blocking=True),
        gap("bindings.**", because="a binding of this kind is not converted", blocking=True),
    ),
)  # fmt: skip
def bind(call: Call) -> Iterator[Contribution]:
    variables = [variable for one in call.nested("bindings") for variable in _variables(one)]
    if variables:
        yield WithSecrets(tuple(variables))


def _variables(call: Call) -> Iterator[SecretVariable]:
    """The variables of one binding, by its kind; none for a kind that is a gap. `${ID}` may stand for the id."""
    found = next((entry for kinds, entry in _VARIABLES.items() if call.name in kinds.split("|")), None)
    if found is None:
        return
    shape, variables = found
    credential = call.expanded("credentialsId")
    for setting, key, form in variables:
        name = call.text(setting).strip() or _DEFAULTS.get(setting, "")
        if name:
            yield SecretVariable(name, credential, shape, key, form)


@plugin.rule(
    "credentials",
    slots=(Slot.VALUE,),
    settings=(
        converted("credentialsId", to=_TO),
        converted("variable", to="the name of the variable"),
    ),
)
def environment_entry(call: Call) -> Iterator[Contribution]:
    """`X = credentials('id')`: what X, X_USR and X_PSW are depends on the kind of the credential."""
    if call.text("variable"):
        yield WithSecrets((SecretVariable(call.text("variable"), call.expanded("credentialsId"), None),))
    else:
        yield Blocked("a credential without a variable")
