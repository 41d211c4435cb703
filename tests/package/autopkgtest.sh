#!/bin/bash
# SPDX-License-Identifier: MIT
# autopkgtest.sh FOLDER: debian/tests on the packages of FOLDER. Inside scripts/hostns.
set -eu
[ -e /run/hostns ] || {
    echo "autopkgtest: installs packages: run it as scripts/hostns $0 ..." >&2
    exit 1
}
cd "$(dirname "$(readlink -f "$0")")/../.."
dpkg --install "$1"/*.deb >/run/install.log 2>&1 || {
    cat /run/install.log
    exit 1
}
sed -n 's/^Tests: //p' debian/tests/control >/run/tests
[ -s /run/tests ]
while read -r test; do
    echo "== $test"
    debian/tests/"$test" </dev/null
done </run/tests
