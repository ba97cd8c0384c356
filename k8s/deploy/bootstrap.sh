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

fetch() {
  mkdir -p "$cache"
  curl --proto '=https' --fail --silent --show-error --location --retry 3 --max-time 120 --output "$2.part" "$1" ||
    fail "can not fetch $1"
  mv "$2.part" "$2"
}

# Fetches the files whose sum is not known and notes it; the first fetch decides, so the change is to be looked at.
cmd_pin() {
  local name version url file
  while read -r name version _ _ url <&4; do
    file=$name-$version.yaml
    if known_sum "$file" >/dev/null; then say "$file: known"; continue; fi
    fetch "$url" "$cache/$file"
    printf '%s  %s\n' "$(sum_of "$cache/$file")" "$file" >>"$SUMS"
    say "$file: $(known_sum "$file"), new; compare it with what its project publishes, then commit k8s/bootstrap/SHA256SUMS"
  done 4< <(awk '/^[a-z]/' "$k8s/bootstrap/operators")
}
