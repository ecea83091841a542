// What the trace says of one call: a line of text, or an object of JSON.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "user/live/armed.h"
#include "user/live/joiner.h"

namespace mishap::live {

/// `#7  pid 4711     persist(write)    deny(EIO)  [disk]  /data/a.wal`: a call that met a rule, in
/// the words of the trace of a test. `number` counts such lines.
std::string event_line(uint64_t number, const engine::RawEvent& event, const LiveRule& rule,
                       int index);

/// The same as `{"type":"event", ...}`.
std::string event_json(uint64_t number, const engine::RawEvent& event, const LiveRule& rule,
                       int index);

/// A traced call, and at its end the operations and faults that it met:
/// `[pid 4711] write(3</data/a.wal>, 0x7ffd5e1c, 12) = -1 EIO (Input/output error) <0.000003>
/// persist  deny(EIO)  [disk]`. `operations`: names of operations that it is one of besides.
std::string call_line(const engine::RawCall& call, std::span<const engine::RawEvent> events,
                      const Armed& armed, std::span<const std::string> operations);

/// The same as `{"type":"call", ...}`.
std::string call_json(const engine::RawCall& call, std::span<const engine::RawEvent> events,
                      const Armed& armed, std::span<const std::string> operations);

}  // namespace mishap::live
