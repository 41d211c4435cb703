# SPDX-License-Identifier: MIT
# Where the module and the helper go. libpam looks for modules in one folder of the system only, so
# any prefix but /usr must name that folder itself.
set(PAM_MODULE_DIR "" CACHE PATH "Where PAM modules are installed (default: security/ below libdir)")
if(PAM_MODULE_DIR)
  set(INFOBIP_OTP_MODULE_DIR "${PAM_MODULE_DIR}")
else()
  set(INFOBIP_OTP_MODULE_DIR "${CMAKE_INSTALL_FULL_LIBDIR}/security")
  install(CODE "
    if(NOT CMAKE_INSTALL_PREFIX STREQUAL \"/usr\")
      message(FATAL_ERROR \"libpam does not look for modules below \${CMAKE_INSTALL_PREFIX}: configure \"
        \"with -DCMAKE_INSTALL_PREFIX=/usr, or name the folder with -DPAM_MODULE_DIR=...\")
    endif()")
endif()

# Below the multiarch folder, so that packages of two architectures can be installed side by side.
set(INFOBIP_OTP_HELPER_DIR "${CMAKE_INSTALL_FULL_LIBDIR}/infobip-otp")
set(INFOBIP_OTP_HELPER "${INFOBIP_OTP_HELPER_DIR}/infobip-otp-helper")

# Examples, never the files of /etc themselves: those belong to the administrator.
set(INFOBIP_OTP_EXAMPLES "${CMAKE_INSTALL_DATAROOTDIR}/doc/pam-infobip-otp/examples")
install(FILES config/infobip-otp.conf config/users.example DESTINATION "${INFOBIP_OTP_EXAMPLES}")
install(DIRECTORY config/pam.d config/sshd DESTINATION "${INFOBIP_OTP_EXAMPLES}")
install(FILES docs/infobip-otp.schema.json
  DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/pam-infobip-otp")

install(FILES docs/man/infobip-otp-sandbox.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES docs/man/infobip-otp.conf.5 DESTINATION "${CMAKE_INSTALL_MANDIR}/man5")
install(FILES docs/man/pam_infobip_otp.8 docs/man/infobip-otp.8 docs/man/infobip-otp-helper.8
  DESTINATION "${CMAKE_INSTALL_MANDIR}/man8")
