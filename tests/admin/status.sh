# SPDX-License-Identifier: MIT
# How things stand where nothing is set up, and where the settings are wrong.
mkdir "$work/pam.d"
printf '%s\n' 'auth required pam_unix.so' 'account required pam_unix.so' | tee "$work/pam.d/sshd" \
    "$work/pam.d/sudo" >"$work/pam.d/sudo-i"
printf '%s\n' 'usepam yes' 'kbdinteractiveauthentication yes' 'passwordauthentication no' \
    'permitrootlogin no' >"$work/sshd"
: >"$work/sudoers"
status() {
    show infobip-otp status --pam-dir "$work/pam.d" --sshd "$work/sshd" --sudoers "$work/sudoers" "$@"
}
: >"$conf"
status
echo 'tries = many' >"$conf"
status
status --json
show infobip-otp status sshd
