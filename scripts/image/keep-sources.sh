#!/bin/sh
# keep-sources.sh FOLDER...: what else lay in the folders of the program, such as a key or a dump, stays out of the image, and so
# does what is no regular file.
set -eu
find "$@" ! -type d ! \( -type f \( -name '*.ts' -o -path cli/flock.js -o -path auth-service/passwords/common-passwords.txt \
  -o -path 'drizzle/*/[0-9][0-9][0-9][0-9]_*.sql' ! -path 'drizzle/*/*/*' \) \) -exec rm {} +
find "$@" -type d -empty -delete
