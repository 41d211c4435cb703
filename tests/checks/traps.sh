#!/bin/sh
# SPDX-License-Identifier: MIT
# traps.sh PROGRAM: this build ends a program at undefined behaviour, so hosts are tested with it.
set -u

"$1"
status=$?
[ $status -eq 132 ] && exit 0  # 128 + SIGILL
echo "traps: $1 ended with $status: undefined behaviour goes on in this build"
exit 1
