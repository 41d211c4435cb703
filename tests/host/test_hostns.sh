#!/bin/bash
# SPDX-License-Identifier: MIT
# test_hostns.sh: scripts/hostns shows the machine, takes every change, and leaves nothing of it.
# shellcheck disable=SC2317 # functions that are called by name
set -eu
hostns=$(readlink -f "$(dirname "$0")/../../scripts/hostns")
if [ "$(id -u)" != 0 ]; then exit 77; fi
mark=hostns$$
failed=0

claim() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then echo "yes: $what"; else
        echo "NO:  $what"
        failed=1
    fi
}

not() { if "$@"; then return 1; fi; }

ended_with() {
    local status=0
    "$hostns" bash -c "exit $1" || status=$?
    [ "$status" = "$1" ]
}

cd "$(dirname "$0")"
LEAK=$mark "$hostns" bash -c "
    set -eu
    useradd $mark
    touch /etc/$mark /usr/$mark /var/$mark /tmp/$mark /root/$mark /dev/shm/$mark /run/$mark $mark
    logger --tag $mark hello
    setsid sleep 98765 $mark >/dev/null 2>&1 &
    id $mark && grep -q '$mark: hello' /var/log/syslog && test -e test_hostns.sh &&
        test -z \"\${LEAK-}\" && test \$\$ -lt 1000 && test \"\$(ip -o link | wc -l)\" = 1
" >/dev/null && inside=0 || inside=$?

claim 'inside, accounts, files and the log work, and nothing of the caller is in sight' [ "$inside" = 0 ]
claim 'no account is left' not getent passwd "$mark"
for file in /etc/ /usr/ /var/ /tmp/ /root/ /dev/shm/ /run/ ./; do
    claim "no file is left in $file" [ ! -e "$file$mark" ]
done
claim 'no process is left' not grep -qsz 98765 /proc/[0-9]*/cmdline
claim 'no mount is left' not grep -q hostns /proc/mounts
claim 'the exit status is the command'\''s' ended_with 3
exit $failed
