// All that an embedder needs. README.md shows it in use.
#pragma once

#include "starlark/builtin.h"      // IWYU pragma: export
#include "starlark/dialect.h"      // IWYU pragma: export
#include "starlark/error.h"        // IWYU pragma: export
#include "starlark/heap.h"         // IWYU pragma: export
#include "starlark/host_object.h"  // IWYU pragma: export
#include "starlark/json.h"         // IWYU pragma: export
#include "starlark/loader.h"       // IWYU pragma: export
#include "starlark/spelling.h"     // IWYU pragma: export
#include "starlark/thread.h"       // IWYU pragma: export
#include "starlark/value.h"        // IWYU pragma: export
