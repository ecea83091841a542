// Arithmetic on what an engine lost. A cause is known by its words.
#include "user/engine/losses.h"

#include <algorithm>

#include <fmt/format.h>

namespace mishap::engine {
namespace {

uint64_t count_of(const Losses& losses, const std::string& what) {
  const auto found = std::ranges::find(losses.causes, what, &Loss::what);
  return found == losses.causes.end() ? 0 : found->count;
}

}  // namespace

Losses losses_between(const Losses& before, const Losses& after) {
  Losses lost;
  lost.events_dropped = after.events_dropped - before.events_dropped;
  lost.decisions_missed = after.decisions_missed - before.decisions_missed;
  for (Loss cause : after.causes) {
    cause.count -= count_of(before, cause.what);
    if (cause.count > 0) lost.causes.push_back(std::move(cause));
  }
  return lost;
}

void add_losses(Losses& sum, const Losses& more) {
  sum.events_dropped += more.events_dropped;
  sum.decisions_missed += more.decisions_missed;
  for (const Loss& cause : more.causes) {
    const auto found = std::ranges::find(sum.causes, cause.what, &Loss::what);
    if (found == sum.causes.end())
      sum.causes.push_back(cause);
    else
      found->count += cause.count;
  }
}

std::string causes_text(const Losses& losses) {
  std::string text;
  for (const Loss& cause : losses.causes)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", cause.count, cause.what);
  return text;
}

}  // namespace mishap::engine
