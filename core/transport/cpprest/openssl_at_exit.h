#pragma once

namespace pulsarws {

// Keeps OpenSSL usable when the process exits: threads that cpprestsdk has not
// released still use it then. Where OpenSSL has been used before, by the host,
// its clean-up can only be made to wait: see OpensslInUse.
void keep_openssl_until_the_end() noexcept;

// Holds the process's exit up, a second at most, while a thread reads
// certificates, sets a context up or waits for a handshake, in which OpenSSL
// must not free its state. Whoever wants to begin that during the exit waits
// for the end of the process.
class OpensslInUse {
 public:
  OpensslInUse() noexcept;
  ~OpensslInUse();
  OpensslInUse(const OpensslInUse&) = delete;
  OpensslInUse& operator=(const OpensslInUse&) = delete;
};

}  // namespace pulsarws
