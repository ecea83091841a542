// assert_true(), assert_eq() and fail(): what a test claims.
#include "user/spec/asserts.h"

#include <fmt/format.h>

#include "user/spec/session.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

/// Attached to the errors of failed assertions.
struct AssertionFailed {};

constexpr size_t longest_value = 1000;

/// repr(), cut where a line of a report would become unreadable.
std::string short_repr(Value value) {
  std::string text = starlark::repr(value);
  if (text.size() <= longest_value) return text;
  size_t cut = longest_value;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return fmt::format("{}... ({} bytes)", text.substr(0, cut), text.size());
}

void count(const Call& call) {
  if (TestRun* test = session_of(call).test) ++test->assertions;
}

/// The text given as msg or message=; empty when there is none.
std::string message_argument(const Call& call) {
  if (call.has("msg") && call.has("message"))
    call.fail_at("message", "msg and message are the same: give one of them");
  return std::string(call.string_or(call.has("msg") ? "msg" : "message", ""));
}

[[noreturn]] void fail_assertion(const Call& call, std::string message, std::string hint = {}) {
  call.fail({.message = std::move(message),
             .hint = std::move(hint),
             .payload = AssertionFailed{},
             .prefixed = false});
}

Value run_assert_true(Call& call) {
  count(call);
  const std::string message = message_argument(call);
  if (!truth(call.arg("cond")))
    fail_assertion(call, message.empty() ? "assertion failed" : message);
  return Value::none();
}

Value run_assert_eq(Call& call) {
  count(call);
  const std::string message = message_argument(call);
  const Value actual = call.arg("actual"), expected = call.arg("expected");
  if (equal(actual, expected)) return Value::none();
  std::string text =
      fmt::format("assert_eq failed: {} != {}", short_repr(actual), short_repr(expected));
  if (!message.empty()) text += fmt::format(" ({})", message);
  const std::string_view left = starlark::type_name(actual), right = starlark::type_name(expected);
  fail_assertion(call, std::move(text),
                 left == right ? "" : fmt::format("the left is {}, the right is {}", left, right));
}

Value run_fail(Call& call) {
  count(call);
  std::string message;
  for (const Argument& argument : call.args()) {
    if (!message.empty()) message += call.string_or("sep", " ");
    message += starlark::str(argument.value);
  }
  fail_assertion(call, message.empty() ? "fail() was called" : message);
}

std::vector<Param> with_message(std::vector<Param> params) {
  params.push_back(optional("msg", type::kString).or_none());
  params.push_back(optional("message", type::kString).or_none().keyword_only());
  return params;
}

}  // namespace

BuiltinDef assert_true_builtin() {
  return {.name = "assert_true",
          .params = with_message({required("cond")}),
          .doc = "Fails the test unless cond is true.",
          .run = run_assert_true};
}

BuiltinDef assert_eq_builtin() {
  return {.name = "assert_eq",
          .params = with_message({required("actual"), required("expected")}),
          .doc = "Fails the test unless both are equal.",
          .run = run_assert_eq};
}

BuiltinDef fail_builtin() {
  return {.name = "fail",
          .params = {optional("sep", type::kString).keyword_only().shown_default("\" \"")},
          .args_name = "values",
          .doc = "Fails the test with a message made of the values.",
          .run = run_fail};
}

bool is_assertion(const starlark::Error& error) {
  return std::any_cast<AssertionFailed>(&error.payload) != nullptr;
}

}  // namespace mishap::spec
