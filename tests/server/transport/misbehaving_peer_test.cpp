// The table "Peers that misbehave" of docs/errors.md, row by row.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "attempt.h"
#include "catch.h"
#include "pulsar_frames.h"
#include "raw_server.h"
#include "tests/support/capi/c_handles.h"
#include "wait.h"

namespace pulsarws::testing {
namespace {

struct Row {
  std::string mode;
  std::string status;
  std::string part;  // of the sentence
  std::chrono::seconds within{0};
  bool at_connect_timeout = false;
  std::size_t megabytes = 0;
};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t at = 1; at < line.size();) {
    const std::size_t end = std::min(line.find('|', at), line.size());
    std::string cell = line.substr(at, end - at);
    const auto is_frame = [](char c) { return c == ' ' || c == '`'; };
    while (!cell.empty() && is_frame(cell.back())) cell.pop_back();
    while (!cell.empty() && is_frame(cell.front())) cell.erase(0, 1);
    cells.push_back(cell);
    at = end + 1;
  }
  return cells;
}

std::vector<Row> table() {
  std::vector<Row> rows;
  std::ifstream page(ERRORS_PAGE);
  bool here = false;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("## ", 0) == 0) here = line == "## Peers that misbehave";
    if (!here || line.rfind("| ", 0) != 0) continue;
    const auto cells = cells_of(line);
    if (cells.size() != 5 || cells[1] == "status") continue;
    Row row;
    row.mode = cells[0];
    row.status = cells[1];
    row.part = cells[2];
    row.at_connect_timeout = cells[3] == "connectTimeout";
    row.within = std::chrono::seconds(
        row.at_connect_timeout ? 10 : std::atoi(cells[3].c_str()));
    row.megabytes = static_cast<std::size_t>(std::atoi(cells[4].c_str()));
    rows.push_back(row);
  }
  return rows;
}

using Stage = RawServer::Stage;
using After = RawServer::After;
using Behaviour = RawServer::Behaviour;

Behaviour upgraded(std::string bytes, After after = After::kDiscard) {
  return {Stage::kUpgraded, std::move(bytes), after};
}

Behaviour answered(std::string bytes, After after = After::kDiscard) {
  return {Stage::kRequested, std::move(bytes), after};
}

// A 101 with these fields alone.
Behaviour accepted(const std::string& fields) {
  return answered("HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\n");
}

Behaviour endlessly(Behaviour behaviour, std::string endless,
                    std::chrono::milliseconds pause = {}) {
  behaviour.endless = std::move(endless);
  behaviour.pause = pause;
  return behaviour;
}

std::string many(const std::string& one, std::size_t bytes) {
  std::string all;
  while (all.size() < bytes) all += one;
  return all;
}

const std::map<std::string, Behaviour>& modes() {
  const std::string upgrade = "Upgrade: websocket\r\n";
  const std::string connection = "Connection: Upgrade\r\n";
  const std::string accept = "Sec-WebSocket-Accept: {accept}\r\n";
  const std::string good = upgrade + connection + accept;
  constexpr std::size_t kBlock = 64 * 1024;
  static const std::map<std::string, Behaviour> all = {
      {"hangs up at once", {Stage::kAccepted, {}, After::kClose}},
      {"resets the connection at once", {Stage::kAccepted, {}, After::kReset}},
      {"says nothing", {Stage::kAccepted, {}, After::kSilent}},
      {"answers the upgrade with a reset", answered("", After::kReset)},
      {"answers with what is not HTTP",
       answered("\x01\x02 this is not HTTP\r\n\r\n", After::kClose)},
      {"breaks off within its answer",
       answered("HTTP/1.1 101 Switching Proto", After::kClose)},
      {"answers byte by byte",
       endlessly(answered("HTTP/1.1 101 Switching Protocols\r\nX: "), "x",
                 std::chrono::milliseconds(50))},
      {"sends header fields without end",
       endlessly(answered("HTTP/1.1 101 Switching Protocols\r\n"),
                 many("X: y\r\n", kBlock))},
      {"sends interim answers without end",
       endlessly(answered(""), "HTTP/1.1 103 Early Hints\r\n\r\n")},
      {"refuses with a body without end",
       endlessly(answered("HTTP/1.1 503 Service Unavailable\r\n\r\n"),
                 many("x", kBlock))},
      {"upgrades with a wrong Sec-WebSocket-Accept",
       accepted(upgrade + connection + "Sec-WebSocket-Accept: wrong\r\n")},
      {"upgrades without a Sec-WebSocket-Accept",
       accepted(upgrade + connection)},
      {"upgrades without an Upgrade field", accepted(connection + accept)},
      {"upgrades without a Connection field", accepted(upgrade + accept)},
      {"agrees to an extension that nobody asked for (beast)",
       accepted(good + "Sec-WebSocket-Extensions: permessage-deflate\r\n")},
      {"agrees to a subprotocol that nobody asked for (beast)",
       accepted(good + "Sec-WebSocket-Protocol: chat\r\n")},
      {"names its extensions in nonsense (beast)",
       accepted(good + "Sec-WebSocket-Extensions: ;;;\r\n")},
      {"hangs up", upgraded("", After::kClose)},
      {"resets the connection", upgraded("", After::kReset)},
      {"hangs up within a frame",
       upgraded(frame_header(1, 100) + "half", After::kClose)},
      {"closes and keeps TCP open", upgraded(close_frame(1001, "bye"))},
      {"sends more after its close frame",
       upgraded(close_frame(1001, "bye") + frame(1, "late") + frame(9, "x"),
                After::kClose)},
      {"masks its frames", upgraded("\x81\x81mask_")},
      {"uses reserved bits", upgraded("\xC1\x01x")},
      {"uses an unknown opcode", upgraded(frame(3, "x"))},
      {"continues what was not begun", upgraded(frame(0, "x"))},
      {"begins a message within another",
       upgraded(frame(1, "a", false) + frame(1, "b"))},
      {"sends a control frame of 126 bytes",
       upgraded(frame(9, std::string(126, 'x')))},
      {"sends a control frame in fragments", upgraded(frame(9, "x", false))},
      {"writes a length longer than it need be",
       upgraded(std::string("\x81\x7E\x00\x01x", 5))},
      {"sends text that is not UTF-8", upgraded(frame(1, "\xff"))},
      {"sends binary", upgraded(frame(2, "x"))},
      {"closes with one byte", upgraded(frame(8, "\x03"), After::kClose)},
      {"closes with code 999", upgraded(close_frame(999, ""), After::kClose)},
      {"closes with code 1005", upgraded(close_frame(1005, ""), After::kClose)},
      {"closes with a reason that is not UTF-8",
       upgraded(close_frame(1000, "\xff"), After::kClose)},
      {"announces a frame of a terabyte",
       upgraded(frame_header(1, std::uint64_t{1} << 40))},
      {"sends a message without end",
       endlessly(upgraded(frame(1, "x", false)),
                 frame(0, std::string(kBlock, 'x'), false))},
      {"sends pings without end and reads nothing",
       endlessly(upgraded(""), many(frame(9, std::string(125, 'x')), kBlock))},
      {"delivers messages without end",
       endlessly(
           upgraded(""),
           many(
               frame(
                   1,
                   delivery_frame(
                       {std::string(1000, 'x'), {}, {}, {}, message_id(1, 2)})),
               kBlock))},
  };
  return all;
}

struct Seen {
  Outcome outcome;
  bool in_time = false;
  std::size_t megabytes = 0;  // at the worst, more than before
};

// Waits for `ended`, and sees how much memory it takes.
template <typename Ended>
void watch(Seen& seen, std::chrono::milliseconds within, Ended ended) {
  const std::size_t before = resident_kilobytes();
  std::size_t most = before;
  seen.in_time = wait_for(
      [&] {
        most = std::max(most, resident_kilobytes());
        return ended();
      },
      within);
  seen.megabytes = (most - before) / 1024;
}

Seen attempt_at(const RawServer& server, const Row& row) {
  Seen seen;
  Attempt attempt(server.url());
  if (row.at_connect_timeout) {
    attempt.request.timeout = std::chrono::seconds(1);
  }
  attempt.connect();
  watch(seen, row.within, [&] { return attempt.told().closed > 0; });
  const Error error = attempt.told().error;
  seen.outcome.status = static_cast<pws_status>(error.status);
  seen.outcome.message = error.message;
  seen.outcome.close_code = error.close_code;
  CHECK(in_order(attempt.told()));
  return seen;
}

// What floods a transport is its owner's to find.
Seen consume_from(const RawServer& server, const Row& row) {
  Seen seen;
  auto client = new_client(
      server.url(), {{"initialBackoff", "60000"}, {"maxBackoff", "60000"}});
  auto consumer = new_consumer(client);
  watch(seen, row.within, [&] {
    pws_error* error = nullptr;
    const pws_status status = pws_consumer_last_error(consumer.get(), &error);
    seen.outcome = outcome_of(status, error);
    pws_error_free(error);
    return seen.outcome.status != PWS_OK;
  });
  CHECK(pws_consumer_is_connected(consumer.get()) == 0);
  return seen;
}

bool is_for_tested_transport(const std::string& mode) {
  return transport_under_test() == "beast" ||
         mode.find("(beast)") == std::string::npos;
}

}  // namespace

TEST_CASE("Each peer that misbehaves comes to what docs/errors.md says",
          "[transport]") {
  const auto rows = table();
  CHECK(rows.size() == modes().size());
  for (const Row& row : rows) {
    CAPTURE(row.mode);
    const auto mode = modes().find(row.mode);
    REQUIRE(mode != modes().end());
    if (!is_for_tested_transport(row.mode)) continue;
    Seen seen;
    {
      RawServer server(mode->second);
      seen = row.mode == "delivers messages without end"
                 ? consume_from(server, row)
                 : attempt_at(server, row);
    }
    CAPTURE(seen.outcome);
    CHECK(seen.in_time);
    CHECK(pws_status_name(seen.outcome.status) == row.status);
    CHECK(seen.outcome.says(row.part));
    if (row.status == "PWS_ERR_PROTOCOL") CHECK(seen.outcome.close_code == 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    CHECK(seen.megabytes <= row.megabytes);
#endif
  }
  CHECK(quiet());
}

}  // namespace pulsarws::testing
