#!/bin/bash
# SPDX-License-Identifier: MIT
# cppcheck.sh ROOT: cppcheck over the sources of module and helper; whatever it says is an error.
#
# Not asked: readdirCalled (readdir_r is the one that glibc deprecates); invalidLifetime (version
# 2.10 takes a string_view parameter for the caller's string); invalidFunctionArg in the file that
# calls mmap (its table does not know the -1 of an anonymous mapping).
set -eu

cd "$1"
exec cppcheck --enable=warning,performance,portability --error-exitcode=1 --quiet -j2 \
    --std=c++20 --language=c++ --library=posix -Iinclude -Isrc --suppress=missingIncludeSystem \
    --suppress=readdirCalled --suppress=invalidLifetime \
    '--suppress=invalidFunctionArg:src/http/local_resources.cpp' \
    src/{words,base,json,http,confinement,infobip,config,directory,limits,recovery,audit,link,otp,assembly,pam,helper}
