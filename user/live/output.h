// Where trace and summary go.
#pragma once

#include <string>

namespace mishap::live {

/// Writes lines to a descriptor, which it does not own, each with one write() so that those of
/// others don't mix with it.
class Output {
 public:
  explicit Output(int fd) : fd_(fd) {}

  /// Nothing is written any more once a write has failed.
  void write(const std::string& text);
  /// The errno value of the write that failed; 0 while none has.
  int error() const { return error_; }

 private:
  int fd_;
  int error_ = 0;
};

}  // namespace mishap::live
