// The resolver's walk over statements and expressions.
#include "starlark/syntax/resolver.h"

#include "starlark/syntax/resolver_state.h"

namespace starlark {

void resolve(Program& program, std::span<const std::string> predeclared, Diagnostics& diagnostics) {
  Resolver(program, predeclared, diagnostics).run();
}

Resolver::Resolver(Program& program, std::span<const std::string> predeclared,
                   Diagnostics& diagnostics)
    : program_(program),
      diagnostics_(diagnostics),
      predeclared_(predeclared.begin(), predeclared.end()) {}

void Resolver::run() {
  FunctionScope scope{program_.toplevel, nullptr, {}, {}, {}};
  NameBlock globals{nullptr, &scope, {}};
  function_ = &scope;
  block_ = &globals;
  bind_block(program_.toplevel->body);
  block(program_.toplevel->body);
}

void Resolver::block(Block body) {
  for (Stmt* s : body) statement(s);
}

void Resolver::statement(Stmt* stmt) {
  switch (stmt->kind) {
    case StmtKind::kExpr:
      return expression(static_cast<ExprStmt*>(stmt)->value);
    case StmtKind::kAssign: {
      auto* s = static_cast<AssignStmt*>(stmt);
      expression(s->value);
      return assign_target(s->target);
    }
    case StmtKind::kAugment:
      return augment(static_cast<AugmentStmt*>(stmt));
    case StmtKind::kDef: {
      auto* s = static_cast<DefStmt*>(stmt);
      function(s->code);
      return use(s->name);
    }
    case StmtKind::kIf:
    case StmtKind::kFor:
    case StmtKind::kWhile:
      return control(stmt);
    case StmtKind::kReturn: {
      if (at_toplevel()) error(stmt->span, "`return` outside a function");
      return optional_expression(static_cast<ReturnStmt*>(stmt)->value);
    }
    case StmtKind::kPass:
      return;
    case StmtKind::kBreak:
    case StmtKind::kContinue:
      if (function_->loops == 0)
        error(stmt->span, stmt->kind == StmtKind::kBreak ? "`break` outside a loop"
                                                         : "`continue` outside a loop");
      return;
    case StmtKind::kLoad:
      return load(static_cast<LoadStmt*>(stmt));
  }
}

void Resolver::control(Stmt* stmt) {
  std::string_view word = stmt->kind == StmtKind::kIf    ? "if"
                          : stmt->kind == StmtKind::kFor ? "for"
                                                         : "while";
  if (stmt->kind == StmtKind::kWhile && !program_.dialect.while_loops) {
    error({stmt->span.begin, stmt->span.begin + 5}, "`while` loops are not allowed here",
          "use `for i in range(n)` with a bound, and `break`");
  } else if (at_toplevel() && !program_.dialect.toplevel_control) {
    error({stmt->span.begin, static_cast<std::uint32_t>(stmt->span.begin + word.size())},
          "`" + std::string(word) + "` is allowed only inside a function",
          stmt->kind == StmtKind::kIf ? "use `x if condition else y`, or put it in a def"
                                      : "use a comprehension, or put it in a def");
  }
  bool outer = function_->in_control;
  function_->in_control = true;
  if (stmt->kind == StmtKind::kIf) {
    for (IfClause& clause : static_cast<IfStmt*>(stmt)->clauses) {
      optional_expression(clause.condition);
      block(clause.body);
    }
  } else if (stmt->kind == StmtKind::kFor) {
    auto* s = static_cast<ForStmt*>(stmt);
    expression(s->iterable);
    assign_target(s->target);
    loop_body(s->body);
  } else {
    auto* s = static_cast<WhileStmt*>(stmt);
    expression(s->condition);
    loop_body(s->body);
  }
  function_->in_control = outer;
}

void Resolver::loop_body(Block body) {
  ++function_->loops;
  block(body);
  --function_->loops;
}

void Resolver::load(LoadStmt* stmt) {
  if (!at_toplevel() || function_->in_control)
    error(stmt->span, "load() is allowed only at the top level of a file");
  if (stmt->module.empty()) error(stmt->module_span, "load() needs a file's name");
  for (LoadBinding& binding : stmt->bindings) {
    if (binding.remote.starts_with('_'))
      error(binding.remote_span, "`" + std::string(binding.remote) + "` is private to its file",
            "names that start with _ cannot be loaded");
    use(binding.local);
  }
}

void Resolver::augment(AugmentStmt* stmt) {
  expression(stmt->value);
  ExprKind kind = stmt->target->kind;
  if (kind == ExprKind::kName || kind == ExprKind::kIndex || kind == ExprKind::kDot)
    return expression(stmt->target);
  error(stmt->target->span,
        "this cannot be the target of `" + std::string(spelling(stmt->op)) + "=`");
}

/// Checks a target and resolves its names and the expressions in it.
void Resolver::assign_target(Expr* target) {
  switch (target->kind) {
    case ExprKind::kName:
      return use(static_cast<NameExpr*>(target));
    case ExprKind::kDot:
    case ExprKind::kIndex:
      return expression(target);
    case ExprKind::kTuple:
    case ExprKind::kList: {
      auto* s = static_cast<SequenceExpr*>(target);
      for (Expr* e : s->elements) assign_target(e);
      return;
    }
    case ExprKind::kCall:
      return error(target->span, "cannot assign to a call's result");
    case ExprKind::kLiteral:
      return error(target->span, "cannot assign to a literal");
    default:
      return error(target->span, "cannot assign to this expression");
  }
}

void Resolver::expression(Expr* e) {
  switch (e->kind) {
    case ExprKind::kLiteral:
      return literal(static_cast<LiteralExpr*>(e));
    case ExprKind::kName:
      return use(static_cast<NameExpr*>(e));
    case ExprKind::kTuple:
    case ExprKind::kList:
      for (Expr* element : static_cast<SequenceExpr*>(e)->elements) expression(element);
      return;
    case ExprKind::kDict:
      for (DictEntry& entry : static_cast<DictExpr*>(e)->entries) {
        expression(entry.key);
        expression(entry.value);
      }
      return;
    case ExprKind::kUnary:
      return expression(static_cast<UnaryExpr*>(e)->operand);
    case ExprKind::kBinary:
    case ExprKind::kAnd:
    case ExprKind::kOr:
      expression(static_cast<BinaryExpr*>(e)->left);
      return expression(static_cast<BinaryExpr*>(e)->right);
    case ExprKind::kConditional: {
      auto* c = static_cast<ConditionalExpr*>(e);
      expression(c->condition);
      expression(c->then);
      return expression(c->otherwise);
    }
    case ExprKind::kDot:
      return expression(static_cast<DotExpr*>(e)->object);
    case ExprKind::kIndex:
      expression(static_cast<IndexExpr*>(e)->object);
      return expression(static_cast<IndexExpr*>(e)->index);
    case ExprKind::kSlice: {
      auto* s = static_cast<SliceExpr*>(e);
      expression(s->object);
      for (Expr* part : {s->low, s->high, s->step}) optional_expression(part);
      return;
    }
    case ExprKind::kCall:
      return call(static_cast<CallExpr*>(e));
    case ExprKind::kLambda:
      return function(static_cast<LambdaExpr*>(e)->code);
    case ExprKind::kComprehension:
      return comprehension(static_cast<ComprehensionExpr*>(e));
  }
}

void Resolver::literal(LiteralExpr* e) {
  e->constant = constant(e->literal, e->text);
}

/// The first operand is resolved outside; the rest sees the comprehension's variables.
void Resolver::comprehension(ComprehensionExpr* e) {
  expression(e->clauses[0].operand);
  NameBlock block{block_, function_, {}};
  block_ = &block;
  for (ClauseExpr& clause : e->clauses)
    if (clause.target != nullptr) bind_target(clause.target);
  for (std::size_t i = 0; i < e->clauses.size(); ++i) {
    if (i > 0) expression(e->clauses[i].operand);
    if (e->clauses[i].target != nullptr) assign_target(e->clauses[i].target);
  }
  expression(e->element);
  optional_expression(e->value);
  std::vector<std::uint32_t> slots, cells;
  for (auto& [name, binding] : block.names) slots.push_back(binding.slot);
  settle(block, cells);
  e->slots = program_.arena.copy(slots);
  e->cells = program_.arena.copy(cells);
  block_ = block.outer;
}

}  // namespace starlark
