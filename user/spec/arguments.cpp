// Reading the arguments of builtins.
#include "user/spec/arguments.h"

#include <algorithm>

#include <fmt/format.h>

#include "user/spec/duration.h"
#include "user/spec/session.h"

namespace mishap::spec {

using starlark::Argument;
using starlark::Call;
using starlark::Value;

Place to_place(const starlark::Place& place) {
  return {place.file, static_cast<int>(place.line), static_cast<int>(place.column)};
}

void only_while_loading(const Call& call) {
  if (session_of(call).test)
    call.fail("can only be called while the spec loads, not in a running test",
              fmt::format("move {}(...) to the top level of the spec", call.name()));
}

void check_name(const Call& call, std::string_view parameter, std::string_view what,
                std::string_view name) {
  if (name.empty()) call.fail_at(parameter, fmt::format("{} must not be empty", what));
  const bool printable =
      std::ranges::all_of(name, [](unsigned char c) { return c >= ' ' && c != 127; });
  if (!printable)
    call.fail_at(parameter, fmt::format("{} must not contain control characters", what));
}

std::string name_argument(const Call& call, std::string_view parameter) {
  const std::string name(call.string(parameter));
  check_name(call, parameter, parameter, name);
  return name;
}

void claim(const Call& call, std::string_view parameter, const std::string& kind,
           const std::string& name, const std::string& hint) {
  const auto first = session_of(call).registry.claim(kind, name, to_place(call.place()));
  if (first)
    call.fail_at(parameter,
                 fmt::format("{} \"{}\" is already declared at {}", kind, name, first->to_string()),
                 hint);
}

std::vector<std::string> strings(const Call& call, std::string_view parameter) {
  std::vector<std::string> texts;
  for (const Value element : call.sequence(parameter)) {
    if (!element.is_string())
      call.fail_at(parameter, fmt::format("{}[{}] must be a string, got {}", parameter,
                                          texts.size(), starlark::type_name(element)));
    texts.emplace_back(starlark::as_string(element));
  }
  return texts;
}

std::map<std::string, std::string> string_map(const Call& call, std::string_view parameter) {
  std::map<std::string, std::string> map;
  if (!call.has(parameter)) return map;
  for (const auto& [key, value] : starlark::dict_items(call.arg(parameter))) {
    if (!key.is_string())
      call.fail_at(parameter, fmt::format("keys of {} must be strings, got {}", parameter,
                                          starlark::repr(key)));
    if (!value.is_string())
      call.fail_at(parameter,
                   fmt::format("{}[{}] must be a string, got {} {}", parameter, starlark::repr(key),
                               starlark::type_name(value), starlark::repr(value)),
                   value.is_int() ? fmt::format("write \"{}\"", starlark::str(value)) : "");
    map.emplace(starlark::as_string(key), starlark::as_string(value));
  }
  return map;
}

int64_t duration_or(const Call& call, std::string_view parameter, int64_t fallback) {
  if (!call.has(parameter)) return fallback;
  const std::string_view text = call.string(parameter);
  const auto duration = parse_duration(text);
  if (!duration && duration.error() == DurationError::too_long)
    call.fail_at(parameter, fmt::format("\"{}\" is too long", text));
  if (!duration)
    call.fail_at(parameter, fmt::format("\"{}\" is not a duration", text),
                 "durations are numbers with units ns, us, ms, s, m, h: \"500ms\", \"1m30s\"");
  if (*duration <= 0) call.fail_at(parameter, fmt::format("{} must be above zero", parameter));
  return *duration;
}

void refuse_keyword(const Call& call, const Argument& argument,
                    std::span<const starlark::Param> params,
                    std::span<const std::string_view> later) {
  if (std::ranges::find(later, argument.name) == later.end()) call.unexpected(argument);
  std::string accepted;
  for (const starlark::Param& param : params)
    accepted += (accepted.empty() ? "" : ", ") + std::string(param.name);
  call.fail_at(argument, fmt::format("\"{}\" is not available in this version", argument.name),
               fmt::format("\"{}\" accepts {}", call.name(), accepted));
}

}  // namespace mishap::spec
