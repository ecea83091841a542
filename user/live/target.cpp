// Names targets, finds them, and refuses those that would hit the whole machine or mishap itself.
#include "user/live/target.h"

#include <charconv>
#include <vector>

#include <poll.h>
#include <unistd.h>

#include "starlark/spelling.h"
#include "user/system/wait.h"

namespace mishap::live {
namespace {

constexpr const char* forms = "a target is pid:N, cgroup:PATH or unit:NAME";

Result<TargetName> parse_pid(const std::string& text) {
  TargetName target;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, target.pid);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end || target.pid < 1)
    return fail("\"" + text + "\" is no pid: a number from 1 on was expected",
                "by name: pid:$(pidof -s NAME)");
  return target;
}

std::unexpected<Error> refused(const std::string& why) {
  return fail(why, "give --force as well if that is what you want");
}

/// Why only --force takes this process; empty when anybody may.
std::string objection(const system::ProcessTarget& process) {
  if (process.pid == 1) return "pid 1 is the ancestor of every process on this machine";
  if (process.pid == getpid()) return "this is mishap itself";
  if (process.has_mishap)
    return "pid " + std::to_string(process.pid) + " (" + process.command +
           ") is an ancestor of mishap, which the faults would hit too";
  return {};
}

std::string objection(const system::CgroupTarget& cgroup) {
  if (cgroup.is_root) return "this is the root cgroup: every process on this machine is in it";
  if (cgroup.has_mishap)
    return "mishap itself is in cgroup " + cgroup.path + ", so the faults would hit it too";
  return {};
}

}  // namespace

Result<TargetName> parse_target(const std::string& text) {
  const size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string name = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (colon != std::string::npos) {
    if (kind == "pid") return parse_pid(name);
    if (kind == "cgroup") return TargetName{TargetName::Kind::cgroup, 0, name};
    if (kind == "unit") return TargetName{TargetName::Kind::unit, 0, name};
  } else if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) {
    return fail("\"" + text + "\" is no target", "did you mean pid:" + text + "?");
  } else if (text.starts_with('/')) {
    return fail("\"" + text + "\" is no target", "did you mean cgroup:" + text + "?");
  }
  const std::vector<std::string> kinds = {"pid", "cgroup", "unit"};
  return fail("\"" + text + "\" is no target" + starlark::did_you_mean(kind, kinds), forms);
}

Result<Target> Target::find(const TargetName& name, bool force) {
  return name.kind == TargetName::Kind::pid ? find_process(name.pid, force)
                                            : find_cgroup(name, force);
}

Result<Target> Target::find_process(int pid, bool force) {
  Result<system::ProcessTarget> process = system::find_process(pid);
  if (!process) return std::unexpected(process.error());
  if (const std::string why = objection(*process); !why.empty() && !force) return refused(why);
  Target target;
  target.text_ = "pid " + std::to_string(pid) + " (" + process->command + ")";
  target.process_ = std::move(*process);
  return target;
}

Result<Target> Target::find_cgroup(const TargetName& name, bool force) {
  const Result<system::CgroupWorld> world = system::CgroupWorld::current();
  if (!world) return std::unexpected(world.error());
  const Result<system::CgroupTarget> cgroup = name.kind == TargetName::Kind::unit
                                                  ? system::find_unit(name.name, *world)
                                                  : system::find_cgroup(name.name, *world);
  if (!cgroup) return std::unexpected(cgroup.error());
  if (const std::string why = objection(*cgroup); !why.empty() && !force) return refused(why);
  Target target;
  target.text_ = "cgroup " + cgroup->path;
  target.cgroup_ = *cgroup;
  if (cgroup->is_root) return target;
  Result<system::Population> population = system::Population::watch(cgroup->path);
  if (!population) return std::unexpected(population.error());
  target.population_ = std::move(*population);
  if (!target.population_->populated())
    return fail("no process is in " + target.text_, "start what is to be faulted, then attach");
  return target;
}

Result<engine::ScopeId> Target::add_to(engine::Engine& engine) const {
  if (cgroup_) return engine.add_scope(cgroup_->id, cgroup_->path);
  Result<engine::ScopeId> scope = engine.add_process_scope(process_->pid);
  // Only now is it certain that the engine has taken this process, and not the next with its pid.
  if (system::is_readable(process_->pidfd.get())) return fail(text_ + " has ended meanwhile");
  return scope;
}

int Target::fd() const {
  if (process_) return process_->pidfd.get();
  return population_ ? population_->fd() : -1;
}

short Target::events() const {
  return process_ ? POLLIN : POLLPRI;
}

bool Target::is_gone() {
  if (process_) return system::is_readable(process_->pidfd.get());
  return population_ && !population_->populated();
}

}  // namespace mishap::live
