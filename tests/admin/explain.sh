# SPDX-License-Identifier: MIT
# A login on paper, and a refusal in the log. That it foretells the truth: tests/module/test_explain_table.cpp
pam=$work/pam.d
mkdir "$pam"
printf '\177ELF' >"$work/pam_infobip_otp.so" # only looked for
explain() {
    show infobip-otp explain --pam-dir "$pam" --sshd "$work/sshd" "$@"
}
printf '%s\n' 'usepam yes' 'kbdinteractiveauthentication yes' 'passwordauthentication no' \
    'pubkeyauthentication yes' 'authenticationmethods any' >"$work/sshd"
cat >"$pam/sudo" <<END
auth requisite pam_unix.so
auth required $work/pam_infobip_otp.so
auth required pam_permit.so
account required pam_unix.so
END
cp "$pam/sudo" "$pam/sshd"
printf '%s\n' 'auth required pam_unix.so' 'account required pam_unix.so' >"$pam/su"
cat >>"$conf" <<END
users_file = $work/users
api_key_file = $work/key
exempt_groups = nogroup no-such-group
countries = +41
END
(umask 077 && echo 'key' >"$work/key" && printf '%s\n' 'root: +41793026727' 'bin: +15550100' >"$work/users")

explain --user root --service sudo
explain --user daemon --service sshd --rhost 192.0.2.7
explain --user nobody --service sudo
explain --user bin --service sudo --json
explain --user root --service su
show spend root send send send refused
explain --user root --service sshd --rhost 192.0.2.7
show infobip-otp recovery new root
explain --user root --service sshd --rhost 192.0.2.7 --json
show infobip-otp recovery count root
chmod 644 "$work/key"
explain --user root --service sudo
sed -i 's/countries/countrys/' "$conf"
explain --user root --service sudo

# A refusal in the log.
reference() {
    show infobip-otp explain --reference "$@"
}
cat >"$work/log" <<'END'
Nov 22 10:00:01 host sshd[7]: pam_infobip_otp(sshd:auth): event=code_sent request=7F3A2C91D0B4E855 user=alice service=sshd rhost=192.0.2.7 tty=ssh to=********6727
Nov 22 10:00:02 host sshd[8]: Accepted publickey for bob request=7F3A2C91D0B4E855
Nov 22 10:00:03 host sudo[9]: pam_infobip_otp(sudo:auth): event=verdict request=0000000000000001 user=bob service=sudo verdict=denied cause=no_phone ms=2
Nov 22 10:00:09 host sshd[7]: pam_infobip_otp(sshd:auth): event=provider_failed request=7F3A2C91D0B4E855 user=alice service=sshd rhost=192.0.2.7 tty=ssh during=code_checked outcome=no_answer detail="took longer than 8s, status=200"
Nov 22 10:00:09 host sshd[7]: pam_infobip_otp(sshd:auth): event=verdict request=7F3A2C91D0B4E855 user=alice service=sshd rhost=192.0.2.7 tty=ssh to=********6727 verdict=denied cause=no_answer ms=8003
END
reference 7f3a2c --log "$work/log"
reference 7f3a2c --log "$work/log" --all
reference 000000 --log "$work/log" --json
reference ABCDEF --log "$work/log"
reference ABCDEF --log "$work/no-log"

# What has no end is not waited for, and no line is too long for what stands behind it.
mkfifo "$work/fifo"
reference 7F3A2C --log "$work/fifo"
reference 7F3A2C --log /dev/zero
reference 7F3A2C --log "$work"
{ printf '%0300000d' 0; head -n 1 "$work/log"; tail -n 1 "$work/log"; } >"$work/long"
reference 7F3A2C --log "$work/long"

# Wrong usage.
show infobip-otp explain
show infobip-otp explain --user root
show infobip-otp explain --user root --reference 7F3A2C
show infobip-otp explain --user root --service ../shadow
show infobip-otp explain --reference 'x y'
