#include "core/client/token_supplier.h"

#include <utility>

#include "core/auth/token_request.h"
#include "core/client/client.h"

namespace pulsarws {

void TokenSupplier::ask(Answer answer) {
  Event event;
  event.type = EventType::kTokenWanted;
  event.handler = handler_;
  event.client = client_.lock();
  event.token_request = std::make_shared<TokenRequest>(std::move(answer));
  if (event.client) event.client->events().push(std::move(event));
}

Error TokenSupplier::overdue(Milliseconds limit) const {
  return Error(Status::kCredentials,
               "no token: the token supplier has not answered within " +
                   std::to_string(limit.count()) + " ms (connectTimeout)");
}

}  // namespace pulsarws
