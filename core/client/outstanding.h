#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "core/events/message.h"
#include "core/wire/frame.h"
#include "core/wire/message_id.h"

namespace pulsarws {

// What a consumer has handed out and the application has not settled, found by
// its id. Holds no payload: the application may have freed the message. No lock
// of its own.
class Outstanding {
 public:
  struct Delivery {
    wire::MessageId id;
    wire::Frame ack;
    std::uint64_t connection = 0;  // the one it came by
    std::weak_ptr<const Message> message;

    // True for the first verdict on it, and for no other.
    bool settle() const noexcept;
  };

  // Delivered again, it takes the place of the delivery before. All or nothing
  // where there is no memory.
  void add(const std::shared_ptr<const Message>& message);

  // The frame that acks this delivery, written when it was handed out; empty
  // where another took its place.
  wire::Frame ack_of(const Message& message) const noexcept;

  // This delivery is settled; a later one of the same id stays.
  void remove(const Message& message) noexcept;

  // Null where it is not there.
  const Delivery* find(const wire::MessageId& id) const noexcept;
  std::optional<Delivery> take(const wire::MessageId& id) noexcept;

  // Takes all in the partition of `id` that do not stand behind it, in order.
  // `use` is given each; one with which it throws stays, with those behind it.
  template <typename Use>
  void take_up_to(const wire::MessageId& id, Use use) {
    auto place = deliveries_.lower_bound(first_of_partition(id));
    while (place != deliveries_.end() && !Before()(id, place->first)) {
      use(place->second.delivery);
      erase(place++);
    }
  }
  template <typename Use>
  void take_all(Use use) {
    for (auto place = deliveries_.begin(); place != deliveries_.end();) {
      use(place->second.delivery);
      erase(place++);
    }
  }

  template <typename Use>
  void for_each(Use use) const {
    for (const auto& [id, entry] : deliveries_) use(entry.delivery);
  }

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
    Delivery delivery;
    const Message* same = nullptr;  // only compared: which delivery this is
  };
  using Entries = std::map<wire::MessageId, Entry, Before>;

  void erase(Entries::iterator place) noexcept;
  static wire::MessageId first_of_partition(const wire::MessageId& id);

  Entries deliveries_;
  Entries::node_type spare_;  // of the last that left: the next takes its place
};

}  // namespace pulsarws
