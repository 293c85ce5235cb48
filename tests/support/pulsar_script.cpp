#include "pulsar_script.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <utility>

#include "recorded.h"

namespace pulsarws::testing {
namespace {

constexpr std::int64_t kLedger = 5;
constexpr std::size_t kLargestQueue = 1000;

bool starts_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

std::string percent_decoded(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded +=
          static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

bool is_producer(const Handshake& handshake) {
  return starts_with(handshake.path, "/ws/v2/producer/");
}

bool is_reader(const Handshake& handshake) {
  return starts_with(handshake.path, "/ws/v2/reader/");
}

bool is_known(const Handshake& handshake) {
  return is_producer(handshake) ||
         starts_with(handshake.path, "/ws/v2/consumer/") ||
         is_reader(handshake) ||
         starts_with(handshake.path, "/ws/v3/consumer/");
}

}  // namespace

class PulsarScript::State : public std::enable_shared_from_this<State> {
 public:
  Recorded<PulsarRecord> record;

  void at_message(std::size_t n, Fate fate) {
    std::lock_guard<std::mutex> lock(mutex_);
    fates_[n] = std::move(fate);
  }

  void every_message(Fate fate) {
    std::lock_guard<std::mutex> lock(mutex_);
    usual_fate_ = std::move(fate);
  }

  void hold_answers() {
    std::lock_guard<std::mutex> lock(mutex_);
    holding_ = true;
  }

  void release(std::size_t count) {
    std::lock_guard<std::mutex> lock(mutex_);
    release_locked(count);
  }

  void release_answers() {
    // In one go: what comes in between must not be held for ever.
    std::lock_guard<std::mutex> lock(mutex_);
    holding_ = false;
    release_locked(held_.size());
  }

  void serve(std::vector<Delivery> deliveries) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (Delivery& delivery : deliveries) {
      if (delivery.id.empty()) {
        delivery.id = message_id(kLedger, next_entry_++);
      }
      topic_.push_back(delivery);
      waiting_.push_back(std::move(delivery));
    }
    deliver_to_all();
  }

  void redeliver_nacked(bool on) {
    std::lock_guard<std::mutex> lock(mutex_);
    redelivers_nacked_ = on;
  }

  void end_of_topic(bool ended) {
    std::lock_guard<std::mutex> lock(mutex_);
    ended_ = ended;
  }

  void answer_end_of_topic(bool on) {
    std::lock_guard<std::mutex> lock(mutex_);
    answers_end_of_topic_ = on;
  }

  void refuse_unsubscribe(bool on) {
    std::lock_guard<std::mutex> lock(mutex_);
    refuses_unsubscribe_ = on;
  }

  void on_open(const SessionPtr& session) {
    if (is_producer(session->handshake())) return;
    std::lock_guard<std::mutex> lock(mutex_);
    if (is_reader(session->handshake())) {
      Reader& reader = readers_[session->connection()];
      reader.session = session;
      reader.credit = window_of(session->handshake());
      reader.next = start_of(session->handshake());
      deliver(reader);
      return;
    }
    Consumer& consumer = consumers_[session->connection()];
    consumer.session = session;
    consumer.pulls = session->handshake().parameter("pullMode") == "true";
    if (!consumer.pulls) consumer.credit = window_of(session->handshake());
    deliver(consumer);
  }

  void on_text(const SessionPtr& session, const std::string& text) {
    std::lock_guard<std::mutex> lock(mutex_);
    ClientFrame frame;
    bool readable = true;
    try {
      frame = parse_client_frame(text);
    } catch (const std::exception&) {
      readable = false;
      record.update([&](PulsarRecord& all) { all.malformed.push_back(text); });
    }
    if (is_producer(session->handshake())) {
      produced(session, text, frame, readable);
    } else if (!readable) {
      // The real proxy tries an illegal close code, and TCP just breaks.
      session->drop();
    } else if (is_reader(session->handshake())) {
      read(readers_[session->connection()], frame, text);
    } else {
      consumed(consumers_[session->connection()], frame, text);
    }
  }

  void on_close(const SessionPtr& session) {
    std::lock_guard<std::mutex> lock(mutex_);
    readers_.erase(session->connection());
    const auto found = consumers_.find(session->connection());
    if (found == consumers_.end()) return;
    std::vector<Delivery>& lost = found->second.unsettled;
    waiting_.insert(waiting_.begin(), lost.begin(), lost.end());
    consumers_.erase(found);
    waiting_.insert(waiting_.end(), put_off_.begin(), put_off_.end());
    put_off_.clear();
    deliver_to_all();
  }

 private:
  void release_locked(std::size_t count) {
    for (; count > 0 && !held_.empty(); --count) {
      const Answer answer = std::move(held_.front());
      held_.pop_front();
      send(answer);
    }
  }

  struct Answer {
    SessionPtr session;
    std::string text;
    bool is_ok = false;
  };

  struct Consumer {
    SessionPtr session;
    bool pulls = false;
    // How many messages may still be sent: permits, or the push window's rest.
    std::int64_t credit = 0;
    // In the order of delivery.
    std::vector<Delivery> unsettled;
  };

  // Has the topic to itself, whatever consumers make of it.
  struct Reader {
    SessionPtr session;
    std::size_t next = 0;  // in topic_
    std::int64_t credit = 0;
  };

  // messageId: what stands behind it is read.
  std::size_t start_of(const Handshake& handshake) const {
    const std::string start =
        percent_decoded(handshake.parameter("messageId").value_or("latest"));
    if (start == "earliest") return 0;
    for (std::size_t i = 0; i < topic_.size(); ++i) {
      if (topic_[i].id == start) return i + 1;
    }
    return topic_.size();
  }

  void read(Reader& reader, const ClientFrame& frame, const std::string& text) {
    if (frame.type == "isEndOfTopic") {
      answer_end_of_topic(reader.session);
    } else if (frame.type.empty() && !frame.message_id.empty()) {
      // Its id is not looked at: what counts is that one more may come.
      ++reader.credit;
      record.update([&](PulsarRecord& all) {
        all.read.push_back({reader.session->connection(), frame.message_id});
      });
    } else {
      record.update([&](PulsarRecord& all) { all.malformed.push_back(text); });
    }
    deliver(reader);
  }

  void answer_end_of_topic(const SessionPtr& session) {
    record.update([](PulsarRecord& all) { ++all.end_of_topic_questions; });
    if (!answers_end_of_topic_) return;
    session->send(ended_ ? R"({"endOfTopic":true})"
                         : R"({"endOfTopic":false})");
  }

  static std::int64_t window_of(const Handshake& handshake) {
    const auto size = handshake.parameter("receiverQueueSize");
    if (!size) return kLargestQueue;
    return std::min<std::int64_t>(kLargestQueue, std::atoll(size->c_str()));
  }

  void produced(const SessionPtr& session, const std::string& text,
                ClientFrame& frame, bool readable) {
    ++message_count_;
    if (!readable || !frame.has_payload) {
      answer({session, error_answer(readable ? 7 : 3, "not readable", {})});
      return;
    }
    const auto found = fates_.find(message_count_);
    const Fate fate = found == fates_.end() ? usual_fate_ : found->second;
    const std::string context = frame.context;
    record.update([&](PulsarRecord& all) {
      all.produced.push_back({session->connection(), std::move(frame.context),
                              std::move(frame.payload), std::move(frame.key),
                              std::move(frame.properties), text});
    });
    switch (fate.kind) {
      case Fate::Kind::kAckTwice:
        answer({session, ok_answer(context, next_id()), true});
        [[fallthrough]];
      case Fate::Kind::kAck:
        answer({session, ok_answer(context, next_id()), true});
        break;
      case Fate::Kind::kDuplicate:
        answer({session, ok_answer(context, message_id(-1, -1)), true});
        break;
      case Fate::Kind::kSendError:
        answer({session, error_answer(fate.code, fate.text, context)});
        break;
      case Fate::Kind::kSwallow:
        break;
      case Fate::Kind::kDrop:
        session->drop();
        break;
      case Fate::Kind::kClose:
        session->close(static_cast<std::uint16_t>(fate.code), fate.text);
        break;
    }
  }

  std::string next_id() { return message_id(kLedger, acked_entries_++); }

  void answer(Answer answer) {
    if (holding_) {
      held_.push_back(std::move(answer));
    } else {
      send(answer);
    }
  }

  void send(const Answer& answer) {
    answer.session->send(answer.text);
    if (answer.is_ok) {
      record.update([](PulsarRecord& all) { ++all.acks_sent; });
    }
  }

  void consumed(Consumer& consumer, const ClientFrame& frame,
                const std::string& text) {
    if (frame.type == "permit") {
      record.update([&](PulsarRecord& all) { all.permits += frame.permits; });
      if (consumer.pulls) consumer.credit += frame.permits;
    } else if (frame.type == "isEndOfTopic") {
      answer_end_of_topic(consumer.session);
    } else if (frame.type == "unsubscribe") {
      record.update([](PulsarRecord& all) { ++all.unsubscribes; });
      if (refuses_unsubscribe_) {
        consumer.session->drop();
        return;
      }
    } else if (!frame.message_id.empty()) {
      settle(consumer, frame);
    } else {
      record.update([&](PulsarRecord& all) { all.malformed.push_back(text); });
    }
    deliver(consumer);
  }

  void settle(Consumer& consumer, const ClientFrame& frame) {
    const bool is_nack = frame.type == "negativeAcknowledge";
    std::vector<Delivery>& unsettled = consumer.unsettled;
    const auto found = std::find_if(
        unsettled.begin(), unsettled.end(),
        [&](const Delivery& each) { return each.id == frame.message_id; });
    const bool is_stale = found == unsettled.end();
    // As on the real proxy, a repeated or unknown id frees a slot too.
    if (!consumer.pulls) ++consumer.credit;
    record.update([&](PulsarRecord& all) {
      auto& settled = is_stale ? all.stale : is_nack ? all.nacked : all.acked;
      settled.push_back({consumer.session->connection(), frame.message_id});
    });
    if (is_stale) return;
    if (is_nack) {
      Delivery again = *found;
      ++again.redelivery_count;
      (redelivers_nacked_ ? waiting_ : put_off_).push_back(std::move(again));
    }
    unsettled.erase(found);
  }

  void deliver(Consumer& consumer) {
    std::size_t count = 0;
    for (; consumer.credit > 0 && !waiting_.empty(); --consumer.credit) {
      consumer.session->send(delivery_frame(waiting_.front()));
      consumer.unsettled.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
      ++count;
    }
    if (count == 0) return;
    record.update([&](PulsarRecord& all) { all.delivered += count; });
  }

  void deliver(Reader& reader) {
    for (; reader.credit > 0 && reader.next < topic_.size(); --reader.credit) {
      reader.session->send(delivery_frame(topic_[reader.next++]));
    }
  }

  void deliver_to_all() {
    for (auto& [connection, reader] : readers_) deliver(reader);
    for (auto& [connection, consumer] : consumers_) deliver(consumer);
  }

  std::mutex mutex_;

  std::map<std::size_t, Fate> fates_;
  Fate usual_fate_;
  std::size_t message_count_ = 0;
  std::int64_t acked_entries_ = 0;
  bool holding_ = false;
  std::deque<Answer> held_;

  std::map<std::size_t, Consumer> consumers_;
  std::map<std::size_t, Reader> readers_;
  std::vector<Delivery> topic_;  // all that was ever served
  std::deque<Delivery> waiting_;
  // Nacked, and not to come again before a connection has ended.
  std::deque<Delivery> put_off_;
  std::int64_t next_entry_ = 0;
  bool redelivers_nacked_ = true;
  bool ended_ = false;
  bool answers_end_of_topic_ = true;
  bool refuses_unsubscribe_ = false;
};

PulsarScript::PulsarScript() : state_(std::make_shared<State>()) {}

Script PulsarScript::script() const {
  Script script;
  script.on_handshake = [](const Handshake& handshake) -> Answer {
    if (is_known(handshake)) return Accept{};
    return Refuse{404, "Not Found"};
  };
  script.on_open = [state = state_](const SessionPtr& session) {
    state->on_open(session);
  };
  script.on_text = [state = state_](const SessionPtr& session,
                                    const std::string& text) {
    state->on_text(session, text);
  };
  script.on_close = [state = state_](const SessionPtr& session) {
    state->on_close(session);
  };
  return script;
}

void PulsarScript::at_message(std::size_t n, Fate fate) {
  state_->at_message(n, std::move(fate));
}
void PulsarScript::every_message(Fate fate) {
  state_->every_message(std::move(fate));
}
void PulsarScript::hold_answers() { state_->hold_answers(); }
void PulsarScript::release(std::size_t count) { state_->release(count); }
void PulsarScript::release_answers() { state_->release_answers(); }
void PulsarScript::serve(std::vector<Delivery> deliveries) {
  state_->serve(std::move(deliveries));
}
void PulsarScript::serve_numbered(std::size_t count) {
  std::vector<Delivery> deliveries(count);
  for (std::size_t i = 0; i < count; ++i) {
    deliveries[i].payload = std::to_string(i);
  }
  serve(std::move(deliveries));
}
void PulsarScript::redeliver_nacked(bool on) { state_->redeliver_nacked(on); }
void PulsarScript::end_of_topic(bool ended) { state_->end_of_topic(ended); }
void PulsarScript::answer_end_of_topic(bool on) {
  state_->answer_end_of_topic(on);
}

void PulsarScript::refuse_unsubscribe(bool on) {
  state_->refuse_unsubscribe(on);
}

PulsarRecord PulsarScript::record() const { return state_->record.read(); }

bool PulsarScript::wait_until(
    const std::function<bool(const PulsarRecord&)>& predicate,
    std::chrono::milliseconds within) const {
  return state_->record.wait_until(predicate, within);
}

}  // namespace pulsarws::testing
