#include <algorithm>
#include <cstring>

#include "capi/src/boundary.h"

using namespace pulsarws;
using namespace pulsarws::capi;

int64_t pws_message_id_ledger(const pws_message_id* id) {
  return id ? id->id.ledger_id : -1;
}

int64_t pws_message_id_entry(const pws_message_id* id) {
  return id ? id->id.entry_id : -1;
}

int32_t pws_message_id_partition(const pws_message_id* id) {
  return id ? id->id.partition : -1;
}

int32_t pws_message_id_batch_index(const pws_message_id* id) {
  return id ? id->id.batch_index : -1;
}

int32_t pws_message_id_compare(const pws_message_id* a,
                               const pws_message_id* b) {
  if (!a || !b) return (a ? 1 : 0) - (b ? 1 : 0);
  return a->id.compare(b->id);
}

size_t pws_message_id_print(const pws_message_id* id, char* buffer,
                            size_t capacity) {
  try {
    std::string text = id ? id->id.to_string() : std::string();
    if (buffer && capacity > 0) {
      std::size_t size = std::min(text.size(), capacity - 1);
      std::memcpy(buffer, text.data(), size);
      buffer[size] = '\0';
    }
    return text.size();
  } catch (...) {
    if (buffer && capacity > 0) *buffer = '\0';
    return 0;
  }
}

size_t pws_message_id_serialize(const pws_message_id* id, void* buffer,
                                size_t capacity) {
  if (!id) return 0;
  try {
    std::string bytes = id->id.serialize();
    if (buffer && bytes.size() <= capacity) {
      std::memcpy(buffer, bytes.data(), bytes.size());
    }
    return bytes.size();
  } catch (...) {
    return 0;
  }
}

pws_status pws_message_id_parse(const void* data, size_t size,
                                pws_message_id** id, pws_error** error) {
  clear(id);
  return enter(error, [&]() -> Error {
    if (!id) return null_argument("id");
    if (!data) return null_argument("data");
    auto parsed =
        wire::parse_message_id({static_cast<const char*>(data), size});
    if (!parsed) {
      return Error(Status::kInvalidArgument,
                   "these bytes are not a serialised message id");
    }
    *id = std::make_unique<pws_message_id>(pws_message_id{*parsed}).release();
    return {};
  });
}

pws_message_id* pws_message_id_dup(const pws_message_id* id) {
  if (!id || platform::is_forked()) return nullptr;
  try {
    return std::make_unique<pws_message_id>(*id).release();
  } catch (...) {
    return nullptr;
  }
}

const pws_message_id* pws_message_id_earliest(void) {
  static const pws_message_id earliest{kEarliest};
  return &earliest;
}

const pws_message_id* pws_message_id_latest(void) {
  static const pws_message_id latest{kLatest};
  return &latest;
}

void pws_message_id_free(pws_message_id* id) {
  if (id == pws_message_id_earliest() || id == pws_message_id_latest()) return;
  std::unique_ptr<pws_message_id> freed(id);
}
