// What an engine loses while something lasts.
#pragma once

#include <optional>

#include "user/engine/losses.h"

namespace mishap::run {

/// Adds up what is lost between each open() and the close() after it.
class LossMeter {
 public:
  /// From now on what is lost counts; nothing changes when it counts already.
  void open(const engine::Engine& engine) {
    if (!before_) before_ = engine.losses();
  }
  /// Up to now; nothing changes when it does not count.
  void close(const engine::Engine& engine) {
    if (!before_) return;
    engine::add_losses(sum_, engine::losses_between(*before_, engine.losses()));
    before_.reset();
  }
  /// Of what was closed.
  const engine::Losses& sum() const { return sum_; }

 private:
  std::optional<engine::Losses> before_;  ///< While it is open.
  engine::Losses sum_;
};

}  // namespace mishap::run
