// What can be said only when the whole spec has run: dependencies by name, test_* functions.
#pragma once

#include <string>
#include <vector>

#include "starlark/loader.h"
#include "user/spec/registry.h"
#include "user/spec/sources.h"

namespace mishap::spec {

/// Adds the test_* functions of the root module to the tests, checks depends_on= and sorts the
/// tests by name. Returns the errors, rendered; empty when all is well.
std::vector<std::string> finish(Registry& registry, const starlark::Module& root,
                                const Sources& sources);

}  // namespace mishap::spec
