// SPDX-License-Identifier: MIT
// Certificates, made with OpenSSL.
#include "sandbox/certificate_authority.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <tuple>

#include "base/file.hpp"
#include "sandbox/new_file.hpp"

namespace infobip_otp::sandbox {
namespace {

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

struct FreeExtension {
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
using Extension = std::unique_ptr<X509_EXTENSION, FreeExtension>;

constexpr std::chrono::seconds ten_years = std::chrono::hours(24 * 3650);
constexpr std::chrono::seconds an_hour = std::chrono::hours(1);  // clocks differ

std::string contents(const Bio& bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return contents(bio);
}

std::string to_pem(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return contents(bio);
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Subject, key and lifetime; nullptr on failure.
Certificate make_certificate(const std::string& name, EVP_PKEY* key, std::chrono::seconds begins,
                             std::chrono::seconds ends) {
    Certificate made(X509_new());
    std::uint64_t serial = 0;
    if (!made || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) != 1)
        return nullptr;
    X509_NAME* subject = X509_get_subject_name(made.get());
    const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    const bool good =
        X509_set_version(made.get(), X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1) == 1 &&
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(made.get()), begins.count()) &&
        X509_gmtime_adj(X509_getm_notAfter(made.get()), ends.count()) &&
        X509_set_pubkey(made.get(), key) == 1;
    return good ? std::move(made) : nullptr;
}

Error openssl_failed() {
    return Error{"making certificates: OpenSSL failed; is its random generator usable?"};
}

}  // namespace

struct CertificateAuthority::Keys {
    Key key;
    Certificate certificate;
};

Result<CertificateAuthority> CertificateAuthority::create(const std::string& name) {
    Key key(EVP_EC_gen("P-256"));
    if (!key) return openssl_failed();
    Certificate own = make_certificate(name, key.get(), -an_hour, ten_years);
    if (!own || X509_set_issuer_name(own.get(), X509_get_subject_name(own.get())) != 1 ||
        !add_extension(own.get(), own.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !add_extension(own.get(), own.get(), NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !add_extension(own.get(), own.get(), NID_subject_key_identifier, "hash") ||
        X509_sign(own.get(), key.get(), EVP_sha256()) == 0)
        return openssl_failed();
    CertificateAuthority made;
    made.certificate_pem_ = to_pem(own.get());
    made.keys_ = std::make_shared<const Keys>(Keys{std::move(key), std::move(own)});
    return made;
}

Result<CertificateAuthority::Issued> CertificateAuthority::issue(
    const std::vector<std::string>& names, std::chrono::seconds begins,
    std::chrono::seconds ends) const {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ",") + name;
    X509* issuer = keys_->certificate.get();
    const Key key(EVP_EC_gen("P-256"));
    if (!key) return openssl_failed();
    const Certificate made = make_certificate("Infobip OTP sandbox", key.get(), begins, ends);
    if (!made || X509_set_issuer_name(made.get(), X509_get_subject_name(issuer)) != 1 ||
        !add_extension(made.get(), issuer, NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(made.get(), issuer, NID_key_usage, "critical,digitalSignature") ||
        !add_extension(made.get(), issuer, NID_ext_key_usage, "serverAuth") ||
        !add_extension(made.get(), issuer, NID_subject_alt_name, all) ||
        !add_extension(made.get(), issuer, NID_authority_key_identifier, "keyid") ||
        X509_sign(made.get(), keys_->key.get(), EVP_sha256()) == 0)
        return openssl_failed();
    return Issued{to_pem(made.get()), to_pem(key.get())};
}

Result<TlsFiles> tls_files(const std::string& folder) {
    // Clients of other accounts read ca.pem; the key has its own mode.
    if (mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST)
        return system_error("making the folder " + folder, errno);
    const std::unique_ptr<char, decltype(&std::free)> real(realpath(folder.c_str(), nullptr),
                                                           &std::free);
    if (!real) return system_error("finding the folder " + folder, errno);
    const std::string place = real.get();  // whoever reads the paths may stand in another folder
    const TlsFiles files{place + "/ca.pem", place + "/server.pem", place + "/server.key"};
    struct stat seen {};
    if (stat(files.authority.c_str(), &seen) == 0 && stat(files.certificate.c_str(), &seen) == 0 &&
        stat(files.key.c_str(), &seen) == 0)
        return files;

    const auto authority = CertificateAuthority::create("Infobip OTP sandbox CA");
    if (!authority) return authority.error();
    const auto issued = authority->issue({"DNS:localhost", "IP:127.0.0.1", "IP:::1"}, -an_hour,
                                         ten_years - an_hour);
    if (!issued) return issued.error();
    for (const auto& [path, text, mode] :
         {std::tuple(files.authority, authority->certificate_pem(), mode_t{0644}),
          std::tuple(files.certificate, issued->certificate_pem, mode_t{0644}),
          std::tuple(files.key, issued->key_pem, mode_t{0600})})
        if (auto written = write_new_file(path, text, mode); !written) return written.error();
    return files;
}

}  // namespace infobip_otp::sandbox
