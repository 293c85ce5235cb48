#pragma once

namespace pulsarws {

// Keeps OpenSSL usable when the process exits: threads that cpprestsdk has not
// released still use it then. Where OpenSSL has been used before, by the host,
// its clean-up can only be made to wait: see OpensslInUse.
void keep_openssl_until_the_end() noexcept;

// Has the exit call `hold`, once, before OpenSSL's state is freed: it stops
// threads that use OpenSSL at any time. The last one given counts.
void call_before_openssl_ends(void (*hold)()) noexcept;

// Holds the process's exit up while a thread reads certificates or sets a
// context up, as long as the machine needs for that, or while it waits for a
// handshake, half a second at most: OpenSSL must not free its state meanwhile.
// Whoever wants to begin either during the exit waits for the process's end.
class OpensslInUse {
 public:
  enum class For { kSetup, kHandshake };

  explicit OpensslInUse(For what) noexcept;
  ~OpensslInUse();
  OpensslInUse(const OpensslInUse&) = delete;
  OpensslInUse& operator=(const OpensslInUse&) = delete;

 private:
  const For what_;
  const bool inside_;
};

}  // namespace pulsarws
