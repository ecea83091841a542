// Names for the numbers of a raw event.
#include "user/trace/syscall_event.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "user/plan/syscalls.h"

namespace mishap::trace {

Event syscall_event(const engine::RawEvent& raw, const plan::Rule& rule, int rule_index) {
  Event event;
  event.time_ns = raw.time_ns;
  event.kind = EventKind::syscall;
  event.service = rule.service;
  const plan::Syscall* syscall = plan::find_syscall(raw.syscall);
  event.syscall =
      syscall != nullptr ? std::string(syscall->name) : "syscall " + std::to_string(raw.syscall);
  event.op = rule.op;
  event.label = rule.label;
  event.decision = raw.fired ? Decision::fired : Decision::held_back;
  event.action = rule.action;
  event.value = raw.value;
  event.path = raw.path;
  event.path_filtered = !rule.where.globs.empty() ||
                        std::ranges::any_of(rule.where.peers, [](const plan::Peer& peer) {
                          return peer.kind != plan::Peer::Kind::inet;
                        });
  event.compat = raw.compat;
  event.rule = rule_index;
  event.pid = raw.pid;
  event.tid = raw.tid;
  std::ranges::copy(raw.args, std::begin(event.args));
  return event;
}

}  // namespace mishap::trace
