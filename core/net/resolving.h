#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace pulsarws {

using Addresses = std::vector<boost::asio::ip::address>;

// A question to the system's name servers, which no one can take back once it
// is asked and which may take for ever. So each runs on a thread of its own
// that nobody waits for; who asks for a name that is being asked for shares
// it; and at most kMostLookups are under way in a process.
class NameLookup {
 public:
  static constexpr std::size_t kMostLookups = 16;

  // Called once, on any thread; not after cancel() has returned.
  using Answer = std::function<void(Result<Addresses>)>;

  // An address is its own answer, which comes before this returns. The
  // addresses of a name stand in the order in which to try them: the system's,
  // but with the families in turn (RFC 8305). kNameResolution where there is
  // none; the error's text is the system's alone.
  static std::shared_ptr<NameLookup> start(const std::string& host,
                                           Answer answer);

  virtual ~NameLookup() = default;
  virtual void cancel() noexcept = 0;
};

}  // namespace pulsarws
