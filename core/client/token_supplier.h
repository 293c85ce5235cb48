#pragma once

#include <memory>

#include "core/auth/credential_source.h"
#include "core/events/event.h"

namespace pulsarws {

class Client;

// Tokens from the application, which is asked by an event.
class TokenSupplier final : public CredentialSource {
 public:
  TokenSupplier(std::weak_ptr<Client> client,
                std::shared_ptr<EventHandler> handler)
      : client_(std::move(client)), handler_(std::move(handler)) {}

  void ask(Answer answer) override;
  Error overdue(Milliseconds limit) const override;

 private:
  const std::weak_ptr<Client> client_;
  const std::shared_ptr<EventHandler> handler_;
};

}  // namespace pulsarws
