#!/bin/bash
# SPDX-License-Identifier: MIT
# shell.sh [ROOT]: shellcheck over every shell script of the project.
set -eu
cd "${1:-.}"
mapfile -t scripts < <(grep -rlE --exclude-dir=build --exclude-dir=.git '^#!/bin/(ba)?sh' . | sort)
[ ${#scripts[@]} -gt 0 ] || {
    echo "shell: no scripts below $PWD"
    exit 1
}
shellcheck -x "${scripts[@]}"
echo "shell: ${#scripts[@]} scripts"
