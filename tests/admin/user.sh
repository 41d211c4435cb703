# SPDX-License-Identifier: MIT
# The users file as an administrator edits it; proofs over the phone are in host_user.py.
users=$work/users
echo "users_file = $users" >>"$conf"
file() { # as it is now, and its mode
    stat -c '%a' "$users"
    cat "$users"
}

show infobip-otp user list
show infobip-otp user add root '+41 (79) 302-67-27' --unverified
show file
printf '# the office\ndaemon: +385911234567; channel=sms\n\n' >>"$users"
show infobip-otp user add daemon +385911234568 --unverified
show file
show infobip-otp user list
show infobip-otp user list --show-numbers
show infobip-otp user list --json
show infobip-otp user show daemon

# A number that somebody else has.
show infobip-otp user add bin +385911234568 --unverified <<<no
show infobip-otp user add bin +385911234568 --unverified <<<yes
show infobip-otp user add sys +385911234568 --unverified --yes

# What cannot be.
show infobip-otp user add nobody-of-this-name +41793026727 --unverified
show infobip-otp user add bin 0793026727 --unverified
show infobip-otp user add bin +41 --unverified
show infobip-otp user add bin '+44 (0)7911 000000' --unverified
show infobip-otp user show games
show infobip-otp user remove games
show infobip-otp user test games
echo 'countries = +41' >>"$conf"
show infobip-otp user add bin +385911234569 --unverified
sed -i '$d' "$conf"
echo 'bin +385' >>"$users"
show infobip-otp user add bin +385911234569 --unverified
show infobip-otp user list

show infobip-otp user remove bin
show infobip-otp user remove sys
show file
chmod 644 "$users"
show infobip-otp user list
show infobip-otp user add root +41793026729 --unverified
show file
