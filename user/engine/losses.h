// Arithmetic on what an engine lost: readings are sums since it was opened.
#pragma once

#include <string>

#include "user/engine/engine.h"

namespace mishap::engine {

/// What was lost between two readings of one engine.
Losses losses_between(const Losses& before, const Losses& after);
/// Adds to a sum, cause by cause.
void add_losses(Losses& sum, const Losses& more);
/// The causes as a sentence has them: "3 calls passed by the kernel's recursion guard, 1 ...".
/// Empty when there are none.
std::string causes_text(const Losses& losses);

}  // namespace mishap::engine
