// Arithmetic tries 63 inline bits first and falls back to GMP; results that fit go inline again,
// so that equal ints have one form.
#include "starlark/runtime/int.h"

#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"

namespace starlark {
namespace {

/// An int as GMP sees it, whether inline or not.
class Big {
 public:
  explicit Big(Value v) {
    if (v.is_small_int()) {
      mpz_init_set_si(own_, v.as_small_int());
      value_ = own_;
    } else {
      value_ = cast<IntObject>(v)->value;
    }
  }
  ~Big() {
    if (value_ == own_) mpz_clear(own_);
  }
  Big(const Big&) = delete;
  Big& operator=(const Big&) = delete;
  operator mpz_srcptr() const { return value_; }

 private:
  mpz_t own_;
  mpz_srcptr value_;
};

/// A result in the making; take() turns it into a Value.
class Scratch {
 public:
  Scratch() { mpz_init(value_); }
  ~Scratch() { mpz_clear(value_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  operator mpz_ptr() { return value_; }

  Value take(Heap& heap) {
    if (mpz_fits_slong_p(value_)) {
      std::int64_t i = mpz_get_si(value_);
      if (fits_small(i)) return Value::small_int(i);
    }
    HeapState& hs = heap.state();
    hs.check_room(mpz_size(value_) * sizeof(mp_limb_t) + sizeof(IntObject));
    auto* o = hs.make<IntObject>(Kind::kInt);
    mpz_init(o->value);
    mpz_swap(o->value, value_);
    hs.charge(static_cast<std::size_t>(o->value->_mp_alloc) * sizeof(mp_limb_t));
    return Value::object(o);
  }

 private:
  mpz_t value_;
};

using Operation = void (*)(mpz_ptr, mpz_srcptr, mpz_srcptr);

Value apply(Heap& heap, Operation operation, Value a, Value b) {
  Scratch r;
  operation(r, Big(a), Big(b));
  return r.take(heap);
}

bool both_small(Value a, Value b) {
  return a.is_small_int() && b.is_small_int();
}

void check_divisor(Value b, const char* what) {
  if (int_sign(b) == 0) raise(std::string(what) + " by zero");
}

std::size_t bits(Value a) {
  return mpz_sizeinbase(Big(a), 2);
}

/// A shift's count. Left shifts are limited, as in all of Starlark's implementations.
std::size_t shift_count(Value b, bool left) {
  constexpr std::int64_t kMostLeft = 511;
  if (int_sign(b) < 0) raise(fmt::format("negative shift count: {}", int_to_string(b)));
  if (left && (!b.is_small_int() || b.as_small_int() > kMostLeft))
    raise(fmt::format("the shift count {} is too large: at most {}", int_to_string(b), kMostLeft));
  return b.is_small_int() ? static_cast<std::size_t>(b.as_small_int()) : SIZE_MAX / 2;
}

}  // namespace

Value make_int(Heap& heap, std::int64_t i) {
  if (fits_small(i)) return Value::small_int(i);
  Scratch r;
  mpz_set_si(r, i);
  return r.take(heap);
}

Value int_add(Heap& heap, Value a, Value b) {
  if (both_small(a, b)) return make_int(heap, a.as_small_int() + b.as_small_int());
  return apply(heap, mpz_add, a, b);
}

Value int_sub(Heap& heap, Value a, Value b) {
  if (both_small(a, b)) return make_int(heap, a.as_small_int() - b.as_small_int());
  return apply(heap, mpz_sub, a, b);
}

Value int_mul(Heap& heap, Value a, Value b) {
  std::int64_t product;
  if (both_small(a, b) && !__builtin_mul_overflow(a.as_small_int(), b.as_small_int(), &product))
    return make_int(heap, product);
  heap.state().check_room((bits(a) + bits(b)) / 8);
  return apply(heap, mpz_mul, a, b);
}

Value int_floor_div(Heap& heap, Value a, Value b) {
  check_divisor(b, "floored division");
  if (!both_small(a, b)) return apply(heap, mpz_fdiv_q, a, b);
  std::int64_t x = a.as_small_int(), y = b.as_small_int(), q = x / y;
  if (x % y != 0 && (x < 0) != (y < 0)) --q;
  return make_int(heap, q);
}

Value int_mod(Heap& heap, Value a, Value b) {
  check_divisor(b, "modulo");
  if (!both_small(a, b)) return apply(heap, mpz_fdiv_r, a, b);
  std::int64_t x = a.as_small_int(), y = b.as_small_int(), r = x % y;
  if (r != 0 && (r < 0) != (y < 0)) r += y;
  return Value::small_int(r);
}

Value int_and(Heap& heap, Value a, Value b) {
  if (both_small(a, b)) return Value::small_int(a.as_small_int() & b.as_small_int());
  return apply(heap, mpz_and, a, b);
}
Value int_or(Heap& heap, Value a, Value b) {
  if (both_small(a, b)) return Value::small_int(a.as_small_int() | b.as_small_int());
  return apply(heap, mpz_ior, a, b);
}
Value int_xor(Heap& heap, Value a, Value b) {
  if (both_small(a, b)) return Value::small_int(a.as_small_int() ^ b.as_small_int());
  return apply(heap, mpz_xor, a, b);
}

Value int_shl(Heap& heap, Value a, Value b) {
  std::size_t count = shift_count(b, true);
  Scratch r;
  mpz_mul_2exp(r, Big(a), count);
  return r.take(heap);
}

Value int_shr(Heap& heap, Value a, Value b) {
  std::size_t count = shift_count(b, false);
  if (a.is_small_int())
    return Value::small_int(a.as_small_int() >> std::min<std::size_t>(count, 63));
  Scratch r;
  mpz_fdiv_q_2exp(r, Big(a), count);
  return r.take(heap);
}

Value int_negate(Heap& heap, Value a) {
  return int_sub(heap, Value::small_int(0), a);
}
Value int_invert(Heap& heap, Value a) {
  return int_sub(heap, Value::small_int(-1), a);
}

int int_sign(Value a) {
  if (a.is_small_int()) return (a.as_small_int() > 0) - (a.as_small_int() < 0);
  return mpz_sgn(cast<IntObject>(a)->value);
}

std::strong_ordering int_compare(Value a, Value b) {
  if (both_small(a, b)) return a.as_small_int() <=> b.as_small_int();
  return mpz_cmp(Big(a), Big(b)) <=> 0;
}

std::strong_ordering int_compare_double(Value a, double b) {
  if (std::isnan(b)) return std::strong_ordering::less;
  if (std::isinf(b)) return b > 0 ? std::strong_ordering::less : std::strong_ordering::greater;
  return mpz_cmp_d(Big(a), b) <=> 0;
}

double int_to_double(Value a) {
  if (a.is_small_int()) return static_cast<double>(a.as_small_int());
  // mpz_get_d truncates. So cut to 64 bits, of which the lowest says whether anything was cut off
  // below it, and let the hardware round those.
  mpz_srcptr value = cast<IntObject>(a)->value;
  std::size_t size = mpz_sizeinbase(value, 2);
  if (size > 1100) return mpz_sgn(value) > 0 ? INFINITY : -INFINITY;
  std::size_t cut = size > 64 ? size - 64 : 0;
  Scratch top;
  mpz_tdiv_q_2exp(top, value, cut);
  mpz_abs(top, top);
  std::uint64_t digits = mpz_get_ui(top);
  if (cut > 0 && mpz_scan1(value, 0) < cut) digits |= 1;
  double d = std::ldexp(static_cast<double>(digits), static_cast<int>(cut));
  return mpz_sgn(value) > 0 ? d : -d;
}

Value int_from_double(Heap& heap, double d) {
  if (std::fabs(d) < 4e18) return make_int(heap, static_cast<std::int64_t>(d));
  Scratch r;
  mpz_set_d(r, d);
  return r.take(heap);
}

std::uint32_t int_hash(Value a) {
  std::uint64_t x = a.is_small_int() ? static_cast<std::uint64_t>(a.as_small_int())
                                     : mpz_fdiv_ui(cast<IntObject>(a)->value, 0xffffffffffffffc5UL);
  x *= 0x9e3779b97f4a7c15ULL;
  return static_cast<std::uint32_t>(x >> 32);
}

std::uint32_t double_hash(double d) {
  if (std::isfinite(d) && d == std::trunc(d)) {
    if (std::fabs(d) < 4e18) return int_hash(Value::small_int(static_cast<std::int64_t>(d)));
    Scratch r;
    mpz_set_d(r, d);
    std::uint64_t x = mpz_fdiv_ui(r, 0xffffffffffffffc5UL) * 0x9e3779b97f4a7c15ULL;
    return static_cast<std::uint32_t>(x >> 32);
  }
  std::uint64_t x;
  if (std::isnan(d)) d = NAN;
  std::memcpy(&x, &d, sizeof x);
  x *= 0xff51afd7ed558ccdULL;
  return static_cast<std::uint32_t>(x >> 32);
}

std::string int_to_string(Value a, int base) {
  if (a.is_small_int() && base == 10) return fmt::format_int(a.as_small_int()).str();
  Big big(a);
  std::string text(mpz_sizeinbase(big, base) + 2, '\0');
  mpz_get_str(text.data(), base, big);
  text.resize(std::strlen(text.c_str()));
  return text;
}

std::optional<Value> int_from_digits(Heap& heap, std::string_view digits, int base, bool negative) {
  // mpz_set_str skips blanks, which are no digits here.
  for (char c : digits) {
    int digit = c >= '0' && c <= '9'                 ? c - '0'
                : (c | 32) >= 'a' && (c | 32) <= 'z' ? (c | 32) - 'a' + 10
                                                     : 99;
    if (digit >= base) return std::nullopt;
  }
  if (digits.empty()) return std::nullopt;
  heap.state().check_room(digits.size());
  Scratch r;
  if (mpz_set_str(r, std::string(digits).c_str(), base) != 0) return std::nullopt;
  if (negative) mpz_neg(r, r);
  return r.take(heap);
}

}  // namespace starlark
