// Short ways to write rules in these tests.
#pragma once

#include <string>
#include <vector>

#include "user/compile/compile.h"
#include "user/engine/engine.h"
#include "user/plan/errno_names.h"
#include "user/plan/syscalls.h"

namespace mishap {

inline plan::Rule deny(std::vector<std::string> syscalls, std::string errno_text,
                       std::vector<std::string> globs = {}) {
  plan::Rule rule;
  rule.keyword = syscalls.front();
  rule.syscalls = std::move(syscalls);
  rule.where.globs = std::move(globs);
  rule.action.error_number = plan::errno_value(errno_text).value();
  return rule;
}

/// Rules armed for a scope while it lives.
class Armed {
 public:
  Armed(engine::Engine& engine, engine::ScopeId scope, std::vector<plan::Rule> rules)
      : engine_(engine), scope_(scope), rules_(std::move(rules)) {
    std::vector<compile::ArmedRule> armed;
    for (const plan::Rule& rule : rules_) {
      counters_.push_back(engine.add_counter(rule.keyword).value());
      armed.push_back({&rule, counters_.back()});
    }
    image_ = compile::compile_scope(armed);
    if (image_) result_ = engine.arm(scope, *image_);
  }
  ~Armed() {
    (void)engine_.disarm(scope_);
    for (uint32_t counter : counters_) engine_.remove_counter(counter);
  }
  std::string error() const {
    return !image_ ? image_.error().message : !result_ ? result_.error().message : "";
  }
  engine::Counters counters(size_t rule) const { return engine_.counters(counters_[rule]); }

 private:
  engine::Engine& engine_;
  engine::ScopeId scope_;
  std::vector<plan::Rule> rules_;
  std::vector<uint32_t> counters_;
  Result<compile::ScopeImage> image_;
  Result<void> result_;
};

}  // namespace mishap
