#include "core/client/token_supplier.h"

#include <utility>

#include "core/auth/token_request.h"
#include "core/client/client.h"

namespace pulsarws {

void TokenSupplier::ask(Answer answer) {
  const auto client = client_.lock();
  auto event = std::make_unique<Event>();
  event->type = EventType::kTokenWanted;
  event->handler = handler_;
  event->client = client;
  event->token_request = std::make_shared<TokenRequest>(std::move(answer));
  if (client) client->events().push(std::move(event));
}

Error TokenSupplier::overdue(Milliseconds limit) const {
  return Error(Status::kCredentials,
               "no token: the token supplier has not answered within " +
                   std::to_string(limit.count()) + " ms (connectTimeout)");
}

}  // namespace pulsarws
