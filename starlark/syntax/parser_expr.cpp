// The parser's expressions.
#include "starlark/syntax/literal.h"
#include "starlark/syntax/parser_state.h"

namespace starlark {
namespace {

/// Binding strength of binary operators; higher binds tighter, 0 is no binary operator.
int precedence(TokenKind kind) {
  switch (kind) {
    case TokenKind::kOr:
      return 1;
    case TokenKind::kAnd:
      return 2;
    case TokenKind::kEqual:
    case TokenKind::kNotEqual:
    case TokenKind::kLess:
    case TokenKind::kLessEqual:
    case TokenKind::kGreater:
    case TokenKind::kGreaterEqual:
    case TokenKind::kIn:
    case TokenKind::kNot:
      return 4;
    case TokenKind::kPipe:
      return 5;
    case TokenKind::kCaret:
      return 6;
    case TokenKind::kAmpersand:
      return 7;
    case TokenKind::kShiftLeft:
    case TokenKind::kShiftRight:
      return 8;
    case TokenKind::kPlus:
    case TokenKind::kMinus:
      return 9;
    case TokenKind::kStar:
    case TokenKind::kSlash:
    case TokenKind::kSlashSlash:
    case TokenKind::kPercent:
      return 10;
    default:
      return 0;
  }
}
constexpr int kNotLevel = 3, kComparisonLevel = 4;

BinaryOp binary_op(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEqual:
      return BinaryOp::kEqual;
    case TokenKind::kNotEqual:
      return BinaryOp::kNotEqual;
    case TokenKind::kLess:
      return BinaryOp::kLess;
    case TokenKind::kLessEqual:
      return BinaryOp::kLessEqual;
    case TokenKind::kGreater:
      return BinaryOp::kGreater;
    case TokenKind::kGreaterEqual:
      return BinaryOp::kGreaterEqual;
    case TokenKind::kIn:
      return BinaryOp::kIn;
    case TokenKind::kNot:
      return BinaryOp::kNotIn;
    default:
      return static_cast<BinaryOp>(static_cast<int>(kind) - static_cast<int>(TokenKind::kPlus));
  }
}

}  // namespace

std::string_view spelling(BinaryOp op) {
  constexpr std::string_view kNames[] = {"+",  "-", "*",  "/",  "//",    "%",  "&",
                                         "|",  "^", "<<", ">>", "==",    "!=", "<",
                                         "<=", ">", ">=", "in", "not in"};
  return kNames[static_cast<std::size_t>(op)];
}

bool Parser::starts_expression() const {
  switch (kind()) {
    case TokenKind::kName:
    case TokenKind::kInt:
    case TokenKind::kFloat:
    case TokenKind::kString:
    case TokenKind::kBytes:
    case TokenKind::kNot:
    case TokenKind::kLambda:
    case TokenKind::kPlus:
    case TokenKind::kMinus:
    case TokenKind::kTilde:
    case TokenKind::kLeftParen:
    case TokenKind::kLeftBracket:
    case TokenKind::kLeftBrace:
    case TokenKind::kBad:
    case TokenKind::kReserved:
      return true;
    default:
      return false;
  }
}

NameExpr* Parser::name(const Token& t) {
  auto* node = make<NameExpr>(ExprKind::kName, t.span);
  node->name = text(t);
  return node;
}

Expr* Parser::expression() {
  Span begin = token().span;
  Expr* first = test();
  return kind() == TokenKind::kComma ? tuple_rest(first, begin) : first;
}

/// The tuple whose first element has been read, up to where no further element follows.
Expr* Parser::tuple_rest(Expr* first, Span begin) {
  auto* node = make<SequenceExpr>(ExprKind::kTuple, begin);
  std::vector<Expr*> elements{first};
  while (accept(TokenKind::kComma) && starts_expression()) elements.push_back(test());
  for (Expr* e : elements) above(node, e);
  node->elements = program_.arena.copy(elements);
  node->span.end = last_span().end;
  return node;
}

Expr* Parser::test() {
  if (kind() == TokenKind::kLambda) return lambda();
  Expr* value = binary(1);
  if (kind() != TokenKind::kIf) return value;
  take();
  auto* node = make<ConditionalExpr>(ExprKind::kConditional, value->span);
  node->then = value;
  node->condition = binary(1);
  if (kind() != TokenKind::kElse) unexpected("`else` (a conditional expression has both branches)");
  Nest nest(*this);
  take();
  node->otherwise = test();
  node->span.end = node->otherwise->span.end;
  above(node, node->then);
  above(node, node->condition);
  above(node, node->otherwise);
  return node;
}

Expr* Parser::test_without_if() {
  return kind() == TokenKind::kLambda ? lambda() : binary(1);
}

Expr* Parser::lambda() {
  Nest nest(*this);
  auto* node = make<LambdaExpr>(ExprKind::kLambda, take().span);
  auto* code = program_.arena.make<FunctionCode>();
  code->name = "lambda";
  code->span = node->span;
  code->params = parameters(TokenKind::kColon);
  expect(TokenKind::kColon, "after the lambda's parameters");
  code->expression = test();
  node->code = code;
  node->span.end = code->expression->span.end;
  above(node, code->expression);
  return node;
}

Expr* Parser::negation() {
  Nest nest(*this);
  auto* node = make<UnaryExpr>(ExprKind::kUnary, take().span);
  node->op = UnaryOp::kNot;
  node->operand = binary(kNotLevel);
  node->span.end = node->operand->span.end;
  above(node, node->operand);
  return node;
}

/// Reads operators that bind at least as tightly as [lowest], the left-associative way.
Expr* Parser::binary(int lowest) {
  Expr* left = lowest <= kNotLevel && kind() == TokenKind::kNot ? negation() : unary();
  for (;;) {
    int level = precedence(kind());
    if (level == 0 || level < lowest) return left;
    if (kind() == TokenKind::kNot && next_kind() != TokenKind::kIn) return left;
    Token op = take();
    if (op.kind == TokenKind::kNot) take();
    ExprKind node_kind = level == 1   ? ExprKind::kOr
                         : level == 2 ? ExprKind::kAnd
                                      : ExprKind::kBinary;
    auto* node = make<BinaryExpr>(node_kind, left->span);
    if (node_kind == ExprKind::kBinary) node->op = binary_op(op.kind);
    node->left = left;
    node->right = binary(level + 1);
    node->span.end = node->right->span.end;
    above(node, node->left);
    above(node, node->right);
    left = node;
    if (level == kComparisonLevel && precedence(kind()) == kComparisonLevel)
      fail(token().span, "comparisons cannot be chained", "write `a < b and b < c`");
  }
}

Expr* Parser::unary() {
  UnaryOp op;
  switch (kind()) {
    case TokenKind::kPlus:
      op = UnaryOp::kPlus;
      break;
    case TokenKind::kMinus:
      op = UnaryOp::kMinus;
      break;
    case TokenKind::kTilde:
      op = UnaryOp::kInvert;
      break;
    default:
      return primary();
  }
  Nest nest(*this);
  auto* node = make<UnaryExpr>(ExprKind::kUnary, take().span);
  node->op = op;
  node->operand = unary();
  node->span.end = node->operand->span.end;
  above(node, node->operand);
  return node;
}

/// An operand with its calls, indexes, slices and attributes.
Expr* Parser::primary() {
  Expr* left = operand();
  for (;;) {
    if (kind() == TokenKind::kLeftParen) {
      left = call(left);
    } else if (kind() == TokenKind::kLeftBracket) {
      left = subscript(left);
    } else if (accept(TokenKind::kDot)) {
      Token id = expect(TokenKind::kName, "after `.`");
      auto* node = make<DotExpr>(ExprKind::kDot, {left->span.begin, id.span.end});
      node->object = left;
      node->name = text(id);
      node->name_span = id.span;
      above(node, left);
      left = node;
    } else {
      return left;
    }
  }
}

Expr* Parser::operand() {
  switch (kind()) {
    case TokenKind::kName:
      return name(take());
    case TokenKind::kInt:
    case TokenKind::kFloat:
      return literal();
    case TokenKind::kString:
    case TokenKind::kBytes:
      return string_literal();
    case TokenKind::kLeftParen:
      return parenthesised();
    case TokenKind::kLeftBracket:
      return list_display();
    case TokenKind::kLeftBrace:
      return dict_display();
    default:
      unexpected("an expression");
  }
}

Expr* Parser::literal() {
  Token t = take();
  auto* node = make<LiteralExpr>(ExprKind::kLiteral, t.span);
  node->literal = t.kind == TokenKind::kInt ? LiteralKind::kInt : LiteralKind::kFloat;
  node->text = text(t);
  return node;
}

Expr* Parser::string_literal() {
  Token t = take();
  auto contents = unquote(text(t));
  if (!contents) {
    const LiteralError& e = contents.error();
    auto offset = [&](std::size_t i) { return t.span.begin + static_cast<std::uint32_t>(i); };
    diagnostics_.error({offset(e.begin), offset(e.end)}, e.message);
  }
  auto* node = make<LiteralExpr>(ExprKind::kLiteral, t.span);
  node->literal = t.kind == TokenKind::kString ? LiteralKind::kString : LiteralKind::kBytes;
  node->text = contents ? program_.arena.copy(*contents) : std::string_view();
  if (kind() == TokenKind::kString || kind() == TokenKind::kBytes)
    fail(token().span, "strings that follow each other are not joined", "join them with +");
  return node;
}

Expr* Parser::parenthesised() {
  Nest nest(*this);
  Token open = take();
  if (kind() == TokenKind::kRightParen) {
    Token close = take();
    return make<SequenceExpr>(ExprKind::kTuple, join(open.span, close.span));
  }
  Expr* first = test();
  if (kind() == TokenKind::kFor)
    fail(token().span, "Starlark has no generator expressions",
         "use a list comprehension, [... for ...]");
  if (kind() == TokenKind::kComma) {
    first = tuple_rest(first, open.span);
    first->span.end = expect(TokenKind::kRightParen, "after the tuple's elements").span.end;
  } else {
    expect(TokenKind::kRightParen, "to close the parenthesis");
  }
  return first;
}

Expr* Parser::list_display() {
  Nest nest(*this);
  Token open = take();
  std::vector<Expr*> elements;
  while (kind() != TokenKind::kRightBracket) {
    elements.push_back(test());
    if (elements.size() == 1 && kind() == TokenKind::kFor)
      return comprehension(open.span, elements[0], nullptr, TokenKind::kRightBracket);
    if (!accept(TokenKind::kComma)) break;
  }
  Token close = expect(TokenKind::kRightBracket, "or `,` after a list's element");
  auto* node = make<SequenceExpr>(ExprKind::kList, join(open.span, close.span));
  for (Expr* e : elements) above(node, e);
  node->elements = program_.arena.copy(elements);
  return node;
}

Expr* Parser::dict_display() {
  Nest nest(*this);
  Token open = take();
  std::vector<DictEntry> entries;
  while (kind() != TokenKind::kRightBrace) {
    Expr* key = test();
    if (kind() == TokenKind::kComma || kind() == TokenKind::kRightBrace)
      fail(token().span, "expected `:` after a dict's key", "a set is made by set([...])");
    expect(TokenKind::kColon, "after a dict's key");
    entries.push_back({key, test()});
    if (entries.size() == 1 && kind() == TokenKind::kFor)
      return comprehension(open.span, key, entries[0].value, TokenKind::kRightBrace);
    if (!accept(TokenKind::kComma)) break;
  }
  Token close = expect(TokenKind::kRightBrace, "or `,` after a dict's entry");
  auto* node = make<DictExpr>(ExprKind::kDict, join(open.span, close.span));
  for (const DictEntry& e : entries) {
    above(node, e.key);
    above(node, e.value);
  }
  node->entries = program_.arena.copy(entries);
  return node;
}

Expr* Parser::comprehension(Span open, Expr* element, Expr* value, TokenKind close) {
  auto* node = make<ComprehensionExpr>(ExprKind::kComprehension, open);
  node->element = element;
  node->value = value;
  std::vector<ClauseExpr> clauses;
  while (kind() != close) {
    ClauseExpr clause{nullptr, nullptr};
    if (accept(TokenKind::kFor)) {
      clause.target = loop_target();
      expect(TokenKind::kIn, "after the comprehension's variables");
      clause.operand = binary(1);
    } else if (accept(TokenKind::kIf)) {
      clause.operand = test_without_if();
    } else {
      unexpected("`for`, `if` or the end of the comprehension");
    }
    above(node, clause.operand);
    clauses.push_back(clause);
  }
  node->span.end = take().span.end;
  above(node, element);
  above(node, value);
  node->clauses = program_.arena.copy(clauses);
  return node;
}

/// The variables of a loop: operands apart by commas, so that `in` is not taken for an operator.
Expr* Parser::loop_target() {
  Span begin = token().span;
  Expr* first = primary();
  if (kind() != TokenKind::kComma) return first;
  auto* node = make<SequenceExpr>(ExprKind::kTuple, begin);
  std::vector<Expr*> elements{first};
  while (accept(TokenKind::kComma) && kind() != TokenKind::kIn) elements.push_back(primary());
  for (Expr* e : elements) above(node, e);
  node->elements = program_.arena.copy(elements);
  node->span.end = last_span().end;
  return node;
}

Expr* Parser::call(Expr* callee) {
  Nest nest(*this);
  take();
  auto* node = make<CallExpr>(ExprKind::kCall, callee->span);
  node->callee = callee;
  node->plain = true;
  std::vector<ArgExpr> args;
  while (kind() != TokenKind::kRightParen) {
    args.push_back(argument());
    if (kind() == TokenKind::kFor)
      fail(token().span, "Starlark has no generator expressions",
           "use a list comprehension, [... for ...]");
    if (args.back().kind != ArgKind::kPositional) node->plain = false;
    above(node, args.back().value);
    if (!accept(TokenKind::kComma)) break;
  }
  node->span.end = expect(TokenKind::kRightParen, "or `,` after an argument").span.end;
  above(node, callee);
  node->args = program_.arena.copy(args);
  return node;
}

ArgExpr Parser::argument() {
  ArgExpr arg{ArgKind::kPositional, {}, nullptr, token().span};
  if (accept(TokenKind::kStar)) {
    arg.kind = ArgKind::kStar;
  } else if (accept(TokenKind::kStarStar)) {
    arg.kind = ArgKind::kStarStar;
  } else if (kind() == TokenKind::kName && next_kind() == TokenKind::kAssign) {
    arg.kind = ArgKind::kNamed;
    arg.name = text(take());
    take();
  } else if (kind() == TokenKind::kReserved && next_kind() == TokenKind::kAssign) {
    fail(token().span, "`" + std::string(text(token())) + "` is a reserved word",
         "pass it as **{\"" + std::string(text(token())) + "\": ...}");
  }
  arg.value = test();
  arg.span.end = arg.value->span.end;
  if (arg.kind == ArgKind::kPositional && kind() == TokenKind::kAssign)
    fail(arg.span, "a named argument needs a plain name before `=`");
  return arg;
}

/// x[i] or x[low:high:step].
Expr* Parser::subscript(Expr* object) {
  Nest nest(*this);
  take();
  Expr* parts[3] = {nullptr, nullptr, nullptr};
  int colons = 0;
  while (kind() != TokenKind::kRightBracket) {
    if (kind() == TokenKind::kColon && colons < 2) {
      take();
      ++colons;
    } else if (parts[colons] == nullptr) {
      parts[colons] = expression();
    } else {
      break;
    }
  }
  if (colons == 0 && parts[0] == nullptr) unexpected("an index");
  Token close = expect(TokenKind::kRightBracket, "after the index");
  Span span{object->span.begin, close.span.end};
  Expr* result;
  if (colons == 0) {
    auto* node = make<IndexExpr>(ExprKind::kIndex, span);
    node->object = object;
    node->index = parts[0];
    result = node;
  } else {
    auto* node = make<SliceExpr>(ExprKind::kSlice, span);
    node->object = object;
    node->low = parts[0];
    node->high = parts[1];
    node->step = parts[2];
    result = node;
  }
  above(result, object);
  for (Expr* part : parts) above(result, part);
  return result;
}

}  // namespace starlark
