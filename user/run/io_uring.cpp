// io_uring beside faults.
#include "user/run/io_uring.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <sys/syscall.h>
#include <unistd.h>

#include "user/plan/syscalls.h"
#include "user/plan/uring_operations.h"

namespace mishap::run {
namespace {

constexpr const char* setup = "io_uring_setup";

/// Kernels without CONFIG_IO_URING have no such syscall. The arguments are bad, so nothing is made.
bool kernel_has_io_uring() {
  return syscall(SYS_io_uring_setup, 0, nullptr) != -1 || errno != ENOSYS;
}

engine::Bypass& entry(std::vector<engine::Bypass>& list, uint8_t operation) {
  const auto found = std::ranges::find(list, operation, &engine::Bypass::operation);
  if (found != list.end()) return *found;
  return list.emplace_back(engine::Bypass{operation, 0});
}

uint64_t submissions(std::span<const engine::Bypass> list, uint8_t operation) {
  const auto found = std::ranges::find(list, operation, &engine::Bypass::operation);
  return found == list.end() ? 0 : found->submissions;
}

}  // namespace

bool is_to_be_faulted(const plan::Plan& plan, const plan::Service& service) {
  const auto has_rule = [&](const plan::Assumption& assumption) {
    return std::ranges::find(assumption.rules, service.name, &plan::Rule::service) !=
           assumption.rules.end();
  };
  return !service.ops.empty() || std::ranges::any_of(plan.assumptions, has_rule);
}

plan::Rule io_uring_refusal(const plan::Service& service) {
  plan::Rule rule;
  rule.service = service.name;
  rule.keyword = setup;
  rule.syscalls = {setup};
  rule.action = {plan::ActionKind::deny, ENOSYS};
  rule.label = "io_uring is off under faults";
  rule.implicit = true;
  rule.place = service.place;
  return rule;
}

Result<bool> hook_io_uring(engine::Engine& engine) {
  const uint16_t number[] = {plan::find_syscall(setup)->number};
  const Result<void> hooked = engine.attach(number);
  if (hooked) return true;
  if (!kernel_has_io_uring()) return false;
  Error error = Error(hooked.error()).in("io_uring can't be refused");
  error.hint =
      "io_uring=\"allow\" leaves it to the service; faults don't reach what goes through it";
  return std::unexpected(std::move(error));
}

void add_bypassed(std::span<const std::string> syscalls, std::span<const engine::Bypass> before,
                  std::span<const engine::Bypass> after, std::vector<engine::Bypass>& sum) {
  for (const engine::Bypass& each : after) {
    const plan::UringOperation* operation = plan::find_uring_operation(each.operation);
    const auto is_its_work = [&](const std::string& name) { return operation->stands_for(name); };
    if (operation == nullptr || std::ranges::none_of(syscalls, is_its_work)) continue;
    const uint64_t added = each.submissions - submissions(before, each.operation);
    if (added > 0) entry(sum, each.operation).submissions += added;
  }
}

}  // namespace mishap::run
