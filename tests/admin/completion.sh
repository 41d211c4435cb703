# SPDX-License-Identifier: MIT
# What bash offers, by its own means: the function that complete -F named, over COMP_WORDS. Sorted, as
# bash shows it.
"$tool" completion >"$work/completion"
shellcheck -s bash "$work/completion" && echo "shellcheck finds nothing"
# shellcheck source=/dev/null
. "$work/completion"
complete -p infobip-otp
mkdir "$work/a-folder"
touch "$work/a-file"

offer() { # WORD...: what is offered for the last of them, as after TAB
    COMP_WORDS=(infobip-otp "$@")
    COMP_CWORD=$#
    COMPREPLY=()
    _infobip_otp infobip-otp "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "$* ->$(printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | sed 's/^/ /' | tr -d '\n')"
}
offer ''
offer l
offer user ''
offer recovery re
offer lim
offer limits reset roo
offer user add roo
offer user add root ''
offer usage roo
offer usage root roo
offer doctor sud
offer doctor sudo ssh
offer doctor common-a
offer doctor --
offer --conf x user list --
offer user list --show
offer explain --user roo
offer explain --user = roo
offer explain --user = | grep -ow root
offer explain --user root --service sud
offer explain --user = root --
offer doctor --pam-dir "$work/a-"
offer doctor --sshd "$work/a-"
offer --conf "$work/a-"
offer --conf "$work/a-file" recovery count roo
offer explain --rhost ''
offer -
offer no-such-command ''
offer user --
offer completion ''
# Names that somebody else has chosen: nothing in them is run, at the TAB or at the Enter behind it.
compgen() {
    [ "$1" != -u ] || printf 'an-account%s\n' '' "\$(touch $work/run)" "\`touch\${IFS}$work/run\`" ';b' ' c'
    builtin compgen "$@"
}
offer user show an-account
[ ! -e "$work/run" ] || echo "a name was run"
compopt() { echo "compopt $*"; }
offer explain --log "$work/a-fi"
# With a phone: those of the users file, where it may be read.
sed() {
    case "$*" in
        */etc/infobip-otp/users) printf '%s\n' alice-with-a-phone ;;
        *) command sed "$@" ;;
    esac
}
offer user remove al
offer user test bob
