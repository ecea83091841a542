// The resolver's blocks: what binds a name, and where a use finds its binding.
#include <algorithm>

#include "starlark/spelling.h"
#include "starlark/syntax/resolver_state.h"

namespace starlark {

void Resolver::bind_block(Block body) {
  for (Stmt* s : body) bind_statement(s);
}

/// Binds the names that a statement assigns, nested blocks included, inner functions not.
void Resolver::bind_statement(Stmt* stmt) {
  switch (stmt->kind) {
    case StmtKind::kAssign:
      return bind_target(static_cast<AssignStmt*>(stmt)->target);
    case StmtKind::kAugment: {
      Expr* target = static_cast<AugmentStmt*>(stmt)->target;
      return target->kind == ExprKind::kName ? bind_target(target) : void();
    }
    case StmtKind::kDef:
      return bind(static_cast<DefStmt*>(stmt)->name, false);
    case StmtKind::kIf:
      for (IfClause& clause : static_cast<IfStmt*>(stmt)->clauses) bind_block(clause.body);
      return;
    case StmtKind::kFor:
      bind_target(static_cast<ForStmt*>(stmt)->target);
      return bind_block(static_cast<ForStmt*>(stmt)->body);
    case StmtKind::kWhile:
      return bind_block(static_cast<WhileStmt*>(stmt)->body);
    case StmtKind::kLoad:
      for (LoadBinding& b : static_cast<LoadStmt*>(stmt)->bindings)
        bind_global(b.local, program_.dialect.load_binds_globally);
      return;
    default:
      return;
  }
}

void Resolver::bind_target(Expr* target) {
  if (target->kind == ExprKind::kName) return bind(static_cast<NameExpr*>(target), true);
  if (target->kind != ExprKind::kTuple && target->kind != ExprKind::kList) return;
  for (Expr* e : static_cast<SequenceExpr*>(target)->elements) bind_target(e);
}

void Resolver::bind(NameExpr* name, bool) {
  if (block_->outer == nullptr) return bind_global(name, true);
  auto [at, added] = block_->names.try_emplace(name->name);
  if (!added) return;
  at->second.first = name->span;
  at->second.slot = block_->function->code->locals++;
}

void Resolver::bind_global(NameExpr* name, bool exported) {
  if (block_->outer != nullptr) return;  // A misplaced load(): reported where it is resolved.
  auto [at, added] = block_->names.try_emplace(name->name);
  if (!added) {
    if (!program_.dialect.global_reassign)
      error(name->span,
            "`" + std::string(name->name) + "` is already defined at " +
                program_.source.place(at->second.first.begin).to_string(),
            "a global can be assigned only once");
    return;
  }
  at->second.first = name->span;
  at->second.is_global = true;
  at->second.slot = static_cast<std::uint32_t>(program_.globals.size());
  program_.globals.push_back({name->name, name->span, exported});
}

/// Ends a block: uses of captured variables go through their cells. Collects their slots.
void Resolver::settle(NameBlock& block, std::vector<std::uint32_t>& cells) {
  for (auto& [name, binding] : block.names) {
    if (!binding.captured) continue;
    cells.push_back(binding.slot);
    for (NameExpr* use : binding.uses) use->scope = Scope::kCell;
  }
  std::sort(cells.begin(), cells.end());
}

void Resolver::use(NameExpr* name) {
  for (NameBlock* b = block_; b != nullptr; b = b->outer) {
    auto found = b->names.find(name->name);
    if (found != b->names.end()) return use_binding(name, found->second, b->function);
  }
  if (predeclared_.contains(name->name)) return use_constant(name);
  undefined(name);
}

void Resolver::use_constant(NameExpr* name) {
  if (name->name == "set" && !program_.dialect.set)
    return error(name->span, "set() is not allowed here",
                 "use a dict with values that are ignored");
  name->scope = Scope::kConstant;
  name->slot = constant(LiteralKind::kPredeclared, name->name);
}

void Resolver::use_binding(NameExpr* name, Binding& binding, FunctionScope* owner) {
  if (binding.is_global) {
    name->scope = Scope::kGlobal;
    name->slot = binding.slot;
  } else if (owner == function_) {
    name->scope = Scope::kLocal;
    name->slot = binding.slot;
    binding.uses.push_back(name);
  } else {
    name->scope = Scope::kFree;
    name->slot = capture(function_, owner, binding);
  }
}

/// The index of a captured variable among the captures of [user], which every function between
/// the two has to pass on.
std::uint32_t Resolver::capture(FunctionScope* user, FunctionScope* owner, Binding& binding) {
  if (auto known = user->capture_index.find(&binding); known != user->capture_index.end())
    return known->second;
  binding.captured = true;
  Capture from = user->outer == owner ? Capture{true, binding.slot}
                                      : Capture{false, capture(user->outer, owner, binding)};
  auto index = static_cast<std::uint32_t>(user->captures.size());
  user->captures.push_back(from);
  user->capture_index.emplace(&binding, index);
  return index;
}

std::uint32_t Resolver::constant(LiteralKind kind, std::string_view text) {
  auto next = static_cast<std::uint32_t>(program_.constants.size());
  auto [at, added] = constants_.try_emplace({kind, text}, next);
  if (added) program_.constants.push_back({kind, text});
  return at->second;
}

void Resolver::undefined(NameExpr* name) {
  std::vector<std::string> known(predeclared_.begin(), predeclared_.end());
  for (NameBlock* b = block_; b != nullptr; b = b->outer)
    for (const auto& entry : b->names) known.emplace_back(entry.first);
  std::sort(known.begin(), known.end());
  std::string hint;
  if (name->name == "true" || name->name == "false" || name->name == "null" || name->name == "none")
    hint = "the constants are True, False and None";
  error(name->span,
        "`" + std::string(name->name) + "` is not defined" + did_you_mean(name->name, known), hint);
}

}  // namespace starlark
