// Predicates told in words.
#include "user/plan/predicates_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/descriptor.h"

namespace mishap::plan {

std::string predicates_text(const Predicates& where) {
  std::vector<std::string> texts;
  if (where.globs.size() == 1) texts.push_back(fmt::format("path=\"{}\"", where.globs.front()));
  if (where.globs.size() > 1)
    texts.push_back(fmt::format("path=[\"{}\"]", fmt::join(where.globs, "\",\"")));
  if (!where.peers.empty()) texts.push_back(fmt::format("peer=\"{}\"", where.peer_text));
  if (where.descriptor) {
    const bool is_number = where.descriptor->kind == DescriptorPredicate::Kind::number;
    const std::string text = descriptor_text(*where.descriptor);
    texts.push_back(is_number ? "fd=" + text : "fd=\"" + text + "\"");
  }
  if (where.size) texts.push_back(fmt::format("size=\"{}\"", where.size_text));
  return fmt::format("{}", fmt::join(texts, " "));
}

}  // namespace mishap::plan
