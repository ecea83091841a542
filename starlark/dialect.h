// The choices that Starlark leaves to the embedder.
#pragma once

namespace starlark {

/// Defaults are those of specs: declarative at the top level, every call ends.
struct Dialect {
  bool set = true;                   ///< the set() builtin
  bool while_loops = false;          ///< while statements
  bool recursion = false;            ///< a function may call itself, also indirectly
  bool toplevel_control = false;     ///< if, for and while outside functions
  bool global_reassign = false;      ///< a global may be assigned more than once
  bool load_binds_globally = false;  ///< load() makes globals, not names local to the file
};

}  // namespace starlark
