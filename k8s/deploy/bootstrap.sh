# Fetching what k8s/bootstrap names. A file is used only when its SHA-256 is the known one.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/flock/bootstrap

bootstrap_file() {
  local file=$1-$2.yaml
  known_sum "$file" >/dev/null || fail "nobody has seen $file yet, so its SHA-256 is not known: make pin, look at the change, and commit it"
  if ! has_sum "$cache/$file"; then
    fetch "$3" "$cache/$file"
    has_sum "$cache/$file" || fail "$3 is not the file whose SHA-256 is in k8s/bootstrap/SHA256SUMS: somebody has changed it"
  fi
  printf '%s' "$cache/$file"
}

known_sum() { awk -v file="$1" '$2 == file { print $1; found = 1 } END { exit !found }' "$SUMS"; }

has_sum() { [[ -f $1 ]] && [[ $(sum_of "$1") == "$(known_sum "${1##*/}")" ]]; }

sum_of() { sha256sum "$1" | cut -d ' ' -f 1; }

# Leaves a whole file or none. What curl says of its retries is left out.
fetch() {
  local problem
  mkdir -p "$cache"
  if problem=$(curl --proto '=https' --fail --silent --show-error --location --retry 3 --max-time 120 --output "$2.part" "$1" 2>&1); then
    mv "$2.part" "$2"
  else
    rm -f "$2.part"
    warn "can not fetch $1 (${problem##*$'\n'})"
    fail "without a network: put that file at $2, and repeat"
  fi
}

# Notes the sum of every file whose sum is not known; the first look decides, so the change is to be looked at. A file that
# somebody has put into the cache is taken from there.
cmd_pin() {
  local name version url file missing=0 _
  while read -r name version _ _ url <&4; do
    file=$name-$version.yaml
    if known_sum "$file" >/dev/null; then say "$file: known"; else pin "$file" "$url" || missing=$((missing + 1)); fi
  done 4< <(awk '/^[a-z]/' "$k8s/bootstrap/operators")
  ((missing == 0)) || fail "of $missing files nothing was noted: make pin again, with a network or with the files in $cache"
}

pin() {
  local from=$2
  if [[ -s $cache/$1 ]]; then from=$cache/$1; else (fetch "$2" "$cache/$1") || return 1; fi
  printf '%s  %s\n' "$(sum_of "$cache/$1")" "$1" >>"$SUMS"
  say "$1: $(known_sum "$1"), new, from $from; compare it with what its project publishes, then commit k8s/bootstrap/SHA256SUMS"
}
