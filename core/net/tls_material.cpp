#include "core/net/tls_material.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/base/small_file.h"

namespace pulsarws {
namespace {

using BioPointer = std::unique_ptr<BIO, OpensslFree<BIO_free>>;

// PEM text, and how a sentence calls it.
struct Source {
  std::string text;
  std::string name;
};

Error wrong(const Source& source, const char* what, const std::string& why) {
  return Error(Status::kTls,
               source.name + " has " + what + " that cannot be read: " + why);
}

Result<Source> read_file(const std::string& option, const std::string& file) {
  Source source;
  source.name = option + " '" + file + "'";
  auto text = read_small_file(file);
  if (!text) {
    return Error(Status::kTls, source.name + " " + text.error().message);
  }
  if (text->empty()) {
    return Error(Status::kTls, source.name + " cannot be read: it is empty");
  }
  source.text = std::move(*text);
  return source;
}

// One of the two, of which the other is empty.
Result<Source> read_source(const char* file_option, const std::string& file,
                           const char* text_option, const std::string& text) {
  if (!file.empty()) return read_file(file_option, file);
  return Source{text, text_option};
}

BioPointer reader_of(const std::string& text) {
  BioPointer bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw std::bad_alloc();
  return bio;
}

// All certificates in PEM text, in order.
Result<std::vector<X509Pointer>> certificates_in(const Source& source) {
  std::vector<X509Pointer> all;
  BioPointer bio = reader_of(source.text);
  ERR_clear_error();
  while (X509* one =
             PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr)) {
    all.emplace_back(one);
  }
  bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  std::string why = openssl_reason();
  if (!at_end) return wrong(source, "a certificate", why);
  if (all.empty()) {
    return Error(Status::kTls, source.name +
                                   " holds no PEM certificate: there is no "
                                   "\"-----BEGIN CERTIFICATE-----\" in it");
  }
  return all;
}

struct Password {
  const std::string& text;
  bool asked = false;
};

// For OpenSSL, which otherwise asks on the terminal.
int tell_password(char* out, int size, int, void* user) {
  auto& password = *static_cast<Password*>(user);
  password.asked = true;
  int length = static_cast<int>(password.text.size());
  if (length == 0 || length > size) return -1;
  std::memcpy(out, password.text.data(), password.text.size());
  return length;
}

Result<KeyPointer> key_in(const Source& source, const TlsSettings& settings) {
  const std::string& secret = settings.key_password;
  const std::string option = settings.names.key_password;
  if (source.text.find("PRIVATE KEY-----") == std::string::npos) {
    return Error(Status::kTls, source.name +
                                   " holds no PEM private key: there is no "
                                   "\"-----BEGIN PRIVATE KEY-----\" in it");
  }
  Password password{secret};
  BioPointer bio = reader_of(source.text);
  ERR_clear_error();
  KeyPointer key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, &tell_password, &password));
  std::string why = openssl_reason();
  if (key) return key;
  if (password.asked && secret.empty()) {
    return Error(Status::kTls, source.name + " is encrypted: set " + option);
  }
  if (password.asked) {
    return Error(Status::kTls, option + " is not the password of " +
                                   source.name + " (" + why + ")");
  }
  return wrong(source, "a private key", why);
}

std::optional<Error> trust(X509_STORE* store, const Source& source) {
  auto certificates = certificates_in(source);
  if (!certificates) return certificates.error();
  for (const X509Pointer& one : *certificates) {
    if (!X509_STORE_add_cert(store, one.get())) {
      return wrong(source, "a certificate", openssl_reason());
    }
  }
  return std::nullopt;
}

// Such as "5ed36f99.0", by which OpenSSL finds a certificate when it needs it.
bool is_hashed_name(const std::string& name) {
  if (name.size() < 10 || name[8] != '.') return false;
  auto hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  };
  auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::all_of(name.begin(), name.begin() + 8, hex) &&
         std::all_of(name.begin() + 9, name.end(), digit);
}

std::optional<Error> trust_directory(X509_STORE* store,
                                     const TlsSettings& settings) {
  const std::string& directory = settings.trust_certs_directory;
  const std::string option = settings.names.trust_certs_directory;
  const std::string name = option + " '" + directory + "'";
  std::error_code failed;
  std::vector<std::filesystem::path> files;
  bool hashed = false;
  std::filesystem::directory_iterator entry(directory, failed);
  for (; !failed && entry != std::filesystem::directory_iterator();
       entry.increment(failed)) {
    const std::filesystem::path& path = entry->path();
    const std::string extension = path.extension().string();
    if (is_hashed_name(path.filename().string())) hashed = true;
    if (extension == ".pem" || extension == ".crt" || extension == ".cer") {
      files.push_back(path);
    }
  }
  if (failed) {
    return Error(Status::kTls, name + " cannot be read: " + failed.message());
  }
  if (hashed) {
    if (X509_STORE_load_locations(store, nullptr, directory.c_str()))
      return std::nullopt;
    return Error(Status::kTls, name + " cannot be read: " + openssl_reason());
  }
  if (files.empty()) {
    return Error(Status::kTls, name +
                                   " holds no file whose name ends in .pem, "
                                   ".crt or .cer");
  }
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    auto source = read_file(option, file.string());
    if (!source) return source.error();
    if (auto bad = trust(store, *source)) return bad;
  }
  return std::nullopt;
}

std::optional<Error> read_trusted(const TlsSettings& settings,
                                  TlsMaterial& material) {
  bool none = settings.trust_certs_file.empty() &&
              settings.trust_certs_directory.empty() &&
              settings.trust_certs.empty();
  if (settings.allow_insecure || none) return std::nullopt;
  material.trusted.reset(X509_STORE_new());
  X509_STORE* store = material.trusted.get();
  if (!store) throw std::bad_alloc();
  if (!settings.trust_certs_file.empty()) {
    auto source =
        read_file(settings.names.trust_certs_file, settings.trust_certs_file);
    if (!source) return source.error();
    if (auto bad = trust(store, *source)) return bad;
  }
  if (!settings.trust_certs.empty()) {
    if (auto bad =
            trust(store, {settings.trust_certs, settings.names.trust_certs})) {
      return bad;
    }
  }
  if (settings.trust_certs_directory.empty()) return std::nullopt;
  return trust_directory(store, settings);
}

std::optional<Error> read_own(const TlsSettings& settings,
                              TlsMaterial& material) {
  if (settings.certificate_file.empty() && settings.certificate.empty()) {
    return std::nullopt;
  }
  auto chain =
      read_source(settings.names.certificate_file, settings.certificate_file,
                  settings.names.certificate, settings.certificate);
  if (!chain) return chain.error();
  auto certificates = certificates_in(*chain);
  if (!certificates) return certificates.error();
  auto source = read_source(settings.names.key_file, settings.key_file,
                            settings.names.key, settings.key);
  if (!source) return source.error();
  auto key = key_in(*source, settings);
  if (!key) return key.error();
  ERR_clear_error();
  if (!X509_check_private_key(certificates->front().get(), key->get())) {
    ERR_clear_error();
    return Error(Status::kTls,
                 source->name + " does not belong to the certificate in " +
                     chain->name + ", the first one where there are several");
  }
  material.chain = std::move(*certificates);
  material.key = std::move(*key);
  return std::nullopt;
}

}  // namespace

Result<TlsMaterial> read_tls_material(const TlsSettings& settings) {
  TlsMaterial material;
  if (auto bad = read_trusted(settings, material)) return *bad;
  if (auto bad = read_own(settings, material)) return *bad;
  return material;
}

std::string openssl_reason() {
  unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* text = ERR_reason_error_string(code);
  return text ? text : "unknown reason";
}

}  // namespace pulsarws
