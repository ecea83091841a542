// --op and --fault in the spec's own words. Each text is run as a module of its own, so that none
// sees the names of another.
#include "user/spec/command_line.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "starlark/starlark.h"
#include "user/spec/arguments.h"
#include "user/spec/faults.h"
#include "user/spec/keyword.h"
#include "user/spec/later_builtins.h"
#include "user/spec/operations.h"
#include "user/spec/rendering.h"
#include "user/spec/session.h"
#include "user/spec/sources.h"

namespace mishap::spec {
namespace {

/// No text that a person types needs this many calls; a loop that does not end would.
constexpr std::uint64_t most_steps = 1'000'000;

std::shared_ptr<const starlark::Environment> make_small_environment() {
  auto environment = std::make_shared<starlark::Environment>();
  environment->add(op_builtin());
  for (starlark::BuiltinDef& builtin : action_builtins()) environment->add(std::move(builtin));
  environment->add("struct", starlark::struct_function(environment->heap()));
  return environment;
}

starlark::Files no_files() {
  starlark::Files files;
  files.resolve = [](std::string_view,
                     std::string_view) -> std::expected<starlark::FileName, std::string> {
    return std::unexpected("the command line loads no files");
  };
  return files;
}

/// What one option's text assigns.
struct Assignment {
  std::string name;
  starlark::Value value;
  Place place;
};

class Reader {
 public:
  explicit Reader(const std::string& service)
      : service_(service), loader_(make_small_environment(), no_files(), options()) {}

  void read_op(const std::string& text) {
    const auto assignment = assigned("--op", text, "persist=op([\"write\", \"fsync\"])");
    if (!assignment) return;
    const auto* value = starlark::as<OpValue>(assignment->value);
    if (!value)
      return fail("--op", text, assignment->place,
                  fmt::format("{} must be an op, got {}", assignment->name,
                              starlark::type_name(assignment->value)),
                  fmt::format("for example: {}=op([\"write\", \"fsync\"])", assignment->name));
    if (std::ranges::find(result_.ops, assignment->name, &plan::Op::name) != result_.ops.end())
      return fail("--op", text, assignment->place,
                  fmt::format("op \"{}\" is given twice", assignment->name), {});
    plan::Op op = value->op();
    op.name = assignment->name;
    note_traps(session_.registry, op, service_);
    result_.ops.push_back(std::move(op));
  }

  void read_fault(const std::string& text) {
    const auto assignment = assigned("--fault", text, "write=deny(\"EIO\")");
    if (!assignment) return;
    const auto* value = starlark::as<FaultValue>(assignment->value);
    if (!value)
      return fail("--fault", text, assignment->place,
                  fmt::format("{} must be a fault, got {}", assignment->name,
                              starlark::type_name(assignment->value)),
                  fmt::format("for example: {}=deny(\"EIO\")", assignment->name));
    // An op that is in error is not there: that the fault names it is no second error.
    if (bad_op_) return;
    Result<plan::Rule> rule = resolve_keyword(assignment->name, result_.ops, "");
    if (!rule)
      return fail("--fault", text, assignment->place, rule.error().message, rule.error().hint);
    if (const Result<void> applied = value->apply(*rule); !applied)
      return fail("--fault", text, assignment->place, applied.error().message,
                  applied.error().hint);
    rule->service = service_;
    rule->place = assignment->place;
    result_.rules.push_back(std::move(*rule));
  }

  /// From here on faults follow.
  void end_ops() { bad_op_ = !errors_.empty(); }

  std::expected<CommandLine, std::vector<std::string>> finish() && {
    if (!errors_.empty()) return std::unexpected(std::move(errors_));
    result_.notes = std::move(session_.registry.plan.notes);
    return std::move(result_);
  }

 private:
  starlark::LoaderOptions options() {
    starlark::LoaderOptions options;
    options.host.user_data = &session_;
    options.host.limits.steps = most_steps;
    return options;
  }

  /// What the text assigns; nullopt, with an error, when it is anything but one assignment.
  std::optional<Assignment> assigned(const std::string& option, const std::string& text,
                                     const std::string& example) {
    const std::string key = fmt::format("{} {}", option, ++texts_);
    const auto module = loader_.run({key, option}, text);
    if (!module) {
      starlark::Error error = module.error();
      explain_later_builtin(error);
      for (starlark::Error& other : error.others) explain_later_builtin(other);
      std::ranges::move(rendered_all(error), std::back_inserter(errors_));
      return std::nullopt;
    }
    const auto& globals = (*module)->globals();
    if (globals.size() != 1) {
      const Place place = globals.empty() ? Place{option, 1, 1} : to_place(globals[1].place);
      fail(option, text, place, "expected one NAME=VALUE", "for example: " + example);
      return std::nullopt;
    }
    return Assignment{globals[0].name, globals[0].value, to_place(globals[0].place)};
  }

  void fail(const std::string& option, const std::string& text, const Place& place,
            const std::string& message, const std::string& hint) {
    Sources sources;
    sources.add(option, text);
    errors_.push_back(sources.render(place, message, hint));
  }

  const std::string& service_;
  Session session_;
  starlark::Loader loader_;
  int texts_ = 0;
  bool bad_op_ = false;
  std::vector<std::string> errors_;
  CommandLine result_;
};

}  // namespace

std::expected<CommandLine, std::vector<std::string>> read_command_line(
    std::span<const std::string> ops, std::span<const std::string> faults,
    const std::string& service) {
  Reader reader(service);
  for (const std::string& text : ops) reader.read_op(text);
  reader.end_ops();
  for (const std::string& text : faults) reader.read_fault(text);
  return std::move(reader).finish();
}

}  // namespace mishap::spec
