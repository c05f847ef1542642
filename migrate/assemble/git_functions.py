"""The shell function that checks a repository out.

It is what `GitSCM.checkout` does: https://github.com/jenkinsci/git-plugin. It fetches into the repository of the
current folder, whichever that was before, and leaves files alone that git does not know.
"""

from __future__ import annotations

CHECK_OUT = r"""check_out() (  # url, branch, "local", "detached" or "branch:name" [user password]: into this folder
  set -e
  name=$2
  for start in '*/' refs/heads/ refs/remotes/origin/ remotes/origin/ origin/; do
    case $name in "$start"*) name=${name#"$start"}; break ;; esac
  done
  case $name in
    '' | *[*:?]*) echo "Not converted: a choice among several branches: $2" >&2; exit 1 ;;
  esac
  [ -e .git ] || git init -q
  git config remote.origin.url "$1"
  git config --replace-all remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
  export J2CP_USER="$4" J2CP_PASSWORD="$5" GIT_TERMINAL_PROMPT=0
  helper='!f() { [ "$1" != get ] || printf "username=%s\npassword=%s\n" "$J2CP_USER" "$J2CP_PASSWORD"; }; f'
  url=$1 mode=$3
  [ -n "$4$5" ] && set -- -c credential.helper= -c "credential.helper=$helper" || set --
  git "$@" fetch -q --tags --force -- "$url" '+refs/heads/*:refs/remotes/origin/*'
  commit=$(
    git rev-parse -q --verify "refs/remotes/origin/$name^{commit}" ||
      git rev-parse -q --verify "refs/tags/${name#refs/tags/}^{commit}" ||
      case $name in
        *[!0-9a-f]*) ;;
        *) git rev-parse -q --verify "$name^{commit}" || : ;;
      esac
  )
  [ -n "$commit" ] || { echo "Couldn't find any revision to build: $name" >&2; exit 1; }
  git checkout -q -f --detach "$commit"
  if [ "$mode" = local ] && git show-ref -q --verify "refs/remotes/origin/$name"; then
    git checkout -q -B "$name" "$commit"
  fi
  case $mode in branch:*) git checkout -q -B "${mode#branch:}" "$commit" ;; esac
)"""
