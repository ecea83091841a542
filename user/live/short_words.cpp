// Which words of the short form are no names of files where they stand alone.
#include "user/live/short_words.h"

#include <algorithm>

#include "user/plan/action_text.h"
#include "user/plan/errno_names.h"
#include "user/plan/signals.h"
#include "user/plan/trigger.h"

namespace mishap::live {
namespace {

constexpr plan::ActionKind actions[] = {plan::ActionKind::deny,  plan::ActionKind::returns,
                                        plan::ActionKind::skip,  plan::ActionKind::crash,
                                        plan::ActionKind::allow, plan::ActionKind::trace};

/// "nth=3": a trigger with a value that it can have.
std::string with_value(const std::string& trigger) {
  if (trigger == "when") return "when=3..9";
  return trigger + (trigger == "per" ? "=fd" : "=3");
}

}  // namespace

std::vector<std::string> trigger_names() {
  std::vector<std::string> names;
  for (const std::string_view name : plan::trigger_counts()) names.emplace_back(name);
  names.emplace_back("when");
  names.emplace_back("per");
  return names;
}

std::string slip_of(const std::string& text) {
  const std::vector<std::string> triggers = trigger_names();
  if (std::ranges::find(triggers, text) != triggers.end())
    return text + " needs a value, such as " + with_value(text);
  if (plan::errno_value(text) ||
      std::ranges::find(actions, text, plan::action_name) != std::end(actions))
    return "a second action is given: \"" + text + "\"";
  if (plan::is_signal_name(text)) return "only crash takes a signal: \"" + text + "\"";
  if (text == plan::moment_name(plan::Moment::entry))
    return "entry is left out: what is not at exit is at entry";
  return {};
}

std::string as_file(const std::string& word) {
  return "a file of that name is written \"/**/" + word + "\"";
}

}  // namespace mishap::live
