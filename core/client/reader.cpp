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
  settings.queue_size = options[reader_option::kReceiverQueueSize];
  std::shared_ptr<Reader> reader =
      std::make_unique<Reader>(client, std::move(settings));
  reader->make_session();
  if (Error error = client->add(reader)) return error;
  return reader;
}

Reader::Reader(std::shared_ptr<Client> client, Settings settings)
    : Receiver(std::move(client), settings.topic.to_string()),
      settings_(std::move(settings)) {}

const std::string& Reader::name() const noexcept { return settings_.name; }

std::string Reader::description() const { return "reader on " + topic(); }

void Reader::give_up() noexcept {
  client().statistics_book().freed(*this);
  close(nullptr);
}

std::string Reader::path(bool) const {
  wire::Query query = settings_.query;
  // On a non-persistent topic all messages have one id, and none is kept.
  const bool resumes = settings_.topic.persistent && !last_read_.empty();
  query.emplace_back("messageId",
                     !resumes ? start_parameter(settings_.start) : last_read_);
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

void Reader::delivered_locked(MessagePtr message, Later& later) {
  if (state_ != State::kOpen) {
    ++counts_.dropped;
    return;
  }
  end_confirmed_ = 0;
  add_locked(std::move(message), later);
}

void Reader::handed_out_locked(const MessagePtr& message) {
  const std::string_view id = message->content().message_id;
  // What the server counts as room for one more.
  if (message->connection() == connection_) {
    wire::Frame ack = wire::write_ack(id);
    frames_.reserve_more(1);
    last_read_.assign(id);
    add_frame_locked(std::move(ack));
  } else {
    last_read_.assign(id);
  }
}

int Reader::has_next() const {
  std::lock_guard lock(mutex_);
  if (!queue_.empty()) return 1;
  return end_confirmed_ >= kConfirmations ? 0 : -1;
}

void Reader::ask_end_of_topic(std::shared_ptr<Operation> asking) {
  Error refusal;
  std::shared_ptr<FrameWaker> waker;
  {
    std::lock_guard lock(mutex_);
    refusal = refusal_locked();
    if (!refusal && connection_ == 0) {
      refusal = Error(Status::kConnectionLost,
                      description() + " has no connection now");
    }
    if (!refusal) {
      wire::Frame question = wire::write_end_of_topic_question();
      frames_.reserve_more(1);
      questions_.push_back(asking);
      add_frame_locked(std::move(question));
      waker = wake_for_frames_locked();
    }
  }
  if (refusal) {
    asking->complete(std::move(refusal));
  } else {
    wake(waker);
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

void Reader::answered_locked(bool end_of_topic, Later& later) {
  const int confirmed = end_of_topic ? end_confirmed_ + 1 : 0;
  if (questions_.empty() || confirmed == 0 || confirmed >= kConfirmations) {
    end_confirmed_ = confirmed;
    if (questions_.empty()) return;
    later.operations.add(questions_.take_front(), Error(), end_of_topic);
    return;
  }
  add_frame_locked(wire::write_end_of_topic_question());
  end_confirmed_ = confirmed;
}

// --- Life ------------------------------------------------------------------

void Reader::opened_locked(Later& later) {
  frames_.clear();
  const bool gap =
      opened_before_ && (!settings_.topic.persistent ||
                         (last_read_.empty() && settings_.start == kLatest));
  opened_before_ = true;
  if (!gap) return;
  Error missing(Status::kConnectionLost,
                description() + ": it has reconnected at the latest message, " +
                    (settings_.topic.persistent ? "with nothing read before"
                                                : "of a non-persistent topic") +
                    "; what was published in between is not seen");
  later.warning = missing.message;
  tell_listener_locked(EventType::kGap, std::move(missing), later);
}

void Reader::lost_locked(const Error& error, Later& later) noexcept {
  drop_queue_locked();
  frames_.clear();
  end_confirmed_ = 0;
  while (!questions_.empty()) {
    later.operations.add(questions_.take_front(), error.copied());
  }
}

void Reader::begin_close_locked(Later& later) noexcept {
  drop_queue_locked();
  refuse_receives_locked(refusal_locked(), later);
}

bool Reader::end_locked(const Error& reason, Later& later) noexcept {
  const Error told = refusal_locked();
  refuse_receives_locked(told, later);
  lost_locked(reason ? reason : told, later);
  bool by_itself = reason && reason.status != Status::kClosed;
  end_listening_locked(by_itself ? told.copied() : Error(), later);
  return false;
}

}  // namespace pulsarws
