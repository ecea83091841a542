// What the bpf engine lost, put together from where it is counted.
#include "user/engine/bpf/bpf_engine.h"
#include "user/engine/bpf/program_info.h"
#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {

Losses BpfEngine::losses() const {
  mishap_totals sum = {};
  for (const mishap_totals& each : loaded_.object->skeleton().bss->totals) {
    sum.events_dropped += each.events_dropped + each.calls_dropped;
    sum.scratch_missed += each.scratch_missed;
    sum.rows_full += each.rows_full;
    sum.words_unread += each.words_unread;
    sum.returns_missed += each.returns_missed;
    sum.tables_full += each.tables_full;
    sum.signals_failed += each.signals_failed;
  }
  sum.events_dropped += ring_->dropped();
  if (calls_) sum.events_dropped += calls_->dropped() + loaded_.object->untold_calls();
  uint64_t skipped = loaded_.hooks ? loaded_.hooks->misses() : 0;
  if (loaded_.compat_hooks && !loaded_.compat_shares_program)
    skipped += loaded_.compat_hooks->misses();

  if (file_hook_)
    skipped += recursion_misses(bpf_program__fd(loaded_.object->skeleton().progs.on_file_end));

  Losses losses;
  const auto add = [&](Loss::Of of, uint64_t count, const char* what, bool machine_wide = false) {
    (of == Loss::Of::events ? losses.events_dropped : losses.decisions_missed) += count;
    if (count) losses.causes.push_back({of, count, what, machine_wide});
  };
  using enum Loss::Of;
  add(events, sum.events_dropped, "events dropped, as more came than are kept");
  add(decisions, skipped, "calls passed by the kernel's recursion guard", true);
  add(decisions, sum.scratch_missed, "paths not read for lack of scratch memory");
  add(decisions, sum.words_unread,
      "socket calls of 32-bit programs whose arguments were not in memory");
  add(decisions, sum.returns_missed + returns_missed_,
      "returns of calls passed by the kernel's return probes");
  add(decisions, sum.tables_full, "calls without room to count them or to await their return");
  add(decisions, sum.signals_failed, "signals of crash() that could not be sent");
  add(decisions, sum.rows_full, "new cgroups or processes beyond the table of scopes");
  return losses;
}

}  // namespace mishap::engine
