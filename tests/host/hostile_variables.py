# SPDX-License-Identifier: MIT
"""The environment variables that what runs in su or in the helper would read, with hostile values.

{file} is a path that root could make and the caller could not; {folder} one of the caller's own,
with the files that the names ask for; {decoy} host:port of a server that must hear nothing.
"""

PROXY = {name: "http://{decoy}" for name in (
    "http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY",
    "FTP_PROXY", "socks_proxy", "SOCKS_PROXY", "SOCKS_SERVER", "RSYNC_PROXY")}

TRUST = {
    "SSL_CERT_FILE": "{folder}/ca.pem", "SSL_CERT_DIR": "{folder}", "CURL_CA_BUNDLE": "{folder}/ca.pem",
    "CURL_SSL_BACKEND": "gnutls", "NIX_SSL_CERT_FILE": "{folder}/ca.pem",
    "REQUESTS_CA_BUNDLE": "{folder}/ca.pem", "OPENSSL_CONF": "{folder}/openssl.cnf",
    "OPENSSL_CONF_INCLUDE": "{folder}", "OPENSSL_MODULES": "{folder}", "OPENSSL_ENGINES": "{folder}",
    "OPENSSL_ia32cap": "0", "OPENSSL_TRACE": "TLS", "OPENSSL_MALLOC_FAILURES": "100@100",
    "OPENSSL_MALLOC_FD": "1", "OPENSSL_WIN32_UTF8": "1", "RANDFILE": "{file}",
    "CTLOG_FILE": "{folder}/ca.pem", "SSLKEYLOGFILE": "{file}", "P11_KIT_DEBUG": "all",
    "GNUTLS_SYSTEM_PRIORITY_FILE": "{folder}/x", "NSS_DEFAULT_DB_TYPE": "sql", "SSLDIR": "{folder}"}

LIBCURL = {
    "NO_PROXY": "", "no_proxy": "*", "CURL_HOME": "{folder}", "CURLRC": "{folder}/.curlrc",
    "XDG_CONFIG_HOME": "{folder}", "HOME": "{folder}", "NETRC": "{folder}/.netrc",
    "CURL_DEBUG": "1", "CURL_MEMDEBUG": "{file}", "CURL_MEMLIMIT": "1", "CURL_TRACE": "{file}",
    "CURL_ALTSVC_HTTP": "1", "CURL_HSTS_HTTP": "1", "CURL_ENTROPY": "1", "CURL_GETHOSTNAME": "x",
    "CURL_TIME": "1", "CURL_SMALLREQSEND": "1", "CURL_SMALLSENDS": "1", "QLOGDIR": "{folder}",
    "NGHTTP2_DEBUG": "1", "LDAPCONF": "{folder}/x", "LDAPRC": "x", "KRB5_CONFIG": "{folder}/x",
    "KRB5CCNAME": "FILE:{file}", "KRB5_TRACE": "{file}", "SSH_AUTH_SOCK": "{folder}/x",
    "BROTLI_DEBUG": "1", "ZSTD_CLEVEL": "22", "USER": "root", "LOGNAME": "root"}

RESOLVER = {
    "RES_OPTIONS": "timeout:30 attempts:5 debug edns0", "LOCALDOMAIN": "attacker.example",
    "HOSTALIASES": "{folder}/aliases", "RESOLV_HOST_CONF": "/etc/shadow",
    "RESOLV_ADD_TRIM_DOMAINS": "x", "RESOLV_OVERRIDE_TRIM_DOMAINS": "x", "RESOLV_MULTI": "on",
    "RESOLV_REORDER": "on", "RESOLV_SPOOF_CHECK": "off", "RESOLV_SERV_ORDER": "bind",
    "NIS_PATH": "{folder}", "NIS_OPTIONS": "debug", "NIS_DEFAULTS": "x", "IDN_DISABLE": "1",
    "CHARSET": "x", "CARES_HOSTS": "{folder}/aliases"}

LOADER = {
    "LD_PRELOAD": "{folder}/evil.so", "LD_LIBRARY_PATH": "{folder}", "LD_AUDIT": "{folder}/evil.so",
    "LD_DEBUG": "all", "LD_DEBUG_OUTPUT": "{file}", "LD_PROFILE": "libc.so.6",
    "LD_PROFILE_OUTPUT": "/etc", "LD_ORIGIN_PATH": "{folder}", "LD_BIND_NOW": "1",
    "LD_BIND_NOT": "1", "LD_DYNAMIC_WEAK": "1", "LD_SHOW_AUXV": "1", "LD_TRACE_LOADED_OBJECTS": "1",
    "LD_WARN": "1", "LD_VERBOSE": "1", "LD_HWCAP_MASK": "0", "LD_ASSUME_KERNEL": "2.2.5",
    "LD_USE_LOAD_BIAS": "0", "LD_POINTER_GUARD": "0", "LD_PREFER_MAP_32BIT_EXEC": "1",
    "GLIBC_TUNABLES": "glibc.malloc.check=3:glibc.malloc.tcache_max=0:glibc.malloc.perturb=255",
    "LIBC_FATAL_STDERR_": "1", "GCONV_PATH": "{folder}", "GETCONF_DIR": "{folder}",
    "LOCPATH": "{folder}", "NLSPATH": "{folder}/%N", "LANGUAGE": "{folder}", "TZ": ":{folder}/zone",
    "TZDIR": "{folder}", "DATEMSK": "{folder}/x", "TMPDIR": "/etc", "POSIXLY_CORRECT": "1",
    "MALLOC_TRACE": "{file}", "MALLOC_CHECK_": "3", "MALLOC_PERTURB_": "255", "MALLOC_ARENA_MAX": "1",
    "MALLOC_ARENA_TEST": "1", "MALLOC_MMAP_MAX_": "0", "MALLOC_MMAP_THRESHOLD_": "0",
    "MALLOC_TOP_PAD_": "1000000000", "MALLOC_TRIM_THRESHOLD_": "0", "GLIBCXX_FORCE_NEW": "1",
    "GLIBCPP_FORCE_NEW": "1", "GMON_OUT_PREFIX": "{file}", "SEGFAULT_SIGNALS": "all",
    "PCPROFILE_OUTPUT": "{file}", "SOTRUSS_OUTNAME": "{file}", "MEMUSAGE_OUTPUT": "{file}",
    "COREFILE": "{file}", "UBSAN_OPTIONS": "log_path={file}", "ASAN_OPTIONS": "log_path={file}",
    "LSAN_OPTIONS": "log_path={file}", "LLVM_PROFILE_FILE": "{file}", "GCOV_PREFIX": "/etc"}

LOCALE = {name: "tr_TR.ISO-8859-9" for name in (
    "LANG", "LC_ALL", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY",
    "LC_MESSAGES", "LC_PAPER", "LC_NAME", "LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT",
    "LC_IDENTIFICATION")}

PAM_AND_HOSTS = {
    "PAM_CONFDIR": "{folder}", "PAM_SERVICE": "other", "PAM_USER": "root", "PAM_RHOST": "192.0.2.1",
    "PAM_TTY": "ssh", "PAM_WRAPPER": "1", "PAM_WRAPPER_SERVICE_DIR": "{folder}", "PAM_TYPE": "auth",
    "SSH_AUTH_INFO_0": "publickey ssh-ed25519 AAAA", "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22",
    "SSH_CLIENT": "192.0.2.1 1 22", "SSH_TTY": "/dev/null", "REMOTEHOST": "192.0.2.1",
    "SUDO_ASKPASS": "{folder}/x", "SUDO_PROMPT": "say the password: ", "SUDO_USER": "root", "SUDO_UID": "0",
    "SUDO_COMMAND": "x", "SUDO_EDITOR": "{folder}/x", "SHELL": "{folder}/x", "ENV": "{folder}/x",
    "BASH_ENV": "{folder}/x", "SHELLOPTS": "xtrace", "PS4": "$(touch {folder}/made)", "IFS": "x",
    "PATH": "{folder}", "TERM": "../../{folder}/x", "TERMINFO": "{folder}", "TERMCAP": "{folder}/x",
    "JSON_C_DEBUG": "1", "MC_DEBUG": "1", "DEBUG": "1", "UID": "0", "EUID": "0",
    "INFOBIP_BASE_URL": "http://{decoy}", "INFOBIP_API_KEY": "x", "INFOBIP_OTP_CONF": "{folder}/x",
    "INFOBIP_OTP_HELPER": "{folder}/x", "NOTIFY_SOCKET": "{folder}/x", "LISTEN_FDS": "3",
    "LISTEN_PID": "1", "JOURNAL_STREAM": "1:1", "SYSTEMD_LOG_LEVEL": "debug", "DISPLAY": "{decoy}",
    "DBUS_SYSTEM_BUS_ADDRESS": "tcp:host=localhost,port=9", "A" * 4096: "a name of 4096 bytes",
    "LONG": "x" * 100_000, "FORMAT": "%s%s%s%n"}

GROUPS = {"proxies": PROXY, "trust": TRUST, "libcurl": LIBCURL, "resolver": RESOLVER,
          "loader and libc": LOADER, "locale": LOCALE, "PAM and hosts": PAM_AND_HOSTS}
VARIABLES = {name: value for group in GROUPS.values() for name, value in group.items()}
HINDERS = {"LD_TRACE_LOADED_OBJECTS"}  # ld.so starts no setuid program then
