// What `mishap attach` names: a process, a cgroup or a systemd unit that runs already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "user/engine/engine.h"
#include "user/system/cgroup_target.h"
#include "user/system/population.h"
#include "user/system/process_target.h"

namespace mishap::live {

/// A target as typed.
struct TargetName {
  enum class Kind : uint8_t { pid, cgroup, unit };
  Kind kind = Kind::pid;
  int pid = 0;
  std::string name;  ///< Path of the cgroup, name of the unit.
};

/// Reads pid:N, cgroup:PATH or unit:NAME.
Result<TargetName> parse_target(const std::string& text);

/// A target that was found, and is watched from then on.
class Target {
 public:
  /// Errors: those of looking it up; nothing runs in it; it is one that only --force takes: process
  /// 1, the root cgroup, whatever mishap itself is in.
  static Result<Target> find(const TargetName& name, bool force);

  bool is_process() const { return process_.has_value(); }
  /// "pid 4711 (redis-server)", "cgroup /system.slice/x.service".
  const std::string& text() const { return text_; }
  Result<engine::ScopeId> add_to(engine::Engine& engine) const;
  /// What to poll for the end, with which events.
  int fd() const;
  short events() const;
  /// Whether the process has ended, or the cgroup has become empty.
  bool is_gone();

 private:
  static Result<Target> find_process(int pid, bool force);
  static Result<Target> find_cgroup(const TargetName& name, bool force);

  std::string text_;
  std::optional<system::ProcessTarget> process_;
  std::optional<system::CgroupTarget> cgroup_;
  /// Missing for the root cgroup, which is never gone.
  std::optional<system::Population> population_;
};

}  // namespace mishap::live
