# SPDX-License-Identifier: MIT
# Colours on a terminal alone, and none where NO_COLOR is set; script(1) is the terminal.
export TERM=xterm
unset NO_COLOR
pam=$work/pam.d
mkdir "$pam"
printf '%s\n' 'auth sufficient pam_unix.so' 'auth required pam_infobip_otp.so' \
    'account required pam_unix.so' >"$pam/login"
touch "$work/sudoers"
words() { # its level words, escape sequences as ^[
    cat -v | grep -oE '^  (\^\[\[[0-9]+m)?(ok|warning|failure)(\^\[\[0m)?' | sort -u
}
on_terminal() {
    echo "on a terminal${2:+ with $2}: $1"
    env ${2:+"$2"} script -qec "$tool --conf $conf $1" /dev/null </dev/null | words
}
on_terminal "doctor --pam-dir $pam login"
on_terminal "doctor --pam-dir $pam login" NO_COLOR=1
on_terminal "doctor --pam-dir $pam login" NO_COLOR=
# What else check finds is a matter of the machine.
on_terminal check | grep failure
on_terminal check NO_COLOR=1 | grep failure
on_terminal "doctor --pam-dir $pam login" TERM=dumb
echo "into a pipe"
"$tool" --conf "$conf" doctor --pam-dir "$pam" login | words
"$tool" --conf "$conf" check | words | grep failure

# Errors go to stderr, with what to do next.
infobip-otp limits show 2>/dev/null
infobip-otp doctor --user nobody-of-this-name 2>&1 >/dev/null
