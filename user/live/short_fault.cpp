// Splits at colons; what a part is shows in its shape, so their order is free.
#include "user/live/short_fault.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <csignal>
#include <optional>
#include <vector>

#include "starlark/spelling.h"
#include "user/live/short_words.h"
#include "user/plan/action_text.h"
#include "user/plan/errno_names.h"
#include "user/plan/glob.h"
#include "user/plan/signals.h"
#include "user/plan/trigger.h"

namespace mishap::live {
namespace {

constexpr const char* form =
    "the form is NAME=ACTION[:exit][:PROBABILITY][:GLOB][:nth=N|after=N|every=N|when=RANGE]"
    "[:times=N][:per=WHOSE], where ACTION is an errno, skip, crash[:SIGNAL], allow or trace";
/// Actions that need no argument.
constexpr plan::ActionKind named[] = {plan::ActionKind::skip, plan::ActionKind::crash,
                                      plan::ActionKind::allow, plan::ActionKind::trace};

/// A piece of the text, and where it begins.
struct Part {
  std::string text;
  size_t at = 0;
};

std::unexpected<Error> fail_at(size_t offset, std::string message, std::string hint = {}) {
  return std::unexpected(
      Error{std::move(message), std::move(hint), {"--fault", 1, static_cast<int>(offset) + 1}, {}});
}

/// Splits at ':' where no backslash stands before it.
std::vector<Part> split(const std::string& text, size_t begin) {
  std::vector<Part> parts{{"", begin}};
  for (size_t i = begin; i < text.size(); i++) {
    if (text[i] == ':') {
      parts.push_back({"", i + 1});
      continue;
    }
    if (text[i] == '\\' && i + 1 < text.size()) parts.back().text += text[i++];
    parts.back().text += text[i];
  }
  return parts;
}

bool is_word(const std::string& text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

/// What looks like a number, with or without a '%'.
bool is_numeric(const std::string& text) {
  const char* end = text.data() + text.size() - (text.ends_with('%') ? 1 : 0);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), end, value);
  return (parsed.ec == std::errc() && parsed.ptr == end) ||
         (!text.empty() && text.find_first_not_of("0123456789.-+% ") == std::string::npos);
}

Result<double> parse_probability(const Part& part) {
  const bool percent = part.text.ends_with('%');
  const char* end = part.text.data() + part.text.size() - (percent ? 1 : 0);
  double value = 0;
  const auto parsed = std::from_chars(part.text.data(), end, value);
  if (percent) value /= 100;
  if (parsed.ec != std::errc() || parsed.ptr != end || !(value >= 0 && value <= 1))
    return fail_at(part.at, "\"" + part.text + "\" is no probability",
                   "from 0% to 100%, such as 30%, or from 0 to 1, such as 0.3");
  return value;
}

/// Of `per=`: with the nearest of what it can be.
Result<void> add_per(plan::TriggerTerms& terms, const std::string& value) {
  Result<void> added = terms.add_per(value);
  const auto names = plan::per_names();
  if (!added)
    added.error().message +=
        starlark::did_you_mean(value, std::vector<std::string>(names.begin(), names.end()));
  return added;
}

Result<int64_t> parse_count(const std::string& name, const Part& part) {
  int64_t count = 0;
  const char* end = part.text.data() + part.text.size();
  const auto parsed = std::from_chars(part.text.data(), end, count);
  if (part.text.empty() || parsed.ptr != end || parsed.ec == std::errc::invalid_argument)
    return fail_at(part.at, name + "= wants a count of calls, such as " + name + "=3");
  if (parsed.ec != std::errc())
    return fail_at(part.at,
                   name + " must be at least 1 and fit in 64 bits (signed), not " + part.text);
  return count;
}

/// What came of a part, told where it stands.
Result<void> at(const Part& part, const Result<void>& done) {
  if (!done) return fail_at(part.at, done.error().message, done.error().hint);
  return {};
}

Result<void> add_trigger(plan::TriggerTerms& terms, const Part& part) {
  const size_t equals = part.text.find('=');
  const std::string name = part.text.substr(0, equals);
  const std::vector<std::string> names = trigger_names();
  if (std::ranges::find(names, name) == names.end())
    return fail_at(part.at,
                   "\"" + name + "\" is none of " + starlark::join_names(names) +
                       starlark::did_you_mean(name, names),
                   "a '=' that belongs to a glob is written \"\\=\"");
  const Part value{part.text.substr(equals + 1), part.at + equals + 1};
  if (name != "when" && name != "per") {
    const Result<int64_t> count = parse_count(name, value);
    if (!count) return std::unexpected(count.error());
    return at(part, terms.add(name, *count));
  }
  return at(part, name == "when" ? terms.add_when(value.text) : add_per(terms, value.text));
}

/// What stands behind the '='. Which action a word names shows in its letters: those of errno
/// values begin with E.
Result<plan::Action> parse_action(const Part& part) {
  if (part.text.empty()) return fail_at(part.at, "no action is given", form);
  if (const std::optional<int> number = plan::errno_value(part.text))
    return plan::Action{.kind = plan::ActionKind::deny, .error_number = *number};
  std::vector<std::string> names = plan::errno_names();
  for (const plan::ActionKind kind : named) {
    if (part.text == plan::action_name(kind))
      return plan::Action{.kind = kind, .signal = kind == plan::ActionKind::crash ? SIGKILL : 0};
    names.emplace_back(plan::action_name(kind));
  }
  if (part.text == "deny" || part.text == "returns")
    return fail_at(part.at, part.text + " needs an argument",
                   part.text == "deny" ? "write the errno itself, such as write=EIO"
                                       : "write it as in a spec: 'read=returns(0)'");
  return fail_at(part.at, "\"" + part.text + "\" is no errno, nor skip, crash, allow or trace" +
                              starlark::did_you_mean(part.text, names));
}

/// Whether it is TERM, or looks like SIGTERM.
bool is_signal(const std::string& text) {
  return plan::is_signal_name(text) || (text.starts_with("SIG") && is_word(text));
}

/// Reads the parts after the action.
class Reader {
 public:
  explicit Reader(ShortFault& fault) : fault_(fault) {}

  Result<void> read(const Part& part) {
    const size_t equals = part.text.find('=');
    if (part.text.empty())
      return fail_at(part.at, "nothing stands between two colons or at the end", form);
    if (is_numeric(part.text)) return read_probability(part);
    if (part.text == "exit") return read_exit(part);
    if (fault_.action.kind == plan::ActionKind::crash && is_signal(part.text))
      return read_signal(part);
    if (equals != std::string::npos && is_word(part.text.substr(0, equals))) {
      if (part.text.starts_with("per=")) per_at_ = part.at;
      return add_trigger(terms_, part);
    }
    if (const std::string slip = slip_of(part.text); !slip.empty())
      return fail_at(part.at, slip, as_file(part.text));
    return read_glob(part);
  }

  /// When all parts have been read.
  Result<void> finish() {
    const Result<plan::Trigger> trigger = terms_.finish();
    if (!trigger) return fail_at(per_at_, trigger.error().message, trigger.error().hint);
    fault_.trigger = *trigger;
    return {};
  }

 private:
  Result<void> read_exit(const Part& part) {
    if (!plan::has_moment(fault_.action))
      return fail_at(part.at,
                     "only an errno or crash can be at exit, not " +
                         std::string(plan::action_name(fault_.action.kind)),
                     as_file(part.text));
    if (fault_.action.at == plan::Moment::exit) return fail_at(part.at, "exit is given twice");
    fault_.action.at = plan::Moment::exit;
    return {};
  }

  Result<void> read_signal(const Part& part) {
    const Result<int> signal = plan::ending_signal(part.text);
    if (!signal)
      return fail_at(
          part.at,
          signal.error().message + starlark::did_you_mean(part.text, plan::ending_signal_names()),
          signal.error().hint);
    if (has_signal_) return fail_at(part.at, "a second signal is given: \"" + part.text + "\"");
    fault_.action.signal = *signal;
    has_signal_ = true;
    return {};
  }

  Result<void> read_probability(const Part& part) {
    if (has_probability_) return fail_at(part.at, "a second probability is given");
    const Result<double> value = parse_probability(part);
    if (!value) return std::unexpected(value.error());
    fault_.probability = *value;
    has_probability_ = true;
    return {};
  }

  Result<void> read_glob(const Part& part) {
    if (!fault_.glob.empty())
      return fail_at(part.at, "a second glob is given: \"" + part.text + "\"",
                     "a ':' that belongs to a glob is written \"\\:\"");
    const Result<plan::Glob> glob = plan::parse_glob(part.text);
    if (!glob) return fail_at(part.at, glob.error().message, glob.error().hint);
    fault_.glob = part.text;
    return {};
  }

  ShortFault& fault_;
  plan::TriggerTerms terms_;
  size_t per_at_ = 0;
  bool has_probability_ = false;
  bool has_signal_ = false;
};

}  // namespace

bool is_long_form(const std::string& text) {
  size_t at = text.find('=');
  if (at == std::string::npos) return false;
  const auto skip = [&](auto belongs) {
    while (at < text.size() && belongs(static_cast<unsigned char>(text[at]))) at++;
  };
  at++;
  skip([](unsigned char c) { return std::isspace(c); });
  const size_t word = at;
  skip([](unsigned char c) { return std::isalnum(c) || c == '_'; });
  if (at == word) return false;
  skip([](unsigned char c) { return std::isspace(c); });
  return at < text.size() && text[at] == '(';
}

Result<ShortFault> parse_short_fault(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return fail_at(0, "\"" + text + "\" is no fault", form);
  ShortFault fault;
  fault.name = text.substr(0, equals);
  const std::vector<Part> parts = split(text, equals + 1);
  const Result<plan::Action> action = parse_action(parts.front());
  if (!action) return std::unexpected(action.error());
  fault.action = *action;
  Reader reader(fault);
  for (size_t i = 1; i < parts.size(); i++)
    if (Result<void> read = reader.read(parts[i]); !read) return std::unexpected(read.error());
  if (Result<void> whole = reader.finish(); !whole) return std::unexpected(whole.error());
  return fault;
}

}  // namespace mishap::live
