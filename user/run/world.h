// What the runner needs from outside. Tests put their own in its place, so that the runner is
// tested without privileges.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "user/engine/engine.h"
#include "user/run/enclosure.h"

namespace mishap::run {

struct World {
  /// Opens the engine; called at most once, when the first rule needs it.
  std::function<Result<std::unique_ptr<engine::Engine>>()> open_engine;
  /// Makes the place where a service of this name is to live.
  std::function<Result<std::unique_ptr<Enclosure>>(const std::string& service)> make_enclosure =
      make_enclosure_for;
};

}  // namespace mishap::run
