#include "core/client/reader.h"

#include <utility>

#include "core/options/option_keys.h"
#include "core/wire/base64.h"

namespace pulsarws {
namespace {

std::string start_parameter(const wire::MessageId& start) {
  if (start == kEarliest) return "earliest";
  if (start == kLatest) return "latest";
  return wire::encode_base64(start.serialize());
}

// The server says that the topic has ended when it has fetched the last message
// itself, which may still be on its way here. So it is asked until it has said
// so twice with no message in between.
constexpr int kConfirmations = 2;

bool holds(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

Result<std::shared_ptr<Reader>> Reader::make(
    const std::shared_ptr<Client>& client, std::string_view topic,
    const wire::MessageId& start, const Options& options) {
  if (Error error = client->refusal()) return error;
  auto name = wire::parse_topic_name(topic);
  if (!name) return name.error();
  if (Error error = options.check()) return error;

  Settings settings;
  settings.topic = std::move(*name);
  settings.start = start;
  settings.name = options[reader_option::kReaderName].value_or("");
  settings.query = options.query();
  auto reader = std::make_shared<Reader>(client, std::move(settings));
  reader->make_session();
  if (Error error = client->add(reader)) return error;
  return reader;
}

Reader::Reader(std::shared_ptr<Client> client, Settings settings)
    : Receiver(std::move(client), settings.topic.to_string()),
      settings_(std::move(settings)) {}

const std::string& Reader::name() const noexcept { return settings_.name; }

std::string Reader::description() const { return "reader on " + topic(); }

void Reader::sign(Event& event) {
  event.reader = std::static_pointer_cast<Reader>(shared_from_this());
}

void Reader::give_up() noexcept {
  client().remove(*this);
  close(nullptr);
}

std::string Reader::path(bool) const {
  wire::Query query = settings_.query;
  query.emplace_back(
      "messageId", last_read_ ? *last_read_ : start_parameter(settings_.start));
  return wire::reader_path(settings_.topic, query);
}

// What follows the handshake's own checks (401, 403) is a 500 for a reader,
// whatever it is: only its text tells. The words are Pulsar 4.0's.
Error Reader::judge(const Error& error) const {
  if (error.http_status != 500) return Endpoint::judge(error);
  auto is = [&error](Status status, const char* advice) {
    Error judged = error;
    judged.status = status;
    judged.message += advice;
    return judged;
  };
  const std::string& text = error.message;
  if (holds(text, "partitioned topic startMessageId is illegal")) {
    return is(Status::kNotSupported,
              "; a reader of a partitioned topic cannot start at an id: read "
              "each partition, TOPIC-partition-N, with a reader of its own");
  }
  if (holds(text, "Namespace not found") || holds(text, "Topic not found") ||
      holds(text, "does not exist")) {
    return is(Status::kNotFound, "");
  }
  if (holds(text, "Illegal topic partition name")) {
    return is(Status::kNotFound, "; the topic has no such partition");
  }
  if (holds(text, "not authorized")) return is(Status::kAuthorization, "");
  if (holds(text, R"("errorMsg":"")")) {
    return is(error.status,
              "; the server does not say why: perhaps there is no such topic, "
              "and it makes none by itself");
  }
  return error;
}

void Reader::add_statistics(ClientStatistics& all) const {
  all.readers.push_back(statistics());
}

// --- Receiving -------------------------------------------------------------

void Reader::on_session_text(std::uint64_t connection,
                             std::string_view text) noexcept {
  auto frame = parser_.parse_consumer_frame(text);
  if (!frame) {
    session_->fail_connection(connection, frame.error());
  } else if (frame->kind == wire::ConsumerFrame::Kind::kEndOfTopic) {
    answer(frame->end_of_topic);
  } else {
    deliver(std::move(frame->message), connection);
  }
}

void Reader::deliver(wire::IncomingMessage content, std::uint64_t connection) {
  Arrival arrival;
  bool write = false;
  {
    std::lock_guard lock(mutex_);
    if (connection != connection_ || state_ == State::kEnded) return;
    note_received_locked(content);
    if (state_ != State::kOpen) {
      ++counts_.dropped;
      return;
    }
    end_confirmed_ = 0;
    arrival = add_locked(std::make_shared<const Message>(
        std::move(content), connection,
        std::static_pointer_cast<Reader>(shared_from_this()), shared_topic()));
    write = !frames_.empty();
  }
  tell(std::move(arrival));
  if (write) session_->notify();
}

void Reader::handed_out_locked(const MessagePtr& message) {
  last_read_ = message->content().message_id;
  if (message->connection() != connection_) return;
  // What the server counts as room for one more.
  add_frame_locked(wire::write_ack(message->content().message_id));
}

int Reader::has_next() const {
  std::lock_guard lock(mutex_);
  if (!queue_.empty()) return 1;
  return end_confirmed_ >= kConfirmations ? 0 : -1;
}

void Reader::ask_end_of_topic(std::shared_ptr<Operation> asking) {
  Error refusal;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_locked();
    if (!refusal && connection_ == 0) {
      refusal = Error(Status::kConnectionLost,
                      description() + " has no connection now");
    }
    if (!refusal) {
      questions_.push_back(asking);
      add_frame_locked(wire::write_end_of_topic_question());
    }
  }
  if (refusal) {
    asking->complete(std::move(refusal));
  } else {
    session_->notify();
  }
}

Result<bool> Reader::ask_end_of_topic(Timeout timeout) {
  auto asking = std::make_shared<Operation>();
  ask_end_of_topic(asking);
  if (Error error =
          wait_for(*asking, timeout, description() + ": the question")) {
    return error;
  }
  return asking->answer();
}

void Reader::answer(bool end_of_topic) {
  std::shared_ptr<Operation> asking;
  bool again = false;
  {
    std::lock_guard lock(mutex_);
    end_confirmed_ = end_of_topic ? end_confirmed_ + 1 : 0;
    if (questions_.empty()) return;
    again = end_of_topic && end_confirmed_ < kConfirmations;
    if (again) {
      add_frame_locked(wire::write_end_of_topic_question());
    } else {
      asking = std::move(questions_.front());
      questions_.pop_front();
    }
  }
  if (again) {
    session_->notify();
    return;
  }
  if (!asking->claim()) return;
  asking->set_answer(end_of_topic);
  asking->finish(Error());
}

// --- Life ------------------------------------------------------------------

void Reader::opened_locked(Later& later) {
  frames_.clear();
  bool gap = opened_before_ && !last_read_ && settings_.start == kLatest;
  opened_before_ = true;
  if (!gap) return;
  Error missing(Status::kConnectionLost,
                description() +
                    ": it has reconnected at the latest message with nothing "
                    "read before; what was published in between is not seen");
  later.emplace_back(
      [this, text = missing.message] { log(LogLevel::kWarning, text); });
  tell_listener_locked(EventType::kGap, std::move(missing), later);
}

void Reader::lost_locked(const Error& error, Later& later) {
  drop_queue_locked();
  frames_.clear();
  end_confirmed_ = 0;
  for (auto& asking : questions_) {
    later.emplace_back([asking, error] { asking->complete(error); });
  }
  questions_.clear();
}

void Reader::begin_close_locked(Later& later) {
  drop_queue_locked();
  refuse_receives_locked(refusal_locked(), later);
}

bool Reader::end_locked(const Error& reason, Later& later) {
  Error told = refusal_locked();
  refuse_receives_locked(told, later);
  lost_locked(reason ? reason : told, later);
  bool by_itself = reason && reason.status != Status::kClosed;
  end_listening_locked(by_itself ? told : Error(), later);
  return false;
}

}  // namespace pulsarws
