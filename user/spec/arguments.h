// Reading the arguments of builtins: what several of them check, said the same way by all.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/builtin.h"
#include "user/plan/place.h"

namespace mishap::spec {

/// The place as the rest of the program writes it; unknown for host code.
Place to_place(const starlark::Place& place);

/// Fails unless the spec is loading: services, assumptions and tests are declared before tests run.
void only_while_loading(const starlark::Call& call);

/// The string argument `parameter`, which names something: not empty, no control characters.
std::string name_argument(const starlark::Call& call, std::string_view parameter);
/// The same check for a name that is not an argument of its own; `what` begins the error.
void check_name(const starlark::Call& call, std::string_view parameter, std::string_view what,
                std::string_view name);

/// Takes `name` for a thing of this kind, or fails naming the place of the first one.
void claim(const starlark::Call& call, std::string_view parameter, const std::string& kind,
           const std::string& name, const std::string& hint = {});

/// The elements of a list or tuple of strings; empty when absent.
std::vector<std::string> strings(const starlark::Call& call, std::string_view parameter);
/// A dict of strings; empty when absent.
std::map<std::string, std::string> string_map(const starlark::Call& call,
                                              std::string_view parameter);
/// A duration such as "1m30s" in nanoseconds, above zero; `fallback` when absent.
int64_t duration_or(const starlark::Call& call, std::string_view parameter, int64_t fallback);

/// Refuses a keyword that none of the parameters has. Those in `later` exist in the language but
/// not in this version, which the error says.
[[noreturn]] void refuse_keyword(const starlark::Call& call, const starlark::Argument& argument,
                                 std::span<const starlark::Param> params,
                                 std::span<const std::string_view> later);

}  // namespace mishap::spec
