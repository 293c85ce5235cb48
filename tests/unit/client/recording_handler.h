#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/events/event.h"
#include "tests/support/recorded.h"

namespace pulsarws::testing {

// What a handler has been told, by which thread whatever. Outlives it.
struct HandlerRecord {
  std::vector<EventType> types;
  std::vector<Status> statuses;
  std::vector<std::size_t> indexes;
  std::vector<std::string> payloads;
  int freed = 0;
};

class RecordingHandler : public EventHandler {
 public:
  explicit RecordingHandler(std::shared_ptr<Recorded<HandlerRecord>> record)
      : record_(std::move(record)) {}
  ~RecordingHandler() override {
    record_->update([](HandlerRecord& record) { ++record.freed; });
  }
  void handle(Event& event) override {
    record_->update([&event](HandlerRecord& record) {
      record.types.push_back(event.type);
      record.statuses.push_back(event.error.status);
      record.indexes.push_back(event.index);
      if (event.message) {
        record.payloads.emplace_back(event.message->content().payload);
      }
    });
  }

 private:
  const std::shared_ptr<Recorded<HandlerRecord>> record_;
};

inline std::shared_ptr<Recorded<HandlerRecord>> new_record() {
  return std::make_shared<Recorded<HandlerRecord>>();
}
inline std::shared_ptr<EventHandler> handler_for(
    const std::shared_ptr<Recorded<HandlerRecord>>& record) {
  return std::make_shared<RecordingHandler>(record);
}

}  // namespace pulsarws::testing
