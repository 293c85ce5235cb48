#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/auth/credential_source.h"
#include "core/base/timers.h"
#include "core/options/options.h"
#include "core/wire/header_fields.h"

namespace pulsarws {

// What a client's connections prove themselves with: the header fields of their
// handshakes, of which one may have to be got from somewhere first.
class Credentials {
 public:
  // Of options that were checked.
  Credentials(const Options& options, Timers& timers);

  // Gets tokens from `supplier` from now on. kInvalidArgument where the options
  // name another source.
  Error set_supplier(std::shared_ptr<CredentialSource> supplier);

  using Answer = std::function<void(Result<wire::HeaderFields>)>;
  // As CredentialSource::ask.
  void ask(Answer answer);
  Error overdue(Milliseconds limit) const;
  void refused() noexcept;
  // Whether the next answer may be another one than the last.
  bool may_change() const noexcept;
  // What to check where the server does not take them.
  std::string advice() const;

 private:
  std::shared_ptr<CredentialSource> source() const;

  wire::HeaderFields fixed_;
  std::string source_option_;  // empty: no option names a source

  mutable std::mutex mutex_;
  std::shared_ptr<CredentialSource> source_;  // null: none
};

}  // namespace pulsarws
