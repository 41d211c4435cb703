#!/bin/bash
# SPDX-License-Identifier: MIT
# tidy.sh ROOT BUILD [deep]: clang-tidy over the sources of module and helper, as .clang-tidy wants it.
#
# The analyzer follows calls less far than it can, unless `deep` is said: 1.4 s of CPU a source, not
# 8. Before a release: tests/checks/tidy.sh . build/dev deep
set -eu -o pipefail

cd "$1"
build=$2
less=(--extra-arg=-Xclang --extra-arg=-analyzer-config --extra-arg=-Xclang --extra-arg=mode=shallow)
[ "${3-}" != deep ] || less=()
folders=(words base json http confinement infobip config directory limits recovery audit link otp assembly pam helper)
files=()
for folder in "${folders[@]}"; do files+=(src/"$folder"/*.cpp); done
[ ${#files[@]} -gt 50 ] || { echo "tidy: only ${#files[@]} sources found" >&2; exit 1; }
printf '%s\n' "${files[@]}" | xargs -P 2 -n 4 clang-tidy-14 -p "$build" --quiet "${less[@]}" 2>/dev/null
echo "figure: clang-tidy: ${#files[@]} sources"
