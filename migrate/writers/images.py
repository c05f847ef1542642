"""The images of the builds as parameters of the template, one for each Jenkins label that chose one.

Who pulls an image depends on where it lies, so a parameter brings a condition and, for the account's own registry, a
policy. https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.delivery import BuildProject, Delivery
from migrate.writers.declaration import CURATED, Json
from migrate.writers.policies import image_policy
from migrate.writers.resources import logical_id
from migrate.writers.yaml_text import Tagged

_REGISTRY = ".dkr.ecr."


def image_parameters(delivery: Delivery) -> Json:
    """A parameter for each image, with the image that the conversion chose as its default."""
    return {
        _parameter(project, delivery): {
            "Type": "String",
            "Description": f"Image for the builds of the Jenkins label or image {project.image_label or 'default'}"[
                :1000
            ],
            "Default": project.image,
        }
        for project in delivery.projects
    }


def image_conditions(delivery: Delivery) -> Json:
    """Whether an image is pulled as the default is, and whether it lies in a registry of ECR."""
    conditions: Json = {}
    for project in delivery.projects:
        parameter = _parameter(project, delivery)
        image = Tagged("Ref", parameter)
        first = Tagged("Select", [0, Tagged("Split", ["/codebuild/", image])])
        curated = Tagged("Equals", [first, CURATED.partition("/")[0]])
        conditions[f"{parameter}LikeDefault"] = curated if _is_curated(project) else Tagged("Not", [curated])
        without = Tagged("Join", ["", Tagged("Split", [_REGISTRY, image])])
        conditions[f"{parameter}InEcr"] = Tagged("Not", [Tagged("Equals", [without, image])])
    return conditions


def environment_of(project: BuildProject, delivery: Delivery) -> Json:
    """The image of a project's environment, and who pulls it."""
    parameter = _parameter(project, delivery)
    pullers = ["CODEBUILD", "SERVICE_ROLE"] if _is_curated(project) else ["SERVICE_ROLE", "CODEBUILD"]
    return {
        "Image": Tagged("Ref", parameter),
        "ImagePullCredentialsType": Tagged("If", [f"{parameter}LikeDefault", *pullers]),
    }


def image_pulls(delivery: Delivery, roles: Mapping[str, str]) -> Json:
    """Policies that let builds pull their images from ECR, where they lie there. `roles` are those of the projects."""
    users: dict[str, list[Tagged]] = {}
    for project in delivery.projects:
        users.setdefault(_parameter(project, delivery), []).append(Tagged("Ref", roles[project.name]))
    return {
        f"Pull{parameter}": {
            "Type": "AWS::IAM::Policy",
            "Condition": f"{parameter}InEcr",
            "Properties": {"PolicyName": "image", "Roles": users[parameter], "PolicyDocument": image_policy()},
        }
        for parameter in users
    }


def _is_curated(project: BuildProject) -> bool:
    return project.image.startswith(CURATED)


def _parameter(project: BuildProject, delivery: Delivery) -> str:
    """Named by the label; by the image, too, where one label has several (a batch file's machine and a shell's)."""
    label = project.image_label or "default"
    images = {one.image for one in delivery.projects if (one.image_label or "default") == label}
    return logical_id("Image", label if len(images) == 1 else f"{label} {project.image}")
