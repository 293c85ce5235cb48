#include "far_end.h"

#include <utility>

#include "memory_transport.h"
#include "scripted_server.h"

namespace pulsarws::testing {
namespace {

class Server final : public FarEnd {
 public:
  explicit Server(Behaviour behaviour)
      : server_(script_of(std::move(behaviour))) {}

  std::unique_ptr<Attempt> attempt() override {
    return std::make_unique<Attempt>(server_.url());
  }
  bool wait_attempt() const override {
    return server_.wait_until(
        [](const ServerRecord& all) { return !all.handshakes.empty(); }, kSoon);
  }
  std::vector<std::string> wait_texts(std::size_t count) const override {
    server_.wait_until(
        [&](const ServerRecord& all) { return all.texts.size() >= count; },
        kSoon);
    std::vector<std::string> texts;
    for (const auto& one : server_.record().texts) texts.push_back(one.text);
    return texts;
  }
  bool answer_ping() override {
    return server_.wait_until(
        [](const ServerRecord& all) { return all.pings == 1; }, kSoon);
  }
  bool wait_gone() const override {
    return server_.wait_until(
        [](const ServerRecord& all) { return all.open_now() == 0; }, kSoon);
  }

  void send(std::string text) override { open()->send(std::move(text)); }
  void ping() override { open()->ping("hello"); }
  void drop() override { open()->drop(); }

 private:
  static Script script_of(Behaviour behaviour) {
    Script script;
    if (!behaviour.opens) script = always(Silent{});
    script.on_open =
        [greeting = std::move(behaviour.greeting)](const SessionPtr& session) {
          for (const std::string& text : greeting) session->send(text);
        };
    if (behaviour.echoes) {
      script.on_text = [](const SessionPtr& session, const std::string& text) {
        session->send(text);
      };
    }
    return script;
  }

  SessionPtr open() const { return last_session(server_, 1); }

  ScriptedServer server_;
};

class Memory final : public FarEnd {
 public:
  explicit Memory(Behaviour behaviour)
      : behaviour_(std::move(behaviour)),
        network_(
            [this](MemoryConnection& connection) { connected(connection); },
            [this](MemoryConnection& connection, const std::string& frame) {
              written(connection, frame);
            }) {}

  std::unique_ptr<Attempt> attempt() override {
    auto made = std::make_unique<Attempt>("ws://memory:80");
    made->factory = network_.factory();
    return made;
  }
  bool wait_attempt() const override {
    return static_cast<bool>(network_.connection(1));
  }
  std::vector<std::string> wait_texts(std::size_t count) const override {
    texts_.wait_until([&](const auto& all) { return all.size() >= count; },
                      kSoon);
    return texts_.read();
  }
  bool answer_ping() override {
    const auto connection = network_.connection(1);
    if (!wait_for([&] { return connection->pings() == 1; }, kSoon)) {
      return false;
    }
    connection->alive();
    return true;
  }
  bool wait_gone() const override {
    const auto connection = network_.connection(1);
    return wait_for([&] { return connection->is_ended(); }, kSoon);
  }

  void send(std::string text) override {
    network_.connection(1)->text(std::move(text));
  }
  void ping() override { network_.connection(1)->alive(); }
  void drop() override {
    network_.connection(1)->end(Error(Status::kConnectionLost, "dropped"));
  }

 private:
  void connected(MemoryConnection& connection) {
    if (!behaviour_.opens) return;
    connection.open();
    for (const std::string& text : behaviour_.greeting) connection.text(text);
  }
  void written(MemoryConnection& connection, const std::string& frame) {
    texts_.update([&](auto& all) { all.push_back(frame); });
    if (behaviour_.echoes) connection.text(frame);
  }

  const Behaviour behaviour_;
  Recorded<std::vector<std::string>> texts_;
  MemoryNetwork network_;
};

}  // namespace

std::unique_ptr<FarEnd> make_far_end(FarEnd::Behaviour behaviour) {
  if (transport_under_test() == "memory") {
    return std::make_unique<Memory>(std::move(behaviour));
  }
  return std::make_unique<Server>(std::move(behaviour));
}

}  // namespace pulsarws::testing
