#!/bin/bash
# SPDX-License-Identifier: MIT
# format.sh [ROOT]: every C++ file is as .clang-format and clang-format-14 write it.
set -eu
cd "${1:-.}"
mapfile -t files < <(find . -path ./build -prune -o -name '*.[ch]pp' -print | sort)
[ ${#files[@]} -gt 0 ] || {
    echo "format: no C++ files below $PWD"
    exit 1
}
clang-format-14 --dry-run -Werror "${files[@]}"
echo "format: ${#files[@]} files"
