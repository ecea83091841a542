// Where a service and all its descendants live, so that rules reach all of them and none survives
// the test.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "user/plan/error.h"
#include "user/system/process.h"

namespace mishap::run {

class Enclosure {
 public:
  virtual ~Enclosure() = default;

  virtual int cgroup_fd() const = 0;  ///< For the launch; -1 = no cgroup of its own.
  virtual uint64_t cgroup_id()
      const = 0;  ///< 0 = no cgroup of its own: it can't be a scope of an engine.
  virtual std::string path() const = 0;  ///< Of the cgroup.
  virtual std::string why_no_cgroup() const = 0;

  /// SIGTERM to the service, up to `patience` for it to go (cut short when hurry_fd becomes
  /// readable), then SIGKILL to all that is left. An error when something survives even that.
  virtual Result<system::ExitStatus> stop(system::Process& process,
                                          std::chrono::milliseconds patience, int hurry_fd) = 0;
};

/// A cgroup of its own.
Result<std::unique_ptr<Enclosure>> make_cgroup_enclosure(const std::string& service);

/// Without privileges: the session that the service's process leads. Descendants that call setsid()
/// escape the end; rules can't be armed for it, and `why` is said then.
std::unique_ptr<Enclosure> make_session_enclosure(std::string why);

/// A cgroup where mishap may make one, else a session: a spec without faults runs without
/// privileges.
Result<std::unique_ptr<Enclosure>> make_enclosure_for(const std::string& service);

}  // namespace mishap::run
