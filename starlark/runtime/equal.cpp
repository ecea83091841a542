// Starlark's ==, for all kinds of value.
#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

class Equality {
 public:
  bool of(Value a, Value b, unsigned depth) {
    Kind kind = a.kind();
    // Identity is equality, also of NaN. But what contains itself is an error, not equal to itself.
    bool container = kind == Kind::kList || kind == Kind::kDict || kind == Kind::kTuple;
    if (a == b && !container) return true;
    if (kind != b.kind()) return numbers(a, b);
    switch (kind) {
      case Kind::kInt:
        return int_compare(a, b) == 0;
      case Kind::kFloat:
        return compare_doubles(cast<FloatObject>(a)->value, cast<FloatObject>(b)->value) == 0;
      case Kind::kString:
      case Kind::kBytes:
        return cast<StringObject>(a)->view() == cast<StringObject>(b)->view();
      case Kind::kList:
        return sequences(cast<ListObject>(a)->elements.view(), cast<ListObject>(b)->elements.view(),
                         depth);
      case Kind::kTuple:
        return sequences(cast<TupleObject>(a)->view(), cast<TupleObject>(b)->view(), depth);
      case Kind::kDict:
      case Kind::kSet:
        return tables(cast<TableObject>(a)->table, cast<TableObject>(b)->table, depth);
      case Kind::kRange:
        return ranges(*cast<RangeObject>(a), *cast<RangeObject>(b));
      case Kind::kStruct:
        return structs(cast<StructObject>(a)->fields(), cast<StructObject>(b)->fields(), depth);
      case Kind::kBuiltin:
        return cast<BuiltinObject>(a)->def == cast<BuiltinObject>(b)->def &&
               of(cast<BuiltinObject>(a)->self, cast<BuiltinObject>(b)->self, depth + 1);
      case Kind::kHost:
        return cast<HostRef>(a)->host->equals(*cast<HostRef>(b)->host);
      default:
        return false;
    }
  }

 private:
  static bool numbers(Value a, Value b) {
    if (a.kind() == Kind::kFloat) std::swap(a, b);
    return a.kind() == Kind::kInt && b.kind() == Kind::kFloat &&
           int_compare_double(a, cast<FloatObject>(b)->value) == 0;
  }
  bool sequences(std::span<const Value> a, std::span<const Value> b, unsigned depth) {
    if (a.size() != b.size()) return false;
    enter(depth);
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!of(a[i], b[i], depth + 1)) return false;
    return true;
  }
  bool tables(const HashTable& a, const HashTable& b, unsigned depth) {
    if (a.size() != b.size()) return false;
    enter(depth);
    for (std::uint32_t i = a.next(0); i != HashTable::kNone; i = a.next(i + 1)) {
      std::uint32_t other = b.find(a.entry(i).key, a.entry(i).hash);
      if (other == HashTable::kNone) return false;
      if (!of(a.entry(i).value, b.entry(other).value, depth + 1)) return false;
    }
    return true;
  }
  static bool ranges(const RangeObject& a, const RangeObject& b) {
    return a.length == b.length && (a.length == 0 || a.start == b.start) &&
           (a.length <= 1 || a.step == b.step);
  }
  bool structs(std::span<const Field> a, std::span<const Field> b, unsigned depth) {
    if (a.size() != b.size()) return false;
    enter(depth);
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!of(a[i].name, b[i].name, depth + 1) || !of(a[i].value, b[i].value, depth + 1))
        return false;
    return true;
  }
  void enter(unsigned depth) {
    if (depth > kMaxValueDepth || ++work_ > 10'000'000)
      raise("these values are nested too deeply to be compared");
  }

  unsigned work_ = 0;
};

}  // namespace

bool equal_values(Value a, Value b) {
  return Equality().of(a, b, 0);
}

bool equal(Value a, Value b) {
  try {
    return equal_values(a, b);
  } catch (const EvalError&) {
    return false;
  }
}

}  // namespace starlark
