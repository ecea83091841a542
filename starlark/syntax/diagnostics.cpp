#include "starlark/syntax/diagnostics.h"

#include <algorithm>
#include <tuple>

namespace starlark {

void Diagnostics::error(Span at, std::string message, std::string hint) {
  if (errors_.size() >= kMost) return;
  if (std::find(offsets_.begin(), offsets_.end(), at.begin) != offsets_.end()) return;
  offsets_.push_back(at.begin);
  Error error;
  error.code = ErrorCode::kSyntax;
  error.message = std::move(message);
  error.hint = std::move(hint);
  source_.locate(at, error);
  errors_.push_back(std::move(error));
}

Error Diagnostics::take() {
  std::stable_sort(errors_.begin(), errors_.end(), [](const Error& a, const Error& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  Error first = std::move(errors_.front());
  first.others.assign(std::make_move_iterator(errors_.begin() + 1),
                      std::make_move_iterator(errors_.end()));
  errors_.clear();
  return first;
}

}  // namespace starlark
