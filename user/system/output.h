// What services print: read from their pipes by one thread, the end of it kept, whole lines passed
// on if wanted.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::system {

/// The write ends that a service gets as stdout and stderr. Close them (let them go) after
/// Process::spawn().
struct OutputPipes {
  FileDescriptor out;
  FileDescriptor err;
};

/// Thread-safe. Destroying it ends the thread and closes the pipes' read ends.
class OutputCapture {
 public:
  /// How much of a service's output is kept: its last bytes, stdout and stderr together in the
  /// order of arrival.
  static constexpr size_t tail_limit = 64 * 1024;

  /// Starts the reading thread. With `pass_on_fd` >= 0 (mishap's stderr) every complete line is
  /// also written there as "[SERVICE] LINE".
  static Result<std::unique_ptr<OutputCapture>> start(int pass_on_fd = -1);
  ~OutputCapture();

  /// Makes the pipes of a service that is about to start and forgets what an earlier one of that
  /// name printed.
  Result<OutputPipes> open(const std::string& service);
  /// The last output of a service, all included that was in its pipes when this was called; empty
  /// for an unknown one.
  std::string tail(const std::string& service);

 private:
  struct State;
  explicit OutputCapture(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mishap::system
