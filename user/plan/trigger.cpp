// nth=, after=, every=, times=, when= and per=.
#include "user/plan/trigger.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/number.h"

namespace mishap::plan {
namespace {

constexpr std::string_view counts[] = {"nth", "after", "every", "times"};
/// In the order of enum Per, from Per::process on.
constexpr std::string_view subjects[] = {"process", "thread", "fd", "path"};
constexpr uint64_t no_limit = UINT64_MAX;

std::unexpected<Error> malformed(std::string_view text) {
  return fail(fmt::format("when=\"{}\" is not of the form first..last+step", text),
              "for example \"3\" (the third call), \"3..\" (from the third on), \"3..7\", \"3+2\" "
              "(every second from the third on), \"3..9+2\"");
}

/// Where a number was expected but could not be taken off `rest`: there is none, or it is too big.
std::unexpected<Error> no_number(std::string_view text, std::string_view rest) {
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (digits == 0) return malformed(text);
  return fail(fmt::format("when=\"{}\": {} does not fit in 64 bits", text, rest.substr(0, digits)));
}

std::unexpected<Error> zero(std::string_view text) {
  return fail(fmt::format("when=\"{}\": calls are counted from 1", text));
}

}  // namespace

std::span<const std::string_view> trigger_counts() {
  return counts;
}

std::span<const std::string_view> per_names() {
  return subjects;
}

std::string_view per_name(Per per) {
  return per == Per::rule ? std::string_view() : subjects[static_cast<size_t>(per) - 1];
}

Result<void> TriggerTerms::claim(std::string_view name) {
  if (std::ranges::find(given_, name) != given_.end())
    return fail(fmt::format("{}= is given twice", name));
  const auto excludes = [&](const std::string& other) {
    if (name == "times" || other == "times") return name == "nth" || other == "nth";
    return true;
  };
  const auto other = std::ranges::find_if(given_, excludes);
  if (other == given_.end()) {
    given_.emplace_back(name);
    return {};
  }
  if (name == "times" || *other == "times")
    return fail("nth= and times= exclude each other", "nth= fires once at most");
  return fail(fmt::format("{}= and {}= exclude each other", *other, name),
              "when=\"first..last+step\" says in one what several would");
}

Result<void> TriggerTerms::add(std::string_view name, int64_t count) {
  if (count < 1) return fail(fmt::format("{} must be at least 1, not {}", name, count));
  if (Result<void> claimed = claim(name); !claimed) return claimed;
  const auto value = static_cast<uint64_t>(count);
  if (name == "nth") trigger_.first = trigger_.last = value;
  if (name == "after") trigger_.first = value + 1;
  if (name == "every") trigger_.first = trigger_.step = value;
  if (name == "times") trigger_.times = value;
  return {};
}

Result<void> TriggerTerms::add_when(std::string_view text) {
  const Result<Trigger> parsed = parse_when(text);
  if (!parsed) return std::unexpected(parsed.error());
  if (Result<void> claimed = claim("when"); !claimed) return claimed;
  trigger_.first = parsed->first;
  trigger_.last = parsed->last;
  trigger_.step = parsed->step;
  return {};
}

Result<void> TriggerTerms::add_per(std::string_view text) {
  if (trigger_.per != Per::rule) return fail("per= is given twice");
  const auto found = std::ranges::find(subjects, text);
  if (found == std::end(subjects))
    return fail(fmt::format("per=\"{}\" is none of {}", text, fmt::join(subjects, ", ")));
  trigger_.per = static_cast<Per>(found - std::begin(subjects) + 1);
  return {};
}

Result<Trigger> TriggerTerms::finish() const {
  Trigger trigger = trigger_;
  if (trigger.per == Per::rule) return trigger;
  if (given_.empty())
    return fail(fmt::format("per=\"{}\" needs one of nth, after, every, times or when",
                            per_name(trigger.per)),
                "it says whose calls they count together");
  // every=1 and the like fire on all calls, whoever counts them.
  trigger.per = Per::rule;
  return trigger.always() ? trigger : trigger_;
}

Result<Trigger> parse_when(std::string_view text) {
  std::string_view rest = text;
  const auto first = take_number(rest);
  if (!first) return no_number(text, rest);
  Trigger trigger{.first = *first, .last = *first};
  if (rest.starts_with("..")) {
    rest.remove_prefix(2);
    const auto last = take_number(rest);
    trigger.last = last.value_or(no_limit);
    if (!last && !rest.empty() && rest.front() != '+') return no_number(text, rest);
  } else if (rest.starts_with('+')) {
    trigger.last = no_limit;
  }
  if (rest.starts_with('+')) {
    rest.remove_prefix(1);
    const auto step = take_number(rest);
    if (!step) return no_number(text, rest);
    trigger.step = *step;
  }
  if (!rest.empty()) return malformed(text);
  if (trigger.first == 0) return zero(text);
  if (trigger.step == 0) return fail(fmt::format("when=\"{}\": a step must be at least 1", text));
  if (trigger.last < trigger.first)
    return fail(fmt::format("when=\"{}\" ends before it begins", text));
  return trigger;
}

std::string trigger_text(const Trigger& trigger) {
  const auto& [first, last, step, times, per] = trigger;
  std::string text;
  if (first == last && times == no_limit)
    text = fmt::format("nth={}", first);
  else if (last == no_limit && step == 1)
    text = first == 1 ? "" : fmt::format("after={}", first - 1);
  else if (last == no_limit && first == step)
    text = fmt::format("every={}", step);
  else if (first == last)
    text = fmt::format("when=\"{}\"", first);
  else
    text = fmt::format("when=\"{}{}{}\"", first,
                       last != no_limit ? fmt::format("..{}", last) : std::string(),
                       step != 1 ? fmt::format("+{}", step) : std::string());
  const auto add = [&](const std::string& term) { text += (text.empty() ? "" : ", ") + term; };
  if (times != no_limit) add(fmt::format("times={}", times));
  if (per != Per::rule) add(fmt::format("per={}", per_name(per)));
  return text;
}

}  // namespace mishap::plan
