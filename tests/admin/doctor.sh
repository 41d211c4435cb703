# SPDX-License-Identifier: MIT
# The linter on stacks of its own folder; nothing of this machine is looked at.
pam=$work/pam.d
mkdir "$pam"
printf '\177ELF' >"$work/pam_infobip_otp.so" # only looked for
ours=$work/pam_infobip_otp.so

doctor() {
    show infobip-otp doctor --pam-dir "$pam" --sudoers "$work/sudoers" --sshd "$work/sshd" "$@"
}
service() { # NAME, lines on stdin
    cat >"$pam/$1"
}
printf '%s\n' 'usepam yes' 'kbdinteractiveauthentication yes' 'passwordauthentication no' \
    'pubkeyauthentication yes' 'authenticationmethods any' 'logingracetime 120' 'maxauthtries 6' \
    'maxstartups 50:30:200' 'permitrootlogin no' >"$work/sshd"
: >"$work/sudoers"

service sshd <<END
auth requisite pam_unix.so
auth required $ours
auth required pam_permit.so
account required pam_unix.so
END
cp "$pam/sshd" "$pam/sudo"
cp "$pam/sshd" "$pam/sudo-i"
doctor sudo
doctor

# Mistakes, and the smallest change that mends them.
service sudo <<END
auth sufficient pam_unix.so
auth required $ours
account required pam_unix.so
END
doctor sudo --fix
service sudo <<END
auth required $ours
auth requisite pam_unix.so
account required pam_unix.so
END
doctor sudo --fix
printf 'auth required pam_unix.so\naccount required pam_unix.so\n' >"$pam/sudo-i"
cp "$pam/sshd" "$pam/sudo"
echo 'alice ALL=(ALL) NOPASSWD: ALL' >"$work/sudoers"
doctor sudo
printf 'alice ALL=(ALL) NOPASSWD : ALL\n@include %s/more-rules\n' "$work" >"$work/sudoers"
doctor sudo
sed -i 's/passwordauthentication no/passwordauthentication yes/; s/120/30/' "$work/sshd"
doctor sshd
doctor sshd --json

# Debian 13's sshd shuts addresses out; as it is set there one bad login is let pass.
sed -i 's/passwordauthentication yes/passwordauthentication no/; s/logingracetime 30/logingracetime 120/' "$work/sshd"
penalties='crash:90 authfail:5 noauth:1 grace-exceeded:10 refuseconnection:10 max:600 min:15'
printf '%s\n' 'persourcemaxstartups none' "persourcepenalties $penalties" >>"$work/sshd"
doctor sshd
sed -i 's/authfail:5/authfail:15/; s/persourcemaxstartups none/persourcemaxstartups 2/' "$work/sshd"
doctor sshd

# The time of a login that sshd has to wait for may stand on the line of PAM.
sed -i "s|required $ours|required $ours login_timeout=3m|" "$pam/sshd"
doctor sshd

# Settings of sshd that leave no way, or are not known, and settings of ours that let in.
sed -i "s| login_timeout=3m||" "$pam/sshd"
printf '%s\n' 'usepam yes' 'kbdinteractiveauthentication yes' 'passwordauthentication no' \
    'pubkeyauthentication no' 'authenticationmethods publickey' 'logingracetime 120' >"$work/sshd"
doctor sshd
rm "$work/sshd"
doctor sshd
echo 'when_unreachable = allow' >>"$conf"
doctor sshd

# sshd and sudo may ask another service than the one of their name; su has two.
echo 'exempt_groups = robots-of-nowhere' >>"$conf"
printf '%s\n' 'usepam yes' 'kbdinteractiveauthentication yes' 'passwordauthentication no' \
    'pubkeyauthentication yes' 'authenticationmethods keyboard-interactive' 'logingracetime 120' \
    'pamservicename ssh-code' >"$work/sshd"
cp "$pam/sudo" "$pam/ssh-code"
doctor sshd
printf 'auth required pam_unix.so\naccount required pam_unix.so\n' >"$pam/ssh-code"
doctor sshd
sed -i '/exempt_groups/d; /when_unreachable/d' "$conf"
cp "$pam/sudo" "$pam/sudo-code"
printf '%s\n' 'Defaults pam_service=sudo-code' 'Defaults:root pam_service=sudo-touch' >"$work/sudoers"
doctor sudo
printf '%s\n' 'Defaults pam_service' >"$work/sudoers" # sudo passes it over
doctor sudo
cp "$pam/sudo" "$pam/su"
printf '%s\n' 'Defaults pam_service=sudo-touch' >"$work/sudoers"
cp "$pam/ssh-code" "$pam/sudo"
doctor sudo
printf 'auth required pam_unix.so\naccount required pam_unix.so\n' >"$pam/su-l"
doctor su

# What is meant is accepted, in the words of today, and taken back.
printf '%s\n' 'usepam yes' 'kbdinteractiveauthentication yes' 'passwordauthentication no' \
    'pubkeyauthentication yes' 'authenticationmethods any' 'logingracetime 120' 'maxauthtries 6' \
    'maxstartups 50:30:200' 'permitrootlogin no' >"$work/sshd"
doctor sshd --accept ssh.key-alone --reason 'the way	back in'
doctor sshd
doctor sshd --all
doctor sshd --accept ssh.key-alone
doctor sshd --accept pam.asks
show grep -c . "$work/accepted"
sed -i 's/^authenticationmethods any/authenticationmethods publickey keyboard-interactive/' "$work/sshd"
doctor sshd
doctor sshd --withdraw ssh.key-alone
doctor --withdraw ssh.key-alone
chmod 666 "$work/accepted"
doctor sshd
rm "$work/accepted"

# Advice that fits the control of our line; and a condition that leads to a line that denies.
: >"$work/sudoers"
service sudo <<END
auth requisite pam_unix.so
auth [success=1 default=ignore] $ours
auth requisite pam_deny.so
account required pam_unix.so
END
printf 'exempt_groups = otp-free\n' >>"$conf"
doctor sudo
service sudo <<END
auth [success=1 default=ignore] pam_succeed_if.so user = dave
auth [success=1 default=ignore] pam_unix.so
auth requisite pam_deny.so
auth required pam_permit.so
auth required $ours
account required pam_unix.so
END
doctor sudo

# What an included file says of many services is said once.
rm "$pam"/*
service common-auth <<END
auth requisite pam_unix.so
auth required $ours tries=many
END
for name in sshd sudo sudo-i chfn chsh cron login gdm-password lightdm sddm passwd-quality cockpit; do
    printf '@include common-auth\naccount required pam_unix.so\n' >"$pam/$name"
done
doctor

printf '%s\n' 'auth requisite pam_unix.so' "auth required $ours" >"$pam/common-auth"
sed -i '/^base_url/d' "$conf"
doctor chfn chsh

# Wrong usage.
doctor ../shadow
doctor --user nobody-of-this-name
show infobip-otp usage --fix
