// Plan -> row: action, trigger, counter.
#include "user/compile/rule_row.h"

#include <cmath>

#include <fmt/format.h>

namespace mishap::compile {
namespace {

constexpr int kMaxErrno = 4095;

std::unexpected<Error> fail_at(const plan::Rule& rule, std::string message) {
  return std::unexpected(Error{std::move(message), {}, rule.place, {}});
}

/// What the kernel side does when the rule fires.
Result<void> write_action(const plan::Rule& rule, mishap_rule& row) {
  const plan::Action& action = rule.action;
  row.at_exit = action.at == plan::Moment::exit;
  switch (action.kind) {
    case plan::ActionKind::deny:
      if (action.error_number < 1 || action.error_number > kMaxErrno)
        return fail_at(rule,
                       fmt::format("{}: {} is no errno value", rule.keyword, action.error_number));
      row.action = MISHAP_RETURN;
      row.value = -action.error_number;
      break;
    case plan::ActionKind::returns:
      row.action = MISHAP_RETURN;
      row.value = action.value;
      break;
    case plan::ActionKind::skip:
      row.action = MISHAP_SKIP;
      break;
    case plan::ActionKind::crash:
      row.action = MISHAP_CRASH;
      row.value = action.signal;
      break;
    case plan::ActionKind::allow:
      row.action = MISHAP_ALLOW;
      break;
    case plan::ActionKind::trace:
      row.action = MISHAP_TRACE;
      break;
  }
  return {};
}

void write_trigger(const plan::Rule& rule, mishap_rule& row) {
  const plan::Trigger& trigger = rule.trigger;
  row.probability =
      rule.probability == 1 ? ~u64{0} : static_cast<u64>(std::ldexp(rule.probability, 64));
  row.first = trigger.first;
  row.last = trigger.last;
  row.step = trigger.step;
  row.times = trigger.times;
  row.per = static_cast<u8>(trigger.per);
  row.triggered = !trigger.always() || rule.probability != 1;
}

static_assert(static_cast<int>(plan::Per::rule) == MISHAP_PER_RULE);
static_assert(static_cast<int>(plan::Per::process) == MISHAP_PER_PROCESS);
static_assert(static_cast<int>(plan::Per::thread) == MISHAP_PER_THREAD);
static_assert(static_cast<int>(plan::Per::fd) == MISHAP_PER_FD);
static_assert(static_cast<int>(plan::Per::path) == MISHAP_PER_PATH);

}  // namespace

Result<mishap_rule> make_rule(const ArmedRule& armed) {
  const plan::Rule& rule = *armed.rule;
  if (!(rule.probability >= 0 && rule.probability <= 1))
    return fail_at(
        rule, fmt::format("{}: probability {} is not within 0..1", rule.keyword, rule.probability));
  mishap_rule row = {};
  row.counter = armed.counter;
  if (Result<void> written = write_action(rule, row); !written)
    return std::unexpected(written.error());
  write_trigger(rule, row);
  return row;
}

}  // namespace mishap::compile
