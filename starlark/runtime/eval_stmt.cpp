// The evaluator's walk over statements. break, continue and return travel up as a Flow.
#include <fmt/format.h>

#include "starlark/loader.h"
#include "starlark/runtime/eval.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/mutate.h"
#include "starlark/spelling.h"

namespace starlark {

Value Evaluator::run() {
  if (function_->code->expression != nullptr) return eval(function_->code->expression);
  block(function_->code->body);
  return result_;
}

Evaluator::Flow Evaluator::block(Block body) {
  for (const Stmt* s : body)
    if (Flow flow = statement(s); flow != Flow::kNext) return flow;
  return Flow::kNext;
}

Evaluator::Flow Evaluator::statement(const Stmt* s) {
  switch (s->kind) {
    case StmtKind::kExpr:
      eval(static_cast<const ExprStmt*>(s)->value);
      return Flow::kNext;
    case StmtKind::kAssign: {
      auto* a = static_cast<const AssignStmt*>(s);
      assign(a->target, eval(a->value));
      return Flow::kNext;
    }
    case StmtKind::kAugment:
      augment(static_cast<const AugmentStmt*>(s));
      return Flow::kNext;
    case StmtKind::kDef:
      define(static_cast<const DefStmt*>(s));
      return Flow::kNext;
    case StmtKind::kIf:
      return if_statement(static_cast<const IfStmt*>(s));
    case StmtKind::kFor:
      return for_statement(static_cast<const ForStmt*>(s));
    case StmtKind::kWhile:
      return while_statement(static_cast<const WhileStmt*>(s));
    case StmtKind::kReturn: {
      const Expr* value = static_cast<const ReturnStmt*>(s)->value;
      result_ = value != nullptr ? eval(value) : Value::none();
      return Flow::kReturn;
    }
    case StmtKind::kPass:
      return Flow::kNext;
    case StmtKind::kBreak:
      return Flow::kBreak;
    case StmtKind::kContinue:
      return Flow::kContinue;
    case StmtKind::kLoad:
      load(static_cast<const LoadStmt*>(s));
      return Flow::kNext;
  }
  __builtin_unreachable();
}

Evaluator::Flow Evaluator::if_statement(const IfStmt* s) {
  for (const IfClause& clause : s->clauses)
    if (clause.condition == nullptr || truth(eval(clause.condition))) return block(clause.body);
  return Flow::kNext;
}

Evaluator::Flow Evaluator::for_statement(const ForStmt* s) {
  Value source = eval(s->iterable);
  at(s->iterable->span);
  source = iterable(heap_, source);
  t_.push(source);
  Flow flow = Flow::kNext;
  {
    Iterator it(heap_, source);
    for (Value v; it.next(v);) {
      t_.push(v);
      at(s->target->span);
      t_.tick();
      t_.pop();
      assign(s->target, v);
      flow = block(s->body);
      if (flow == Flow::kBreak || flow == Flow::kReturn) break;
    }
  }
  t_.pop();
  return flow == Flow::kReturn ? flow : Flow::kNext;
}

Evaluator::Flow Evaluator::while_statement(const WhileStmt* s) {
  while (truth(eval(s->condition))) {
    at(s->span);
    t_.tick();
    Flow flow = block(s->body);
    if (flow == Flow::kReturn) return flow;
    if (flow == Flow::kBreak) break;
  }
  return Flow::kNext;
}

void Evaluator::store(const NameExpr* name, Value v) {
  switch (name->scope) {
    case Scope::kLocal:
      locals_[name->slot] = v;
      return;
    case Scope::kCell:
      cast<CellObject>(locals_[name->slot])->value = v;
      return;
    case Scope::kGlobal:
      module_.globals[name->slot] = v;
      return;
    default:
      __builtin_unreachable();  // The resolver lets nothing else be assigned.
  }
}

void Evaluator::assign(const Expr* target, Value v) {
  switch (target->kind) {
    case ExprKind::kName:
      return store(static_cast<const NameExpr*>(target), v);
    case ExprKind::kTuple:
    case ExprKind::kList:
      return unpack(static_cast<const SequenceExpr*>(target), v);
    case ExprKind::kIndex: {
      auto* e = static_cast<const IndexExpr*>(target);
      Value* base = t_.sp;
      t_.push(v);
      t_.push(eval(e->object));
      Value index = eval(e->index);
      at(target->span);
      set_index(heap_, base[1], index, v);
      t_.sp = base;
      return;
    }
    default: {
      auto* e = static_cast<const DotExpr*>(target);
      t_.push(v);
      Value object = eval(e->object);
      t_.pop();
      at(e->name_span);
      set_attr(heap_, object, e->name, v);
    }
  }
}

void Evaluator::unpack(const SequenceExpr* target, Value v) {
  at(target->span);
  Value* base = t_.sp;
  Value source = iterable(heap_, v);
  t_.push(source);
  {
    Iterator it(heap_, source);
    std::size_t want = target->elements.size(), count = 0;
    for (Value e; count <= want && it.next(e); ++count) t_.push(e);
    if (count != want) {
      auto n = length(source);
      raise(fmt::format("{} value{} cannot be unpacked into {} variable{}",
                        n              ? std::to_string(*n)
                        : count < want ? std::to_string(count)
                                       : "more",
                        n == 1U ? "" : "s", want, want == 1 ? "" : "s"));
    }
  }
  for (std::size_t i = 0; i < target->elements.size(); ++i)
    assign(target->elements[i], base[i + 1]);
  t_.sp = base;
}

/// target OP= value: the target's object and index are evaluated once.
void Evaluator::augment(const AugmentStmt* s) {
  Value* base = t_.sp;
  auto combine = [&](Value old) {
    t_.push(old);
    Value more = eval(s->value);
    at(s->span);
    return augmented(heap_, s->op, old, more);
  };
  if (s->target->kind == ExprKind::kName) {
    store(static_cast<const NameExpr*>(s->target), combine(eval(s->target)));
  } else if (s->target->kind == ExprKind::kIndex) {
    auto* e = static_cast<const IndexExpr*>(s->target);
    t_.push(eval(e->object));
    t_.push(eval(e->index));
    at(e->span);
    Value result = combine(get_index(heap_, base[0], base[1]));
    at(e->span);
    set_index(heap_, base[0], base[1], result);
  } else {
    auto* e = static_cast<const DotExpr*>(s->target);
    t_.push(eval(e->object));
    at(e->name_span);
    Value result = combine(get_attr(heap_, base[0], e->name));
    at(e->name_span);
    set_attr(heap_, base[0], e->name, result);
  }
  t_.sp = base;
}

void Evaluator::define(const DefStmt* s) {
  store(s->name, closure(s->code));
}

void Evaluator::load(const LoadStmt* s) {
  at(s->module_span);
  if (t_.loader == nullptr) raise(ErrorCode::kLoad, "load() is not possible here");
  std::shared_ptr<const Module> module = t_.loader->load_for(t_, s->module, module_);
  heap_.keep(module->heap());
  for (const LoadBinding& binding : s->bindings) {
    auto found = module->find(binding.remote);
    if (!found) {
      std::vector<std::string> names;
      for (const Global& g : module->globals()) names.push_back(g.name);
      at(binding.remote_span);
      raise(ErrorCode::kLoad, fmt::format("{} defines no `{}`{}", module->display(), binding.remote,
                                          did_you_mean(binding.remote, names)));
    }
    store(binding.local, *found);
  }
}

}  // namespace starlark
