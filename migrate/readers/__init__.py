"""What a user has becomes jobs: finding them, reading config.xml, and putting pipelines together with Jenkinsfiles."""

from migrate.readers.config_xml import is_generated, read_config_xml
from migrate.readers.estate import read_estate
from migrate.readers.jenkins_home import Input, InputKind, find_inputs, unpacked
from migrate.readers.pipeline_job import ConfigXml, Definition, merge_pipeline, without_jenkinsfile
from migrate.readers.secrets import redact

__all__ = [
    "ConfigXml",
    "Definition",
    "Input",
    "InputKind",
    "find_inputs",
    "is_generated",
    "merge_pipeline",
    "read_config_xml",
    "read_estate",
    "redact",
    "unpacked",
    "without_jenkinsfile",
]
