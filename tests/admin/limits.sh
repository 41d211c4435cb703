# SPDX-License-Identifier: MIT
# Showing and resetting what an account has spent.
show infobip-otp limits show root
show spend root send failure
show infobip-otp limits show root
show spend root send send refused
show infobip-otp limits show root
show infobip-otp limits show root --json
show infobip-otp limits reset root
show infobip-otp limits show root
show spend root failure failure failure failure failure failure failure failure failure failure refused
show infobip-otp limits show root
show spend '../gone' send
show infobip-otp limits show '../gone'

# A record that cannot be read is named; a reset mends it.
echo rubbish >"$state/726f6f74.limits"
show infobip-otp limits show root
show infobip-otp limits reset root
show infobip-otp limits show root

# The machine's limit counts as well.
echo 'sends_per_host = 1/1h' >>"$conf"
show infobip-otp limits show root
