// fd= as specs write it.
#include "user/plan/descriptor.h"

#include <fmt/format.h>

#include "user/plan/number.h"

namespace mishap::plan {
namespace {

using Kind = DescriptorPredicate::Kind;

struct KindName {
  Kind kind;
  std::string_view name;
};
constexpr KindName kinds[] = {{Kind::socket, "socket"}, {Kind::file, "file"}, {Kind::pipe, "pipe"}};

}  // namespace

Result<DescriptorPredicate> parse_descriptor(std::string_view text) {
  for (const auto& [kind, name] : kinds)
    if (text == name) return DescriptorPredicate{kind, 0};
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number || !rest.empty() || *number > INT32_MAX)
    return fail(fmt::format("\"{}\" is no kind of descriptor", text),
                "write \"socket\", \"file\", \"pipe\", or a number");
  return DescriptorPredicate{Kind::number, static_cast<int32_t>(*number)};
}

std::string descriptor_text(const DescriptorPredicate& predicate) {
  for (const auto& [kind, name] : kinds)
    if (predicate.kind == kind) return std::string(name);
  return std::to_string(predicate.number);
}

}  // namespace mishap::plan
