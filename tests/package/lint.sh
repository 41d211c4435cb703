#!/bin/bash
# SPDX-License-Identifier: MIT
# lint.sh FOLDER: lintian and blhc have nothing to say about the packages in FOLDER.
set -eu
folder=$1

# Whatever it finds it ends well: a status is its own failure, and what it finds is looked for here.
ended=0
said=$(lintian --fail-on none --display-info --pedantic --tag-display-limit 0 --allow-root \
    "$folder"/*.changes 2>&1) || ended=$?
printf '%s\n' "$said"
[ $ended = 0 ] || {
    echo "lint: lintian ended with $ended" >&2
    exit 1
}
! grep -qE '^[EWIPX]: ' <<<"$said" || exit 1
blhc --all "$folder/build.log"
[ "$(grep -c -- '-D_FORTIFY_SOURCE=2.* -c ' "$folder/build.log")" -ge 20 ] || {
    echo "lint: the log shows no compiler calls; blhc had nothing to look at" >&2
    exit 1
}
for package in "$folder"/*.deb; do
    echo "figure: $(basename "$package"): $(stat -c %s "$package") bytes"
done
