// The processor time of processes, which on a machine that counts instructions is their number.
// Time by the clock is none: while a guest waits for its file server, the clock leaps to the next
// timer.
#pragma once

namespace mishap::bench {

/// Seconds, user and system, of all children that have ended and been waited for.
double children_seconds();
/// The same of this process.
double own_seconds();

}  // namespace mishap::bench
