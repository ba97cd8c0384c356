# Which names of images can be deployed: those of one version, so that a Job of its own and a way back belong to it.

# check_image IMAGE: nothing, or one sentence on standard error and a failure.
check_image() {
  local why
  why=$(image_fault "$1")
  [[ $why ]] || return 0
  printf 'the image "%s" %s: name one version, such as registry.example.net/flock:1.2.3 or registry.example.net/flock@sha256:DIGEST\n' "$1" "$why" >&2
  return 1
}

image_fault() {
  local LC_ALL=C repository=${1%%@*} digest= tag=
  [[ $1 != *@* ]] || digest=${1#*@}
  if [[ ${repository##*/} == *:* ]]; then tag=${repository##*:} repository=${repository%:*}; fi
  if [[ ! $repository =~ $repository_form ]]; then printf 'has no name that a registry knows'
  elif [[ $1 == *@* && ! $digest =~ ^sha256:[0-9a-f]{64}$ ]]; then printf 'has a digest that is not sha256: and 64 digits of 0-9 and a-f'
  elif [[ ${1%%@*} == *: || $tag && ! $tag =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]]; then printf 'has a tag that a registry does not know'
  elif [[ ! $tag && ! $digest ]]; then printf 'has no tag and no digest'
  elif [[ $tag == latest ]]; then printf 'is another one tomorrow'
  elif [[ ! $(job_version "$tag" "$1") ]]; then printf 'has a tag after which no Job can be named'; fi
}
repository_form='^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]+)?/)?[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)*$'

# A tag as the end of a Job's name: lower case, DNS-safe, short.
job_version() {
  local version=${2#*@sha256:}
  version=${1:-${version:0:12}}
  version=$(printf '%s' "$version" | tr 'A-Z' 'a-z' | tr -c 'a-z0-9-' '-' | cut -c 1-32)
  printf '%s' "${version%"${version##*[!-]}"}"
}
