// The public face of heaps: making values.
#include "starlark/heap.h"

#include <algorithm>
#include <cstring>

#include "starlark/builtin.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/module_state.h"
#include "starlark/runtime/mutate.h"

namespace starlark {

std::shared_ptr<Heap> Heap::create(std::size_t budget) {
  return std::shared_ptr<Heap>(new Heap(budget));
}
Heap::Heap(std::size_t budget) : state_(std::make_unique<HeapState>(budget)) {}
Heap::~Heap() = default;

Value Heap::integer(std::int64_t i) {
  return make_int(*this, i);
}

Value Heap::real(double d) {
  auto* o = state_->make<FloatObject>(Kind::kFloat);
  o->value = d;
  return Value::object(o);
}

Value Heap::string(std::string_view utf8) {
  auto* o = state_->make<StringObject>(Kind::kString, utf8.size());
  o->length = utf8.size();
  if (!utf8.empty()) std::memcpy(o->data(), utf8.data(), utf8.size());
  return Value::object(o);
}

Value Heap::bytes(std::string_view octets) {
  Value v = string(octets);
  v.as_object()->kind = Kind::kBytes;
  return v;
}

Value Heap::list(std::span<const Value> elements) {
  auto* o = state_->make<ListObject>(Kind::kList);
  if (!elements.empty()) {
    state_->charge(elements.size_bytes());
    o->elements.reserve(elements.size());
    for (Value v : elements) o->elements.push(v);
  }
  return Value::object(o);
}

Value Heap::tuple(std::span<const Value> elements) {
  auto* o = state_->make<TupleObject>(Kind::kTuple, elements.size_bytes());
  o->length = elements.size();
  std::copy(elements.begin(), elements.end(), o->data());
  return Value::object(o);
}

Value Heap::dict() {
  return Value::object(state_->make<TableObject>(Kind::kDict));
}

namespace {

Value make_fields(Heap& heap, Kind kind, std::span<const NamedValue> fields) {
  std::vector<NamedValue> sorted(fields.begin(), fields.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const NamedValue& a, const NamedValue& b) { return a.name < b.name; });
  // Of equal names the last one counts.
  auto kept =
      std::unique(sorted.rbegin(), sorted.rend(),
                  [](const NamedValue& a, const NamedValue& b) { return a.name == b.name; });
  std::span<const NamedValue> unique(kept.base(), sorted.end());
  std::vector<Field> made;
  for (const NamedValue& f : unique) made.push_back({heap.string(f.name), f.value});
  auto* o = heap.state().make<StructObject>(kind, made.size() * sizeof(Field));
  o->length = made.size();
  std::copy(made.begin(), made.end(), o->data());
  return Value::object(o);
}

}  // namespace

Value Heap::make_struct(std::span<const NamedValue> fields) {
  return make_fields(*this, Kind::kStruct, fields);
}

Value Heap::module(std::string_view name, std::span<const NamedValue> members) {
  Value v = make_fields(*this, Kind::kModule, members);
  cast<StructObject>(v)->name = string(name);
  return v;
}

Value Heap::host(std::shared_ptr<HostObject> object) {
  auto* o = state_->make<HostRef>(Kind::kHost);
  o->host = std::move(object);
  return Value::object(o);
}

Value Heap::builtin(BuiltinDef def) {
  auto* o = state_->make<BuiltinObject>(Kind::kBuiltin);
  o->owned = std::make_unique<BuiltinDef>(std::move(def));
  o->def = o->owned.get();
  return Value::object(o);
}

Value Heap::method(const BuiltinDef& def, Value self) {
  auto* o = state_->make<BuiltinObject>(Kind::kBuiltin);
  o->def = &def;
  o->self = self;
  return Value::object(o);
}

void Heap::append(Value list, Value element) {
  list_append(*this, cast<ListObject>(list), element);
}
void Heap::set(Value dict, Value key, Value value) {
  table_set(*this, cast<TableObject>(dict), key, value);
}
void Heap::set(Value dict, std::string_view key, Value value) {
  set(dict, string(key), value);
}

void Heap::freeze(Value v) {
  freeze_deep(v);
}

void Heap::freeze_all() {
  for (Object* o = state_->objects; o != nullptr; o = o->next) {
    if (o->kind == Kind::kHost && !o->frozen) static_cast<HostRef*>(o)->host->frozen();
    o->frozen = o->immortal = true;
  }
  state_->frozen = true;
}

void Heap::keep(std::shared_ptr<const Heap> other) {
  if (other.get() == this) return;
  auto& kept = state_->kept;
  if (std::find(kept.begin(), kept.end(), other) == kept.end()) kept.push_back(std::move(other));
}

std::size_t Heap::bytes() const {
  return state_->bytes;
}
std::size_t Heap::budget() const {
  return state_->budget;
}

namespace {

constexpr std::uint16_t kStuck = UINT16_MAX;

/// Pins are counted in the object. Those of frozen heaps need none: the heap itself stays. Atomic,
/// since the Roots of a frozen function may be copied by any thread; a count that overflows sticks.
void change_pins(Value v, int by) {
  if (!v.is_object() || v.as_object()->immortal) return;
  std::atomic_ref<std::uint16_t> pins(v.as_object()->pins);
  std::uint16_t old = pins.load(std::memory_order_relaxed);
  while (old != kStuck && !pins.compare_exchange_weak(old, static_cast<std::uint16_t>(old + by),
                                                      std::memory_order_relaxed)) {
  }
}

}  // namespace

Root::Root(Heap& heap, Value value) : heap_(heap.shared_from_this()), value_(value) {
  change_pins(value_, 1);
}
Root::Root(const Root& other) : heap_(other.heap_), value_(other.value_) {
  change_pins(value_, 1);
}
Root::Root(Root&& other) noexcept : heap_(std::move(other.heap_)), value_(other.value_) {
  other.value_ = Value();
}
Root& Root::operator=(Root other) noexcept {
  std::swap(heap_, other.heap_);
  std::swap(value_, other.value_);
  return *this;
}
Root::~Root() {
  change_pins(value_, -1);
}

}  // namespace starlark
