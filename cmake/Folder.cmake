# SPDX-License-Identifier: MIT
# infobip_otp_folder(): the library of one folder of src/. infobip_otp_test(): one CMocka program.

# infobip_otp_folder(NAME SOURCES ... LINKS ...): a static library `NAME`; LINKS are the folders and
# packages that its sources include from, and nothing else.
#
# Its sources are compiled together, sixteen at a time: reading the headers is most of the work of one
# (decision 0015). Names in anonymous namespaces are therefore unique in a folder. Tools that
# look at one source (clang-tidy, clangd) want INFOBIP_OTP_UNITY=OFF.
option(INFOBIP_OTP_UNITY "Compile the sources of a folder together" ON)

function(infobip_otp_folder name)
  cmake_parse_arguments(FOLDER "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${FOLDER_SOURCES})
  target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/include" "${CMAKE_SOURCE_DIR}/src")
  target_link_libraries(${name} PUBLIC ${FOLDER_LINKS})
  if(INFOBIP_OTP_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
    # Of two sources that never meet; check_clang has these two warnings for each source alone.
    target_compile_options(${name} PRIVATE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
endfunction()

# infobip_otp_test(NAME SOURCES ... LINKS ...): built from tests/, run by ctest in the stage `unit`, where
# 77 says that it needs root. A build without these tests makes them only when they are named, and has no
# entry for them: an entry without its program is red.
option(INFOBIP_OTP_UNIT_TESTS "Build the tests that run under the sanitizers" ON)
add_custom_target(unit_tests)

function(infobip_otp_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  target_link_libraries(${name} PRIVATE ${TEST_LINKS} PkgConfig::CMOCKA)
  add_dependencies(unit_tests ${name})
  if(INFOBIP_OTP_UNIT_TESTS)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS unit SKIP_RETURN_CODE 77)
  else()
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()
