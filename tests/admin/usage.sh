# SPDX-License-Identifier: MIT
# Messages by account and day.
show infobip-otp usage
show spend root send failure send failure success
show spend daemon send give_back send send send refused refused
show infobip-otp usage
show infobip-otp usage daemon
show infobip-otp usage --json
show infobip-otp usage no-such-account

# One damaged record hides no other.
echo rubbish >"$state/6461656d6f6e.limits"
show infobip-otp usage
