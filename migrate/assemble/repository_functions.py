"""Functions that put files into repositories of other services; a login stands in the environment alone."""

from __future__ import annotations

# As Aether deploys for the plugin (`ArtifactRepositoryManager`): checksums, and metadata of snapshots alone.
_NEXUS_UPLOAD = r"""nexus_upload() (  # repository group version [artifact classifier type file ...]: as Maven does
  python3 - "$@" <<'END'
import base64, hashlib, os, sys, time, urllib.error, urllib.parse, urllib.request
import xml.etree.ElementTree as xml

repository, group, version, *words = sys.argv[1:]
files = [words[at : at + 4] for at in range(0, len(words), 4)]
user = os.environ.get("NEXUS_USER", "")
login = base64.b64encode((user + ":" + os.environ.get("NEXUS_PASSWORD", "")).encode()).decode()
headers = {"Authorization": "Basic " + login} if user else {}
snapshot = version.endswith("-SNAPSHOT")
now = time.gmtime()

def url(*parts):
    return "/".join([repository, *(urllib.parse.quote(one) for one in parts)])

def put(data, size, where):
    given = {**headers, "Content-Type": "application/octet-stream", "Content-Length": str(size)}
    with urllib.request.urlopen(urllib.request.Request(where, data=data, headers=given, method="PUT")):
        print("Uploaded:", where, flush=True)

def put_text(text, where):
    put(text, len(text), where)

def put_with_sums(data, size, sums, where):
    put(data, size, where)
    for kind, digest in sums.items():
        put_text(digest.hexdigest().encode(), f"{where}.{kind}")

def metadata_at(where):
    try:
        with urllib.request.urlopen(urllib.request.Request(where, headers=headers)) as answer:
            return xml.fromstring(answer.read())
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        return xml.Element("metadata")

def entry(parent, name, text):
    found = parent.find(name)
    found = xml.SubElement(parent, name) if found is None else found
    found.text = text

def told(root, artifact, of_artifact):
    # the metadata of a snapshot: one build more, and its files in the place of those of the same kind
    number = int(root.findtext("versioning/snapshot/buildNumber", "0")) + 1
    stamp, updated = time.strftime("%Y%m%d.%H%M%S", now), time.strftime("%Y%m%d%H%M%S", now)
    value = f"{version[: -len('SNAPSHOT')]}{stamp}-{number}"
    root.set("modelVersion", "1.1.0")
    for name, text in (("groupId", group), ("artifactId", artifact), ("version", version)):
        entry(root, name, text)
    old = root.find("versioning")
    before = [] if old is None else old.findall("snapshotVersions/snapshotVersion")
    if old is not None:
        root.remove(old)
    versioning = xml.SubElement(root, "versioning")
    latest = xml.SubElement(versioning, "snapshot")
    entry(latest, "timestamp", stamp)
    entry(latest, "buildNumber", str(number))
    entry(versioning, "lastUpdated", updated)
    versions = xml.SubElement(versioning, "snapshotVersions")
    kinds = {(classifier, kind) for _, classifier, kind, _ in of_artifact}
    for classifier, kind in sorted(kinds):
        one = xml.SubElement(versions, "snapshotVersion")
        for name, text in (("classifier", classifier), ("extension", kind), ("value", value), ("updated", updated)):
            if text:
                entry(one, name, text)
    versions.extend(one for one in before if (one.findtext("classifier", ""), one.findtext("extension")) not in kinds)
    return value

if not files:
    sys.exit("No artifacts defined")
for *_, path in files:
    if not os.path.isfile(path):
        sys.exit(f"{os.path.basename(path)} file doesn't exist")
for artifact in dict.fromkeys(one[0] for one in files):
    mine = [one for one in files if one[0] == artifact]
    folder = (*group.split("."), artifact, version)
    known = metadata_at(url(*folder, "maven-metadata.xml")) if snapshot else None
    value = told(known, artifact, mine) if snapshot else version
    for _, classifier, kind, path in mine:
        sums = {"sha1": hashlib.sha1(), "md5": hashlib.md5()}
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                for digest in sums.values():
                    digest.update(block)
            file.seek(0)
            name = "-".join(filter(None, (artifact, value, classifier)))
            put_with_sums(file, os.path.getsize(path), sums, url(*folder, f"{name}.{kind}"))
    if snapshot:
        text = xml.tostring(known, encoding="UTF-8", xml_declaration=True)
        sums = {"sha1": hashlib.sha1(text), "md5": hashlib.md5(text)}
        put_with_sums(text, len(text), sums, url(*folder, "maven-metadata.xml"))
END
)"""

_JF_HERE = r"""jf_here() {  # folder: the jf of the image, or else the official one, with the server of the environment
  command -v jf > /dev/null || curl -fsSL https://install-cli.jfrog.io | sh >&2 || return 1
  export JFROG_CLI_HOME_DIR="$1" CI=true
  printf %s "$ARTIFACTORY_PASSWORD" | jf config add artifactory --artifactory-url="$ARTIFACTORY_URL" \
    --user="$ARTIFACTORY_USER" --password-stdin --interactive=false --overwrite=true >&2
}"""

# The plugin reads specifications of older kinds: uploads are flat, and have props.
_ARTIFACTORY_SPEC = r"""artifactory_spec() (  # upload|download text file: the specification as jf reads it
  python3 - "$@" <<'END'
import json, os, re, sys

kind, text, path = sys.argv[1:]

def variable(match):
    name = match[1] or match[2]
    return os.environ[name] if name in os.environ else sys.exit(f"{path}: {name} is not known")

if path:
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"\$(?:([A-Za-z0-9_]+)|\{([A-Za-z0-9_.]+)\})", variable, file.read())
made = json.loads(text)
for one in made["files"]:
    if "excludePatterns" in one:
        sys.exit("excludePatterns are no more: use exclusions, which begin at the root of the repository")
    if kind == "upload":
        one.setdefault("flat", "true")
        if "props" in one:
            one["targetProps"] = one.pop("props")
print(json.dumps(made))
END
)"""

_ARTIFACTORY_FILES = r"""artifactory_files() (  # upload|download spec its-file job build number [options ...]
  kind=$1 spec=$2 file=$3 build=${5:-$(printf %s "$4" | sed 's,/, :: ,g')} number=$6
  shift 6
  work=$(private) || exit 1
  trap 'rm -rf "$work"' EXIT
  artifactory_spec "$kind" "$spec" "$file" > "$work/spec.json" || exit 1
  jf_here "$work/home" || exit 1
  jf rt "$kind" --spec="$work/spec.json" --build-name="$build" --build-number="$number" "$@"
)"""

_ARTIFACTORY_BUILD = r"""artifactory_build() (  # job build number [options ...]: tell what was uploaded and downloaded
  build=${2:-$(printf %s "$1" | sed 's,/, :: ,g')} number=$3
  shift 3
  work=$(private) || exit 1
  trap 'rm -rf "$work"' EXIT
  jf_here "$work/home" || exit 1
  jf rt build-publish "$build" "$number" "$@"
)"""

REPOSITORY_FUNCTIONS = {
    "nexus_upload": _NEXUS_UPLOAD,
    "jf_here": _JF_HERE,
    "artifactory_spec": _ARTIFACTORY_SPEC,
    "artifactory_files": _ARTIFACTORY_FILES,
    "artifactory_build": _ARTIFACTORY_BUILD,
}
