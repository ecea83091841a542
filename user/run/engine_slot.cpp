// The engine of a run, opened when the first rule needs it.
#include "user/run/engine_slot.h"

#include <utility>

namespace mishap::run {

Result<engine::Engine*> EngineSlot::get() {
  if (error_) return std::unexpected(*error_);
  if (engine_ == nullptr) {
    Result<std::unique_ptr<engine::Engine>> engine = open_();
    if (!engine) {
      error_ = std::move(engine.error());
      return std::unexpected(*error_);
    }
    engine_ = std::move(*engine);
  }
  return engine_.get();
}

report::EngineInfo EngineSlot::info() const {
  if (engine_ == nullptr) return {};
  return {engine_->name(), engine_->mechanism(), engine_->why()};
}

}  // namespace mishap::run
