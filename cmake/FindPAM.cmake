# SPDX-License-Identifier: MIT
# Finds libpam by its files, and PAM_VERSION in pam.pc: pkg-config is no help on Debian 13, where
# pam.pc asks for audit.pc, which libpam0g-dev does not bring.
find_path(PAM_INCLUDE_DIR NAMES security/pam_modules.h)
find_library(PAM_LIBRARY NAMES pam)
get_filename_component(PAM_LIBRARY_DIR "${PAM_LIBRARY}" DIRECTORY)
find_file(PAM_PC NAMES pam.pc PATHS "${PAM_LIBRARY_DIR}/pkgconfig" NO_DEFAULT_PATH)
if(PAM_PC)
  file(STRINGS "${PAM_PC}" PAM_VERSION REGEX "^Version:")
  string(REGEX REPLACE "^Version: *" "" PAM_VERSION "${PAM_VERSION}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PAM
  REQUIRED_VARS PAM_LIBRARY PAM_INCLUDE_DIR PAM_VERSION VERSION_VAR PAM_VERSION)
if(PAM_FOUND AND NOT TARGET PAM::PAM)
  add_library(PAM::PAM UNKNOWN IMPORTED)
  set_target_properties(PAM::PAM PROPERTIES
    IMPORTED_LOCATION "${PAM_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${PAM_INCLUDE_DIR}")
endif()
mark_as_advanced(PAM_INCLUDE_DIR PAM_LIBRARY PAM_PC)
