// Waits for a cgroup to become empty.
#pragma once

#include <string>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::system {

/// Watches "populated" of a cgroup's cgroup.events. The root cgroup has no such file.
class Population {
 public:
  static Result<Population> watch(const std::string& cgroup);

  /// Gets POLLPRI when the answer may have changed.
  int fd() const { return events_.get(); }
  /// Whether a live process is in the cgroup or below; false too when it was removed.
  bool populated();

 private:
  explicit Population(FileDescriptor events) : events_(std::move(events)) {}
  FileDescriptor events_;
};

}  // namespace mishap::system
