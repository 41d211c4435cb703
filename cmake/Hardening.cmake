# SPDX-License-Identifier: MIT
# How everything is compiled: C++20, hidden symbols, hardening, warnings (errors in the presets).
include(CheckPIESupported)
check_pie_supported(LANGUAGES C CXX)

option(INFOBIP_OTP_WERROR "Warnings are errors" OFF)
option(INFOBIP_OTP_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(INFOBIP_OTP_TRAP "Undefined behaviour ends the process, also in sshd, sudo and the helper" OFF)
option(INFOBIP_OTP_FUZZ "Fuzz targets, and everything with the fuzzer's eyes in it; needs clang" OFF)
option(INFOBIP_OTP_COVERAGE "Count the lines that tests run, see scripts/coverage" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wformat=2 -Werror=switch)
if(INFOBIP_OTP_WERROR)
  add_compile_options(-Werror)
endif()

add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(LINKER:-z,relro LINKER:-z,now LINKER:--as-needed)
if(INFOBIP_OTP_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(INFOBIP_OTP_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(INFOBIP_OTP_TRAP)
  # No runtime library: a host would have to bring it. A trap cannot tell of vptr.
  add_compile_options(-fsanitize=undefined -fno-sanitize=vptr -fsanitize-undefined-trap-on-error)
endif()
if(INFOBIP_OTP_COVERAGE)
  # Not atomic, which costs tests of units ten times their time: what threads tear is odd counts of
  # branches, which scripts/coverage passes over.
  add_compile_options(--coverage)
  add_link_options(--coverage)
  # tests/module/as_nobody counts here: nobody may not write below the build.
  set(counts_of_nobody "${CMAKE_BINARY_DIR}-counts")
  file(MAKE_DIRECTORY "${counts_of_nobody}")
  file(CHMOD "${counts_of_nobody}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_WRITE GROUP_EXECUTE WORLD_READ WORLD_WRITE WORLD_EXECUTE)
endif()
