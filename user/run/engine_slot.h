// The engine of a run, opened when the first rule needs it: a spec without faults needs no
// privileges.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "user/engine/engine.h"
#include "user/report/results.h"

namespace mishap::run {

class EngineSlot {
 public:
  using Open = std::function<Result<std::unique_ptr<engine::Engine>>()>;
  explicit EngineSlot(Open open) : open_(std::move(open)) {}

  /// The engine; opens it on the first call. An error is kept and said again, never tried again.
  Result<engine::Engine*> get();
  /// The engine when it is open, else null.
  engine::Engine* opened() const { return engine_.get(); }
  /// What the report says of it; an empty name while it isn't open.
  report::EngineInfo info() const;

 private:
  Open open_;
  std::unique_ptr<engine::Engine> engine_;
  std::optional<Error> error_;
};

}  // namespace mishap::run
