// What a running test can do to the world. The spec stage calls it, the run stage implements it.
#pragma once

#include <cstdint>
#include <vector>

#include "user/plan/error.h"
#include "user/plan/plan.h"
#include "user/plan/response.h"

namespace mishap::spec {

/// The effects that builtins have inside a test. All calls come from the thread that runs the test.
/// Every call that returns has its effect fully in force, and all events up to now are in the
/// trace.
class Runtime {
 public:
  virtual ~Runtime() = default;

  using FaultId = int;
  /// Arms rules on top of those already armed (fault() pushes, nested ones add up).
  virtual Result<FaultId> arm(const std::vector<plan::Rule>& rules) = 0;
  /// Takes away what one arm() call added; other rules stay armed.
  virtual Result<void> disarm(FaultId fault) = 0;

  /// Performs an HTTP step. A transport failure is a Response with ok = false, not an error.
  virtual plan::Response http(const plan::HttpRequest& request) = 0;
  /// Sends a line and reads one back. A transport failure is an error: "tcp send failed: ...".
  virtual Result<std::string> tcp(const plan::TcpRequest& request) = 0;

  /// Text of print(), without the newline.
  virtual void print(const std::string& text) = 0;
};

}  // namespace mishap::spec
