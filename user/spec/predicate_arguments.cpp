// The predicates of op(): path=, peer=, fd= and size=.
#include "user/spec/predicate_arguments.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "starlark/spelling.h"
#include "user/plan/descriptor.h"
#include "user/plan/glob.h"
#include "user/plan/peer.h"
#include "user/plan/size.h"
#include "user/spec/arguments.h"
#include "user/spec/services.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;
using plan::Predicates;
using plan::Syscall;
using Kind = plan::DescriptorPredicate::Kind;

/// What a predicate needs of a syscall.
struct Need {
  std::string_view parameter;
  bool (Syscall::*has)() const;
  bool (*given)(const Predicates&);
  std::string_view lack_one, lack_many;  ///< "poll names no file", "poll, ppoll name no file"
};

constexpr Need needs[] = {
    {"path", &Syscall::has_path, [](const Predicates& where) { return !where.globs.empty(); },
     "names no file", "name no file"},
    {"peer", &Syscall::has_peer, [](const Predicates& where) { return !where.peers.empty(); },
     "has no peer", "have no peer"},
    {"fd", &Syscall::has_descriptor,
     [](const Predicates& where) { return where.descriptor.has_value(); }, "has no descriptor",
     "have no descriptor"},
    {"size", &Syscall::has_size, [](const Predicates& where) { return where.size.has_value(); },
     "has no size", "have no size"},
};

/// Whether the only file that the call names is the one behind its descriptor.
bool names_its_descriptor_alone(const Syscall& syscall) {
  return syscall.paths[0].source == plan::PathSource::descriptor &&
         syscall.paths[0].arg == syscall.descriptor &&
         syscall.paths[1].source == plan::PathSource::none;
}

/// The text of a pattern; bytes may hold what no string can, as names of files do.
std::string glob_text(const Call& call, Value value, const std::string& what) {
  if (value.is_string()) return std::string(as_string(value));
  if (value.kind() == starlark::Kind::kBytes) return std::string(as_bytes(value));
  call.fail_at("path", fmt::format("{} must be a string or bytes, got {}", what, type_name(value)));
}

std::vector<std::string> globs_argument(const Call& call) {
  if (!call.has("path")) return {};
  const Value given = call.arg("path");
  std::vector<std::string> globs;
  if (given.is_string() || given.kind() == starlark::Kind::kBytes)
    globs.push_back(glob_text(call, given, "path"));
  else
    for (const Value each : call.sequence("path"))
      globs.push_back(glob_text(call, each, fmt::format("path[{}]", globs.size())));
  if (globs.empty())
    call.fail_at("path", "path has no patterns", "leave path= out to match every call");
  for (const std::string& glob : globs)
    if (const auto parsed = plan::parse_glob(glob); !parsed)
      call.fail_at("path", parsed.error().message, parsed.error().hint);
  return globs;
}

void add_peer_text(Predicates& where, const std::string& text) {
  where.peer_text += (where.peer_text.empty() ? "" : ", ") + text;
}

/// A text, an interface, or a service for all its interfaces.
void take_peer(const Call& call, Value value, Predicates& where) {
  const auto take_port = [&](uint16_t port) {
    std::ranges::copy(plan::loopback_peers(port), std::back_inserter(where.peers));
  };
  if (value.is_string()) {
    const auto parsed = plan::parse_peer(as_string(value));
    if (!parsed) call.fail_at("peer", parsed.error().message, parsed.error().hint);
    std::ranges::copy(*parsed, std::back_inserter(where.peers));
    return add_peer_text(where, std::string(as_string(value)));
  }
  if (const auto* interface = as<InterfaceRef>(value)) {
    take_port(interface->interface().port);
    return add_peer_text(where, interface->service() + "." + interface->interface().name);
  }
  const auto* service = as<ServiceValue>(value);
  if (!service)
    call.fail_at("peer", fmt::format("peer must be an address, a service or an interface, got {}",
                                     starlark::type_name(value)));
  if (service->service().interfaces.empty())
    call.fail_at("peer", fmt::format("service {} has no interfaces", service->service().name),
                 "write the address that it listens on");
  for (const plan::Interface& each : service->service().interfaces) take_port(each.port);
  add_peer_text(where, service->service().name);
}

void take_peers(const Call& call, Predicates& where) {
  if (!call.has("peer")) return;
  const Value given = call.arg("peer");
  if (!given.is_list() && !given.is_tuple()) return take_peer(call, given, where);
  for (const Value element : elements(given)) take_peer(call, element, where);
  if (where.peers.empty())
    call.fail_at("peer", "peer has no alternatives", "leave peer= out to match every call");
}

void take_descriptor(const Call& call, Predicates& where) {
  if (!call.has("fd")) return;
  if (call.arg("fd").is_int()) {
    where.descriptor = {Kind::number, static_cast<int32_t>(call.integer("fd", 0, INT32_MAX))};
    return;
  }
  static const std::vector<std::string> kinds = {"socket", "file", "pipe"};
  const std::string_view text = call.string("fd");
  const auto parsed = plan::parse_descriptor(text);
  if (!parsed)
    call.fail_at("fd", parsed.error().message + did_you_mean(text, kinds), parsed.error().hint);
  if (parsed->kind == Kind::number)
    call.fail_at("fd", "a number of a descriptor is an int", fmt::format("write fd={}", text));
  where.descriptor = *parsed;
}

void take_size(const Call& call, Predicates& where) {
  if (!call.has("size")) return;
  if (call.arg("size").is_int()) {
    const auto bytes = static_cast<uint64_t>(call.integer("size", 0));
    where.size = {bytes, bytes};
    where.size_text = std::to_string(bytes);
    return;
  }
  where.size_text = call.string("size");
  const auto parsed = plan::parse_size(where.size_text);
  if (!parsed) call.fail_at("size", parsed.error().message, parsed.error().hint);
  where.size = *parsed;
}

/// Fails when no member can meet a predicate, or all of them at once.
void check_members(const Call& call, const Predicates& where,
                   const std::vector<std::string>& syscalls) {
  std::string given;
  for (const Need& need : needs) {
    if (!need.given(where)) continue;
    const auto has = [&](const std::string& name) {
      return (plan::find_syscall(name)->*need.has)();
    };
    if (std::ranges::none_of(syscalls, has))
      call.fail_at(
          need.parameter,
          fmt::format("{} can never match: {} {}", need.parameter, fmt::join(syscalls, ", "),
                      syscalls.size() == 1 ? need.lack_one : need.lack_many),
          fmt::format("docs/syscalls.md lists the calls that {}= can match", need.parameter));
    given += fmt::format("{}{}=", given.empty() ? "" : " and ", need.parameter);
  }
  const auto meets = [&](const std::string& name) {
    return can_meet(*plan::find_syscall(name), where);
  };
  if (std::ranges::none_of(syscalls, meets))
    call.fail(
        fmt::format("{} can never be met by one call of {}", given, fmt::join(syscalls, ", ")),
        "make several ops, or leave a predicate out");
}

}  // namespace

std::vector<Param> predicate_params() {
  return {optional("path", type::kString | type::kBytes | type::kSequence).or_none(),
          optional("peer", type::kString | type::kSequence)
              .or_host("service|interface_ref")
              .or_none()
              .keyword_only(),
          optional("fd", type::kString | type::kInt).or_none().keyword_only(),
          optional("size", type::kString | type::kInt).or_none().keyword_only()};
}

Predicates predicates(const Call& call, const std::vector<std::string>& syscalls) {
  Predicates where;
  where.globs = globs_argument(call);
  take_peers(call, where);
  take_descriptor(call, where);
  take_size(call, where);
  if (!where.peers.empty() && where.descriptor &&
      (where.descriptor->kind == Kind::file || where.descriptor->kind == Kind::pipe))
    call.fail_at("fd",
                 fmt::format("fd=\"{}\" and peer= exclude each other: only sockets have a peer",
                             plan::descriptor_text(*where.descriptor)));
  check_members(call, where, syscalls);
  return where;
}

bool can_meet(const Syscall& syscall, const Predicates& where) {
  const auto lacks = [&](const Need& need) { return need.given(where) && !(syscall.*need.has)(); };
  if (std::ranges::any_of(needs, lacks)) return false;
  const bool wants_socket = where.descriptor && where.descriptor->kind == Kind::socket;
  return where.globs.empty() || !(wants_socket || !where.peers.empty()) ||
         !names_its_descriptor_alone(syscall);
}

std::vector<std::string> unmet_members(const Predicates& where,
                                       const std::vector<std::string>& syscalls) {
  std::vector<std::string> sentences;
  for (const Need& need : needs) {
    if (!need.given(where)) continue;
    std::vector<std::string> unmet;
    std::ranges::copy_if(syscalls, std::back_inserter(unmet), [&](const std::string& name) {
      return !(plan::find_syscall(name)->*need.has)();
    });
    if (!unmet.empty())
      sentences.push_back(fmt::format("its {}= never matches {}, which {}", need.parameter,
                                      fmt::join(unmet, ", "),
                                      unmet.size() == 1 ? need.lack_one : need.lack_many));
  }
  return sentences;
}

}  // namespace mishap::spec
