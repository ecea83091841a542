// The parser's statements, and what all of it shares.
#include "starlark/syntax/parser.h"

#include <fmt/format.h>

#include "starlark/syntax/lexer.h"
#include "starlark/syntax/literal.h"
#include "starlark/syntax/parser_state.h"

namespace starlark {

void parse(Program& program, Diagnostics& diagnostics) {
  Parser(program, diagnostics).run();
}

Parser::Parser(Program& program, Diagnostics& diagnostics)
    : program_(program),
      diagnostics_(diagnostics),
      tokens_(tokenize(program.source, diagnostics)) {}

void Parser::run() {
  std::vector<Stmt*> body;
  while (kind() != TokenKind::kEnd) {
    if (kind() == TokenKind::kIndent) {
      diagnostics_.error(tokens_[at_ + 1].span, "unexpected indentation");
      at_++;
    } else if (kind() == TokenKind::kOutdent || kind() == TokenKind::kNewline) {
      at_++;
    } else {
      statement_or_skip(body);
    }
  }
  auto* code = program_.arena.make<FunctionCode>();
  code->name = "<module>";
  code->body = program_.arena.copy(body);
  program_.toplevel = code;
}

bool Parser::accept(TokenKind wanted) {
  if (kind() != wanted) return false;
  take();
  return true;
}

Token Parser::expect(TokenKind wanted, std::string_view where) {
  if (kind() != wanted) unexpected(std::string(describe(wanted)) + " " + std::string(where));
  return take();
}

void Parser::fail(Span at, std::string message, std::string hint) {
  diagnostics_.error(at, std::move(message), std::move(hint));
  throw Abandon{};
}

void Parser::nested_too_deeply() {
  fail(token().span, fmt::format("this is nested more than {} levels deep", kMaxNesting));
}

void Parser::unexpected(std::string_view wanted) {
  // The lexer has said already what is wrong with an unreadable token.
  if (kind() == TokenKind::kBad) throw Abandon{};
  std::string hint, message = "expected " + std::string(wanted);
  if (kind() == TokenKind::kReserved) {
    message = "`" + std::string(text(token())) + "` is a reserved word";
    hint = reserved_hint(text(token()));
  } else {
    message += ", not ";
    message +=
        kind() == TokenKind::kName ? "`" + std::string(text(token())) + "`" : describe(kind());
  }
  if (kind() == TokenKind::kStarStar) hint = "Starlark has no power operator";
  if (kind() == TokenKind::kAssign && wanted.find("`:`") != wanted.npos) hint = "== compares";
  if (kind() == TokenKind::kIndent) message = "unexpected indentation";
  fail(token().span, std::move(message), std::move(hint));
}

std::string Parser::reserved_hint(std::string_view word) const {
  if (word == "import" || word == "from")
    return "other files are read by load(\"file.star\", \"name\")";
  if (word == "is") return "Starlark has no object identity; == compares";
  if (word == "class") return "use struct() or a dict";
  if (word == "try" || word == "except" || word == "finally" || word == "raise")
    return "Starlark has no exceptions; fail(\"text\") ends the program";
  if (word == "del") return "use d.pop(key) or l.pop(index)";
  if (word == "global" || word == "nonlocal") return "functions cannot assign to outer variables";
  return "names cannot be reserved words";
}

void Parser::above(Expr* node, const Expr* child) {
  if (child == nullptr) return;
  if (child->depth + 1U > kMaxHeight)
    fail(child->span, fmt::format("more than {} operators and calls are chained here", kMaxHeight),
         "split the expression over several statements");
  if (node->depth <= child->depth) node->depth = static_cast<std::uint16_t>(child->depth + 1);
}

void Parser::statement_or_skip(std::vector<Stmt*>& out) {
  try {
    statement(out);
  } catch (Abandon) {
    skip_statement();
  }
}

/// Goes to the start of the next statement. The block of a compound statement with a bad head is
/// read all the same, for its own errors.
void Parser::skip_statement() {
  while (kind() != TokenKind::kNewline && kind() != TokenKind::kEnd &&
         kind() != TokenKind::kOutdent && kind() != TokenKind::kIndent)
    take();
  accept(TokenKind::kNewline);
  if (!accept(TokenKind::kIndent)) return;
  std::vector<Stmt*> lost;
  if (nesting_ >= kMaxNesting) {
    for (int level = 1; level > 0 && kind() != TokenKind::kEnd; take()) {
      if (kind() == TokenKind::kIndent) ++level;
      if (kind() == TokenKind::kOutdent) --level;
    }
    return;
  }
  ++nesting_;
  while (kind() != TokenKind::kOutdent && kind() != TokenKind::kEnd) {
    if (accept(TokenKind::kNewline)) continue;
    statement_or_skip(lost);
  }
  --nesting_;
  accept(TokenKind::kOutdent);
}

void Parser::statement(std::vector<Stmt*>& out) {
  switch (kind()) {
    case TokenKind::kDef:
      out.push_back(def_statement());
      return;
    case TokenKind::kIf:
      out.push_back(if_statement());
      return;
    case TokenKind::kFor:
      out.push_back(for_statement());
      return;
    case TokenKind::kWhile:
      out.push_back(while_statement());
      return;
    case TokenKind::kElse:
    case TokenKind::kElif:
      fail(token().span, std::string(describe(kind())) + " without an `if` before it");
    default:
      simple_line(out);
  }
}

void Parser::simple_line(std::vector<Stmt*>& out) {
  for (;;) {
    out.push_back(small_statement());
    if (!accept(TokenKind::kSemicolon)) break;
    if (kind() == TokenKind::kNewline) break;
  }
  if (kind() == TokenKind::kEnd) return;
  if (kind() == TokenKind::kPlus && next_kind() == TokenKind::kPlus)
    fail(token().span, "there is no `++`", "use += 1");
  if (kind() == TokenKind::kColon)
    fail(token().span, "unexpected `:`",
         "types cannot be declared, and a block needs if, for or def");
  expect(TokenKind::kNewline, "after the statement");
}

Stmt* Parser::small_statement() {
  Span at = token().span;
  switch (kind()) {
    case TokenKind::kPass:
      take();
      return make<Stmt>(StmtKind::kPass, at);
    case TokenKind::kBreak:
      take();
      return make<Stmt>(StmtKind::kBreak, at);
    case TokenKind::kContinue:
      take();
      return make<Stmt>(StmtKind::kContinue, at);
    case TokenKind::kLoad:
      return load_statement();
    case TokenKind::kReturn: {
      take();
      auto* node = make<ReturnStmt>(StmtKind::kReturn, at);
      if (starts_expression()) node->value = expression();
      return node;
    }
    default:
      return expression_statement();
  }
}

Stmt* Parser::expression_statement() {
  Expr* left = expression();
  TokenKind op = kind();
  if (op == TokenKind::kAssign) {
    take();
    auto* node = make<AssignStmt>(StmtKind::kAssign, left->span);
    node->target = left;
    node->value = expression();
    if (kind() == TokenKind::kAssign)
      fail(token().span, "assignments cannot be chained", "write one assignment a line");
    node->span.end = last_span().end;
    return node;
  }
  if (op >= TokenKind::kPlusAssign && op <= TokenKind::kShiftRightAssign) {
    take();
    auto* node = make<AugmentStmt>(StmtKind::kAugment, left->span);
    node->op =
        static_cast<BinaryOp>(static_cast<int>(op) - static_cast<int>(TokenKind::kPlusAssign));
    node->target = left;
    node->value = expression();
    node->span.end = last_span().end;
    return node;
  }
  auto* node = make<ExprStmt>(StmtKind::kExpr, left->span);
  node->value = left;
  return node;
}

/// A suite: an indented block, or simple statements on the same line.
Block Parser::block(std::string_view after) {
  expect(TokenKind::kColon, after);
  std::vector<Stmt*> body;
  if (!accept(TokenKind::kNewline)) {
    simple_line(body);
    return program_.arena.copy(body);
  }
  if (kind() != TokenKind::kIndent)
    fail(token().span, "expected an indented block " + std::string(after));
  Nest nest(*this);
  take();
  while (kind() != TokenKind::kOutdent && kind() != TokenKind::kEnd) {
    if (accept(TokenKind::kNewline)) continue;
    if (kind() == TokenKind::kIndent) {
      diagnostics_.error(tokens_[at_ + 1].span, "unexpected indentation");
      skip_statement();
      continue;
    }
    statement_or_skip(body);
  }
  accept(TokenKind::kOutdent);
  return program_.arena.copy(body);
}

Stmt* Parser::def_statement() {
  auto* node = make<DefStmt>(StmtKind::kDef, take().span);
  auto* code = program_.arena.make<FunctionCode>();
  Token id = expect(TokenKind::kName, "after `def`");
  node->name = name(id);
  node->code = code;
  code->name = text(id);
  code->span = id.span;
  expect(TokenKind::kLeftParen, "after the function's name");
  code->params = parameters(TokenKind::kRightParen);
  expect(TokenKind::kRightParen, "after the parameters");
  if (kind() == TokenKind::kMinus && next_kind() == TokenKind::kGreater)
    fail(token().span, "Starlark has no type annotations");
  code->body = block("after the `def` line");
  code->doc = doc_string(code->body);
  return node;
}

std::string_view Parser::doc_string(Block body) const {
  if (body.empty() || body[0]->kind != StmtKind::kExpr) return {};
  const Expr* first = static_cast<ExprStmt*>(body[0])->value;
  if (first->kind != ExprKind::kLiteral) return {};
  auto* literal = static_cast<const LiteralExpr*>(first);
  return literal->literal == LiteralKind::kString ? literal->text : std::string_view();
}

std::span<ParamExpr> Parser::parameters(TokenKind end) {
  std::vector<ParamExpr> params;
  while (kind() != end) {
    params.push_back(parameter());
    if (!accept(TokenKind::kComma)) break;
  }
  return program_.arena.copy(params);
}

ParamExpr Parser::parameter() {
  ParamExpr p{ParamKind::kPlain, nullptr, nullptr, token().span};
  if (accept(TokenKind::kStarStar))
    p.kind = ParamKind::kKwargs;
  else if (accept(TokenKind::kStar))
    p.kind = kind() == TokenKind::kName ? ParamKind::kArgs : ParamKind::kStar;
  if (p.kind != ParamKind::kStar) p.name = name(expect(TokenKind::kName, "as parameter"));
  if (kind() == TokenKind::kAssign) {
    if (p.kind != ParamKind::kPlain) fail(token().span, "this parameter can have no default");
    take();
    p.default_value = test();
  }
  p.span.end = last_span().end;
  return p;
}

Stmt* Parser::if_statement() {
  auto* node = make<IfStmt>(StmtKind::kIf, token().span);
  std::vector<IfClause> clauses;
  do {
    take();
    Expr* condition = test();
    clauses.push_back({condition, block("after the condition")});
  } while (kind() == TokenKind::kElif);
  if (accept(TokenKind::kElse)) clauses.push_back({nullptr, block("after `else`")});
  node->clauses = program_.arena.copy(clauses);
  return node;
}

Stmt* Parser::for_statement() {
  auto* node = make<ForStmt>(StmtKind::kFor, take().span);
  node->target = loop_target();
  expect(TokenKind::kIn, "after the loop's variables");
  node->iterable = expression();
  node->body = block("after the `for` line");
  if (kind() == TokenKind::kElse) fail(token().span, "a loop has no `else`");
  return node;
}

Stmt* Parser::while_statement() {
  auto* node = make<WhileStmt>(StmtKind::kWhile, take().span);
  node->condition = test();
  node->body = block("after the condition");
  return node;
}

Stmt* Parser::load_statement() {
  auto* node = make<LoadStmt>(StmtKind::kLoad, take().span);
  expect(TokenKind::kLeftParen, "after `load`");
  node->module = load_string(node->module_span, "as the file to load");
  std::vector<LoadBinding> bindings;
  while (accept(TokenKind::kComma) && kind() != TokenKind::kRightParen)
    bindings.push_back(load_binding());
  Token close = expect(TokenKind::kRightParen, "after what to load");
  node->span.end = close.span.end;
  if (bindings.empty())
    fail(node->span, "load() must name at least one symbol", "load(\"file.star\", \"name\")");
  node->bindings = program_.arena.copy(bindings);
  return node;
}

LoadBinding Parser::load_binding() {
  LoadBinding binding{};
  if (kind() == TokenKind::kName) {
    binding.local = name(take());
    expect(TokenKind::kAssign, "after the local name in load()");
    binding.remote = load_string(binding.remote_span, "as the name to load");
    return binding;
  }
  Token t = token();
  binding.remote = load_string(binding.remote_span, "as the name to load");
  binding.local = name(t);
  binding.local->name = binding.remote;
  if (classify_word(binding.remote) != TokenKind::kName || binding.remote.empty())
    fail(t.span, "load() can bind only names");
  return binding;
}

std::string_view Parser::load_string(Span& span, std::string_view where) {
  if (kind() != TokenKind::kString) unexpected("a string " + std::string(where));
  span = token().span;
  return static_cast<LiteralExpr*>(string_literal())->text;
}

}  // namespace starlark
