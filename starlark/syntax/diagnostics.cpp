// Errors are kept as found and put in order of the file at the end: lexer, parser and resolver
// come to the same line at different times.
#include "starlark/syntax/diagnostics.h"

#include <algorithm>

namespace starlark {

void Diagnostics::error(Span at, std::string message, std::string hint) {
  found_.push_back({at, std::move(message), std::move(hint)});
}

Error Diagnostics::located(Found found) const {
  Error error;
  error.code = ErrorCode::kSyntax;
  error.message = std::move(found.message);
  error.hint = std::move(found.hint);
  source_.locate(found.at, error);
  return error;
}

Error Diagnostics::take() {
  // Stable, so that of several at one offset the cause stays before its echoes.
  auto offset = [](const Found& f) { return f.at.begin; };
  std::ranges::stable_sort(found_, {}, offset);
  auto echoes = std::ranges::unique(found_, {}, offset);
  found_.erase(echoes.begin(), echoes.end());

  std::size_t told = std::min(found_.size(), kMost);
  Error first = located(std::move(found_.front()));
  for (std::size_t i = 1; i < told; ++i) first.others.push_back(located(std::move(found_[i])));
  if (found_.size() > told) first.others.back().omitted = found_.size() - told;
  found_.clear();
  return first;
}

}  // namespace starlark
