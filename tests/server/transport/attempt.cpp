#include "attempt.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "core/base/timers.h"
#include "wait.h"

namespace pulsarws::testing {

void RecordingListener::note(const char* event,
                             const std::function<void(Told&)>& update) {
  told_.update([&](Told& told) {
    told.events.emplace_back(event);
    if (told.in_batch && told.events.back() != "text") ++told.unended_batches;
    update(told);
  });
}

void RecordingListener::on_open() noexcept {
  note("open", [](Told& told) { ++told.opened; });
}

void RecordingListener::on_text(std::string_view text) noexcept {
  note("text", [&](Told& told) {
    told.texts.emplace_back(text);
    told.in_batch = true;
    for (std::size_t i = 0; i < wire::kTextPadding; ++i) {
      told.padding += text.data()[text.size() + i];
    }
  });
  if (also_on_text) also_on_text(text);
}

void RecordingListener::on_batch_end() noexcept {
  told_.update([](Told& told) {
    ++told.batches;
    told.in_batch = false;
  });
}

void RecordingListener::on_alive() noexcept {
  note("alive", [](Told& told) { ++told.alive; });
}

void RecordingListener::on_closed(const Error& error) noexcept {
  note("closed", [&](Told& told) {
    ++told.closed;
    told.error = error;
  });
}

bool RecordingListener::pull_frames(FrameSink& sink) noexcept {
  told_.update([](Told& told) {
    ++told.pulls;
    if (told.closed) ++told.pulls_after_closed;
  });
  bool more = false;
  queue_.update([&](Queue& queue) {
    std::size_t count = std::min(queue.batch, queue.frames.size());
    auto end = queue.frames.begin() + static_cast<std::ptrdiff_t>(count);
    std::for_each(queue.frames.begin(), end, [&](const std::string& frame) {
      sink.put(wire::Frame(frame));
    });
    queue.frames.erase(queue.frames.begin(), end);
    more = !queue.frames.empty();
  });
  return more;
}

void RecordingListener::queue(std::string frame, std::size_t batch) {
  queue_.update([&](Queue& queue) {
    queue.frames.push_back(std::move(frame));
    queue.batch = batch;
  });
}

Attempt::Attempt(const std::string& url, const std::string& path)
    : listener_(std::make_shared<RecordingListener>()) {
  request.route.server = *wire::parse_service_url(url);
  request.path = path;
  request.timeout = std::chrono::seconds(20);
}

Attempt& Attempt::connect() {
  transport_ = make_cpprest_transport(settings, process_timers());
  request.tls = std::make_shared<ClientTls>(tls);
  transport_->connect(request, listener_);
  return *this;
}

void Attempt::send(std::string frame) {
  listener_->queue(std::move(frame));
  transport_->notify();
}

bool Attempt::wait_open() const {
  return listener_->told().wait_until(
             [](const Told& told) { return told.opened || told.closed; },
             kSoon) &&
         told().opened == 1;
}

bool Attempt::wait_closed() const {
  return listener_->told().wait_until(
      [](const Told& told) { return told.closed > 0; }, kSoon);
}

bool Attempt::wait_texts(std::size_t count) const {
  return listener_->told().wait_until(
      [&](const Told& told) { return told.texts.size() >= count; }, kSoon);
}

Error Attempt::outcome() const {
  if (!wait_closed()) return Error(Status::kInternal, "on_closed is missing");
  return told().error;
}

std::vector<std::unique_ptr<Attempt>> attempts(
    int count, const std::string& url,
    const std::function<void(Attempt&)>& prepare) {
  std::vector<std::unique_ptr<Attempt>> made;
  for (int i = 0; i < count; ++i) {
    made.push_back(std::make_unique<Attempt>(url));
    if (prepare) prepare(*made.back());
    made.back()->connect();
  }
  return made;
}

std::string outcomes(const std::vector<std::unique_ptr<Attempt>>& all) {
  std::map<std::string, std::size_t> counts;
  for (const auto& one : all) ++counts[status_name(one->outcome().status)];
  std::string text;
  for (const auto& [name, count] : counts) {
    if (!text.empty()) text += ", ";
    text += std::to_string(count) + " " + name;
  }
  return text;
}

bool in_order(const Told& told) {
  if (told.opened > 1 || told.closed != 1 || told.pulls_after_closed ||
      told.unended_batches) {
    return false;
  }
  if (told.events.back() != "closed") return false;
  return told.events.size() == 1 || told.events.front() == "open";
}

SessionPtr last_session(const ScriptedServer& server, std::size_t count) {
  bool opened = server.wait_until(
      [&](const ServerRecord& record) { return record.opened == count; },
      kSoon);
  auto sessions = server.sessions();
  if (!opened || sessions.empty()) throw std::runtime_error("no session");
  return sessions.back();
}

std::size_t threads_named(const std::string& name) {
  std::size_t count = 0;
  std::error_code ignored;
  for (const auto& thread :
       std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    std::string found;
    std::getline(std::ifstream(thread.path() / "comm"), found);
    if (found == name) ++count;
  }
  return count;
}

bool quiet() {
  process_timers();
  return wait_for(
      [] {
        return parked_connections() == 0 &&
               threads_named("pws-connection") == 0 &&
               threads_named("pws-task") == 0;
      },
      kSoon);
}

}  // namespace pulsarws::testing
