// The parser's class, shared by its two files: parser.cpp (statements) and parser_expr.cpp.
#pragma once

#include <string>
#include <vector>

#include "starlark/syntax/ast.h"
#include "starlark/syntax/diagnostics.h"
#include "starlark/syntax/parser.h"
#include "starlark/syntax/token.h"

namespace starlark {

class Parser {
 public:
  Parser(Program& program, Diagnostics& diagnostics);
  void run();

 private:
  /// Thrown when a statement cannot be understood further; the error is already recorded.
  struct Abandon {};

  /// Counts nesting for as long as it lives.
  struct Nest {
    explicit Nest(Parser& p) : parser(p) {
      if (p.nesting_ >= kMaxNesting) p.nested_too_deeply();
      ++p.nesting_;
    }
    ~Nest() { --parser.nesting_; }
    Parser& parser;
  };

  // Tokens.
  const Token& token() const { return tokens_[at_]; }
  TokenKind kind() const { return token().kind; }
  TokenKind next_kind() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_].kind; }
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool accept(TokenKind kind);
  Token expect(TokenKind kind, std::string_view where);
  Span last_span() const { return tokens_[at_ == 0 ? 0 : at_ - 1].span; }
  std::string_view text(const Token& t) const { return program_.source.text(t.span); }
  [[noreturn]] void fail(Span at, std::string message, std::string hint = {});
  [[noreturn]] void unexpected(std::string_view wanted);
  [[noreturn]] void nested_too_deeply();
  std::string reserved_hint(std::string_view word) const;

  // Statements.
  Block block(std::string_view after);
  void statement(std::vector<Stmt*>& out);
  void statement_or_skip(std::vector<Stmt*>& out);
  void skip_statement();
  void simple_line(std::vector<Stmt*>& out);
  Stmt* small_statement();
  Stmt* expression_statement();
  Stmt* def_statement();
  Stmt* if_statement();
  Stmt* for_statement();
  Stmt* while_statement();
  Stmt* load_statement();
  LoadBinding load_binding();
  std::string_view load_string(Span& span, std::string_view where);
  std::string_view doc_string(Block body) const;
  std::span<ParamExpr> parameters(TokenKind end);
  ParamExpr parameter();

  // Expressions.
  Expr* expression();  ///< with unparenthesised tuples
  Expr* test();        ///< without
  Expr* test_without_if();
  Expr* negation();
  Expr* binary(int lowest);
  Expr* unary();
  Expr* primary();
  Expr* operand();
  Expr* literal();
  Expr* string_literal();
  Expr* parenthesised();
  Expr* list_display();
  Expr* dict_display();
  Expr* comprehension(Span open, Expr* element, Expr* value, TokenKind close);
  Expr* loop_target();
  Expr* lambda();
  Expr* call(Expr* callee);
  ArgExpr argument();
  Expr* subscript(Expr* object);
  Expr* tuple_rest(Expr* first, Span begin);
  bool starts_expression() const;
  NameExpr* name(const Token& t);

  template <typename T>
  T* make(ExprKind kind, Span span) {
    T* node = program_.arena.make<T>();
    node->kind = kind;
    node->span = span;
    return node;
  }
  template <typename T>
  T* make(StmtKind kind, Span span) {
    T* node = program_.arena.make<T>();
    node->kind = kind;
    node->span = span;
    return node;
  }
  /// Records that [node] is above [child].
  void above(Expr* node, const Expr* child);

  Program& program_;
  Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  unsigned nesting_ = 0;
};

}  // namespace starlark
