// Mark and sweep, and the deep freeze, which walks the same graph.
//
// Marking keeps its own stack, so that long chains of objects cost no C++ stack. Objects of frozen
// heaps are not entered: nothing there can refer to a heap that is still collected.
#include <unordered_set>

#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"

namespace starlark {
namespace {

class Marker final : public Visitor {
 public:
  void visit(Value v) override {
    if (!v.is_object()) return;
    Object* o = v.as_object();
    if (o->immortal || o->marked) return;
    o->marked = true;
    pending_.push_back(o);
  }
  void drain() {
    while (!pending_.empty()) {
      Object* o = pending_.back();
      pending_.pop_back();
      visit_children(o, *this);
    }
  }

 private:
  std::vector<Object*> pending_;
};

class Freezer final : public Visitor {
 public:
  void visit(Value v) override {
    if (!v.is_object() || v.as_object()->frozen) return;
    v.as_object()->frozen = true;
    pending_.push_back(v.as_object());
  }
  void drain() {
    while (!pending_.empty()) {
      Object* o = pending_.back();
      pending_.pop_back();
      if (o->kind == Kind::kHost) static_cast<HostRef*>(o)->host->frozen();
      visit_children(o, *this);
    }
  }

 private:
  std::vector<Object*> pending_;
};

}  // namespace

void visit_children(Object* o, Visitor& visitor) {
  auto all = [&](std::span<const Value> values) {
    for (Value v : values) visitor.visit(v);
  };
  switch (o->kind) {
    case Kind::kList:
      return all(static_cast<ListObject*>(o)->elements.view());
    case Kind::kTuple:
      return all(static_cast<TupleObject*>(o)->view());
    case Kind::kDict:
    case Kind::kSet: {
      const HashTable& table = static_cast<TableObject*>(o)->table;
      for (std::uint32_t i = table.next(0); i != HashTable::kNone; i = table.next(i + 1)) {
        visitor.visit(table.entry(i).key);
        visitor.visit(table.entry(i).value);
      }
      return;
    }
    case Kind::kFunction: {
      auto* f = static_cast<FunctionObject*>(o);
      return all({f->data(), f->defaults + f->captures});
    }
    case Kind::kBuiltin:
      return visitor.visit(static_cast<BuiltinObject*>(o)->self);
    case Kind::kStruct:
    case Kind::kModule:
      visitor.visit(static_cast<StructObject*>(o)->name);
      for (const Field& f : static_cast<StructObject*>(o)->fields()) {
        visitor.visit(f.name);
        visitor.visit(f.value);
      }
      return;
    case Kind::kIterable:
      return visitor.visit(static_cast<IterableObject*>(o)->source);
    case Kind::kHost:
      return static_cast<HostRef*>(o)->host->visit(visitor);
    case Kind::kCell:
      return visitor.visit(static_cast<CellObject*>(o)->value);
    default:
      return;
  }
}

void freeze_deep(Value v) {
  Freezer freezer;
  freezer.visit(v);
  freezer.drain();
}

void HeapState::collect(Object* oldest_kept, const std::function<void(Visitor&)>& roots) {
  Marker marker;
  roots(marker);
  for (Object* o = objects; o != oldest_kept; o = o->next)
    if (o->pins > 0) marker.visit(Value::object(o));
  for (Object* o = oldest_kept; o != nullptr; o = o->next) marker.visit(Value::object(o));
  marker.drain();
  Object** link = &objects;
  while (*link != oldest_kept) {
    Object* o = *link;
    if (o->marked) {
      o->marked = false;
      link = &o->next;
    } else {
      *link = o->next;
      free_object(o);
    }
  }
  for (Object* o = oldest_kept; o != nullptr; o = o->next) o->marked = false;
  std::size_t half_of_rest = bytes + (budget - std::min(bytes, budget)) / 2;
  threshold = std::min(std::max(kMinimumThreshold, bytes * 2), half_of_rest);
}

}  // namespace starlark
