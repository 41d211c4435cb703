# SPDX-License-Identifier: MIT
# Making, counting and revoking recovery codes.
show infobip-otp recovery count root
show infobip-otp recovery new root
show infobip-otp recovery count root
show infobip-otp recovery count root --json
stat -c '%a %U:%G %n' "$state"
stat -c '%a %U:%G %s bytes: %n' "$state"/*
show infobip-otp recovery revoke root
show infobip-otp recovery count root
show infobip-otp recovery revoke root
show infobip-otp recovery new no-such-account
show infobip-otp recovery count no-such-account
show infobip-otp recovery new "$(printf 'x%.0s' {1..200})"

# Two sets have no code in common.
first=$(infobip-otp recovery new root | grep '^    ')
second=$(infobip-otp recovery new root | grep '^    ')
printf '%s\n%s\n' "$first" "$second" | sort -u | wc -l

# What nobody could read is not counted as made.
infobip-otp recovery new root 2>&1 >/dev/full
echo "[$?]"

# A damaged file is said to be damaged, and a new set mends it.
echo rubbish >"$state/726f6f74.recovery"
show infobip-otp recovery count root
infobip-otp recovery new root | wc -l
show infobip-otp recovery count root
