#!/bin/sh
# SPDX-License-Identifier: MIT
# test_as_nobody.sh: as_nobody runs a program of a checkout that lies in a home of mode 0700.
set -eu
if [ "$(id -u)" != 0 ]; then exit 77; fi
as_nobody=$(readlink -f "$(dirname "$0")/as_nobody")
home=$(mktemp -d) # of mode 0700
trap 'rm -rf "$home"' EXIT
checkout=$home/in/checkout
mkdir -p "$checkout/docs" "$checkout/tests/module"
cp "$as_nobody" "$checkout/tests/module"
cp /usr/bin/id /bin/cat "$checkout"
echo here >"$checkout/docs/verdicts.md"
failed=0

claim() { # WHAT SEEN EXPECTED
    if [ "$2" = "$3" ]; then echo "yes: $1"; else
        echo "NO:  $1: $2"
        failed=1
    fi
}

closed() {
    "$checkout/tests/module/as_nobody" "$@" 2>&1 || :
}

cd "$checkout/docs"
claim 'it is nobody' "$(closed "$checkout/id" -un)" nobody
claim 'it reads the checkout, in the folder it was started in' "$(closed "$checkout/cat" verdicts.md)" here
claim 'the home is as it was' "$(stat -c %a "$home")" 700
chmod 700 "$checkout/docs"
claim 'what others may not read is said' "$(closed "$checkout/id")" \
    "as_nobody: others may not read $checkout: say chmod -R o+rX there"
exit $failed
