#include "core/net/resolving.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/base/never_destroyed.h"
#include "core/platform/name_service.h"
#include "core/platform/threads.h"

namespace pulsarws {
namespace {

namespace ip = boost::asio::ip;

Addresses in_turn(const std::vector<std::string>& texts) {
  std::deque<ip::address> families[2];  // that of the first, and the other
  for (const std::string& text : texts) {
    boost::system::error_code failed;
    ip::address address = ip::make_address(text, failed);
    if (failed) continue;
    const bool first =
        families[0].empty() || families[0].front().is_v6() == address.is_v6();
    families[first ? 0 : 1].push_back(std::move(address));
  }
  Addresses all;
  while (!families[0].empty() || !families[1].empty()) {
    for (auto& family : families) {
      if (family.empty()) continue;
      all.push_back(std::move(family.front()));
      family.pop_front();
    }
  }
  return all;
}

class Asker final : public NameLookup {
 public:
  explicit Asker(Answer answer) : answer_(std::move(answer)) {}

  void cancel() noexcept override {
    Answer forgotten;  // destroyed without the lock
    std::lock_guard lock(mutex_);
    forgotten.swap(answer_);
  }

  void tell(const Result<Addresses>& found) {
    Answer told;  // destroyed without the lock
    std::lock_guard lock(mutex_);
    told.swap(answer_);
    if (told) told(found);
  }

 private:
  std::mutex mutex_;
  Answer answer_;
};

using Askers = std::vector<std::shared_ptr<Asker>>;

// The process's questions: under way, or waiting for a thread to be free.
class Questions {
 public:
  void ask(const std::string& host, std::shared_ptr<Asker> asker) {
    {
      std::lock_guard lock(mutex_);
      auto [place, is_new] = askers_.try_emplace(host);
      place->second.push_back(std::move(asker));
      if (!is_new) return;
      waiting_.push_back(host);
      if (threads_ >= NameLookup::kMostLookups) return;
      ++threads_;
    }
    try {
      platform::start_detached_thread("pws-lookup", [this] { run(); });
    } catch (const std::exception& failed) {
      const Error error(Status::kOutOfMemory, "no thread to look a name up: " +
                                                  std::string(failed.what()));
      {
        std::lock_guard lock(mutex_);
        --threads_;
        waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), host),
                       waiting_.end());
      }
      answer(host, error);
    }
  }

 private:
  void run() noexcept {
    while (true) {
      std::string host;
      {
        std::lock_guard lock(mutex_);
        if (waiting_.empty()) {
          --threads_;
          return;
        }
        host = std::move(waiting_.front());
        waiting_.pop_front();
      }
      try {
        answer(host, look_up(host));
      } catch (const std::exception&) {
        // No memory to tell it: who asked has a deadline.
      }
    }
  }

  static Result<Addresses> look_up(const std::string& host) {
    platform::HostAddresses found = platform::addresses_of(host);
    Addresses addresses = in_turn(found.addresses);
    if (!addresses.empty()) return addresses;
    if (found.shortage) {
      return Error(Status::kOutOfMemory, std::move(found.failure));
    }
    return Error(Status::kNameResolution, std::move(found.failure));
  }

  void answer(const std::string& host, const Result<Addresses>& found) {
    Askers askers;
    {
      std::lock_guard lock(mutex_);
      auto place = askers_.find(host);
      if (place == askers_.end()) return;
      askers.swap(place->second);
      askers_.erase(place);
    }
    for (auto& asker : askers) asker->tell(found);
  }

  std::mutex mutex_;
  std::unordered_map<std::string, Askers> askers_;
  std::deque<std::string> waiting_;
  std::size_t threads_ = 0;
};

Questions& questions() {
  static NeverDestroyed<Questions> all;
  return *all;
}

}  // namespace

std::shared_ptr<NameLookup> NameLookup::start(const std::string& host,
                                              Answer answer) {
  auto asker = std::make_shared<Asker>(std::move(answer));
  boost::system::error_code failed;
  ip::address itself = ip::make_address(host, failed);
  if (failed) {
    questions().ask(host, asker);
  } else {
    asker->tell(Addresses{std::move(itself)});
  }
  return asker;
}

}  // namespace pulsarws
