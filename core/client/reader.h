#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/client/receiver.h"
#include "core/wire/endpoint_url.h"
#include "core/wire/topic_name.h"

namespace pulsarws {

// Reads a topic from a place of its choice on, without a subscription. After a
// reconnect it goes on behind the last message that it handed out.
class Reader final : public Receiver {
  struct Settings;

 public:
  // Checks the arguments; connects with Client::open or Endpoint::open. Reads
  // what stands behind `start`.
  static Result<std::shared_ptr<Reader>> make(
      const std::shared_ptr<Client>& client, std::string_view topic,
      const wire::MessageId& start, const Options& options);

  const std::string& name() const noexcept override;

  // Ends `asking` with the server's answer: has the topic ended?
  void ask_end_of_topic(std::shared_ptr<Operation> asking);
  Result<bool> ask_end_of_topic(Timeout timeout);

  // Whether there is another message: 1 where one is here, 0 where the topic
  // has ended and all is read, -1 where nobody can know.
  int has_next() const;

  // For make.
  Reader(std::shared_ptr<Client> client, Settings settings);

  std::string description() const override;
  Kind kind() const noexcept override { return Kind::kReader; }
  void add_statistics(ClientStatistics& all) const override;
  void give_up() noexcept override;

 private:
  struct Settings {
    wire::TopicName topic;
    wire::MessageId start;
    std::string name;
    wire::Query query;
    std::uint32_t queue_size = 0;
  };

  std::size_t most_queued_locked() const override {
    return settings_.queue_size;
  }
  void delivered_locked(MessagePtr message, Later& later) override;
  void answered_locked(bool end_of_topic, Later& later) override;
  void handed_out_locked(const MessagePtr& message) override;

  std::string path(bool first) const override;
  const char* component() const noexcept override { return "reader"; }
  Error judge(const Error& error) const override;
  void opened_locked(Later& later) override;
  void lost_locked(const Error& error, Later& later) noexcept override;
  void begin_close_locked(Later& later) noexcept override;
  bool is_settled_locked() const override { return true; }
  bool end_locked(const Error& reason, Later& later) noexcept override;

  const Settings settings_;

  // By mutex_.
  std::string last_read_;  // its id as it came, base64; empty: none
  bool opened_before_ = false;
  int end_confirmed_ = 0;  // how often since the last message, in a row
  Ring<std::shared_ptr<Operation>> questions_;
};

// Where a reader may start, beside the id of a message.
inline constexpr wire::MessageId kEarliest{-1, -1};
inline constexpr wire::MessageId kLatest{
    std::numeric_limits<std::int64_t>::max(),
    std::numeric_limits<std::int64_t>::max()};

}  // namespace pulsarws
