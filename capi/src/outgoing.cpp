#include "capi/src/outgoing.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace pulsarws::capi {
namespace {

// The first version of the struct that could mean something.
constexpr std::size_t kSmallest =
    offsetof(pws_outgoing, payload) + sizeof(pws_slice);

Error invalid(std::size_t index, const char* what) {
  return Error(Status::kInvalidArgument,
               "message " + std::to_string(index) + ": " + what);
}

bool is_readable(const pws_slice& slice) { return slice.data || !slice.size; }

std::string_view view(const pws_slice& slice) {
  return {slice.data, slice.size};
}

}  // namespace

Error OutgoingReader::check() const {
  if (count_ == 0) return {};
  if (!messages_) return Error(Status::kInvalidArgument, "message is NULL");
  std::size_t size = messages_->struct_size;
  if (size < kSmallest || size % alignof(pws_outgoing) != 0 || size > 4096) {
    return Error(Status::kInvalidArgument,
                 "struct_size of the message is not set: begin with "
                 "PWS_OUTGOING_INIT");
  }
  return {};
}

Error OutgoingReader::read(std::size_t index) {
  const std::size_t stride = messages_->struct_size;
  const char* place = reinterpret_cast<const char*>(messages_) + index * stride;
  pws_outgoing message = PWS_OUTGOING_INIT;
  std::memcpy(&message, place, std::min(stride, sizeof message));
  if (stride > sizeof message &&
      std::any_of(place + sizeof message, place + stride,
                  [](char byte) { return byte != 0; })) {
    return invalid(index,
                   "the program was built with a newer header and uses a field "
                   "that this library does not know");
  }
  if (!is_readable(message.payload) || !is_readable(message.key) ||
      !is_readable(message.context)) {
    return invalid(index, "a slice has a size and no data");
  }
  if ((message.property_count > 0 && !message.properties) ||
      (message.replication_cluster_count > 0 &&
       !message.replication_clusters)) {
    return invalid(index, "an array has a count and is NULL");
  }

  if (Error error = producer_.check_lists(message.property_count,
                                          message.replication_cluster_count)) {
    return error;
  }

  properties_.clear();
  for (std::size_t i = 0; i < message.property_count; ++i) {
    const pws_property& property = message.properties[i];
    if (!property.key.data || !property.value.data) {
      return invalid(index,
                     "a property has no key or no value (data NULL), which "
                     "Pulsar does not take");
    }
    properties_.push_back({view(property.key), view(property.value)});
  }
  clusters_.clear();
  for (std::size_t i = 0; i < message.replication_cluster_count; ++i) {
    if (!message.replication_clusters[i].data) {
      return invalid(index, "a replication cluster has no name");
    }
    clusters_.push_back(view(message.replication_clusters[i]));
  }

  auto unless_zero = [](std::int64_t number) {
    return number == 0 ? std::nullopt : std::optional(number);
  };
  message_ = {};
  message_.payload = view(message.payload);
  message_.properties = properties_.data();
  message_.property_count = properties_.size();
  if (message.key.data) message_.key = view(message.key);
  message_.event_time = unless_zero(message.event_time_ms);
  message_.deliver_at = unless_zero(message.deliver_at_ms);
  message_.deliver_after = unless_zero(message.deliver_after_ms);
  message_.replication_clusters = clusters_.data();
  message_.replication_cluster_count = clusters_.size();
  context_ = view(message.context);
  limits_ = {message.send_timeout_ms, message.room_timeout_ms};
  return {};
}

}  // namespace pulsarws::capi
