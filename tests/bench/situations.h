// The rows of the table: who calls what under which rules, and what it may cost.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/workload.h"
#include "user/plan/plan.h"

namespace mishap::bench {

/// What else is armed.
enum class Company {
  none,
  services,  ///< 99 more services with ten rules each.
  scopes,    ///< 999 more services with a rule each.
};

/// What becomes of the calls. A row whose calls met another fate measured something else.
enum class Fate { passes, held_back, fired };

struct Situation {
  std::string name;
  Workload workload;
  std::vector<plan::Rule> rules;  ///< Of the service that the caller is in, or isn't.
  Fate fate = Fate::passes;
  std::optional<double> target = {};  ///< Instructions over the empty program.
  std::string like = {};  ///< Instead of a target: the row that it may be a fifth dearer than.
  bool outside = false;   ///< The caller is in another cgroup.
  Company company = Company::none;
};

/// All, by company, after those that they are like.
std::vector<Situation> situations();

/// The rules of each service of a company, and how many there are besides the measured one.
std::vector<plan::Rule> rules_of(Company company);
int services_in(Company company);

/// The rows' names that other tables refer to.
namespace row {
inline const std::string no_rule = "in scope, no rule on the call";
inline const std::string descriptor = "in scope, fd= says no";
inline const std::string notify = "a bare seccomp notify loop";
inline const std::string strace = "strace, a silent inject";
inline const std::string many_globs = "64 rules, a glob each: cached";
}  // namespace row

}  // namespace mishap::bench
