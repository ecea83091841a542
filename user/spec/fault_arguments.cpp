// What deny(), skip() and the other faults have in common.
#include "user/spec/fault_arguments.h"

#include <iterator>
#include <ranges>

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/plan/trigger.h"
#include "user/spec/arguments.h"
#include "user/spec/probability.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

constexpr Param shared[] = {
    optional("label", type::kString).keyword_only().or_none(),
    optional("probability", type::kNumber | type::kString).keyword_only().shown_default("1.0"),
    optional("nth", type::kInt).keyword_only().or_none(),
    optional("after", type::kInt).keyword_only().or_none(),
    optional("every", type::kInt).keyword_only().or_none(),
    optional("times", type::kInt).keyword_only().or_none(),
    optional("when", type::kString).keyword_only().or_none(),
    optional("per", type::kString).keyword_only().or_none(),
};
constexpr std::string_view later_keywords[] = {"max_fires", "mode"};

void add_per(const Call& call, plan::TriggerTerms& terms) {
  const std::string_view text = call.string("per");
  const Result<void> added = terms.add_per(text);
  if (added) return;
  const auto names = plan::per_names();
  call.fail_at("per", added.error().message +
                          did_you_mean(text, std::vector<std::string>(names.begin(), names.end())));
}

plan::Trigger trigger_argument(const Call& call) {
  plan::TriggerTerms terms;
  const auto check = [&](std::string_view name, const auto& done) {
    if (!done) call.fail_at(name, done.error().message, done.error().hint);
  };
  for (const std::string_view name : plan::trigger_counts())
    if (call.has(name)) check(name, terms.add(name, call.integer(name, 1)));
  if (call.has("when")) check("when", terms.add_when(call.string("when")));
  if (call.has("per")) add_per(call, terms);
  const Result<plan::Trigger> trigger = terms.finish();
  check("per", trigger);
  return *trigger;
}

}  // namespace

std::vector<Param> with_fault_terms(std::vector<Param> own) {
  std::ranges::copy(shared, std::back_inserter(own));
  return own;
}

FaultTerms fault_terms(const Call& call, const std::vector<Param>& params) {
  for (const Argument& argument : call.kwargs())
    refuse_keyword(call, argument, params, later_keywords);
  FaultTerms terms;
  if (call.has("probability")) {
    const auto parsed = parse_probability(call.arg("probability"));
    if (!parsed) call.fail_at("probability", parsed.error().message, parsed.error().hint);
    terms.probability = *parsed;
  }
  terms.trigger = trigger_argument(call);
  terms.label = call.string_or("label", "");
  if (!terms.label.empty()) check_name(call, "label", "label", terms.label);
  return terms;
}

Param moment_param() {
  return optional("at", type::kString).keyword_only().shown_default("\"entry\"");
}

plan::Moment moment_argument(const Call& call) {
  const std::string_view text = call.string_or("at", "entry");
  if (text == "entry") return plan::Moment::entry;
  if (text == "exit") return plan::Moment::exit;
  static const std::vector<std::string> names = {"entry", "exit"};
  call.fail_at("at", fmt::format("at=\"{}\" is neither \"entry\" nor \"exit\"{}", text,
                                 did_you_mean(text, names)));
}

}  // namespace mishap::spec
