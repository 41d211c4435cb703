#!/bin/bash
# SPDX-License-Identifier: MIT
# tidy.sh ROOT BUILD FOLDER... [deep]: clang-tidy over the sources of src but for these folders, as
# .clang-tidy wants it; and what clang itself warns of.
#
# The analyzer follows calls less far than it can, unless `deep` is said: 1.4 s of CPU a source, not
# 8. Before a release: tests/checks/tidy.sh . build/dev admin sandbox stack deep
set -eu -o pipefail

cd "$1"
build=$2
shift 2
less=(--extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=mode=shallow)
left_out=()
for word in "$@"; do
    if [ "$word" = deep ]; then less=(); else left_out+=(-not -path "src/$word/*"); fi
done
mapfile -t files < <(find src -name '*.cpp' "${left_out[@]}" | sort)
[ ${#files[@]} -gt 50 ] || { echo "tidy: only ${#files[@]} sources found" >&2; exit 1; }
printf '%s\n' "${files[@]}" | xargs -P 2 -n 4 clang-tidy-14 -p "$build" --quiet "${less[@]}" 2>/dev/null
echo "figure: clang-tidy: ${#files[@]} sources"
