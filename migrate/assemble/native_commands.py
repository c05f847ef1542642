"""Shell commands for which CodePipeline has an action, and whether that does exactly the same.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
https://docs.aws.amazon.com/cli/latest/reference/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.assemble.native_others import OTHERS
from migrate.assemble.options import Options, options
from migrate.assemble.shell_words import PIPE, Words, unknown_in
from migrate.model.contribution import INPUT, Need, Takeover
from migrate.model.settings import Settings
from migrate.model.source import Literal
from migrate.model.takeovers import (
    AS_PIPELINE,
    NO_CHANGE_SET,
    STACK_ACTIONS,
    STACK_ROLE,
    VALIDATES,
    s3_files,
)

_HERE = "${AWS::Region}:${AWS::AccountId}"
_QUIET = "--quiet --only-show-errors --no-progress --no-cli-pager"
_LOGS = "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents"
_OWN_LOGS = "arn:${AWS::Partition}:logs:" + _HERE + ":log-group:/aws/codepipeline/{pipeline}*"


def taken_over(commands: tuple[Words, ...], settings: Settings) -> Takeover | None:
    """The action for all commands of a script together; None where they are not what one action does."""
    found = next(filter(None, (reader(commands, settings) for reader in _READERS)), None)
    if found is None or found.stays:
        return found
    name = next(filter(None, (unknown_in(word) for one in commands if not _is_login(one) for word in one)), "")
    stays = f"only the build knows the value of {name}" if name else why_not_of(found)
    return replace(found, stays=stays)


def why_not_of(found: Takeover) -> str:
    """Why the files of an action can't be what an artifact holds; "" where they can."""
    assert isinstance(found.files, tuple)
    paths = [str(getattr(found.directory, "value", "")), *found.files]
    if any("#{" in path for path in paths):
        return "which files it takes is known only when the pipeline runs"
    if any(path.startswith("/") or ".." in path.split("/") for path in paths):
        return "its files lie outside of the workspace"
    if any(sign in path.removesuffix("**") for path in paths for sign in "*?,"):
        return "the name of a file has a sign that would be a pattern"
    return ""


def _named(resource: str) -> str:
    """A name as a pattern of IAM: what only an execution knows of it is any text."""
    return re.sub(r"#\{[^}]*\}", "*", resource)


def _need(actions: str, resource: str) -> Need:
    return Need(tuple(actions.split()), resource)


def _texts(**configuration: str) -> tuple[tuple[str, Literal], ...]:
    return tuple((key, Literal(value)) for key, value in configuration.items() if value)


def _strange(given: Options) -> str:
    return f"the action has nothing for {given.strange[0]}" if given.strange else ""


def _path(word: str) -> str:
    """A path of the workspace as an artifact has it."""
    return word.removeprefix("./").removesuffix("/") or "."


def _parted(path: str) -> tuple[str, str]:
    """The folder and the name of a file."""
    pure = PurePosixPath(_path(path))
    return ("" if str(pure.parent) == "." else str(pure.parent)), pure.name


# ---- S3 --------------------------------------------------------------------------------------------------------------


def _s3(commands: tuple[Words, ...], settings: Settings) -> Takeover | None:
    """`aws s3 sync` and `aws s3 cp` into a bucket. Upstream of it nothing is deleted, so a sync that deletes stays."""
    if len(commands) != 1 or commands[0][:2] != ("aws", "s3") or commands[0][2:3] not in (("sync",), ("cp",)):
        return None
    how, flags = commands[0][2], f"{_QUIET} --recursive --follow-symlinks --delete"
    given = options(commands[0][3:], values="--acl --cache-control", flags=flags)
    if len(given.places) != 2 or not given.places[1].startswith("s3://"):
        return Takeover("S3", stays=_strange(given)) if given.strange and "s3://" in "".join(commands[0]) else None
    source, target = given.places
    if source.startswith("s3://") or source == "-":
        return None
    bucket, _, key = target.removeprefix("s3://").partition("/")
    whole = how == "sync" or given.has("--recursive")
    directory, name = (_path(source), "**") if whole else _parted(source)
    stays = _strange(given) or _s3_stays(given, key, name, whole=whole)
    prefix = key if whole else key.removesuffix(name)
    return s3_files(
        Literal(bucket),
        _named(bucket),
        Literal(prefix.strip("/")),
        directory=Literal("" if directory == "." else directory),
        files=(name,),
        acl=given.one("--acl"),
        cache=Literal(given.one("--cache-control")),
        stays=stays,
    )


def _s3_stays(given: Options, key: str, name: str, *, whole: bool) -> str:
    if given.has("--delete"):
        return "the action deletes nothing in the bucket, and this command does"
    if not whole and key and not key.endswith("/") and PurePosixPath(key).name != name:
        return "the action gives no file another name, and the object has another one"
    return ""


# ---- CloudFormation --------------------------------------------------------------------------------------------------

_STACK_DEFAULTS = "a parameter that it does not name gets the template's default, where the CLI keeps the stack's value"
_OVERRIDES_LIMIT = 1000  # characters


def _stack(commands: tuple[Words, ...], settings: Settings) -> Takeover | None:
    if len(commands) != 1 or commands[0][:3] != ("aws", "cloudformation", "deploy"):
        return None
    given = options(
        commands[0][3:],
        values="--template-file --stack-name --role-arn",
        many="--parameter-overrides --capabilities",
        flags=f"{_QUIET} --no-fail-on-empty-changeset --fail-on-empty-changeset",
    )
    overrides = dict(one.partition("=")[::2] for one in given.all("--parameter-overrides"))
    directory, name = _parted(given.one("--template-file"))
    stack = given.one("--stack-name")
    role = given.one("--role-arn")
    return Takeover(
        "CloudFormation",
        _texts(
            ActionMode="CREATE_UPDATE",
            StackName=stack,
            TemplatePath=f"{INPUT}{name}",
            Capabilities=",".join(given.all("--capabilities")),
            ParameterOverrides=json.dumps(overrides, separators=(",", ":")) if overrides else "",
            RoleArn=role,
        ),
        directory=Literal(directory),
        files=(name,),
        to_ask=() if role else ("RoleArn",),
        needs=(
            Need(STACK_ACTIONS, f"arn:${{AWS::Partition}}:cloudformation:{_HERE}:stack/{_named(stack)}/*"),
            VALIDATES,
            *([_need("iam:PassRole", role)] if role else []),
        ),
        differs=(AS_PIPELINE, *([] if role else [STACK_ROLE]), NO_CHANGE_SET, _STACK_DEFAULTS),
        stays=_strange(given) or _stack_stays(given, overrides, role),
    )


def _stack_stays(given: Options, overrides: Mapping[str, str], role: str) -> str:
    if not given.one("--template-file") or not given.one("--stack-name") or given.places:
        return "it names no template or no stack"
    if given.has("--fail-on-empty-changeset"):
        return "it fails where nothing changes, and the action does not"
    if any("=" not in one for one in given.all("--parameter-overrides")):
        return "its parameters stand in a file"
    if len(json.dumps(dict(overrides))) > _OVERRIDES_LIMIT:
        return f"its parameters have more than {_OVERRIDES_LIMIT} characters"
    if role and not re.fullmatch(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+", role):
        return "the ARN of its role is not known"
    return ""


# ---- images ----------------------------------------------------------------------------------------------------------

_REGISTRY = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)(?::([\w.#{}-]+))?")
_PUSH_ACTIONS = (
    "ecr:InitiateLayerUpload ecr:UploadLayerPart ecr:CompleteLayerUpload ecr:PutImage "
    "ecr:GetDownloadUrlForLayer ecr:BatchCheckLayerAvailability ecr:DescribeRepositories"
)
_IMAGE_DIFFERS = (
    AS_PIPELINE,
    "the image is built on a machine of the action, and is not on the one of the stage afterwards",
)


def _image(commands: tuple[Words, ...], settings: Settings) -> Takeover | None:
    """Logins to ECR, one `docker build`, tags of it, and one or more `docker push`."""
    rest = [one for one in commands if not _is_login(one)]
    built, tags, pushes = rest[:1], [one for one in rest if one[:2] == ("docker", "tag")], _pushed(rest)
    if not built or built[0][:2] != ("docker", "build") or not pushes or len(rest) != 1 + len(tags) + len(pushes):
        return None
    given = options(built[0][2:], repeated="-t --tag", values="-f --file", flags="-q --quiet")
    known = {_full(one) for one in given.all("-t", "--tag")}
    for command in tags:
        known |= {_full(command[3])} if len(command) == 4 and _full(command[2]) in known else set()
    images = [_REGISTRY.fullmatch(_full(one)) for one in pushes]
    stays = _strange(given) or _image_stays(given, images, known, pushes, settings)
    first = images[0]
    repository = first[3] if first else ""
    return Takeover(
        "ECRBuildAndPublish",
        _texts(ECRRepositoryName=repository, ImageTags=",".join(one[4] for one in images if one)),
        category="Build",
        directory=Literal("" if given.places[:1] == (".",) else _path("".join(given.places[:1]))),
        files=("**",),
        needs=(
            _need(_PUSH_ACTIONS, f"arn:${{AWS::Partition}}:ecr:{_HERE}:repository/{_named(repository)}"),
            _need("ecr:GetAuthorizationToken", "*"),
            _need(_LOGS, _OWN_LOGS),
        ),
        differs=_IMAGE_DIFFERS,
        stays=stays,
    )


def _pushed(commands: list[Words]) -> list[str]:
    return [one[2] for one in commands if one[:2] == ("docker", "push") and len(one) == 3]


def _full(image: str) -> str:
    return image if ":" in image.rpartition("/")[2] else f"{image}:latest"


def _is_login(words: Words) -> bool:
    """A login to ECR, which the action has by itself."""
    if PIPE not in words:
        return False
    at = words.index(PIPE)
    return words[:3] == ("aws", "ecr", "get-login-password") and words[at + 1 : at + 3] == ("docker", "login")


def _image_stays(
    given: Options, images: list[re.Match[str] | None], known: set[str], pushes: list[str], settings: Settings
) -> str:
    found = [one for one in images if one]
    if len(found) < len(images):
        return "the action pushes to ECR alone"
    if {_full(one) for one in pushes} - known:
        return "it pushes an image that it does not build"
    if len({one[3] for one in found}) > 1:
        return "it pushes to more than one repository"
    if given.has("-f", "--file") or len(given.places) != 1:
        return "the action builds the Dockerfile at the root of its files, and this one stands elsewhere"
    place = {(one[1], one[2]) for one in found}
    if place != {(settings.account, settings.region)}:
        account, region = sorted(place)[0]
        return f"it pushes to account {account} in {region}, and migrate.toml does not say that the pipeline is there"
    return ""


# ---- Kubernetes ------------------------------------------------------------------------------------------------------

_EKS_DIFFERS = (
    AS_PIPELINE,
    "the role of the pipeline needs an access entry of the cluster, with what the commands may do there",
    "the cluster must be reached without a VPC: else give the action Subnets and SecurityGroupIds",
    "the action puts variables that it is given into the files: one that has $NAME in it, look at",
)
_NO_CLUSTER = "which cluster it means stands in a kubeconfig: the action needs its name"


def _kubernetes(commands: tuple[Words, ...], settings: Settings) -> Takeover | None:
    """`kubectl apply` of a file or `helm upgrade --install` of a chart, behind `aws eks update-kubeconfig`."""
    *before, last = commands or ((),)
    if last[:2] == ("kubectl", "apply"):
        found = _manifest(last[2:])
    elif last[:2] == ("helm", "upgrade"):
        found = _chart(last[2:])
    else:
        return None
    if len(before) != 1 or before[0][:3] != ("aws", "eks", "update-kubeconfig"):
        return None if before else replace(found, stays=_NO_CLUSTER)
    given = options(before[0][3:], values="--name --region", flags=_QUIET)
    cluster, region = given.one("--name"), given.one("--region")
    stays = _strange(given)
    if region and region != settings.region:
        stays = stays or f"the cluster is in {region}, and migrate.toml does not say that the pipeline is there"
    configuration = (*_texts(ClusterName=cluster), *found.configuration)
    needs = (
        _need("eks:DescribeCluster", f"arn:${{AWS::Partition}}:eks:{_HERE}:cluster/{_named(cluster)}"),
        _need(_LOGS, _OWN_LOGS),
    )
    return replace(found, configuration=configuration, needs=needs, differs=_EKS_DIFFERS, stays=found.stays or stays)


def _manifest(words: Words) -> Takeover:
    given = options(words, repeated="-f --filename", values="-n --namespace")
    files = given.all("-f", "--filename")
    file = _path(files[0]) if files else ""
    stays = _strange(given)
    if not stays and (len(files) != 1 or given.places or not file.endswith((".yaml", ".yml", ".json")) or ":" in file):
        stays = "the action applies one file of the workspace"
    configuration = _texts(ManifestFiles=file, Namespace=given.one("-n", "--namespace"))
    return Takeover("EKS", configuration, files=(file,), stays=stays)


def _chart(words: Words) -> Takeover:
    given = options(words, values="-n --namespace", flags="--install -i")
    stays = _strange(given)
    release, chart = given.places if len(given.places) == 2 else ("", "")
    if not stays and not given.has("--install", "-i"):
        stays = "it fails where there is no such release, and the action makes one"
    if not stays and not chart.startswith("./"):
        stays = "its chart is no folder of the workspace: write it as ./FOLDER"
    folder = _path(chart)
    configuration = _texts(HelmReleaseName=release, HelmChartLocation=folder, Namespace=given.one("-n", "--namespace"))
    return Takeover("EKS", configuration, files=(f"{folder}/**",), stays=stays)


def _other(commands: tuple[Words, ...], settings: Settings) -> Takeover | None:
    if len(commands) != 1:
        return None
    for one in OTHERS:
        words = tuple(one.words.split())
        if commands[0][: len(words)] == words:
            return Takeover(one.provider, category=one.category, stays=one.stays)
    return None


# What `--native` takes over, by the action: commands of the shell and steps of plugins, and the rest of them stays.
TAKES_OVER: Mapping[str, str] = {
    "S3": "`aws s3 sync` and `aws s3 cp` into a bucket; `s3Upload` with a pattern",
    "CloudFormation": "`aws cloudformation deploy`; `cfnUpdate`",
    "ECRBuildAndPublish": "`docker build`, `docker tag` and `docker push` to ECR",
    "EKS": "`aws eks update-kubeconfig` with `kubectl apply` of a file or `helm upgrade --install` of a chart",
    "CodeDeploy": "the publisher of the plugin codedeploy",
    "ElasticBeanstalk": "the builder of awseb-deployment-plugin, the publisher of aws-beanstalk-publisher-plugin",
}

_READERS: tuple[Callable[[tuple[Words, ...], Settings], Takeover | None], ...] = (
    _s3,
    _stack,
    _image,
    _kubernetes,
    _other,
)
