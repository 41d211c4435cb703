# SPDX-License-Identifier: MIT
# Help at each level, and what is said to whoever types it wrong.
show infobip-otp --help
show infobip-otp recovery --help
show infobip-otp usage --help
show infobip-otp limits reset -h
show infobip-otp
show infobip-otp recovery
show infobip-otp recover new root
show infobip-otp limits show
show infobip-otp limits show root daemon
show infobip-otp usage --frob
show infobip-otp usage --conf
show infobip-otp $'bad\e[31mname'
show infobip-otp limits show -- --help
