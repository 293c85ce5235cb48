#include "core/net/client_tls.h"

#include <openssl/err.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/net/openssl_at_exit.h"
#include "core/net/tls_verdict.h"
#include "core/platform/tcp_socket.h"

namespace pulsarws {
namespace {

// The first entry of a cipher list that stands for none; empty where all are
// known. OpenSSL itself complains only where nothing at all is left.
template <typename Select>
std::string unknown_in(std::string_view list, Select select) {
  constexpr std::string_view kSeparators = ":, ";
  while (!list.empty()) {
    std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    std::string entry(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    // What begins otherwise removes, reorders or commands.
    auto first = static_cast<unsigned char>(entry.empty() ? '!' : entry[0]);
    if (std::isalnum(first) && !select(entry.c_str())) return entry;
  }
  return "";
}

Error bad_ciphers(const char* option, const std::string& entry,
                  const char* where) {
  ERR_clear_error();
  return Error(
      Status::kTls,
      "option " + std::string(option) + ": " +
          (entry.empty() ? "it selects no cipher"
                         : "this OpenSSL has no cipher '" + entry + "'") +
          "; see 'openssl ciphers " + where + "'");
}

// Changes whenever the file does, or the names in the directory.
void append_state(std::string& all, const std::string& path) {
  if (path.empty()) return;
  std::error_code failed;
  const auto written = std::filesystem::last_write_time(path, failed);
  all += std::to_string(failed ? 0 : written.time_since_epoch().count());
  const auto size = std::filesystem::file_size(path, failed);
  all += '/' + std::to_string(failed ? 0 : size) + ' ';
}

std::string state_of_files(const TlsSettings& settings) {
  std::string all;
  append_state(all, settings.trust_certs_file);
  append_state(all, settings.certificate_file);
  append_state(all, settings.key_file);
  const std::string& directory = settings.trust_certs_directory;
  append_state(all, directory);
  std::error_code failed;
  std::filesystem::directory_iterator entry(directory, failed);
  for (; !failed && entry != std::filesystem::directory_iterator();
       entry.increment(failed)) {
    append_state(all, entry->path().string());
  }
  append_state(all, X509_get_default_cert_file());
  return all;
}

Error no_descriptors() {
  return Error(Status::kOutOfMemory,
               "no certificates could be read: the process or the system is "
               "short of descriptors");
}

SslContextPointer new_context() {
  SslContextPointer context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw std::bad_alloc();
  return context;
}

}  // namespace

ClientTls::ClientTls(TlsSettings settings) : settings_(std::move(settings)) {
  // Here, on a thread of the program's: one of ours might come to it when the
  // process's exit has passed the point at which it is to wait.
  keep_openssl_until_the_end();
}

Result<std::shared_ptr<const TlsMaterial>> ClientTls::material() {
  keep_openssl_until_the_end();
  OpensslInUse here(OpensslInUse::For::kSetup);
  std::lock_guard lock(mutex_);
  return material_locked();
}

Result<std::shared_ptr<const TlsMaterial>> ClientTls::material_locked() {
  std::string now = state_of_files(settings_);
  if (material_ && now == files_) return material_;
  material_ = nullptr;
  context_ = nullptr;
  auto read = read_tls_material(settings_);
  if (!read && platform::is_out_of_descriptors()) return no_descriptors();
  if (!read) return read.error();
  auto material = std::make_shared<const TlsMaterial>(std::move(*read));
  if (auto bad = set_up(new_context().get(), *material)) return *bad;
  files_ = std::move(now);
  material_ = std::move(material);
  return material_;
}

Result<std::shared_ptr<const ClientTls::Context>> ClientTls::context() {
  keep_openssl_until_the_end();
  OpensslInUse here(OpensslInUse::For::kSetup);
  std::lock_guard lock(mutex_);
  auto material = material_locked();
  if (!material) return material.error();
  if (context_) return context_;
  auto made = std::make_shared<Context>();
  made->material = *material;
  made->context = new_context();
  SSL_CTX* context = made->context.get();
  set_up(context, **material);  // material_locked() has seen it succeed
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  TlsVerdict::judge_connections_of(context, nullptr);
  if (settings_.allow_insecure) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  } else {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    trust(context, **material);
    // It takes long: some hundred certificates.
    if (!(*material)->trusted) {
      SSL_CTX_set_default_verify_paths(context);
      // What was not found so is missing to all connections from now on.
      if (platform::is_out_of_descriptors()) return no_descriptors();
    }
    ERR_clear_error();
  }
  context_ = std::move(made);
  return context_;
}

void ClientTls::apply(SSL_CTX* context, const TlsMaterial& material,
                      TlsVerdict& verdict) const {
  set_up(context, material);  // material_locked() has seen it succeed
  TlsVerdict::judge_connections_of(context, &verdict);
  if (!settings_.allow_insecure) trust(context, material);
}

void ClientTls::trust(SSL_CTX* context, const TlsMaterial& material) const {
  if (!material.trusted) return;
  X509_STORE_up_ref(material.trusted.get());
  SSL_CTX_set_cert_store(context, material.trusted.get());
}

// Ciphers come first: they may set the security level, which the certificate
// has to meet.
std::optional<Error> ClientTls::set_up(SSL_CTX* context,
                                       const TlsMaterial& material) const {
  SSL_CTX_set_min_proto_version(context,
                                settings_.minimum_version == TlsVersion::kTls13
                                    ? TLS1_3_VERSION
                                    : TLS1_2_VERSION);
  if (auto bad = choose_ciphers(context)) return bad;
  if (material.chain.empty()) return std::nullopt;
  bool taken =
      SSL_CTX_use_certificate(context, material.chain.front().get()) == 1;
  for (std::size_t i = 1; taken && i < material.chain.size(); ++i) {
    taken = SSL_CTX_add1_chain_cert(context, material.chain[i].get()) == 1;
  }
  if (taken && SSL_CTX_use_PrivateKey(context, material.key.get()) == 1) {
    return std::nullopt;
  }
  return Error(Status::kTls,
               "the client's certificate or its key cannot be used: " +
                   openssl_reason());
}

std::optional<Error> ClientTls::choose_ciphers(SSL_CTX* context) const {
  if (const std::string& list = settings_.ciphers; !list.empty()) {
    auto select = [&](const char* text) {
      return SSL_CTX_set_cipher_list(context, text) == 1;
    };
    std::string unknown = unknown_in(list, select);
    if (!unknown.empty() || !select(list.c_str())) {
      return bad_ciphers(settings_.names.ciphers, unknown, "-tls1_2");
    }
  }
  if (const std::string& list = settings_.cipher_suites; !list.empty()) {
    auto select = [&](const char* text) {
      return SSL_CTX_set_ciphersuites(context, text) == 1;
    };
    std::string unknown = unknown_in(list, select);
    if (!unknown.empty() || !select(list.c_str())) {
      return bad_ciphers(settings_.names.cipher_suites, unknown, "-tls1_3");
    }
  }
  return std::nullopt;
}

}  // namespace pulsarws
