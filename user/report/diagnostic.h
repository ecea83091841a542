// A remark on a test or a run that no verdict tells: what may make a result worth less than it
// looks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mishap::report {

enum class Level : uint8_t { warning, error };

struct Diagnostic {
  Level level = Level::warning;
  std::string code;  ///< One of the codes below; docs/diagnostics.md explains each.
  std::string message;
  std::string suggestion;  ///< What to do about it; may be empty.
  std::string service;     ///< The service it is about; may be empty.
  std::string keyword;     ///< The fault keyword it is about; may be empty.
};

namespace codes {
inline constexpr std::string_view fault_not_fired = "FAULT_NOT_FIRED";
inline constexpr std::string_view test_no_assertions = "TEST_NO_ASSERTIONS";
inline constexpr std::string_view expect_returned_value = "EXPECT_RETURNED_VALUE";
inline constexpr std::string_view service_crashed = "SERVICE_CRASHED";
inline constexpr std::string_view events_lost = "EVENTS_LOST";
inline constexpr std::string_view held_back_untold = "HELD_BACK_UNTOLD";
inline constexpr std::string_view decisions_missed = "DECISIONS_MISSED";
inline constexpr std::string_view bypass_seen = "BYPASS_SEEN";
inline constexpr std::string_view calls_not_covered = "CALLS_NOT_COVERED";
inline constexpr std::string_view healthcheck_timeout = "HEALTHCHECK_TIMEOUT";
inline constexpr std::string_view launch_failed = "LAUNCH_FAILED";
inline constexpr std::string_view port_in_use = "PORT_IN_USE";
}  // namespace codes

/// "WARNING: [CODE] TEST: MESSAGE\n", then "  SUGGESTION\n" when there is one. `test` may be empty.
std::string diagnostic_text(const Diagnostic& diagnostic, const std::string& test);

}  // namespace mishap::report
