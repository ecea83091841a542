// The resolver's class, shared by its files: resolver.cpp (statements, expressions), bindings.cpp
// (blocks and names), calls.cpp (parameters and arguments).
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "starlark/syntax/ast.h"
#include "starlark/syntax/diagnostics.h"
#include "starlark/syntax/resolver.h"

namespace starlark {

class Resolver {
 public:
  Resolver(Program& program, std::span<const std::string> predeclared, Diagnostics& diagnostics);
  void run();

 private:
  struct FunctionScope;
  struct Binding {
    Span first;
    std::uint32_t slot = 0;
    bool is_global = false;
    bool captured = false;
    std::vector<NameExpr*> uses;  ///< from the binding's own function: kCell when captured
  };
  /// A lexical block. Globals are the outermost block's; a comprehension's names are slots of the
  /// function that it is in.
  struct NameBlock {
    NameBlock* outer;
    FunctionScope* function;
    std::unordered_map<std::string_view, Binding> names;
  };
  struct FunctionScope {
    FunctionCode* code;
    FunctionScope* outer;
    std::vector<Capture> captures;
    std::map<const Binding*, std::uint32_t> capture_index;
    std::vector<std::uint32_t> cells;
    unsigned loops = 0;
    bool in_control = false;  ///< inside a top-level if or for
  };

  // Blocks and names.
  void bind(NameExpr* name, bool rebinding_allowed);
  void bind_target(Expr* target);
  void bind_block(Block body);
  void bind_statement(Stmt* stmt);
  void bind_global(NameExpr* name, bool exported);
  void settle(NameBlock& block, std::vector<std::uint32_t>& cells);
  void use(NameExpr* name);
  void use_constant(NameExpr* name);
  void use_binding(NameExpr* name, Binding& binding, FunctionScope* owner);
  std::uint32_t capture(FunctionScope* user, FunctionScope* owner, Binding& binding);
  std::uint32_t constant(LiteralKind kind, std::string_view text);
  void undefined(NameExpr* name);

  // Statements.
  void block(Block body);
  void statement(Stmt* stmt);
  void control(Stmt* stmt);
  void loop_body(Block body);
  void load(LoadStmt* stmt);
  void augment(AugmentStmt* stmt);
  void assign_target(Expr* target);

  // Expressions.
  void expression(Expr* e);
  void optional_expression(Expr* e) {
    if (e != nullptr) expression(e);
  }
  void literal(LiteralExpr* e);
  void comprehension(ComprehensionExpr* e);

  // Functions and calls.
  void function(FunctionCode* code);
  void parameters(FunctionCode* code);
  void check_parameters(FunctionCode* code);
  void call(CallExpr* e);

  void error(Span at, std::string message, std::string hint = {}) {
    diagnostics_.error(at, std::move(message), std::move(hint));
  }
  bool at_toplevel() const { return function_->outer == nullptr; }

  Program& program_;
  Diagnostics& diagnostics_;
  std::unordered_set<std::string_view> predeclared_;
  NameBlock* block_ = nullptr;
  FunctionScope* function_ = nullptr;
  std::map<std::pair<LiteralKind, std::string_view>, std::uint32_t> constants_;
};

}  // namespace starlark
