"""S3: https://plugins.jenkins.io/s3/, and the steps for it of https://plugins.jenkins.io/pipeline-aws/

Both plugins have a step `s3Upload`: with `entries` it is that of the former.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.mapping.aws_calls import (
    CLI,
    S3,
    VALUE,
    Script,
    given,
    inputs,
    joined,
    listed,
    named,
    needs,
    pattern_of,
    unknown,
)
from migrate.mapping.expressions import ant_patterns, expand, text_of
from migrate.mapping.rule import Call, NotKnownError, Plugin, Promise, converted, gap, ignored, partial
from migrate.model.contribution import CallAws, Contribution, Need, Takeover
from migrate.model.source import Literal, Slot, Template, Value
from migrate.model.takeovers import s3_files

plugin = Plugin(
    "s3",
    title="S3",
    aws_docs="https://docs.aws.amazon.com/cli/latest/reference/s3/",
)

_CLIENT = (
    gap(
        "pathStyleAccessEnabled", because="the AWS CLI chooses the style of an address", default="false", blocking=True
    ),
    ignored("payloadSigningEnabled", because="S3 takes signed and unsigned content alike over TLS"),
)

for _step in (
    Script(
        "s3Delete",
        "bucket path",
        """\
case $path in
  '' | /) aws s3 rm --recursive "s3://$bucket" ;;
  */) aws s3 rm --recursive "s3://$bucket/$path" ;;
  *) aws s3 rm "s3://$bucket/$path" ;;
esac""",
        (("s3:ListBucket", f"{S3}{{bucket}}"), ("s3:DeleteObject", f"{S3}{{bucket}}/*")),
        more=_CLIENT,
    ),
    Script(
        "s3DoesObjectExist",
        "bucket path",
        """\
if told=$(aws s3api head-object --bucket "$bucket" --key "$path" 2>&1); then
  echo true
else
  case $told in
    *"(404)"*) echo false ;;
    *) printf '%s\\n' "$told" >&2; exit 1 ;;
  esac
fi""",
        (("s3:ListBucket", f"{S3}{{bucket}}"), ("s3:GetObject", f"{S3}{{bucket}}/{{path}}")),
        gives=True,
        more=_CLIENT,
    ),
    Script(
        "s3Download",
        "bucket path file force",
        """\
if [ -e "$file" ]; then
  [ "$force" = true ] || { echo "Target exists: $file; set force=true to overwrite it" >&2; exit 1; }
  rm -rf "$file"
fi
case $path in
  '' | */) aws s3 cp --recursive "s3://$bucket/$path" "$file/$path" ;;
  *) aws s3 cp "s3://$bucket/$path" "$file" ;;
esac""",
        (("s3:ListBucket", f"{S3}{{bucket}}"), ("s3:GetObject", f"{S3}{{bucket}}/{{path}}*")),
        more=_CLIENT,
    ),
):
    _step.register(plugin)


# ---- files by patterns ---------------------------------------------------------------------------------------------------

_PROFILE = "the role of the build stands for the keys of the profile"
_TELLS = "the log has what the AWS CLI tells"
_REGION = "the AWS CLI finds the bucket by its name"
_ENTRIES: tuple[Promise, ...] = (
    partial("profileName", because=_PROFILE + "; that it keeps the structure of folders is not known here"),
    converted("entries.bucket", to=CLI),
    converted("entries.sourceFile", to=CLI),
    converted("entries.excludedFile", to=CLI, default=""),
    converted("entries.storageClass", to=CLI, default="STANDARD"),
    converted("entries.flatten", to=CLI, default="false"),
    converted("entries.useServerSideEncryption", to=CLI, default="false"),
    converted("entries.noUploadOnFailure", to="whether it runs after a failure", default="false"),
    gap("entries.gzipFiles", because="files are not packed before they are uploaded", default="false", blocking=True),
    gap(
        "entries.managedArtifacts",
        because="Jenkins keeps these with the build: archive them, and copyArtifacts finds them",
        default="false",
        blocking=True,
    ),
    *(converted(f"{place}userMetadata.{name}", to=CLI) for place in ("", "entries.") for name in ("key", "value")),
    *(converted(f"{place}userMetadata", to=CLI) for place in ("", "entries.")),
    ignored("entries.selectedRegion", because=_REGION),
    ignored("entries.uploadFromSlave", because="the build uploads"),
    ignored("entries.keepForever", because="it is about files that Jenkins keeps with the build"),
    ignored("entries.showDirectlyInBrowser", because="a link on Jenkins' page"),
    ignored("entries", because="its settings have outcomes of their own"),
    ignored("dontWaitForConcurrentBuildCompletion", because="a build does not wait for others here"),
    ignored("consoleLogLevel", because=_TELLS),
    partial("dontSetBuildResultOnFailure", because="an upload that fails fails the build", default="true"),
    partial("pluginFailureResultConstraint", because="an upload that fails fails the build"),
)


def _upload_entries(call: Call) -> Iterator[Contribution]:
    """Each pattern of each entry; below the bucket stands what is behind the pattern's last folder without a `*`."""
    common = _pairs_of(call)
    call.has("profileName")
    for entry in call.nested("entries"):
        variables, texts = named("metadata", (*common, *_pairs_of(entry)))
        options = [f"--storage-class {entry.text('storageClass')}"] if entry.text("storageClass") else []
        options += ["--sse AES256"] if entry.flag("useServerSideEncryption") else []
        options += ['--metadata "$metadata"'] if variables else []
        lines = [f"metadata=$(aws_json map {texts})", "export metadata"] if variables else []
        excludes = entry.text("excludedFile")
        bucket, quiet = _bucket(entry), entry.flag("noUploadOnFailure")
        needed = tuple(_to_bucket(entry))
        for pattern in ant_patterns(entry.text("sourceFile")):
            if "$" in pattern + excludes:
                raise NotKnownError("entries.sourceFile")
            folder = pattern.partition("*")[0].rpartition("/")[0]
            yield CallAws(
                "\n".join((*lines, _ENTRY.replace("OPTIONS", " ".join(["--only-show-errors", *options])))),
                (
                    ("bucket", bucket),
                    ("below", Literal(folder and f"{folder}/")),
                    ("flat", Literal("true" if entry.flag("flatten") else "")),
                    *variables,
                ),
                files=(pattern,),
                excludes=ant_patterns(excludes),
                functions=("aws_json",) if variables else (),
                needs=needed,
                only_if_successful=quiet,
                takeover=Takeover("S3", stays="it acts with the keys of its profile, which may be of another account"),
            )


_ENTRY = """\
[ -s "$files" ] || echo "No file(s) found"
xargs -0 -r -n 1 < "$files" sh -c '
  name=${3#./}
  name=${name#"$1"}
  [ -z "$2" ] || name=${name##*/}
  aws s3 cp OPTIONS "$3" "s3://$0/$name" || exit 255
' "$bucket" "$below" "$flat\""""


def _bucket(entry: Call) -> Value:
    return expand(entry.value("bucket"))


def _to_bucket(entry: Call) -> Iterator[Need]:
    """The bucket, and perhaps a folder in it behind a slash."""
    pattern = pattern_of(_bucket(entry))
    if not pattern.partition("/")[0].strip("*"):
        entry.partial(unknown(("s3:PutObject",)), "bucket")
        return
    yield Need(("s3:PutObject", "s3:AbortMultipartUpload"), f"{S3}{pattern}/*")


def _pairs_of(call: Call) -> tuple[Value, ...]:
    pairs = ((one.value("key"), one.value("value")) for one in call.nested("userMetadata"))
    return tuple(joined(expand(key), "=", expand(value)) for key, value in pairs)


@plugin.rule(
    "hudson.plugins.s3.S3BucketPublisher",
    settings=(
        *_ENTRIES,
        ignored("consoleLogLevel.**", because=_TELLS),
        partial("pluginFailureResultConstraint.**", because="an upload that fails fails the build"),
    ),
    behaviour=(
        partial("a file that can't be uploaded", because="it fails the build, where Jenkins makes it UNSTABLE"),
    ),
)
def publish(call: Call) -> Iterator[Contribution]:
    yield from _upload_entries(call)


plugin.blocked(
    "hudson.plugins.s3.S3CopyArtifact",
    "s3CopyArtifact",
    because="files that another job's build has in S3 are found by Jenkins alone: archive them there, and use copyArtifacts",
    slots=(Slot.STEP,),
)


# ---- with what stands beside an object ---------------------------------------------------------------------------------

_OPTIONS = {
    "cacheControl": "--cache-control",
    "contentType": "--content-type",
    "contentEncoding": "--content-encoding",
    "contentDisposition": "--content-disposition",
    "redirectLocation": "--website-redirect",
    "sseAlgorithm": "--sse",
}
_ACLS = {  # `CannedAccessControlList`
    "Private": "private",
    "PublicRead": "public-read",
    "PublicReadWrite": "public-read-write",
    "AuthenticatedRead": "authenticated-read",
    "BucketOwnerRead": "bucket-owner-read",
    "BucketOwnerFullControl": "bucket-owner-full-control",
    "AwsExecRead": "aws-exec-read",
    "LogDeliveryWrite": "log-delivery-write",
}


def _beside(call: Call, *, options: tuple[str, ...]) -> tuple[tuple[tuple[str, Value], ...], list[str], list[str]]:
    """Variables, lines and options of a command for the metadata, the encryption and the grants of an object."""
    known = [name for name in options if given(call, name) != Literal("")]
    variables, words = [*inputs(call, *known)], [f'{_OPTIONS[name]} "${name}"' for name in known]
    lines: list[str] = []
    if given(call, "kmsId") != Literal(""):
        words = [one for one in words if not one.startswith("--sse ")]
        words += ['--sse aws:kms --sse-kms-key-id "$kmsId"']
        variables += inputs(call, "kmsId")
        call.partial("allow the role of the build to use the key: kms:GenerateDataKey and kms:Decrypt", "kmsId")
    if call.has("acl") and call.text("acl"):
        acl = call.text("acl")
        words += [f"--acl {_ACLS.get(acl, acl.lower())}"]
    pairs = [_metadata(one) for one in listed(call, "metadatas")]
    if pairs:
        metadata, texts = named("metadata", pairs)
        variables += metadata
        lines += [f"metadata=$(aws_json map {texts})"]
        words += ['--metadata "$metadata"']
    return tuple(variables), lines, words


def _metadata(value: Value) -> Value:
    """`name:value` as `name=value`. Raises NotKnownError where the name is not known."""
    first = value.parts[0] if isinstance(value, Template) else value
    if not isinstance(first, Literal) or ":" not in str(first.value):
        raise NotKnownError("metadatas")
    rest = value.parts[1:] if isinstance(value, Template) else ()
    name, _, text = str(first.value).partition(":")
    return joined(f"{name}={text}", *rest)


def _writing(call: Call, bucket: str, path: str) -> tuple[Need, ...]:
    actions = "s3:PutObject s3:AbortMultipartUpload" + (" s3:PutObjectAcl" if call.has("acl") else "")
    return tuple(needs(call, actions, f"{S3}{{{bucket}}}/{path}"))


_BESIDE: tuple[Promise, ...] = (
    *(converted(name, to=CLI) for name in ("kmsId", "metadatas", "acl", "cacheControl", "contentType")),
    *(converted(name, to=CLI) for name in ("contentDisposition", "sseAlgorithm")),
    *_CLIENT,
)
_ADDRESS = '"s3://$bucket/$path"'


@plugin.rule(
    "s3Upload",
    slots=(Slot.STEP,),
    settings=(
        *(converted(name, to=CLI) for name in ("bucket", "file", "text", "path", "workingDir")),
        *(converted(name, to=CLI) for name in ("includePathPattern", "excludePathPattern")),
        *(converted(name, to=CLI) for name in ("redirectLocation", "contentEncoding")),
        *_BESIDE,
        gap("tags", because="the tags of an object are not set with it here", blocking=True),
        ignored("verbose", because="the log of the AWS CLI tells what it uploads"),
        *_ENTRIES,
    ),
)
def upload(call: Call) -> Iterator[Contribution]:
    """By its settings the step of this plugin, or that of the plugin `s3`, which has the same name."""
    if call.has("entries") or call.has("profileName"):
        yield from _upload_entries(call)
        return
    beside, lines, words = _beside(call, options=tuple(_OPTIONS))
    if not call.has("contentType"):
        call.partial("the AWS CLI tells the type of a file by a table of its own: give contentType where that matters")
    options = " ".join(["--only-show-errors", *words])
    ways = [name for name in ("text", "file", "includePathPattern") if call.has(name)]
    if len(ways) != 1:
        call.gap("it needs one of text, file and includePathPattern", blocking=True)
        return
    call.has("excludePathPattern")
    script = {"text": _TEXT, "file": _FILE, "includePathPattern": _FILES}[ways[0]].replace("OPTIONS", options)
    matches = ways[0] == "includePathPattern"
    yield CallAws(
        "\n".join((*lines, script)),
        (*inputs(call, "bucket", "path", *([] if matches else ways)), *beside),
        directory=given(call, "workingDir"),
        files=call.patterns("includePathPattern") if matches else (),
        excludes=call.patterns("excludePathPattern") if matches and call.has("excludePathPattern") else (),
        functions=("aws_json",) if lines else (),
        needs=_writing(call, "bucket", "{path}*" if call.has("path") else "*"),
        takeover=_upload_takeover(call, matches=matches),
    )


_ACTION_HAS = {"bucket", "path", "includePathPattern", "excludePathPattern", "workingDir", "acl", "cacheControl"}


def _upload_takeover(call: Call, *, matches: bool) -> Takeover:
    """The action for files by a pattern; of one by its name only the build knows if it is a folder."""
    more = [one.name for one in call.describable.settings if one.name not in {*_ACTION_HAS, "verbose"}]
    stays = f"the action has nothing for {more[0]}" if more else ""
    path = given(call, "path")
    if matches and not isinstance(path, Literal):
        stays = stays or "where in the bucket is known only when the pipeline runs"
    acl = call.text("acl") if call.has("acl") else ""
    return s3_files(
        given(call, "bucket"),
        pattern_of(given(call, "bucket")),
        Literal(text_of(path).strip("/")) if isinstance(path, Literal) else Literal(""),
        directory=given(call, "workingDir"),
        files=call.patterns("includePathPattern") if matches else (),
        excludes=call.patterns("excludePathPattern") if matches and call.has("excludePathPattern") else (),
        default_excludes=True,
        acl=_ACLS.get(acl, acl.lower()),
        cache=given(call, "cacheControl"),
        stays=stays if matches else "the action takes files by a pattern: give it includePathPattern",
    )


_TEXT = """\
folder=$(mktemp -d)
printf %s "$text" > "$folder/text"
aws s3 cp OPTIONS "$folder/text" "s3://$bucket/$path"
rm -r "$folder\""""
_FILE = """\
if [ -d "$file" ]; then
  case $path in '' | */) ;; *) path=$path/ ;; esac
  aws s3 cp --recursive OPTIONS "$file" "s3://$bucket/$path"
else
  case $path in '' | */) path=$path$(basename "$file") ;; esac
  aws s3 cp OPTIONS "$file" "s3://$bucket/$path"
fi"""
_FILES = """\
if [ ! -s "$files" ]; then
  echo "Nothing to upload"
  exit
fi
case $path in '' | */) ;; *) path=$path/ ;; esac
folder=$(mktemp -d)
xargs -0 cp -aL --parents -t "$folder" < "$files"
aws s3 cp --recursive OPTIONS "$folder" "s3://$bucket/$path"
rm -r "$folder\""""


@plugin.rule(
    "s3Copy",
    slots=(Slot.STEP,),
    settings=(*(converted(name, to=CLI) for name in ("fromBucket", "fromPath", "toBucket", "toPath")), *_BESIDE),
)
def copy(call: Call) -> Iterator[Contribution]:
    """An object keeps what stands beside it, unless something new does."""
    beside, lines, words = _beside(call, options=("cacheControl", "contentType", "contentDisposition", "sseAlgorithm"))
    words += ["--metadata-directive REPLACE"] if beside and not {"kmsId"} >= {name for name, _ in beside} else []
    options = " ".join(["--only-show-errors", *words])
    yield CallAws(
        "\n".join((*lines, f'aws s3 cp {options} "s3://$fromBucket/$fromPath" "s3://$toBucket/$toPath"')),
        (*inputs(call, "fromBucket", "fromPath", "toBucket", "toPath"), *beside),
        functions=("aws_json",) if lines else (),
        needs=(
            *needs(call, "s3:GetObject s3:GetObjectTagging", f"{S3}{{fromBucket}}/{{fromPath}}"),
            *_writing(call, "toBucket", "{toPath}"),
            *needs(call, "s3:PutObjectTagging", f"{S3}{{toBucket}}/{{toPath}}"),
        ),
    )


@plugin.rule(
    "s3PresignURL",
    slots=(Slot.STEP,),
    settings=(
        converted("bucket", to=CLI),
        converted("key", to=CLI),
        converted("httpMethod", to=CLI),
        partial(
            "durationInSeconds", because="the address ends with the session of the build's role, if that is earlier"
        ),
        *_CLIENT,
        VALUE,
    ),
)
def presign(call: Call) -> Iterator[Contribution]:
    if call.text("httpMethod", "GET").upper() != "GET":
        call.gap("the AWS CLI signs addresses for GET alone", "httpMethod", blocking=True)
        return
    seconds = int(call.number("durationInSeconds", 60))
    yield CallAws(
        f'aws s3 presign "s3://$bucket/$key" --expires-in {seconds}',
        inputs(call, "bucket", "key"),
        needs=tuple(needs(call, "s3:GetObject", f"{S3}{{bucket}}/{{key}}")),
        variable=call.text("variable"),
    )


plugin.blocked("s3FindFiles", because="the list of objects that it gives is not kept", slots=(Slot.STEP,))
