#!/bin/bash
# SPDX-License-Identifier: MIT
# build_again.sh FOLDER OTHER: another build, in OTHER, gives the very packages of FOLDER.
set -eu
folder=$1
other=$2

rm -rf "$other"
begun=$SECONDS
# Not from the compiler cache: it would give what the first build made.
env -u CMAKE_C_COMPILER_LAUNCHER -u CMAKE_CXX_COMPILER_LAUNCHER \
    "$(dirname "$(readlink -f "$0")")/../../scripts/package" "$other"
echo "figure: building the packages a second time: $((SECONDS - begun)) s"
count=0
for package in "$folder"/*.deb; do
    cmp "$package" "$other/$(basename "$package")"
    count=$((count + 1))
done
[ "$count" -ge 2 ] || {
    echo "build_again: no packages in $folder" >&2
    exit 1
}
echo "$count packages are the same, bit by bit"
