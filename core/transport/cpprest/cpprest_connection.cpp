#include "core/transport/cpprest/cpprest_connection.h"

#include <cstring>
#include <future>
#include <new>
#include <sstream>
#include <utility>

#include "core/net/failure_sentences.h"
#include "core/net/shortage.h"
#include "core/net/upgrade.h"
#include "core/platform/new_tcp_connection.h"
#include "core/platform/tcp_socket.h"
#include "core/platform/threads.h"
#include "core/transport/close_frame.h"
#include "core/transport/cpprest/handshake_question.h"
#include "core/transport/cpprest/refused_frame.h"
#include "core/transport/cpprest/task_scheduler.h"

namespace pulsarws {
namespace {

// With which a connection is closed whose frames cannot be written: it tells
// that close apart from one of the server's.
constexpr std::uint16_t kFailedWrite = 4000;
constexpr std::uint16_t kUnsupportedData = 1003;

// websocketpp's codes, whose headers would cost a minute of compiling.
bool is_code(const std::error_code& code, const char* category, int value) {
  return code.value() == value &&
         std::strcmp(code.category().name(), category) == 0;
}

// cpprestsdk starts three threads for a connection. Where one of the last two
// is not to be had, it hangs for ever when it is destroyed, as nobody is left
// to tell it that it is not connected: so it is asked before.
void ensure_threads() {
  constexpr int kThreads = 3;
  std::promise<void> enough;
  const std::shared_future<void> end = enough.get_future().share();
  for (int i = 0; i < kThreads; ++i) {
    platform::start_detached_thread("pws-probe", [end] { end.wait(); });
  }
  enough.set_value();
}

// websocketpp writes ports as the program's locale would have it: "8,080".
bool is_written_alike(std::uint16_t port) {
  std::ostringstream text;
  text << port;
  return text.str() == std::to_string(port);
}

bool is_http_refusal(const std::error_code& code) {
  return is_code(code, "websocketpp.processor", 20);
}

bool is_upgrade_timeout(const std::error_code& code) {
  return is_code(code, "websocketpp", 22);
}

bool is_tcp_timeout(const std::error_code& code) {
  return is_code(code, "websocketpp.transport", 9);
}

bool is_tls_timeout(const std::error_code& code) {
  return is_code(code, "websocketpp.transport.asio.socket", 5);
}

}  // namespace

CpprestConnection::CpprestConnection(const CpprestSettings& settings,
                                     Timers& timers)
    : settings_(settings), timers_(timers) {}

// --- The owner's calls.

void CpprestConnection::connect(ConnectRequest request,
                                std::weak_ptr<TransportListener> listener) {
  std::weak_ptr<CpprestConnection> weak = weak_from_this();
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::kNew) return;
    request_ = std::move(request);
    server_ = request_.route.to_string();
    listener_ = std::move(listener);
    connect_by_ = timers_.now() + request_.timeout;
    connect_timer_ = timers_.call_at(connect_by_, [weak] {
      if (auto self = weak.lock()) self->connect_deadline();
    });
    phase_ = Phase::kWaiting;
  }
  ConnectionSlots& slots = ConnectionSlots::of_process();
  std::uint64_t ticket = slots.request([weak](ConnectionSlots::Slot slot) {
    if (auto self = weak.lock()) self->admit(std::move(slot));
  });
  std::lock_guard lock(mutex_);
  slot_request_ = ticket;
  if (phase_ == Phase::kEnded) slots.withdraw(ticket);
}

void CpprestConnection::notify() noexcept {
  if (work_.exchange(true) || !sleeping_) return;
  {
    // Who is about to sleep has the lock: it sees the work, or is woken.
    std::lock_guard lock(mutex_);
  }
  work_arrived_.notify_one();
}

void CpprestConnection::ping() noexcept {
  ping_wanted_ = true;
  notify();
}

void CpprestConnection::close(std::uint16_t code, std::string reason) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (phase_ == Phase::kEnded || own_close_) return;
    own_close_ = true;
    // websocketpp never ends a close with a code that may not be sent.
    close_code_ = sendable_close_code(code);
    close_reason_ = clipped_close_reason(std::move(reason));
    if (phase_ == Phase::kOpen) begin_closing(Error());
    if (phase_ == Phase::kClosing) return;
    end(Error());
  }
  tell_closed_elsewhere();
}

void CpprestConnection::abandon(Error error) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (!end(std::move(error))) return;
  }
  tell_closed_elsewhere();
}

void CpprestConnection::disown() noexcept {
  {
    std::lock_guard lock(mutex_);
    if (phase_ == Phase::kClosing && own_close_) return;
  }
  abandon(Error(Status::kClosed, "the connection was given up"));
}

std::chrono::milliseconds CpprestConnection::write_stall() const noexcept {
  Clock::rep began = write_began_;
  if (began == 0) return std::chrono::milliseconds::zero();
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      timers_.now().time_since_epoch() - Clock::duration(began));
}

// --- The connection's thread.

void CpprestConnection::admit(ConnectionSlots::Slot slot) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::kWaiting) return;
    phase_ = Phase::kConnecting;
    slot_ = std::move(slot);
  }
  try {
    platform::start_detached_thread(
        "pws-connection", [self = shared_from_this()] { self->run(); });
  } catch (const std::exception& failed) {
    {
      std::lock_guard lock(mutex_);
      socket_gone_ = true;
      slot = std::move(slot_);
      end(Error(Status::kOutOfMemory,
                "no thread for the connection: " + std::string(failed.what())));
    }
    tell_closed_elsewhere();
  }
}

void CpprestConnection::run() noexcept {
  Error failure;
  try {
    serve(failure);
  } catch (const std::exception& failed) {
    failure = is_shortage(failed)
                  ? out_of_resources(failed.what(), server_)
                  : Error(Status::kInternal, "the connection failed: " +
                                                 std::string(failed.what()) +
                                                 " (" + server_ + ")");
  }
  finish(std::move(failure));
}

void CpprestConnection::serve(Error& failure) {
  if (auto bad = bad_header(request_.headers)) {
    failure = *bad;
    return;
  }
  std::unique_ptr<SocketTls> tls;
  if (request_.route.server.tls) {
    auto material = request_.tls->material();
    if (!material) {
      failure = material.error();
      return;
    }
    tls = std::make_unique<SocketTls>(*request_.tls, std::move(*material),
                                      request_.route);
  }
  if (settings_.ambient_scheduler) install_task_scheduler(timers_);

  std::shared_ptr<ProxyTunnel> tunnel;
  if (request_.route.proxy) {
    tunnel = open_tunnel(failure);
    if (!tunnel) return;
  }
  const wire::ProxyServer* proxy = tunnel ? &tunnel->entrance() : nullptr;
  const std::uint16_t port = proxy ? proxy->port : request_.route.server.port;
  if (!is_written_alike(port) ||
      !is_written_alike(request_.route.server.port)) {
    failure = grouped_port(server_);
    return;
  }
  ensure_threads();
  std::optional<platform::NewTcpConnection> connection;
  connection.emplace(port);
  auto socket = open_socket(tls.get(), proxy, failure);
  if (!socket) return;
  connection->opened();
  tell_open();
  write_until_closing(*socket);
  connection.reset();

  std::uint16_t code;
  std::string reason;
  {
    std::lock_guard lock(mutex_);
    code = close_code_;
    reason = close_reason_;
  }
  // What comes now may hang; who has ended should not wait for it.
  if (ended_) tell_closed();
  socket->close(code, reason);
  socket.reset();
}

std::shared_ptr<ProxyTunnel> CpprestConnection::open_tunnel(Error& failure) {
  set_known_so_far(no_proxy_in_time(request_.timeout, *request_.route.proxy,
                                    request_.route.server.to_string()));
  auto opened = ProxyTunnel::open(request_, settings_.user_agent, connect_by_);
  if (!opened) {
    failure = opened.error();
    return nullptr;
  }
  set_known_so_far(std::nullopt);
  std::shared_ptr<ProxyTunnel> tunnel = std::move(*opened);
  std::lock_guard lock(mutex_);
  if (phase_ == Phase::kEnded) return nullptr;
  tunnel_ = tunnel;
  return tunnel;
}

std::unique_ptr<CpprestSocket> CpprestConnection::open_socket(
    SocketTls* tls, const wire::ProxyServer* proxy, Error& failure) {
  auto socket = std::make_unique<CpprestSocket>(request_, settings_.user_agent,
                                                tls, proxy, *this);
  auto failed = socket->connect();
  if (!failed) return socket;
  // Of what fails for that, not all says so.
  failed->shortage = failed->shortage || (!is_http_refusal(failed->code) &&
                                          platform::is_out_of_descriptors());
  if (failed->shortage) {
    // Destroying it may hang: where cpprestsdk has got no thread, nobody is
    // left to tell it that it is not connected.
    set_known_so_far(out_of_resources(failed->what, server_));
  }
  socket.reset();
  if (!ended_) failure = explain(*failed, tls);
  return nullptr;
}

Error CpprestConnection::explain(const SocketFailure& failure, SocketTls* tls) {
  if (tls) {
    if (auto refused = tls->verdict.failure()) return *refused;
  }
  if (failure.shortage) return out_of_resources(failure.what, server_);
  if (!failure.code) {
    return Error(Status::kInternal, "cpprestsdk cannot connect: " +
                                        failure.what + " (" + server_ + ")");
  }
  if (is_upgrade_timeout(failure.code)) return no_upgrade_in_5_seconds(server_);
  if (is_tls_timeout(failure.code)) return no_tls_in_5_seconds(server_);
  if (is_tcp_timeout(failure.code) && !request_.route.proxy) {
    Error timeout = no_tcp_connection_in_5_seconds(server_);
    set_known_so_far(timeout);
    return ask_name_server(request_, connect_by_).value_or(timeout);
  }
  bool refused = is_http_refusal(failure.code);
  if (refused) set_known_so_far(refused_upgrade_unexplained(server_));
  Error why = ask_why_refused(request_, settings_.user_agent, connect_by_);
  if (refused && why.status == Status::kConnectTimeout) {
    return refused_upgrade_unexplained(server_);
  }
  return why;
}

void CpprestConnection::set_known_so_far(std::optional<Error> error) {
  std::lock_guard lock(mutex_);
  known_so_far_ = std::move(error);
}

void CpprestConnection::write_until_closing(CpprestSocket& socket) {
  FrameBatch batch;
  while (wait_for_work()) {
    if (ping_wanted_.exchange(false)) {
      begin_write();
      auto failed = socket.send_ping(pong_debt_.ask_for_proof());
      write_began_ = 0;
      if (failed) {
        std::lock_guard lock(mutex_);
        begin_closing(failed_write(failed->what, server_));
        return;
      }
    }
    if (pull(batch)) work_ = true;
    if (!write(socket, batch)) return;
  }
  // What the owner still wants written goes out before the close frame.
  while (told_to_close() && pull(batch)) {
    if (!write(socket, batch)) return;
  }
  write(socket, batch);
}

// Returns whether the connection is still open.
bool CpprestConnection::wait_for_work() {
  std::unique_lock lock(mutex_);
  sleeping_ = true;
  work_arrived_.wait(lock, [this] { return work_.exchange(false); });
  sleeping_ = false;
  return phase_ == Phase::kOpen;
}

bool CpprestConnection::told_to_close() const {
  std::lock_guard lock(mutex_);
  return phase_ == Phase::kClosing && own_close_ && !peer_close_;
}

// Returns whether there is more.
bool CpprestConnection::pull(FrameBatch& batch) {
  auto listener = listener_.lock();
  if (!listener) return false;
  std::lock_guard lock(pull_mutex_);
  return !pulls_ended_ && listener->pull_frames(batch);
}

bool CpprestConnection::write(CpprestSocket& socket, FrameBatch& batch) {
  std::optional<SocketFailure> failed;
  for (const wire::Frame& frame : batch.frames) {
    if (ended_ || failed) break;
    begin_write();
    failed = socket.send(std::string(frame.text()));
  }
  write_began_ = 0;
  batch.frames.clear();
  if (!failed) return !ended_;
  std::lock_guard lock(mutex_);
  begin_closing(failed_write(failed->what, server_));
  return false;
}

void CpprestConnection::begin_write() noexcept {
  write_began_ = timers_.now().time_since_epoch().count();
}

void CpprestConnection::finish(Error failure) noexcept {
  ConnectionSlots::Slot released;
  {
    std::lock_guard lock(mutex_);
    socket_gone_ = true;
    released = std::move(slot_);
    end(failure ? std::move(failure) : verdict_of_closing());
  }
  // Before the owner hears of it: what it opens next finds the slot free.
  released = ConnectionSlots::Slot();
  tell_closed();
}

// --- cpprestsdk's threads.

void CpprestConnection::on_message(std::string_view text) noexcept {
  std::lock_guard lock(events_mutex_);
  if (!open_for_events()) return;
  auto listener = listener_.lock();
  if (!listener) return;
  std::string_view padded;
  try {
    padded = text_.copy(text);
  } catch (const std::bad_alloc&) {
    abandon(Error::without_words(Status::kOutOfMemory));
    return;
  }
  listener->on_text(padded);
  listener->on_batch_end();
}

bool CpprestConnection::on_ping(std::string_view payload) noexcept {
  switch (pong_debt_.ping_came(payload.size())) {
    case PongDebt::Due::kEnd:
      abandon(error_of(Status::kProtocol, [this] {
        return unread_pongs(pong_debt_.unproven(), server_);
      }));
      return false;
    case PongDebt::Due::kProof:
      ping();
      break;
    default:
      break;
  }
  tell_alive();
  return true;
}

void CpprestConnection::on_pong(std::string_view payload) noexcept {
  pong_debt_.pong_came(payload);
  tell_alive();
}

void CpprestConnection::tell_alive() noexcept {
  std::lock_guard lock(events_mutex_);
  if (!open_for_events()) return;
  if (auto listener = listener_.lock()) listener->on_alive();
}

void CpprestConnection::on_bad_message(const char* why) noexcept {
  {
    std::lock_guard lock(mutex_);
    if (!own_close_) close_code_ = kUnsupportedData;
    if (!end(bad_message(why, server_))) return;
  }
  tell_closed();
}

void CpprestConnection::on_socket_closed(int code,
                                         std::string reason) noexcept {
  std::lock_guard lock(mutex_);
  peer_close_ = PeerClose{code, std::move(reason)};
  if (phase_ == Phase::kOpen) begin_closing(Error());
  wake();
}

// --- Deadlines.

void CpprestConnection::connect_deadline() noexcept {
  {
    std::lock_guard lock(mutex_);
    ConnectionSlots& slots = ConnectionSlots::of_process();
    switch (phase_) {
      case Phase::kWaiting:
        end(no_slot_in_time(request_.timeout, slots.parked(), slots.limit(),
                            server_));
        break;
      case Phase::kConnecting:
        end(known_so_far_ ? *known_so_far_
                          : no_connection_in_time(request_.timeout, server_));
        break;
      case Phase::kEnded:
        break;
      default:
        return;
    }
  }
  tell_closed();
}

void CpprestConnection::close_deadline() noexcept {
  {
    std::lock_guard lock(mutex_);
    if (phase_ == Phase::kClosing) end(verdict_of_closing());
  }
  tell_closed();
}

// --- Events.

bool CpprestConnection::open_for_events() noexcept {
  if (closed_told_) return false;
  if (open_told_) return true;
  ConnectionSlots::Slot released;
  {
    std::lock_guard lock(mutex_);
    if (phase_ != Phase::kConnecting) return false;
    phase_ = Phase::kOpen;
    released = std::move(slot_);
    timers_.cancel(connect_timer_);
    // It may have been closed before anybody could tell that it was open.
    if (peer_close_) begin_closing(Error());
  }
  open_told_ = true;
  if (auto listener = listener_.lock()) listener->on_open();
  return true;
}

void CpprestConnection::tell_open() noexcept {
  std::lock_guard lock(events_mutex_);
  open_for_events();
}

void CpprestConnection::tell_closed() noexcept {
  std::lock_guard lock(events_mutex_);
  if (closed_told_ || !ended_) return;
  closed_told_ = true;
  {
    std::lock_guard pulls(pull_mutex_);
    pulls_ended_ = true;
  }
  {
    std::lock_guard state(mutex_);
    timers_.cancel(connect_timer_);
    timers_.cancel(close_timer_);
  }
  // The verdict does not change any more.
  if (auto listener = listener_.lock()) listener->on_closed(verdict_);
}

void CpprestConnection::tell_closed_elsewhere() noexcept {
  try {
    timers_.call_after(Milliseconds(0),
                       [self = shared_from_this()] { self->tell_closed(); });
  } catch (const std::exception&) {
    // Then the connection's thread tells, or the deadline that still runs.
  }
}

// --- State, with mutex_ held.

void CpprestConnection::begin_closing(Error outcome) noexcept {
  if (phase_ != Phase::kOpen) return;
  phase_ = Phase::kClosing;
  if (outcome) close_code_ = kFailedWrite;
  closing_outcome_ = std::move(outcome);
  slot_ = ConnectionSlots::of_process().take();
  wake();
  try {
    close_timer_ =
        timers_.call_after(request_.close_timeout, [weak = weak_from_this()] {
          if (auto self = weak.lock()) self->close_deadline();
        });
  } catch (const std::exception&) {
    end(verdict_of_closing());
  }
}

bool CpprestConnection::end(Error verdict) noexcept {
  if (phase_ == Phase::kEnded) return false;
  ConnectionSlots& slots = ConnectionSlots::of_process();
  if (phase_ == Phase::kWaiting) slots.withdraw(slot_request_);
  if (phase_ == Phase::kOpen && !socket_gone_) slot_ = slots.take();
  slot_.park();
  if (auto tunnel = tunnel_.lock(); tunnel && !socket_gone_) {
    // One that was open may still tell the server that it closes.
    tunnel->cut(phase_ == Phase::kOpen ? request_.close_timeout
                                       : Milliseconds(0));
  }
  phase_ = Phase::kEnded;
  verdict_ = std::move(verdict);
  ended_ = true;
  wake();
  return true;
}

Error CpprestConnection::verdict_of_closing() const {
  if (own_close_) return Error();
  if (peer_close_) {
    auto refused =
        refused_frame(peer_close_->code, peer_close_->reason, server_);
    if (refused) return *refused;
  }
  bool servers = peer_close_ && peer_close_->code != kFailedWrite;
  if (closing_outcome_ && !servers) return closing_outcome_;
  return peer_close_
             ? lost_connection(peer_close_->code, peer_close_->reason, server_)
             : lost_connection(0, "", server_);
}

void CpprestConnection::wake() noexcept {
  work_ = true;
  work_arrived_.notify_one();
}

}  // namespace pulsarws
