// The options that `mishap run` and `mishap attach` share, and their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mishap::cli {

struct LiveArguments {
  std::vector<std::string> ops;     ///< Texts of --op.
  std::vector<std::string> faults;  ///< Texts of --fault.
  std::string trace;                ///< Empty = no trace, "true", or "calls".
  bool summary = false;
  std::string engine = "auto";
  std::string mechanism = "auto";
  std::optional<uint64_t> seed;
  std::string io_uring = "deny";
  std::string format = "text";
  std::string output;  ///< File of trace and summary; empty = stderr (run), stdout (attach).

  std::vector<std::string> command;              ///< run: the program and its arguments.
  std::string target;                            ///< attach
  std::optional<std::chrono::nanoseconds> time;  ///< attach: --for
  bool force = false;                            ///< attach
};

}  // namespace mishap::cli
