#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "core/auth/blocking_source.h"
#include "core/auth/https_request.h"
#include "core/auth/oauth2_documents.h"
#include "core/base/timers.h"

namespace pulsarws {

struct OAuth2Settings {
  std::string issuer_url;   // empty: the key's
  std::string private_key;  // where the key is; empty: the two below
  std::string client_id;
  std::string client_secret;
  std::string audience;
  std::string scope;
  std::string trust_certs_file;  // PEM; empty: the system's
  Milliseconds limit{10000};     // for getting a token, everything included
};

// Tokens by OAuth2's client credentials grant (RFC 6749, 4.4), from a server
// that is found by its discovery document. A token is kept for all who ask, and
// replaced shortly before it expires.
class OAuth2Source final : public BlockingSource {
 public:
  OAuth2Source(OAuth2Settings settings, Timers& timers)
      : settings_(std::move(settings)), timers_(timers) {}

  Error overdue(Milliseconds limit) const override;
  void refused() noexcept override;

 private:
  Result<std::string> fetch() override;
  bool at_hand(std::string& authorization) override;

  Result<OAuth2Key> read_key() const;
  Result<wire::HttpUrl> discover(const std::string& issuer,
                                 TimePoint deadline) const;
  Result<OAuth2Token> ask_for_token(const OAuth2Key& key,
                                    const wire::HttpUrl& url,
                                    TimePoint deadline) const;
  void keep(const OAuth2Token& token);

  const OAuth2Settings settings_;
  Timers& timers_;

  std::mutex mutex_;
  std::string token_;
  std::optional<TimePoint> good_until_;
};

}  // namespace pulsarws
