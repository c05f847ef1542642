"""A build fails where a file has a virus: https://plugins.jenkins.io/clamav/"""

from migrate.mapping.rule import Plugin

plugin = Plugin(
    "clamav",
    title="ClamAV",
    aws_docs="https://docs.aws.amazon.com/guardduty/latest/ug/gdu-malware-protection-s3.html",
)

plugin.blocked(
    "org.jenkinsci.plugins.clamav.ClamAvRecorder",
    because="no file is scanned, which decides about the build: run clamscan in a command",
)
