"""The shell functions that put files on a server and run a command there."""

from __future__ import annotations

_SSH = '-i "$1" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=accept-new'


# Lines of two paths, with a tab between: the file's and that on the server.
_WITH_PLACES = r"""with_places() {  # folder, prefix [flat]: lines of a file and its place, for those of find
  tr '\0' '\n' | LC_ALL=C sort | J2CP_FOLDER=$1 J2CP_PREFIX=$2 awk -v "flat=$3" '
    function trimmed(text) { gsub(/^[ \/]+|[ \/]+$/, "", text); return text == "" ? "" : text "/" }
    function stop(text) { print text > "/dev/stderr"; failed = 1; exit 1 }
    BEGIN { folder = trimmed(ENVIRON["J2CP_FOLDER"]); prefix = trimmed(ENVIRON["J2CP_PREFIX"]) }
    {
      file = substr($0, 3)
      if (index(file, prefix) != 1) stop("The path of " file " does not begin with " prefix)
      place = substr(file, length(prefix) + 1)
      if (flat) sub(/.*\//, "", place)
      if (flat && place in seen) stop("Two files are called " place)
      seen[place] = 1
      print file "\t" folder place
    }
    END { exit failed }'
}"""

_PUT_BY_SFTP = r"""put_by_sftp() (  # key, host, port, user, folder of the server, lines of file and place
  set -e
  [ -n "$6" ] || exit 0
  printf '%s\n' "$6" | J2CP_FOLDER=$5 awk -F '\t' '
    function quoted(text) { gsub(/["\\]/, "\\\\&", text); return "\"" text "\"" }
    BEGIN { if (ENVIRON["J2CP_FOLDER"] != "") print "cd " quoted(ENVIRON["J2CP_FOLDER"]) }
    {
      count = split($2, parts, "/"); path = ""
      for (at = 1; at < count; at++) {
        path = path (at > 1 ? "/" : "") parts[at]
        if (!(path in made)) print "-mkdir " quoted(path)
        made[path] = 1
      }
      print "put " quoted($1) " " quoted($2)
    }' | sftp -q -b - -P "${3:-22}" SSH_OPTIONS "$4@$2"
)""".replace("SSH_OPTIONS", _SSH)

_PUT_BY_FTP = r"""put_by_ftp() (  # host, port, user, password, folder of the server, lines of file and place
  set -e
  [ -n "$6" ] || exit 0
  printf '%s\n' "$6" | J2CP_SERVER="$1:${2:-21}" J2CP_LOGIN="$3:$4" J2CP_FOLDER=$5 LC_ALL=C awk -F '\t' '
    function quoted(text) { gsub(/["\\]/, "\\\\&", text); return "\"" text "\"" }
    function encoded(text,  at, one, all) {
      for (at = 1; at <= length(text); at++) {
        one = substr(text, at, 1)
        all = all (one ~ /[A-Za-z0-9_.\/-]/ ? one : sprintf("%%%02X", code[one]))
      }
      return all
    }
    BEGIN {
      for (at = 1; at < 256; at++) code[sprintf("%c", at)] = at
      folder = ENVIRON["J2CP_FOLDER"]; sub(/\/+$/, "", folder)
      if (substr(folder, 1, 1) == "/") folder = "%2F" encoded(substr(folder, 2)); else folder = encoded(folder)
      base = "ftp://" ENVIRON["J2CP_SERVER"] "/" (folder == "" ? "" : folder "/")
    }
    {
      if (NR > 1) print "next"
      print "user = " quoted(ENVIRON["J2CP_LOGIN"])
      print "ssl\nftp-create-dirs\nsilent\nshow-error\nfail"
      print "upload-file = " quoted($1)
      print "url = " quoted(base encoded($2))
    }' | curl --fail-early --globoff -K -
)"""

# hudson.Util.replaceMacro: what the build does not have is left as it is.
_RUN_THERE = r"""run_there() (  # key, host, port, user, seconds, "tty" or "", command
  set -e
  text=$(J2CP_TEXT=$7 awk 'BEGIN {
    text = ENVIRON["J2CP_TEXT"]
    while (match(text, /\$([A-Za-z0-9_]+|\{[A-Za-z0-9_.]+\}|\$)/)) {
      name = substr(text, RSTART + 1, RLENGTH - 1)
      gsub(/[{}]/, "", name)
      value = name == "$" ? "$" : name in ENVIRON ? ENVIRON[name] : substr(text, RSTART, RLENGTH)
      printf "%s%s", substr(text, 1, RSTART - 1), value
      text = substr(text, RSTART + RLENGTH)
    }
    printf "%s", text
  }')
  tty=-T
  [ -z "$6" ] || tty=-tt
  timeout "$5" ssh "$tty" -p "${3:-22}" SSH_OPTIONS "$4@$2" "$text" < /dev/null
)""".replace("SSH_OPTIONS", _SSH)

TRANSFER_FUNCTIONS = {
    "with_places": _WITH_PLACES,
    "put_by_sftp": _PUT_BY_SFTP,
    "put_by_ftp": _PUT_BY_FTP,
    "run_there": _RUN_THERE,
}
