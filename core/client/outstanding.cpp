#include "core/client/outstanding.h"

#include <limits>
#include <utility>

namespace pulsarws {

bool Outstanding::Delivery::settle() const noexcept {
  auto held = message.lock();
  // Without a message nobody else can settle it.
  return !held || held->settle();
}

void Outstanding::add(const std::shared_ptr<const Message>& message) {
  const wire::IncomingMessage& content = message->content();
  deliveries_.insert_or_assign(
      content.id, Entry{std::string(content.message_id), message->connection(),
                        message, message.get()});
}

void Outstanding::remove(const Message& message) noexcept {
  auto found = deliveries_.find(message.content().id);
  if (found != deliveries_.end() && found->second.same == &message) {
    deliveries_.erase(found);
  }
}

Outstanding::Delivery Outstanding::take(Entries::iterator place) {
  Entry& entry = place->second;
  Delivery taken{place->first, std::move(entry.wire_id), entry.connection,
                 std::move(entry.message)};
  deliveries_.erase(place);
  return taken;
}

std::optional<Outstanding::Delivery> Outstanding::take(
    const wire::MessageId& id) {
  auto found = deliveries_.find(id);
  if (found == deliveries_.end()) return {};
  return take(found);
}

std::vector<Outstanding::Delivery> Outstanding::take_up_to(
    const wire::MessageId& id) {
  wire::MessageId first;
  first.ledger_id = std::numeric_limits<std::int64_t>::min();
  first.partition = id.partition;
  std::vector<Delivery> taken;
  auto place = deliveries_.lower_bound(first);
  while (place != deliveries_.end() && !Before()(id, place->first)) {
    taken.push_back(take(place++));
  }
  return taken;
}

std::vector<Outstanding::Delivery> Outstanding::take_all() {
  std::vector<Delivery> taken;
  taken.reserve(deliveries_.size());
  for (auto place = deliveries_.begin(); place != deliveries_.end();) {
    taken.push_back(take(place++));
  }
  return taken;
}

}  // namespace pulsarws
