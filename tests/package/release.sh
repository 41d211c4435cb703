#!/bin/bash
# SPDX-License-Identifier: MIT
# release.sh FOLDER: scripts/release on a tree of its own, with the packages of FOLDER: what it refuses,
# and what it makes.
# shellcheck disable=SC2317 # claim calls them
set -eu -o pipefail
packages=$(readlink -f "$1")
checkout=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
failed=0

claim() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then echo "yes: $what"; else
        echo "NO:  $what"
        cat "$work/out"
        failed=1
    fi
}

release() {
    scripts/release "$@" >"$work/out" 2>&1
}

refused() { # SENTENCE: it ends with that and makes nothing
    ! release "$work/made" && grep -q "$1" "$work/out" && [ ! -e "$work/made" ]
}

made() {
    release "$work/made" && (cd "$work/made" && sha256sum --quiet --check SHA256SUMS)
}

commit() {
    git add --all
    git -c user.name=a -c user.email=a@localhost commit --quiet --message "$1"
}

take_packages() { # as scripts/package leaves them
    mkdir -p build/package
    cp "$packages"/*.deb build/package
    touch build/package/built
}

mkdir "$tree"
tar --create -C "$checkout" --exclude=./build --exclude=./.git --exclude=__pycache__ . | tar --extract -C "$tree"
cd "$tree"
git init --quiet .
echo build >>.git/info/exclude
version=$(sed -nE 's/^project\(\S+ VERSION (\S+).*/\1/p' CMakeLists.txt)
commit before
claim "a tree that is marked as unreleased is refused" refused 'UNRELEASED\|not released'

# As the day of a release would have it.
sed -i '1s/UNRELEASED/unstable/' debian/changelog debian/libpam-infobip-otp.NEWS
sed -i "s/^## $version, .*/## $version, 2026-11-29/" NEWS.md
sed -i 's/^Maintainer: .*/Maintainer: A Person <person@example.org>/' debian/control
commit release
claim "a commit without the tag is refused" refused "has no tag v$version"
git tag "v9.$version"
claim "another version's tag is refused" refused "has no tag v$version"
git tag "v$version"
take_packages
echo >>README.md
claim "a tree that differs from the commit is refused" refused 'differ from the commit'
git checkout --quiet README.md
take_packages
sed -i "s/^## $version, /## 9.9.9, /" NEWS.md
commit wrong
git tag --force "v$version" >/dev/null
claim "versions that disagree are refused" refused 'NEWS.md: the newest version is 9.9.9'
git reset --quiet --hard HEAD~1
git tag --force "v$version" >/dev/null
take_packages
mkdir -p "$work/other/DEBIAN"
printf '%s\n' 'Package: other' 'Version: 9.9.9' 'Architecture: all' 'Maintainer: A <a@example.org>' 'Description: another version' \
    >"$work/other/DEBIAN/control"
dpkg-deb --root-owner-group --build "$work/other" build/package/other.deb >/dev/null
claim "packages of another version are refused" refused 'other.deb is of version 9.9.9'
rm build/package/other.deb
claim "the tag of this commit is released, and the checksums are right" made
claim "the packages are those that were built" cmp "$packages/libpam-infobip-otp_${version}_$(dpkg --print-architecture).deb" \
    "$work/made/libpam-infobip-otp_${version}_$(dpkg --print-architecture).deb"
claim "the notes have the news and the checksums" grep -qF "$(head -1 "$work/made/SHA256SUMS")" "$work/made/notes.md"
claim "the notes begin with the news" grep -q '^- The module' "$work/made/notes.md"
claim "the source is that of the tag" \
    cmp <(tar --extract --to-stdout -zf "$work/made/pam-infobip-otp-$version.tar.gz" "pam-infobip-otp-$version/NEWS.md") NEWS.md
not_anew() {
    ! release "$work/made"
}
claim "what was made is not made anew" not_anew
exit $failed
