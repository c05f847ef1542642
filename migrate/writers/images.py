"""The images of the builds as parameters of the template, one for each Jenkins label that chose one.

Who pulls an image depends on where it lies. A condition can't find that out of a name, so a second parameter says it.
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.delivery import BuildProject, Delivery
from migrate.writers.declaration import CURATED, Json
from migrate.writers.policies import image_policy
from migrate.writers.resources import logical_id
from migrate.writers.yaml_text import Tagged

_OWN, _ECR, _OTHER = "codebuild", "ecr", "other"
_PLACES = f"{_OWN} (CodeBuild's own), {_ECR} (a registry of this account and Region) or {_OTHER}"


def image_parameters(delivery: Delivery) -> Json:
    """An image and its place for each label, with what the conversion chose as the default."""
    parameters: Json = {}
    for project in delivery.projects:
        name, label = _parameter(project, delivery), project.image_label or "default"
        parameters[name] = {
            "Type": "String",
            "Description": f"Image for the builds of the Jenkins label or image {label}"[:1000],
            "Default": project.image,
        }
        parameters[f"{name}From"] = {
            "Type": "String",
            "Description": f"Where the image lies: {_PLACES}",
            "Default": _place(project),
            "AllowedValues": [_OWN, _ECR, _OTHER],
        }
    return parameters


def image_conditions(delivery: Delivery) -> Json:
    """Whether an image is pulled as the default is, and whether it lies in ECR."""
    conditions: Json = {}
    for project in delivery.projects:
        name = _parameter(project, delivery)
        own = Tagged("Equals", [Tagged("Ref", f"{name}From"), _OWN])
        conditions[f"{name}LikeDefault"] = own if _place(project) == _OWN else Tagged("Not", [own])
        conditions[f"{name}InEcr"] = Tagged("Equals", [Tagged("Ref", f"{name}From"), _ECR])
    return conditions


def environment_of(project: BuildProject, delivery: Delivery) -> Json:
    """The image of a project's environment, and who pulls it."""
    name = _parameter(project, delivery)
    pullers = ["CODEBUILD", "SERVICE_ROLE"] if _place(project) == _OWN else ["SERVICE_ROLE", "CODEBUILD"]
    return {
        "Image": Tagged("Ref", name),
        "ImagePullCredentialsType": Tagged("If", [f"{name}LikeDefault", *pullers]),
    }


def image_pulls(delivery: Delivery, roles: Mapping[str, str]) -> Json:
    """Policies that let builds pull their images from ECR, where they lie there. `roles` are those of the projects."""
    users: dict[str, list[Tagged]] = {}
    for project in delivery.projects:
        users.setdefault(_parameter(project, delivery), []).append(Tagged("Ref", roles[project.name]))
    return {
        f"Pull{name}": {
            "Type": "AWS::IAM::Policy",
            "Condition": f"{name}InEcr",
            "Properties": {"PolicyName": "image", "Roles": users[name], "PolicyDocument": image_policy()},
        }
        for name in users
    }


def _place(project: BuildProject) -> str:
    if project.image.startswith(CURATED):
        return _OWN
    return _ECR if ".dkr.ecr." in project.image else _OTHER


def _parameter(project: BuildProject, delivery: Delivery) -> str:
    """Named by the label; by the image, too, where one label has several (a batch file's machine and a shell's)."""
    label = project.image_label or "default"
    images = {one.image for one in delivery.projects if (one.image_label or "default") == label}
    return logical_id("Image", label if len(images) == 1 else f"{label} {project.image}")
