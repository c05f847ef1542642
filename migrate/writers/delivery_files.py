"""All files of a delivery, by their path below the job's folder."""

from __future__ import annotations

from migrate.model.delivery import Delivery
from migrate.model.settings import Settings
from migrate.writers.buildspec import write_buildspec
from migrate.writers.cloudformation import write_template
from migrate.writers.declaration import declare_pipeline, declare_project
from migrate.writers.jenkins_files import write_jenkins_files
from migrate.writers.job_files import write_json, write_secrets
from migrate.writers.lambda_function import write_functions


def write_delivery(delivery: Delivery, settings: Settings) -> dict[str, str]:
    """The texts of pipeline.json, template.yaml, secrets.csv where there are secrets, each build's two files,
    functions, and what Jenkins needs where stages stay there."""
    files = {
        "pipeline.json": write_json({"pipeline": declare_pipeline(delivery, settings)}),
        "template.yaml": write_template(delivery, settings),
    }
    if delivery.secrets:
        files["secrets.csv"] = write_secrets(delivery)
    for project in delivery.projects:
        spec = write_buildspec(project.buildspec)
        files[f"buildspecs/{project.name}.yml"] = spec
        files[f"projects/{project.name}.json"] = write_json(declare_project(project, delivery, settings, spec))
    return files | write_functions(delivery) | write_jenkins_files(delivery, settings)
