"""Shell functions that print what Groovy's methods make of texts and lists, or fail where those throw.

They run inside `derive`, each in a shell of its own. A list is text with a mark behind each item, the character that
ASCII has for it (036). Lengths and places are those of Java where a text is ASCII; with any other the function fails.
"""

from __future__ import annotations

_BLANKS = "".join(f"\\{code:03o}" for code in range(1, 33))

TEXT_FUNCTIONS = {
    "derive": """\
derive() {  # variable function [argument ...]: the variable has what the function prints, and is unset where it fails
  j2cp_name=$1
  shift
  if j2cp_text=$(mark=$(printf '\\036') && "$@" && printf x); then
    eval "$j2cp_name=\\${j2cp_text%x}"
  else
    unset "$j2cp_name"
  fi
}""",
    "ascii": """\
ascii() {  # text: whether its characters are bytes
  [ -z "$(printf %s "$1" | LC_ALL=C tr -d '\\001-\\177' | head -c 1)" ] || {
    echo "Not converted: a place in a text with characters beyond ASCII" >&2
    return 1
  }
}""",
    "text_trim": f"""\
text_trim() {{  # text: without what Java takes for blanks around it
  text=$1 blanks=$(printf '{_BLANKS}')
  while :; do
    case $text in
      ["$blanks"]*) text=${{text#?}} ;;
      *["$blanks"]) text=${{text%?}} ;;
      *) break ;;
    esac
  done
  printf %s "$text"
}}""",
    "text_replace": """\
text_replace() {  # text part other: the other in place of each part
  [ -n "$2" ] || return 1
  text= rest=$1
  while :; do
    case $rest in
      *"$2"*) text=$text${rest%%"$2"*}$3 rest=${rest#*"$2"} ;;
      *) break ;;
    esac
  done
  printf %s "$text$rest"
}""",
    "text_minus": """\
text_minus() {  # text part: without the first such part
  case $1 in
    *"$2"*) printf %s "${1%%"$2"*}${1#*"$2"}" ;;
    *) printf %s "$1" ;;
  esac
}""",
    "text_toLowerCase": """\
text_toLowerCase() {  # text
  printf %s "$1" | LC_ALL=C tr A-Z a-z
}""",
    "text_toUpperCase": """\
text_toUpperCase() {  # text
  printf %s "$1" | LC_ALL=C tr a-z A-Z
}""",
    "text_capitalize": """\
text_capitalize() {  # text: its first letter as a capital
  rest=${1#?}
  printf %s "${1%"$rest"}" | LC_ALL=C tr a-z A-Z
  printf %s "$rest"
}""",
    "text_either": """\
text_either() {  # true or false, a text, another: the first text where it is true
  if [ "$1" = true ]; then printf %s "$2"; else printf %s "$3"; fi
}""",
    "text_default": """\
text_default() {  # text other: the other where the text is empty
  if [ -n "$1" ]; then printf %s "$1"; else printf %s "$2"; fi
}""",
    "file_exists": """\
file_exists() {  # path: true or false; Jenkins takes no path for the current folder
  if [ -e "${1:-.}" ]; then printf true; else printf false; fi
}""",
    "file_text": """\
file_text() {  # path
  cat < "$1"
}""",
    "text_size": """\
text_size() {  # text
  ascii "$1" && printf %s "${#1}"
}""",
    "text_indexOf": """\
text_indexOf() {  # text part: where it starts for the first time, or -1
  ascii "$1" || return 1
  case $1 in
    *"$2"*) rest=${1%%"$2"*}; printf %s "${#rest}" ;;
    *) printf %s -1 ;;
  esac
}""",
    "text_lastIndexOf": """\
text_lastIndexOf() {  # text part: where it starts for the last time, or -1
  ascii "$1" || return 1
  case $1 in
    *"$2"*) rest=${1%"$2"*}; printf %s "${#rest}" ;;
    *) printf %s -1 ;;
  esac
}""",
    "text_substring": """\
text_substring() {  # text start [end]
  ascii "$1" && set -- "$1" "$2" "${3-${#1}}" || return 1
  [ "$2" -ge 0 ] && [ "$2" -le "$3" ] && [ "$3" -le "${#1}" ] || return 1
  head=$(printf "%.$3s" "$1"; printf x)
  skipped=$(printf "%.$2s" "$1"; printf x)
  head=${head%x}
  printf %s "${head#"${skipped%x}"}"
}""",
    "text_range": """\
text_range() {  # text first last: from the first to the last character; negative places count from the end
  ascii "$1" || return 1
  first=$2 last=$3
  [ "$first" -ge 0 ] || first=$((first + ${#1}))
  [ "$last" -ge 0 ] || last=$((last + ${#1}))
  [ "$first" -le "$last" ] && text_substring "$1" "$first" "$((last + 1))"
}""",
    "text_charAt": """\
text_charAt() {  # text place
  [ "$2" -ge 0 ] && text_range "$1" "$2" "$2"
}""",
    "text_take": """\
text_take() {  # text number
  [ "$2" -ge 0 ] && text_substring "$1" 0 "$(($2 < ${#1} ? $2 : ${#1}))"
}""",
    "text_drop": """\
text_drop() {  # text number
  text_substring "$1" "$(($2 < 0 ? 0 : $2 < ${#1} ? $2 : ${#1}))"
}""",
    "text_padLeft": """\
text_padLeft() {  # text length [filling]
  ascii "$1${3-}" || return 1
  filling= missing=$(($2 - ${#1}))
  [ -n "${3- }" ] || [ "$missing" -le 0 ] || return 1
  while [ "${#filling}" -lt "$missing" ]; do filling=$filling${3- }; done
  [ "$missing" -le 0 ] || printf "%.${missing}s" "$filling"
  printf %s "$1"
}""",
    "text_sed": """\
text_sed() {  # text script: what GNU sed makes of the text as a whole
  ascii "$1" && printf %s "$1" | LC_ALL=C sed -z -E -e "$2"
}""",
    "text_toInteger": """\
text_toInteger() {  # text: the integer that it is, in 32 bits
  number=$(text_trim "$1"; printf x) sign=
  number=${number%x}
  case $number in
    -*) sign=- number=${number#-} ;;
    +*) number=${number#+} ;;
  esac
  case $number in
    '' | *[!0123456789]*) return 1 ;;
  esac
  while [ "${number#0}" != "$number" ] && [ "$number" != 0 ]; do number=${number#0}; done
  [ "$number" != 0 ] || sign=
  [ "${#number}" -le 10 ] && [ "$sign$number" -ge -2147483648 ] && [ "$sign$number" -le 2147483647 ] || return 1
  printf %s "$sign$number"
}""",
    "text_toLong": """\
text_toLong() {  # text: the integer that it is, as far as it has 32 bits
  text_toInteger "$1"
}""",
    "text_parseInt": """\
text_parseInt() {  # text: the integer that it is, without blanks around it
  [ "$(text_trim "$1"; printf x)" = "$1x" ] && text_toInteger "$1"
}""",
    "integer_padded": """\
integer_padded() {  # integer width: with zeros in front
  printf "%0$2d" "$1"
}""",
    "text_isInteger": """\
text_isInteger() {  # text: true or false
  if text_toInteger "$1" > /dev/null; then printf true; else printf false; fi
}""",
    "text_toBoolean": """\
text_toBoolean() {  # text: true or false
  case $(text_trim "$1"; printf x) in
    [Tt][Rr][Uu][Ee]x | [Yy]x | 1x) printf true ;;
    *) printf false ;;
  esac
}""",
    "integer": """\
integer() {  # integer operator integer: within 32 bits, past which Groovy's numbers start anew
  result=$(($1 $2 $3)) || return 1
  [ "$result" -ge -2147483648 ] && [ "$result" -le 2147483647 ] && printf %s "$result"
}""",
    "text_split": """\
text_split() {  # text separator [limit]: the items, without empty ones at the end where there is no limit
  case $1 in
    *"$mark"*) return 1 ;;
    *"$2"*) ;;
    *) printf %s "$1$mark"; return ;;
  esac
  [ -n "$2" ] || return 1
  rest=$1 left=${3-0} items= empty= last=
  while [ -z "$last" ]; do
    item=$rest
    case $rest in
      *"$2"*) if [ "$left" = 1 ]; then last=1; else item=${rest%%"$2"*} rest=${rest#*"$2"} left=$((left - 1)); fi ;;
      *) last=1 ;;
    esac
    if [ -n "$item" ]; then items=$items$empty$item$mark empty=; else empty=$empty$mark; fi
  done
  [ "${3-0}" -eq 0 ] || items=$items$empty
  printf %s "$items"
}""",
    "text_fields": """\
text_fields() {  # text characters one|many: the items between such characters, without empty ones at the end
  case $1 in
    *"$mark"*) return 1 ;;
    *["$2"]*) ;;
    *) printf %s "$1$mark"; return ;;
  esac
  rest=$1 items= empty= last=
  while [ -z "$last" ]; do
    item=${rest%%["$2"]*}
    if [ "$item" = "$rest" ]; then last=1; else rest=${rest#"$item"?}; fi
    while [ "$3" = many ]; do
      case $rest in
        ["$2"]*) rest=${rest#?} ;;
        *) break ;;
      esac
    done
    if [ -n "$item" ]; then items=$items$empty$item$mark empty=; else empty=$empty$mark; fi
  done
  printf %s "$items"
}""",
    "text_tokenize": """\
text_tokenize() {  # text characters: the items between such characters that are not empty
  items=$(text_fields "$1" "$2" many) && list_present "$items"
}""",
    "text_readLines": """\
text_readLines() {  # text: its lines, whatever ends them
  case $1 in
    '') return ;;
    *"$mark"*) return 1 ;;
  esac
  lines=$(printf %s "$1" | LC_ALL=C sed -z 's/\\r\\n/\\n/g; s/\\r/\\n/g' | tr '\\n' '\\036'; printf x)
  lines=${lines%x}
  printf %s "${lines%"$mark"}$mark"
}""",
    "list_item": """\
list_item() {  # list place: negative places count from the end
  rest=$1 place=$2
  [ "$place" -ge 0 ] || place=$((place + $(list_size "$1")))
  [ "$place" -ge 0 ] || return 1
  while [ "$place" -gt 0 ]; do rest=${rest#*"$mark"} place=$((place - 1)); [ -n "$rest" ] || return 1; done
  [ -n "$rest" ] && printf %s "${rest%%"$mark"*}"
}""",
    "list_at": """\
list_at() {  # list place: as list_item, of a place that Groovy throws at where it is not there
  list_item "$@"
}""",
    "list_get": """\
list_get() {  # list place: no place counts from the end
  [ "$2" -ge 0 ] && list_item "$@"
}""",
    "list_size": """\
list_size() {  # list
  printf %s "$(($(printf %s "$1" | tr -dc '\\036' | wc -c)))"
}""",
    "list_join": """\
list_join() {  # list glue
  rest=$1 glue=
  while [ -n "$rest" ]; do
    printf %s "$glue${rest%%"$mark"*}"
    rest=${rest#*"$mark"} glue=$2
  done
}""",
    "list_text": """\
list_text() {  # list: as Groovy prints it
  printf '['
  list_join "$1" ', '
  printf ']'
}""",
    "list_range": """\
list_range() {  # list first last: from the first to the last item; negative places count from the end
  size=$(list_size "$1") first=$2 last=$3
  [ "$first" -ge 0 ] || first=$((first + size))
  [ "$last" -ge 0 ] || last=$((last + size))
  [ "$first" -ge 0 ] && [ "$first" -le "$last" ] && [ "$last" -lt "$size" ] || return 1
  list_drop "$(list_take "$1" $((last + 1)))" "$first"
}""",
    "list_take": """\
list_take() {  # list number
  rest=$1 left=$2
  while [ -n "$rest" ] && [ "$left" -gt 0 ]; do
    printf %s "${rest%%"$mark"*}$mark"
    rest=${rest#*"$mark"} left=$((left - 1))
  done
}""",
    "list_drop": """\
list_drop() {  # list number
  rest=$1 left=$2
  while [ -n "$rest" ] && [ "$left" -gt 0 ]; do rest=${rest#*"$mark"} left=$((left - 1)); done
  printf %s "$rest"
}""",
    "list_tail": """\
list_tail() {  # list: without its first item
  [ -n "$1" ] && printf %s "${1#*"$mark"}"
}""",
    "list_init": """\
list_init() {  # list: without its last item
  [ -n "$1" ] && list_take "$1" $(($(list_size "$1") - 1))
}""",
    "list_reverse": """\
list_reverse() {  # list
  rest=$1 items=
  while [ -n "$rest" ]; do items=${rest%%"$mark"*}$mark$items rest=${rest#*"$mark"}; done
  printf %s "$items"
}""",
    "list_sort": """\
list_sort() {  # list: in the order of characters
  printf %s "$1" | tr '\\036' '\\000' | LC_ALL=C sort -z | tr '\\000' '\\036'
}""",
    "list_present": """\
list_present() {  # list: the items that are not empty
  rest=$1
  while [ -n "$rest" ]; do
    [ "${rest#"$mark"}" != "$rest" ] || printf %s "${rest%%"$mark"*}$mark"
    rest=${rest#*"$mark"}
  done
}""",
    "list_each": """\
list_each() {  # list function: what the function makes of each item
  items=$1
  while [ -n "$items" ]; do
    "$2" "${items%%"$mark"*}" && printf %s "$mark" || return 1
    items=${items#*"$mark"}
  done
}""",
    "list_collect": """\
list_collect() {  # list name code: what the code prints for each item, which it finds under the name
  items=$1
  while [ -n "$items" ]; do
    eval "$2=\\${items%%\"\\$mark\"*}"
    items=${items#*"$mark"}
    made=$(eval "$3" && printf x) || return 1
    case $made in
      *"$mark"*) return 1 ;;
    esac
    printf %s "${made%x}$mark"
  done
}""",
    "list_of": """\
list_of() {  # [item ...]
  for item; do
    case $item in
      *"$mark"*) return 1 ;;
    esac
    printf %s "$item$mark"
  done
}""",
    "list_plus": """\
list_plus() {  # list list
  printf %s "$1$2"
}""",
    "list_without": """\
list_without() {  # list text: the items that are not this text
  rest=$1
  while [ -n "$rest" ]; do
    [ "${rest%%"$mark"*}" = "$2" ] || printf %s "${rest%%"$mark"*}$mark"
    rest=${rest#*"$mark"}
  done
}""",
    "list_holds": """\
list_holds() (  # list item
  mark=$(printf '\\036')
  case $mark$1 in
    *"$mark$2$mark"*) return 0 ;;
  esac
  return 1
)""",
    "starts_with": """\
starts_with() {  # value part
  case $1 in
    "$2"*) return 0 ;;
  esac
  return 1
}""",
    "ends_with": """\
ends_with() {  # value part
  case $1 in
    *"$2") return 0 ;;
  esac
  return 1
}""",
    "before": """\
before() {  # text text: whether the first stands before the second, character by character
  LC_ALL=C awk 'BEGIN { exit !(ARGV[1] "" < ARGV[2] "") }' "$1" "$2"
}""",
    "clock": """\
clock() {  # name: the milliseconds since 1970, for a moment of that name
  printf %s "$(date +%s%3N)"
}""",
    "time_format": """\
time_format() {  # milliseconds format: the moment as GNU date writes it, in UTC
  text=$(LC_ALL=C date -u -d "@${1%???}.${1#"${1%???}"}" "+$2") && printf %s "$text"
}""",
    "finds": """\
finds() {  # value pattern: whether the expression, which matches no end of a line, matches somewhere in the value
  printf '%s\\n' "$1" | tr '\\r' '\\n' | grep -E -e "$2" > /dev/null
}""",
}

NEEDS = {
    **dict.fromkeys(("json_entry", "json_given", "json_cast"), ("json",)),
    "json_safe": ("json",),
    "text_size": ("ascii",),
    "text_indexOf": ("ascii",),
    "text_lastIndexOf": ("ascii",),
    "text_substring": ("ascii",),
    "text_range": ("ascii", "text_substring"),
    "text_charAt": ("ascii", "text_substring", "text_range"),
    "text_take": ("ascii", "text_substring"),
    "text_drop": ("ascii", "text_substring"),
    "text_padLeft": ("ascii",),
    "text_sed": ("ascii",),
    "text_toInteger": ("text_trim",),
    "text_parseInt": ("text_trim", "text_toInteger"),
    "text_isInteger": ("text_trim", "text_toInteger"),
    "text_toLong": ("text_trim", "text_toInteger"),
    "text_toBoolean": ("text_trim",),
    "text_tokenize": ("text_fields", "list_present"),
    "list_item": ("list_size",),
    "list_at": ("list_size", "list_item"),
    "list_get": ("list_size", "list_item"),
    "list_text": ("list_join",),
    "list_range": ("list_size", "list_take", "list_drop"),
    "list_init": ("list_size", "list_take"),
}
