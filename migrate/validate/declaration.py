"""A pipeline declaration laid out for the rules: stages and actions with their position, artifacts and namespaces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from migrate.validate.node import Node


@dataclass(frozen=True)
class Action:
    node: Node
    stage: int
    stage_name: str

    @cached_property
    def name(self) -> str:
        return self.node["name"].text

    @cached_property
    def category(self) -> str:
        return self.node["actionTypeId"]["category"].text

    @cached_property
    def owner(self) -> str:
        return self.node["actionTypeId"]["owner"].text

    @cached_property
    def provider(self) -> str:
        return self.node["actionTypeId"]["provider"].text

    @cached_property
    def kind(self) -> str:
        return f"{self.category}/{self.owner}/{self.provider}"

    @cached_property
    def order(self) -> tuple[int, int]:
        """Stage and run order: what has a lower one is finished before this action starts."""
        return self.stage, self.node["runOrder"].number(1)

    @cached_property
    def inputs(self) -> list[str]:
        return [entry["name"].text for entry in self.node["inputArtifacts"]]

    @cached_property
    def outputs(self) -> list[str]:
        return [entry["name"].text for entry in self.node["outputArtifacts"]]

    @cached_property
    def configuration(self) -> Node:
        return self.node["configuration"]

    @cached_property
    def runs_commands(self) -> bool:
        return self.kind == "Compute/AWS/Commands"


@dataclass(frozen=True)
class Declaration:
    """`node` is the PipelineDeclaration (https://docs.aws.amazon.com/codepipeline/latest/APIReference)."""

    node: Node

    @cached_property
    def stages(self) -> list[Node]:
        return self.node["stages"].entries()

    @cached_property
    def actions(self) -> list[Action]:
        return [action for index, stage in enumerate(self.stages) for action in stage_actions(stage, index)]

    @cached_property
    def producers(self) -> dict[str, Action]:
        """Artifact name to the first action that puts it out."""
        made: dict[str, Action] = {}
        for action in self.actions:
            for name in action.outputs:
                made.setdefault(name, action)
        return made

    @cached_property
    def namespaces(self) -> dict[str, Action]:
        return {action.node["namespace"].text: action for action in self.actions if action.node["namespace"].text}


def stage_actions(stage: Node, index: int) -> Iterator[Action]:
    for entry in stage["actions"]:
        yield Action(entry, index, stage["name"].text)
