// A Pulsar proxy for benchmarks: plain ws://, one thread, as little CPU for a
// message as it can, so that what is measured is the client beside it.
//
// Prints its port and ends when its standard input closes. Producers get an ack
// for each frame. Consumers get messages in pull or in push mode; a topic named
// `bench-SIZE` or `bench-SIZE-COUNT` says how large and how many they are.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kReadSize = 256 * 1024;
// Deliveries wait while this much is not yet written.
constexpr std::size_t kWriteAhead = 256 * 1024;
constexpr std::int64_t kPushWindow = 1000;
constexpr std::int64_t kEndless = std::numeric_limits<std::int64_t>::max();
// From here on up to 2^28 an entry's varint has four bytes, so that all ids
// have one length, and one prepared frame serves all messages.
constexpr std::uint32_t kFirstEntry = 1U << 21;
constexpr std::uint32_t kLastEntry = 1U << 28;
constexpr std::size_t kIdSize = 12;

enum Opcode { kContinuation = 0, kText = 1, kClose = 8, kPing = 9, kPong = 10 };

std::string header_of(int opcode, std::size_t size) {
  std::string header(1, static_cast<char>(0x80 | opcode));
  if (size < 126) {
    header += static_cast<char>(size);
    return header;
  }
  const int size_bytes = size <= 0xffff ? 2 : 8;
  header += static_cast<char>(size <= 0xffff ? 126 : 127);
  for (int i = size_bytes - 1; i >= 0; --i) {
    header += static_cast<char>((std::uint64_t{size} >> (8 * i)) & 0xff);
  }
  return header;
}

std::string base64(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

// Nine bytes of protobuf (ledger 5, the entry, field 6 as the proxy sends it),
// which base64 turns into twelve without padding.
void write_id(char* to, std::uint32_t entry) {
  static const char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const unsigned char bytes[9] = {
      0x08,
      5,
      0x10,
      static_cast<unsigned char>(entry | 0x80),
      static_cast<unsigned char>(entry >> 7 | 0x80),
      static_cast<unsigned char>(entry >> 14 | 0x80),
      static_cast<unsigned char>(entry >> 21),
      0x30,
      0};
  for (int i = 0; i < 9; i += 3) {
    const unsigned group = static_cast<unsigned>(bytes[i]) << 16 |
                           static_cast<unsigned>(bytes[i + 1]) << 8 |
                           bytes[i + 2];
    *to++ = kDigits[group >> 18];
    *to++ = kDigits[group >> 12 & 63];
    *to++ = kDigits[group >> 6 & 63];
    *to++ = kDigits[group & 63];
  }
}

void unmask(char* bytes, std::size_t size, const char* mask) {
  std::uint64_t mask8 = 0;
  std::memcpy(&mask8, mask, 4);
  std::memcpy(reinterpret_cast<char*>(&mask8) + 4, mask, 4);
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, 8);
    word ^= mask8;
    std::memcpy(bytes + i, &word, 8);
  }
  for (; i < size; ++i) bytes[i] = static_cast<char>(bytes[i] ^ mask[i % 4]);
}

// The text behind `key`, up to the closing quote.
std::string_view quoted_after(std::string_view text, std::string_view key) {
  const std::size_t found = text.find(key);
  if (found == std::string_view::npos) return {};
  const std::size_t begin = text.find('"', found + key.size());
  if (begin == std::string_view::npos) return {};
  return text.substr(begin + 1, text.find('"', begin + 1) - begin - 1);
}

std::int64_t number_after(std::string_view text, std::string_view key,
                          std::int64_t otherwise) {
  const std::size_t found = text.find(key);
  if (found == std::string_view::npos) return otherwise;
  const std::size_t digits =
      text.find_first_of("-0123456789", found + key.size());
  if (digits == std::string_view::npos) return otherwise;
  return std::atoll(std::string(text.substr(digits, 20)).c_str());
}

class Connection {
 public:
  explicit Connection(int descriptor) : descriptor_(descriptor) {
    const int on = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Connection() { close(descriptor_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool wants_write() const { return written_ < output_.size(); }

  // False when the connection is over.
  bool serve(bool readable) {
    if (readable && !read()) return false;
    if (!take_input()) return false;
    do {
      deliver();
      if (!write()) return false;
    } while (may_deliver() && !wants_write());
    return true;
  }

 private:
  bool read() {
    if (input_.size() < input_end_ + kReadSize) {
      input_.resize(input_end_ + kReadSize);
    }
    const ssize_t size =
        recv(descriptor_, &input_[input_end_], kReadSize, MSG_DONTWAIT);
    if (size < 0) return errno == EAGAIN;
    input_end_ += static_cast<std::size_t>(size);
    return size != 0;
  }

  bool take_input() {
    std::size_t begin = 0;
    bool going_on = true;
    if (!upgraded_) going_on = take_handshake(begin);
    while (going_on && upgraded_ && take_frame(begin, going_on)) {
    }
    std::memmove(input_.data(), &input_[begin], input_end_ - begin);
    input_end_ -= begin;
    return going_on;
  }

  bool take_handshake(std::size_t& begin) {
    const std::string_view all(input_.data(), input_end_);
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string_view::npos) return true;
    const std::string_view request = all.substr(0, end + 2);
    constexpr std::string_view kKey = "\r\nSec-WebSocket-Key: ";
    const std::size_t key = request.find(kKey);
    if (key == std::string_view::npos) return false;
    const std::size_t value = key + kKey.size();
    const std::string text =
        std::string(request.substr(value, request.find('\r', value) - value)) +
        "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::string digest(SHA_DIGEST_LENGTH, '\0');
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
    output_ +=
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
        base64(digest) + "\r\n\r\n";
    choose_role(request.substr(0, request.find('\r')));
    upgraded_ = true;
    begin = end + 4;
    return true;
  }

  void choose_role(std::string_view request_line) {
    consumes_ = request_line.find("/ws/v2/consumer/") != std::string_view::npos;
    if (!consumes_) return;
    pulls_ = request_line.find("pullMode=true") != std::string_view::npos;
    credit_ = pulls_
                  ? 0
                  : std::min(kPushWindow,
                             number_after(request_line,
                                          "receiverQueueSize=", kPushWindow));
    const std::size_t name = request_line.find("/bench-");
    std::int64_t size = 100;
    if (name != std::string_view::npos) {
      const std::string_view topic = request_line.substr(
          name + 1, request_line.find('/', name + 1) - name - 1);
      size = number_after(topic, "bench-", size);
      const std::size_t count = topic.find('-', std::strlen("bench-"));
      if (count != std::string_view::npos) {
        left_ = number_after(topic.substr(count + 1), "", kEndless);
      }
    }
    const std::string json_begin = R"({"messageId":")";
    const std::string json =
        json_begin + std::string(kIdSize, 'A') + R"(","payload":")" +
        base64(std::string(static_cast<std::size_t>(size), 'x')) +
        R"(","properties":{},"publishTime":"2026-11-23T14:10:35.803Z",)"
        R"("redeliveryCount":0})";
    delivery_ = header_of(kText, json.size());
    id_at_ = delivery_.size() + json_begin.size();
    delivery_ += json;
  }

  // False when no whole frame is there.
  bool take_frame(std::size_t& begin, bool& going_on) {
    const std::size_t size = input_end_ - begin;
    if (size < 2) return false;
    char* const start = &input_[begin];
    const auto* bytes = reinterpret_cast<const unsigned char*>(start);
    std::uint64_t payload = bytes[1] & 0x7f;
    std::size_t header = 2;
    if (payload >= 126) {
      const std::size_t size_bytes = payload == 126 ? 2 : 8;
      if (size < header + size_bytes) return false;
      payload = 0;
      for (std::size_t i = 0; i < size_bytes; ++i) {
        payload = payload << 8 | bytes[header + i];
      }
      header += size_bytes;
    }
    header += 4;
    if (size < header + payload) return false;
    unmask(start + header, payload, start + header - 4);
    begin += header + payload;
    going_on = (bytes[0] & 0x80) != 0 &&
               on_frame(bytes[0] & 0x0f, {start + header, payload});
    return going_on;
  }

  bool on_frame(int opcode, std::string_view payload) {
    if (opcode == kText) {
      consumes_ ? on_consumer_text(payload) : on_producer_text(payload);
    } else if (opcode == kPing || opcode == kClose) {
      output_ += header_of(opcode == kPing ? kPong : kClose, payload.size());
      output_ += payload;
      if (opcode == kClose) {
        write();
        return false;
      }
    }
    return opcode != kContinuation;
  }

  void on_producer_text(std::string_view text) {
    const std::string_view context = quoted_after(text, R"("context":)");
    static const std::string kBegin = R"({"result":"ok","messageId":")";
    static const std::string kMiddle = R"(","context":")";
    static const std::string kEnd = R"(","errorCode":0,"schemaVersion":0})";
    char id[kIdSize];
    write_id(id, next_entry());
    output_ += header_of(kText, kBegin.size() + kIdSize + kMiddle.size() +
                                    context.size() + kEnd.size());
    output_ += kBegin;
    output_.append(id, kIdSize);
    output_ += kMiddle;
    output_ += context;
    output_ += kEnd;
  }

  void on_consumer_text(std::string_view text) {
    const std::string_view type = quoted_after(text, R"("type":)");
    if (type == "permit") {
      if (pulls_) credit_ += number_after(text, R"("permitMessages":)", 0);
    } else if (type == "isEndOfTopic") {
      const std::string answer = R"({"endOfTopic":false})";
      output_ += header_of(kText, answer.size()) + answer;
    } else if (!pulls_) {
      ++credit_;
    }
  }

  bool may_deliver() const { return credit_ > 0 && left_ > 0; }

  void deliver() {
    while (may_deliver() && output_.size() - written_ < kWriteAhead) {
      write_id(&delivery_[id_at_], next_entry());
      output_ += delivery_;
      --credit_;
      if (left_ != kEndless) --left_;
    }
  }

  bool write() {
    while (wants_write()) {
      const ssize_t size =
          send(descriptor_, &output_[written_], output_.size() - written_,
               MSG_NOSIGNAL | MSG_DONTWAIT);
      if (size < 0) {
        output_.erase(0, written_);
        written_ = 0;
        return errno == EAGAIN;
      }
      written_ += static_cast<std::size_t>(size);
    }
    output_.clear();
    written_ = 0;
    return true;
  }

  std::uint32_t next_entry() {
    if (++entry_ == kLastEntry) entry_ = kFirstEntry;
    return entry_;
  }

  const int descriptor_;
  std::string input_;
  std::size_t input_end_ = 0;
  std::string output_;
  std::size_t written_ = 0;
  bool upgraded_ = false;

  bool consumes_ = false;
  bool pulls_ = false;
  std::int64_t credit_ = 0;
  std::int64_t left_ = kEndless;
  std::uint32_t entry_ = kFirstEntry;
  std::string delivery_;
  std::size_t id_at_ = 0;
};

class Server {
 public:
  Server()
      : poll_(epoll_create1(EPOLL_CLOEXEC)),
        listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listening_, generic, size) != 0 || listen(listening_, 64) != 0 ||
        getsockname(listening_, generic, &size) != 0) {
      std::perror("bench_server");
      std::exit(1);
    }
    std::printf("%u\n", static_cast<unsigned>(ntohs(address.sin_port)));
    std::fflush(stdout);
  }

  void run() {
    watch(listening_, EPOLLIN, EPOLL_CTL_ADD);
    // A file or /dev/null, which cannot be watched, is at its end already.
    if (!watch(STDIN_FILENO, EPOLLIN, EPOLL_CTL_ADD)) return;
    for (;;) {
      epoll_event events[16];
      const int count = epoll_wait(poll_, events, 16, -1);
      for (int i = 0; i < count; ++i) {
        const int descriptor = events[i].data.fd;
        if (descriptor == STDIN_FILENO) {
          char ignored[256];
          if (::read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return;
        } else if (descriptor == listening_) {
          accept_one();
        } else {
          serve(descriptor, events[i].events);
        }
      }
    }
  }

 private:
  bool watch(int descriptor, std::uint32_t events, int operation) const {
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    return epoll_ctl(poll_, operation, descriptor, &event) == 0;
  }

  void accept_one() {
    const int descriptor = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    connections_.emplace(descriptor, std::make_unique<Connection>(descriptor));
    watch(descriptor, EPOLLIN, EPOLL_CTL_ADD);
  }

  void serve(int descriptor, std::uint32_t events) {
    Connection& connection = *connections_.at(descriptor);
    const bool did_want_write = connection.wants_write();
    if (!connection.serve((events & ~static_cast<std::uint32_t>(EPOLLOUT)) !=
                          0)) {
      connections_.erase(descriptor);
    } else if (connection.wants_write() != did_want_write) {
      watch(descriptor, connection.wants_write() ? EPOLLIN | EPOLLOUT : EPOLLIN,
            EPOLL_CTL_MOD);
    }
  }

  const int poll_;
  const int listening_;
  std::map<int, std::unique_ptr<Connection>> connections_;
};

}  // namespace

int main() { Server().run(); }
