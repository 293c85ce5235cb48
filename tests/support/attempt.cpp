#include "attempt.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "core/base/timers.h"
#include "core/net/client_tls.h"
#include "tested_transport.h"

namespace pulsarws::testing {

std::string transport_under_test() {
  std::string asked = tested_transport();
  return asked.empty() ? std::string(default_transport()) : asked;
}

Attempt::Attempt(const std::string& url, const std::string& path)
    : listener_(std::make_shared<RecordingListener>()) {
  request.route.server = *wire::parse_service_url(url);
  request.path = path;
  request.timeout = std::chrono::seconds(20);
}

Attempt& Attempt::connect() {
  if (!factory) {
    auto made = make_transport_factory(transport_under_test(), settings,
                                       process_timers());
    if (!made) throw std::runtime_error(made.error().message);
    factory = *made;
  }
  transport_ = factory();
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
