// What run and attach do alike: from arguments to a session.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "user/cli/console.h"
#include "user/cli/live_arguments.h"
#include "user/live/output.h"
#include "user/live/session.h"
#include "user/system/file_descriptor.h"

namespace mishap::cli {

/// Reads --op and --fault, or tells what is wrong with them. `target` is what rules are told to be
/// of.
std::optional<live::Request> read_request(const LiveArguments& arguments, const std::string& target,
                                          Console& console);

/// Where trace and summary go: --output, opened now, or else `standard_fd`.
class Destination {
 public:
  static Result<Destination> open(const std::string& file, int standard_fd);
  live::Output& output() { return *output_; }
  /// Says when not all could be written.
  Result<void> check() const;

 private:
  std::string name_;
  system::FileDescriptor file_;
  std::unique_ptr<live::Output> output_;
};

/// The session, with its engine opened; faults need root.
Result<std::unique_ptr<live::Session>> open_session(live::Request request,
                                                    const LiveArguments& arguments, bool of_process,
                                                    live::Output& output);

/// Tells on stderr what makes the session worth less than it looks, and the seed when it was drawn.
void tell_end(const live::Session& session, const LiveArguments& arguments, Console& console);

/// That mishap runs as root.
Result<void> check_root(const std::string& command);

}  // namespace mishap::cli
