// From the texts of the command line to rules.
#include "user/live/request.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "user/live/short_fault.h"
#include "user/plan/syscalls.h"
#include "user/run/io_uring.h"
#include "user/spec/command_line.h"
#include "user/spec/keyword.h"
#include "user/spec/rule_checks.h"
#include "user/spec/sources.h"

namespace mishap::live {
namespace {

/// Puts the glob of a short fault on its rule.
Result<void> add_glob(plan::Rule& rule, const std::string& glob) {
  if (glob.empty()) return {};
  if (!rule.where.globs.empty())
    return fail("the op \"" + rule.op + "\" has a path= already, so no glob can be added to it",
                "leave \":" + glob + "\" out, or name the calls by a family: write=EIO:" + glob);
  const auto has_path = [](const std::string& name) {
    return plan::find_syscall(name)->has_path();
  };
  if (std::ranges::none_of(rule.syscalls, has_path))
    return fail("the glob can never match: " + rule.keyword + " names no file",
                "docs/syscalls.md lists the calls that have a path");
  rule.where.globs.push_back(glob);
  return {};
}

Result<plan::Rule> short_rule(const std::string& text, const std::vector<plan::Op>& ops,
                              const std::string& target) {
  const Result<ShortFault> fault = parse_short_fault(text);
  if (!fault) return std::unexpected(fault.error());
  Result<plan::Rule> rule = spec::resolve_keyword(fault->name, ops, "");
  if (!rule) return rule;
  if (Result<void> added = add_glob(*rule, fault->glob); !added)
    return std::unexpected(added.error());
  rule->service = target;
  rule->action = fault->action;
  rule->probability = fault->probability;
  rule->trigger = fault->trigger;
  rule->place = {"--fault", 1, 1};
  if (Result<void> good = spec::check_rule(*rule); !good) return std::unexpected(good.error());
  return rule;
}

std::string rendered(const std::string& text, Error error) {
  if (!error.place.known()) error.place = {"--fault", 1, 1};
  spec::Sources sources;
  sources.add("--fault", text);
  return sources.render(error.place, error.message, error.hint);
}

LiveRule watcher(const plan::Op& op, const std::string& target) {
  plan::Rule rule;
  rule.service = target;
  rule.keyword = rule.op = op.name;
  rule.syscalls = op.syscalls;
  rule.where = op.where;
  rule.action = {plan::ActionKind::deny, EIO};
  rule.probability = 0;
  rule.place = op.place;
  return {std::move(rule), true};
}

/// The faults in the order typed, long ones from `read`, which has them in that order.
std::vector<std::string> add_faults(const Texts& texts, std::vector<plan::Rule> read,
                                    const std::string& target, Request& request) {
  std::vector<std::string> errors;
  size_t next = 0;
  for (const std::string& text : texts.faults) {
    if (is_long_form(text)) {
      if (next < read.size()) request.faults.push_back({std::move(read[next++]), false});
      continue;
    }
    Result<plan::Rule> rule = short_rule(text, request.ops, target);
    if (rule)
      request.faults.push_back({std::move(*rule), false});
    else
      errors.push_back(rendered(text, rule.error()));
  }
  return errors;
}

}  // namespace

bool Request::draws() const {
  return std::ranges::any_of(faults, [](const LiveRule& each) {
    return each.rule.probability > 0 && each.rule.probability < 1;
  });
}

std::expected<Request, std::vector<std::string>> read_request(const Texts& texts,
                                                              const std::string& target) {
  std::vector<std::string> long_faults;
  std::ranges::copy_if(texts.faults, std::back_inserter(long_faults), is_long_form);
  auto read = spec::read_command_line(texts.ops, long_faults, target);
  if (!read) return std::unexpected(std::move(read.error()));
  Request request;
  request.ops = std::move(read->ops);
  request.notes = std::move(read->notes);
  std::vector<std::string> errors = add_faults(texts, std::move(read->rules), target, request);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  for (const plan::Op& op : request.ops)
    if (std::ranges::none_of(request.faults,
                             [&](const LiveRule& each) { return each.rule.op == op.name; }))
      request.watched.push_back(watcher(op, target));
  if (!request.faults.empty() && !texts.allows_io_uring) {
    plan::Service program;
    program.name = target;
    request.faults.push_back({run::io_uring_refusal(program), false});
  }
  return request;
}

}  // namespace mishap::live
