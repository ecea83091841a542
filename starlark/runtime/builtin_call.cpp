// Binding arguments to a builtin's declared parameters, and checking their types.
#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/builtin_types.h"
#include "starlark/runtime/call_value.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/iterate.h"
#include "starlark/spelling.h"

namespace starlark {

class BuiltinBinder {
 public:
  BuiltinBinder(Call& call, const BuiltinDef& def) : call_(call), def_(def) {}

  void bind() {
    positional();
    for (const Argument& a : call_.raw_kwargs_) named(a);
    missing();
  }

 private:
  std::size_t most_positional() const {
    std::size_t n = 0;
    for (const Param& p : def_.params)
      if (p.place != Param::Place::kKeywordOnly) ++n;
    return n;
  }

  void positional() {
    std::size_t most = most_positional(), count = call_.raw_args_.size();
    if (count > most && def_.args_name.empty()) too_many(most, count);
    // Keyword-only parameters come after the others.
    for (std::size_t i = 0; i < std::min(most, count); ++i) take(i, call_.raw_args_[i]);
    call_.args_ = count > most ? call_.raw_args_.subspan(most) : std::span<const Argument>();
    for (const Argument& a : call_.args_)
      check(a, def_.args_name, def_.args_types, def_.args_host_types);
  }

  void named(const Argument& a) {
    for (std::size_t i = 0; i < def_.params.size(); ++i) {
      if (def_.params[i].name != a.name || def_.params[i].place == Param::Place::kPositionalOnly)
        continue;
      if (given(i)) call_.fail_at(a, fmt::format("argument \"{}\" is given twice", a.name));
      return take(i, a);
    }
    if (def_.kwargs_name.empty()) call_.unexpected(a);
    check(a, a.name, def_.kwargs_types, def_.kwargs_host_types);
    call_.kwargs_.push_back(a);
  }

  bool given(std::size_t i) const {
    return i < std::min(call_.raw_args_.size(), most_positional()) || call_.bound_[i].is_bound();
  }

  void take(std::size_t i, const Argument& a) {
    const Param& p = def_.params[i];
    check(a, p.name, p.types, p.host_types);
    if (!(p.none_is_absent && a.value.is_none())) call_.bound_[i] = a.value;
  }

  void check(const Argument& a, std::string_view name, TypeSet types, std::string_view hosts) {
    if (types == type::kAny || accepts(types, hosts, a.value)) return;
    call_.fail_at(a, fmt::format("{} must be {}, not {}", name, describe_types(types, hosts),
                                 describe_value(a.value)));
  }

  void missing() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < def_.params.size(); ++i)
      if (def_.params[i].is_required && !given(i)) names.emplace_back(def_.params[i].name);
    if (!names.empty())
      call_.fail(
          fmt::format("missing argument{} {}", names.size() == 1 ? "" : "s", join_names(names)));
  }

  [[noreturn]] void too_many(std::size_t most, std::size_t count) {
    std::string limit =
        most == 0 ? "no positional arguments"
                  : fmt::format("at most {} positional argument{}", most, most == 1 ? "" : "s");
    call_.fail_at(call_.raw_args_[most], fmt::format("accepts {}, not {}", limit, count));
  }

  Call& call_;
  const BuiltinDef& def_;
};

Call::Call(Thread& thread, std::string_view name, Value self, const CallSite* site,
           std::span<const Argument> raw_args, std::span<const Argument> raw_kwargs)
    : thread_(thread),
      name_(name),
      self_(self),
      site_(site),
      raw_args_(raw_args),
      raw_kwargs_(raw_kwargs),
      args_(raw_args) {}

void Call::bind(const BuiltinDef& def) {
  def_ = &def;
  ThreadState& t = thread_.state();
  std::size_t count = def.params.size();
  t.reserve(count);
  bound_ = {t.sp, count};
  for (std::size_t i = 0; i < count; ++i) *t.sp++ = Value();
  BuiltinBinder(*this, def).bind();
}

bool accepts(TypeSet types, std::string_view hosts, Value v) {
  auto has = [&](TypeSet t) { return (types & t) != 0; };
  if (has(type::kCallable) && v.is_callable()) return true;
  if (has(type::kIterable) && is_iterable(v)) return true;
  switch (v.kind()) {
    case Kind::kNone:
      return has(type::kNone);
    case Kind::kBool:
      return has(type::kBool);
    case Kind::kInt:
      return has(type::kInt);
    case Kind::kFloat:
      return has(type::kFloat);
    case Kind::kString:
      return has(type::kString);
    case Kind::kBytes:
      return has(type::kBytes);
    case Kind::kList:
      return has(type::kList);
    case Kind::kTuple:
      return has(type::kTuple);
    case Kind::kDict:
      return has(type::kDict);
    case Kind::kSet:
      return has(type::kSet);
    case Kind::kRange:
      return has(type::kRange);
    case Kind::kStruct:
      return has(type::kStruct);
    case Kind::kHost:
      break;
    default:
      return false;
  }
  if (!has(type::kHost)) return false;
  if (hosts.empty()) return true;
  std::string_view wanted = type_name(v);
  for (std::size_t at = 0; at <= hosts.size();) {
    std::size_t end = std::min(hosts.find('|', at), hosts.size());
    if (hosts.substr(at, end - at) == wanted) return true;
    at = end + 1;
  }
  return false;
}

std::string describe_types(TypeSet types, std::string_view hosts) {
  constexpr std::pair<TypeSet, std::string_view> kNames[] = {
      {type::kBool, "a bool"},         {type::kInt, "an int"},      {type::kFloat, "a float"},
      {type::kString, "a string"},     {type::kBytes, "bytes"},     {type::kList, "a list"},
      {type::kTuple, "a tuple"},       {type::kDict, "a dict"},     {type::kSet, "a set"},
      {type::kRange, "a range"},       {type::kStruct, "a struct"}, {type::kCallable, "a function"},
      {type::kIterable, "an iterable"}};
  std::vector<std::string> names;
  for (auto [type, name] : kNames)
    if ((types & type) != 0) names.emplace_back(name);
  if ((types & type::kHost) != 0 && hosts.empty()) names.emplace_back("an object");
  if ((types & type::kHost) != 0) {
    for (std::size_t at = 0; at < hosts.size();) {
      std::size_t end = std::min(hosts.find('|', at), hosts.size());
      std::string name(hosts.substr(at, end - at));
      bool vowel = name.find_first_of("aeiou") == 0;
      names.push_back((vowel ? "an " : "a ") + name);
      at = end + 1;
    }
  }
  if ((types & type::kNone) != 0) names.emplace_back("None");
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string describe_value(Value v) {
  if (v.is_none()) return "None";
  std::string shown =
      v.is_string() || v.is_int() || v.kind() == Kind::kFloat || v.is_bool() ? " " + repr(v) : "";
  if (shown.size() > 40) shown.clear();
  return std::string(type_name(v)) + shown;
}

}  // namespace starlark
