# SPDX-License-Identifier: MIT
# Help at each level, and what is said to whoever types it wrong.
show infobip-otp --help
show infobip-otp recovery --help
show infobip-otp usage --help
show infobip-otp limits reset -h
# Of a command that there is not, there is no page.
show infobip-otp bogus --help
show infobip-otp recovery bogus --help
show infobip-otp check --help extra
show infobip-otp help bogus
"$tool" help >"$work/help" && "$tool" --help | cmp - "$work/help"
"$tool" help limits reset >"$work/help" && "$tool" limits reset alice --help | cmp - "$work/help"
show infobip-otp
show infobip-otp recovery
show infobip-otp recover new root
show infobip-otp limits show
show infobip-otp limits show root daemon
show infobip-otp usage --frob
show infobip-otp usage --conf
show infobip-otp $'bad\e[31mname'
show infobip-otp limits show -- --help

# Each command of the list has a page of its own that fits a terminal of 100 columns.
"$tool" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\( [a-z]*\)\?\) .*/\1/p' >"$work/names"
[ "$(wc -l <"$work/names")" -gt 10 ] || echo "the list is short"
while read -r name; do
    # shellcheck disable=SC2086
    "$tool" $name --help >"$work/page" || echo "$name: no page"
    grep -q "^Usage: infobip-otp \[--conf FILE\] $name" "$work/page" || echo "$name: another page"
    for section in 'Options:' 'Exit status:'; do
        grep -q "^$section" "$work/page" || echo "$name: no $section"
    done
    ! grep -E '.{101}' "$work/page" || echo "$name: too wide"
done <"$work/names"
