#!/bin/bash
# SPDX-License-Identifier: MIT
# test_debian_tree.sh: scripts/debian-tree runs a command in a copy, and nothing of it is left, however
# it ends. The release is this machine's own file system here.
# shellcheck disable=SC2317 # functions that are called by name
set -eu
if [ "$(id -u)" != 0 ]; then exit 77; fi
scripts=$(readlink -f "$(dirname "$0")/../../scripts")
INFOBIP_OTP_TREES=$(mktemp -d -p /dev/shm) # a layer may not lie within another one
export INFOBIP_OTP_TREES
trap 'rm -rf "$INFOBIP_OTP_TREES"' EXIT
tree=$INFOBIP_OTP_TREES/13
mark=debian-tree$$
failed=0

mkdir -p "$tree/packages/etc" "$tree/packages/home/nora"
ln -s / "$tree/bare"
{ grep -v ^nora: /etc/passwd; echo nora:x:4567:4567::/home/nora:/bin/bash; } >"$tree/packages/etc/passwd"
{ grep -v ^nora: /etc/group; echo nora:x:4567:; } >"$tree/packages/etc/group"
chown 4567:4567 "$tree/packages/home/nora"
chmod 700 "$tree/packages/home/nora"
cp "$scripts/setup" "$tree/setup"

claim() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then echo "yes: $what"; else
        echo "NO:  $what"
        failed=1
    fi
}

not() { if "$@"; then return 1; fi; }

in_tree() { "$scripts/debian-tree" 13 "$@"; }

ended_with() { # STATUS COMMAND...
    local wanted=$1 status=0
    shift
    "$@" >/dev/null 2>&1 || status=$?
    [ "$status" = "$wanted" ]
}

comes_true() { # COMMAND...
    for _ in $(seq 600); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    return 1
}

there() { # PATTERN: of the command lines, one that does not match itself
    grep -qsz "$1" /proc/[0-9]*/cmdline
}

gone() { comes_true not there "$1"; }

# shellcheck disable=SC2016 # for the inner shell
inside='set -eu
    test "$PWD" = /home/nora/pam-infobip-otp
    test "$(stat -c %U:%a /home/nora)" = nora:700
    test "$(stat -c %U scripts/setup)" = nora
    test ! -e build && test ! -e .git && test -x scripts/test
    test "$(id -u)" = 0 && test -z "${LEAK-}" && test $$ -lt 1000
    test "$(ip -o link | wc -l)" = 1
    touch "/etc/$0" "/usr/$0" "/var/$0" "/run/$0" "/dev/shm/$0" "/tmp/$0" "$0"
    setsid sleep 98766 >/dev/null 2>&1 &
    echo kept >>"$CCACHE_DIR/$0"'
claim 'a command has a clean checkout in a closed home, and nothing of the caller is in sight' \
    env LEAK=x "$scripts/debian-tree" 13 sh -c "$inside" "$mark"
for file in /etc/ /usr/ /var/ /run/ /dev/shm/ /tmp/; do
    claim "no file is left in $file" [ ! -e "$file$mark" ]
done
claim 'no file is left in the tree' [ -z "$(find "$tree/packages" -name "$mark")" ]
claim 'no process is left' gone '[9]8766'
claim 'the cache of the compiler is kept' in_tree grep -q kept "/var/cache/ccache/$mark"
claim 'the exit status is the command'\''s' ended_with 3 in_tree sh -c 'exit 3'
claim 'the input is the command'\''s' [ "$(echo typed | in_tree cat)" = typed ]
for bad in '' 11 --bare /; do
    # shellcheck disable=SC2086
    claim "'$bad' is no release" ended_with 64 "$scripts/debian-tree" $bad
done

# Without a network a release that is not there yet cannot be made: no fault of what is tested.
claim 'without the archive it says 77' \
    ended_with 77 env INFOBIP_OTP_TREES="$INFOBIP_OTP_TREES/none" unshare --net "$scripts/debian-tree" 13 true

for signal in KILL TERM INT HUP; do
    set -m # without job control it would ignore Ctrl-C
    "$scripts/debian-tree" 13 sh -c "touch /etc/$mark; sleep \$((98766 + 1))" &
    child=$!
    set +m
    claim "it runs" comes_true there '[9]8767'
    kill -$signal $child
    claim "no process is left after SIG$signal" gone '[9]8767'
    claim "no file and no mount is left after SIG$signal" \
        not sh -c "test -e /etc/$mark || grep -q $INFOBIP_OTP_TREES /proc/mounts"
    wait $child 2>/dev/null || :
done
for moment in 0.02 0.1 0.3 0.6 1 2; do
    # shellcheck disable=SC2016 # the word is in the command line of the inner one only
    "$scripts/debian-tree" 13 sh -c 'sleep $((98767 + 1)) && :' >/dev/null 2>&1 &
    child=$!
    sleep $moment
    kill -KILL $child 2>/dev/null || : # it may have ended
    claim "no process is left when it is killed after $moment s" gone '[9]8768'
    wait $child 2>/dev/null || :
done
exit $failed
