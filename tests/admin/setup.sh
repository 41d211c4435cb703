# SPDX-License-Identifier: MIT
# What setup says before it asks anybody; with the sandbox and a person: host_setup.py.
setup() {
    show infobip-otp setup "$@" </dev/null
}
manage=$work/manage
(umask 077 && echo a-key-that-may-manage >"$manage")
cp "$conf" "$work/before"

setup --base-url ftp://example.com
setup --base-url http://example.com
setup --base-url https://name:password@example.com
setup
setup --manage-key-file "$work/nothing"
chmod 644 "$manage"
setup --manage-key-file "$manage"
chmod 600 "$manage"
echo 'App a-key' >"$manage"
setup --manage-key-file "$manage"
: >"$manage"
setup --manage-key-file "$manage"
setup --manage-key-file -
echo a-key-that-may-manage >"$manage"
setup --manage-key-file "$manage" --text 'no code in it'
setup --frobnicate
setup more
echo 'base_url' >>"$conf"
setup --manage-key-file "$manage"
sed -i '$d' "$conf"
relative() {
    "$tool" setup --conf relative
}
show relative
cmp "$conf" "$work/before" && ls "$work"
show infobip-otp setup --help
