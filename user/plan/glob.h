// Globs over absolute paths: the dialect of path=, parsed and checked. What a glob means is in its
// tokens alone, so the compiler needs no second reading of the text.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "user/plan/error.h"

namespace mishap::plan {

/// A set of byte values.
using ByteSet = std::bitset<256>;

/// A piece of a glob. A path matches when the pieces, in order, use up all of its bytes.
struct GlobToken {
  enum class Kind : uint8_t {
    one,       ///< One byte of `bytes`: a literal, `?` or a class.
    run,       ///< `*`: any bytes but '/', none included.
    path_run,  ///< `**`: any bytes, none included.
    tree,      ///< `/**` before a '/' or at the end: nothing, or '/' and any bytes.
  };
  Kind kind = Kind::one;
  ByteSet bytes;  ///< Kind::one only.

  bool is_literal() const { return kind == Kind::one && bytes.count() == 1; }
  bool is_slash() const { return is_literal() && bytes.test('/'); }
  bool operator==(const GlobToken&) const = default;
};

/// A glob, in tokens that match the whole of an absolute path. Globs with the same tokens match the
/// same paths.
struct Glob {
  std::string text;  ///< As written.
  std::vector<GlobToken> tokens;
};

/// Parses a glob. Bytes stand for themselves, except: `*` any run without '/', `**` any run, `?`
/// one byte but '/', `[abc] [a-z] [!x] [^x]` one byte of a class and never '/' (a ']' that comes
/// first is a member), `\x` the byte x. `a/**/b` also matches a/b, `a/**` also a itself, `a/` means
/// the files directly in a, and a glob without '/' is matched against the last component alone.
///
/// Errors: an empty glob, one of more than 4096 bytes, a NUL byte, a class without an end, a
/// backward range, a trailing backslash, and a glob that no normalised absolute path can match
/// ("data/x", "/a//b", "/a/../b").
Result<Glob> parse_glob(std::string_view text);

/// Parses a glob over names that are no paths, such as those of sockets in the abstract namespace:
/// the same dialect, always against the whole name. The tokens match '/' followed by the name.
/// Errors: as above, but no name is impossible.
Result<Glob> parse_name_glob(std::string_view text);

}  // namespace mishap::plan
