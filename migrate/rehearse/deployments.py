"""Actions that need AWS: what of them a rehearsal can see, the files that they get and those that they would ask for.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

# The key that names a file of the input artifact, with what it is where the key is not there.
_FILES = {
    "CodeDeploy": (("", "appspec.yml"),),
    "ECS": (("FileName", "imagedefinitions.json"),),
    "EKS": (("ManifestFiles", ""),),
    "ECRBuildAndPublish": (("DockerFilePath", "Dockerfile"),),
    "AppConfig": (("InputArtifactConfigurationPath", ""),),
    "ServiceCatalog": (("TemplateFilePath", ""), ("ConfigurationFilePath", "")),
    "CloudFormation": (("TemplatePath", ""), ("TemplateConfiguration", "")),
}
_OTHER_NAMES = {"appspec.yml": "appspec.yaml"}


def files_of(inputs: tuple[str, ...], artifacts: Mapping[str, Path]) -> dict[str, list[str]]:
    """What stands in each input artifact."""
    return {name: _names(artifacts[name]) for name in inputs}


def _names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return sorted(opened.namelist())


def missing(provider: str, configuration: Mapping[str, str], files: Mapping[str, list[str]]) -> str:
    """Why the action would fail for want of a file; "" where it would not."""
    for artifact, name in _asked(provider, configuration, next(iter(files), "")):
        there = files.get(artifact, [])
        if name not in there and _OTHER_NAMES.get(name) not in there:
            return f"it asks for {name}, and its input artifact {artifact} has none"
    return ""


def _asked(provider: str, configuration: Mapping[str, str], first: str) -> Iterator[tuple[str, str]]:
    """The files that an action asks for, with their artifacts: `ARTIFACT::FILE`, or a file of the first one."""
    if not first:
        return
    for key, default in _FILES.get(provider, ()):
        value = configuration.get(key, default)
        artifact, sign, name = value.partition("::")
        yield from [(artifact, name) if sign else (first, value)] if value else []
    if "HelmChartLocation" in configuration:
        yield first, f"{configuration['HelmChartLocation']}/Chart.yaml"
