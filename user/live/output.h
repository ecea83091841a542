// Where trace and summary go.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace mishap::live {

/// Writes lines to a descriptor, which it does not own, each with one write() so that those of
/// others don't mix with it.
class Output {
 public:
  explicit Output(int fd) : fd_(fd) {}

  /// Nothing is written any more once a write has failed. Waits for whoever reads.
  void write(const std::string& text);
  /// From now on write() waits until `end` at the latest, and not once `cancel_fd` is readable
  /// (-1 = no such descriptor): what can't be written by then is left out and counted.
  void wait_until(std::chrono::steady_clock::time_point end, int cancel_fd);
  /// How many texts were left out.
  uint64_t left_out() const { return left_out_; }
  /// The errno value of the write that failed; 0 while none has.
  int error() const { return error_; }

 private:
  bool wait_for_room() const;

  int fd_;
  int error_ = 0;
  std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::time_point::max();
  int cancel_fd_ = -1;
  uint64_t left_out_ = 0;
};

}  // namespace mishap::live
