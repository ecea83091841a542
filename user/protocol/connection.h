// A TCP connection whose every wait ends at a deadline, at Ctrl-C, or when the service dies.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "user/protocol/address.h"
#include "user/system/file_descriptor.h"

namespace mishap::protocol {

/// What ends a wait. Descriptors are borrowed; -1 = none.
struct Limits {
  std::chrono::steady_clock::time_point deadline;
  int cancel_fd = -1;   ///< Readable on Ctrl-C.
  int process_fd = -1;  ///< A pidfd, readable when the service has ended.
};

/// Why a connection failed.
struct NetError {
  enum class Kind { system, other, timeout, cancelled, process_ended };
  Kind kind = Kind::system;
  int error_number = 0;  ///< For kind system.
  std::string detail;    ///< For kind other: what the resolver or a parser said.
  std::string doing;     ///< "connect to localhost:5432"; empty after connecting.

  /// "connect to localhost:5432: connection refused", "timed out", "interrupted", ...
  std::string text() const;
};

template <typename T>
using NetResult = std::expected<T, NetError>;

class Connection {
 public:
  /// Connects. "localhost" means 127.0.0.1, then ::1, whatever the resolver says; of several failed
  /// addresses the first one's error is told. Other names than addresses go through the resolver,
  /// which no limit ends.
  static NetResult<Connection> open(const Address& address, const Limits& limits);

  /// Sends all of it; a peer that has gone is EPIPE, never a signal.
  NetResult<void> send(std::string_view data, const Limits& limits);
  /// Receives what is there, once something is; 0 = the peer has closed.
  NetResult<size_t> receive(char* buffer, size_t size, const Limits& limits);

 private:
  explicit Connection(system::FileDescriptor fd) : fd_(std::move(fd)) {}
  system::FileDescriptor fd_;
};

}  // namespace mishap::protocol
