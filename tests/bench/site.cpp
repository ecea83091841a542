#include "tests/bench/site.h"

namespace mishap::bench {

Result<std::unique_ptr<Site>> Site::open(const std::string& mechanism) {
  auto inside = system::Cgroup::create("bench-inside");
  if (!inside) return std::unexpected(inside.error());
  auto outside = system::Cgroup::create("bench-outside");
  if (!outside) return std::unexpected(outside.error());
  std::unique_ptr<Site> site(new Site(std::move(*inside), std::move(*outside)));
  auto engine = engine::open_bpf_engine({.mechanism = mechanism, .seed = 1});
  if (!engine) return std::unexpected(engine.error());
  site->engine_ = std::move(*engine);
  const auto scope = site->engine_->add_scope(site->inside_.id(), site->inside_.path());
  if (!scope) return std::unexpected(scope.error());
  site->scope_ = *scope;
  return site;
}

Result<Crowd> Crowd::arm(engine::Engine& engine, int services,
                         const std::vector<plan::Rule>& rules) {
  Crowd crowd(engine);
  for (int i = 0; i < services; i++) {
    auto cgroup = system::Cgroup::create("bench-crowd-" + std::to_string(i));
    if (!cgroup) return std::unexpected(cgroup.error());
    const auto scope = engine.add_scope(cgroup->id(), cgroup->path());
    if (!scope) return std::unexpected(scope.error());
    crowd.members_.push_back(
        {std::move(*cgroup), *scope, std::make_unique<Armed>(engine, *scope, rules)});
    if (const std::string error = crowd.members_.back().armed->error(); !error.empty())
      return fail(error);
  }
  return crowd;
}

Crowd::~Crowd() {
  for (Member& member : members_) {
    member.armed.reset();
    engine_->remove_scope(member.scope);
  }
}

}  // namespace mishap::bench
