// Case pairs lie in runs: at a fixed distance (Latin-1, Greek, Cyrillic) or alternating, capital
// first (Latin Extended-A, later Cyrillic). The table lists the runs; exceptions come first.
#include "starlark/lib/unicode.h"

namespace starlark {
namespace {

struct Run {
  std::uint32_t first, last;  ///< capitals
  std::uint32_t distance;     ///< to the small letter; 1: capitals and small letters alternate
};

constexpr Run kRuns[] = {
    {'A', 'Z', 32},     {0xc0, 0xd6, 32},   {0xd8, 0xde, 32},   {0x100, 0x12e, 1},
    {0x132, 0x136, 1},  {0x139, 0x147, 1},  {0x14a, 0x176, 1},  {0x179, 0x17d, 1},
    {0x386, 0x386, 38}, {0x388, 0x38a, 37}, {0x38c, 0x38c, 64}, {0x38e, 0x38f, 63},
    {0x391, 0x3a1, 32}, {0x3a3, 0x3ab, 32}, {0x400, 0x40f, 80}, {0x410, 0x42f, 32},
    {0x460, 0x480, 1},  {0x48a, 0x4be, 1},  {0x4c1, 0x4cd, 1},  {0x4d0, 0x52e, 1}};

bool in_run(const Run& r, std::uint32_t c) {
  return c >= r.first && c <= r.last && (r.distance != 1 || (c - r.first) % 2 == 0);
}

/// Small letters that are no capital's: ß, ĸ, ŉ, ς and the like.
bool is_lone_small(std::uint32_t c) {
  return c == 0xaa || c == 0xb5 || c == 0xba || c == 0xdf || c == 0xff || c == 0x131 ||
         c == 0x138 || c == 0x149 || c == 0x17f || c == 0x390 || c == 0x3b0 || c == 0x3c2 ||
         c == 0x4cf;
}

}  // namespace

std::uint32_t to_lower(std::uint32_t c) {
  if (c == 0x178) return 0xff;
  if (c == 0x130) return 'i';
  if (c == 0x4c0) return 0x4cf;
  for (const Run& r : kRuns)
    if (in_run(r, c)) return c + r.distance;
  return c;
}

std::uint32_t to_upper(std::uint32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  if (c == 0xff) return 0x178;
  if (c == 0x131) return 'I';
  if (c == 0xb5) return 0x39c;
  if (c == 0x3c2) return 0x3a3;
  if (c == 0x4cf) return 0x4c0;
  for (const Run& r : kRuns)
    if (c >= r.distance && in_run(r, c - r.distance)) return c - r.distance;
  return c;
}

bool is_upper(std::uint32_t c) {
  return to_lower(c) != c;
}
bool is_lower(std::uint32_t c) {
  return to_upper(c) != c || is_lone_small(c);
}

bool is_letter(std::uint32_t c) {
  if (is_upper(c) || is_lower(c)) return true;
  if (c < 0x100) return false;
  if (c <= 0x24f) return true;
  if (c < 0x370) return c < 0x2b0;
  if (c < 0x530) return c != 0x37e && c != 0x387 && c != 0x375 && (c < 0x482 || c > 0x489);
  bool symbols = (c >= 0x2000 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x3004) ||
                 (c >= 0x3008 && c <= 0x3020) || (c >= 0xd800 && c <= 0xf8ff) ||
                 (c >= 0xfe00 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff20) ||
                 (c >= 0x1f000 && c <= 0x1faff) || c >= 0xe0000;
  return !symbols;
}

bool is_decimal(std::uint32_t c) {
  return (c >= '0' && c <= '9') || (c >= 0x660 && c <= 0x669) || (c >= 0x966 && c <= 0x96f) ||
         (c >= 0xff10 && c <= 0xff19);
}

bool is_blank(std::uint32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

}  // namespace starlark
