// Builtins of the language that this version does not have.
#include "user/spec/later_builtins.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace mishap::spec {
namespace {

// clang-format off
constexpr std::string_view later_builtins[] = {
    "mock_service", "client", "remotes", "tls_cert", "ready", "kafka_ready", "fault_all",
    "fault_start", "fault_stop", "delay", "response", "error", "drop", "duplicate",
    "partition", "partition_start", "partition_stop", "bandwidth", "mtu", "packet_drop",
    "packet_pass", "packet_delay", "packet_reorder", "packet_duplicate", "packet_corrupt",
    "packet_reset", "packet_window", "assert_eventually", "assert_never", "assert_before",
    "expect_success", "expect_error_within", "expect_hang", "events", "trace_start",
    "trace_stop", "watch", "watch_start", "watch_stop", "monitor", "match", "observe", "decoder",
    "eventually", "always", "await_stable", "await_event", "sleep", "test", "duration", "parallel",
    "nondet", "choose", "halt", "assume", "determinism", "json_response", "text_response",
    "bytes_response", "status_only", "redirect", "dynamic", "grpc_response", "grpc_typed_response",
    "grpc_raw_response", "grpc_error", "load_file", "load_yaml", "load_json", "jwt_keypair",
    "jwt_sign", "jwt_jwks",
};
// clang-format on

}  // namespace

void explain_later_builtin(starlark::Error& error) {
  if (error.code != starlark::ErrorCode::kSyntax) return;
  const auto is_unknown = [&](std::string_view name) {
    return error.message.starts_with(fmt::format("`{}` is not defined", name));
  };
  const auto found = std::ranges::find_if(later_builtins, is_unknown);
  if (found == std::end(later_builtins)) return;
  error.message = fmt::format("{}() is not available in this version", *found);
  error.hint.clear();
}

}  // namespace mishap::spec
