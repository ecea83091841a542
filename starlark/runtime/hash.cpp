// Hashes: equal values have equal ones, across int and float too.
#include <atomic>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

std::uint32_t mix(std::uint32_t h, std::uint32_t more) {
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(h) * 0x9e3779b1U) ^
                                    (more + (h >> 15)));
}

/// Hashes with a bound on nesting and on work: a tuple of itself twice, forty times over, is small
/// in memory and without end to walk.
class Hasher {
 public:
  std::optional<std::uint32_t> of(Value v, unsigned depth) {
    switch (v.kind()) {
      case Kind::kNone:
        return 0x1234567;
      case Kind::kBool:
        return v.as_bool() ? 0x51ed27U : 0x2c9277U;
      case Kind::kInt:
        return int_hash(v);
      case Kind::kFloat:
        return double_hash(cast<FloatObject>(v)->value);
      case Kind::kString:
      case Kind::kBytes:
        return text(cast<StringObject>(v));
      case Kind::kTuple:
        return sequence(v, depth);
      case Kind::kStruct:
        return fields(v, depth);
      case Kind::kRange: {
        auto* r = cast<RangeObject>(v);
        return mix(mix(static_cast<std::uint32_t>(r->length),
                       r->length > 0 ? static_cast<std::uint32_t>(r->start) : 0),
                   r->length > 1 ? static_cast<std::uint32_t>(r->step) : 0);
      }
      case Kind::kFunction:
        return static_cast<std::uint32_t>(v.bits() >> 3) * 0x9e3779b1U;
      case Kind::kBuiltin: {
        auto* b = cast<BuiltinObject>(v);
        auto def = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(b->def) >> 3);
        if (!b->self.is_bound()) return def;
        auto self = of(b->self, depth + 1);
        return self ? std::optional(mix(*self, def)) : std::nullopt;
      }
      case Kind::kHost:
        return cast<HostRef>(v)->host->hash();
      default:
        return std::nullopt;
    }
  }

 private:
  static std::uint32_t text(StringObject* s) {
    std::atomic_ref<std::uint32_t> cached(s->hash);
    std::uint32_t h = cached.load(std::memory_order_relaxed);
    if (h == 0) {
      h = hash_text(s->view());
      cached.store(h, std::memory_order_relaxed);  // Racing threads store the same.
    }
    return h;
  }
  std::optional<std::uint32_t> sequence(Value v, unsigned depth) {
    enter(depth);
    std::uint32_t h = 0x345678;
    for (Value e : cast<TupleObject>(v)->view()) {
      auto one = of(e, depth + 1);
      if (!one) return std::nullopt;
      h = mix(h, *one);
    }
    return h;
  }
  std::optional<std::uint32_t> fields(Value v, unsigned depth) {
    enter(depth);
    std::uint32_t h = 0x57c7;
    for (const Field& f : cast<StructObject>(v)->fields()) {
      auto one = of(f.value, depth + 1);
      if (!one) return std::nullopt;
      h = mix(mix(h, *of(f.name, depth)), *one);
    }
    return h;
  }
  void enter(unsigned depth) {
    if (depth > kMaxValueDepth || ++work_ > 1'000'000)
      raise("this value is nested too deeply to be hashed");
  }

  unsigned work_ = 0;
};

}  // namespace

std::uint32_t hash_text(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325ULL ^ text.size();
  for (char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  h ^= h >> 32;
  auto low = static_cast<std::uint32_t>(h * 0x9e3779b97f4a7c15ULL >> 32);
  return low == 0 ? 1 : low;
}

std::optional<std::uint32_t> try_hash(Value v) {
  return Hasher().of(v, 0);
}

std::uint32_t hash_value(Value v) {
  auto h = try_hash(v);
  if (h) return *h;
  std::string hint = v.is_list() ? "a tuple can be a key: tuple(x)" : "";
  raise(fmt::format("{} cannot be hashed, so it is no dict key or set element", a_type(v)), hint);
}

}  // namespace starlark
