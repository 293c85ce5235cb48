#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/client/message.h"
#include "core/wire/message_id.h"

namespace pulsarws {

// What a consumer has handed out and the application has not settled, found by
// its id. Holds no payload: the application may have freed the message. No lock
// of its own.
class Outstanding {
 public:
  struct Delivery {
    wire::MessageId id;
    std::string wire_id;           // base64, as it came
    std::uint64_t connection = 0;  // the one it came by
    std::weak_ptr<const Message> message;

    // True for the first verdict on it, and for no other.
    bool settle() const noexcept;
  };

  // Delivered again, it takes the place of the delivery before.
  void add(const std::shared_ptr<const Message>& message);

  // This delivery is settled; a later one of the same id stays.
  void remove(const Message& message) noexcept;

  std::optional<Delivery> take(const wire::MessageId& id);

  // All in the partition of `id` that do not stand behind it, in order.
  std::vector<Delivery> take_up_to(const wire::MessageId& id);

  std::vector<Delivery> take_all();

  std::size_t count() const noexcept { return deliveries_.size(); }

 private:
  struct Before {
    bool operator()(const wire::MessageId& a,
                    const wire::MessageId& b) const noexcept {
      return a.partition != b.partition ? a.partition < b.partition
                                        : a.compare(b) < 0;
    }
  };
  struct Entry {
    std::string wire_id;
    std::uint64_t connection;
    std::weak_ptr<const Message> message;
    const Message* same;  // only compared: which delivery this is
  };
  using Entries = std::map<wire::MessageId, Entry, Before>;

  Delivery take(Entries::iterator place);

  Entries deliveries_;
};

}  // namespace pulsarws
