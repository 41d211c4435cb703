# SPDX-License-Identifier: MIT
# Settings, folders and people that will not do.
show infobip-otp --conf /nonexistent usage
echo 'tri = 3' >>"$conf"
show infobip-otp usage
sed -i '$d' "$conf"

mkdir -m 0755 "$state"
show infobip-otp usage
show infobip-otp recovery new root
show infobip-otp limits reset root
chmod 0700 "$state"
show infobip-otp usage

# Somebody else than root.
chmod 0755 "$work"
nobody() {
    "$(dirname "$case_file")/../module/as_nobody" "$tool" --conf "$conf" "$@"
}
show nobody check
show nobody usage
show nobody limits reset root
