// An engine with one mechanism, and cgroups in its scope and out of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/kernel/rules.h"
#include "user/engine/engine.h"
#include "user/system/cgroup.h"

namespace mishap::bench {

class Site {
 public:
  /// `mechanism`: fmod_ret or override.
  static Result<std::unique_ptr<Site>> open(const std::string& mechanism);

  engine::Engine& engine() { return *engine_; }
  engine::ScopeId scope() const { return scope_; }
  /// For processes in scope(), and for others.
  int inside() const { return inside_.directory_fd(); }
  int outside() const { return outside_.directory_fd(); }

 private:
  Site(system::Cgroup inside, system::Cgroup outside)
      : inside_(std::move(inside)), outside_(std::move(outside)) {}
  system::Cgroup inside_, outside_;
  std::unique_ptr<engine::Engine> engine_;  ///< Goes before the cgroups.
  engine::ScopeId scope_ = 0;
};

/// Other services, armed while it lives.
class Crowd {
 public:
  /// `services` scopes of a cgroup each, armed with these rules.
  static Result<Crowd> arm(engine::Engine& engine, int services,
                           const std::vector<plan::Rule>& rules);
  Crowd(Crowd&&) = default;
  Crowd& operator=(Crowd&&) = delete;
  ~Crowd();

 private:
  struct Member {
    system::Cgroup cgroup;
    engine::ScopeId scope;
    std::unique_ptr<Armed> armed;
  };
  explicit Crowd(engine::Engine& engine) : engine_(&engine) {}
  engine::Engine* engine_;
  std::vector<Member> members_;
};

}  // namespace mishap::bench
