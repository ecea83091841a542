// The syntax tree of a file. The parser makes it; the resolver fills in the fields marked
// "resolved"; from then on it is immutable and shared by all threads that run it. All nodes are in
// one Arena, and a node's kind says which struct it is.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/dialect.h"
#include "starlark/syntax/arena.h"
#include "starlark/syntax/source.h"

namespace starlark {

enum class ExprKind : std::uint8_t {
  kLiteral,
  kName,
  kTuple,
  kList,
  kDict,
  kUnary,
  kBinary,
  kAnd,
  kOr,
  kConditional,
  kDot,
  kIndex,
  kSlice,
  kCall,
  kLambda,
  kComprehension,
};

struct Expr {
  ExprKind kind;
  std::uint16_t depth = 0;  ///< of nested nodes; bounded, so that recursion over the tree is safe
  Span span;
};

enum class LiteralKind : std::uint8_t { kInt, kFloat, kString, kBytes, kPredeclared };

struct LiteralExpr : Expr {
  LiteralKind literal;
  std::string_view text;       ///< a number as written, or a string's contents
  std::uint32_t constant = 0;  ///< resolved: index in Program::constants
};

/// Where a name's value is found.
enum class Scope : std::uint8_t {
  kUnresolved,
  kLocal,     ///< a slot of the running function
  kCell,      ///< a slot that holds a cell, for the variable is shared with inner functions
  kFree,      ///< a cell of an enclosing function
  kGlobal,    ///< a slot of the module
  kConstant,  ///< a predeclared name: index in Program::constants
};

struct NameExpr : Expr {
  std::string_view name;
  Scope scope = Scope::kUnresolved;  ///< resolved
  std::uint32_t slot = 0;            ///< resolved
};

struct SequenceExpr : Expr {
  std::span<Expr*> elements;
};

struct DictEntry {
  Expr* key;
  Expr* value;
};
struct DictExpr : Expr {
  std::span<DictEntry> entries;
};

enum class UnaryOp : std::uint8_t { kPlus, kMinus, kInvert, kNot };
struct UnaryExpr : Expr {
  UnaryOp op;
  Expr* operand;
};

enum class BinaryOp : std::uint8_t {
  kAdd,
  kSub,
  kMul,
  kDiv,
  kFloorDiv,
  kMod,
  kAnd,
  kOr,
  kXor,
  kShl,
  kShr,  // in TokenKind's order
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
};
/// The operator as written.
std::string_view spelling(BinaryOp op);

/// kBinary; kAnd and kOr use left and right only.
struct BinaryExpr : Expr {
  BinaryOp op;
  Expr* left;
  Expr* right;
};

struct ConditionalExpr : Expr {
  Expr* condition;
  Expr* then;
  Expr* otherwise;
};

struct DotExpr : Expr {
  Expr* object;
  std::string_view name;
  Span name_span;
};

struct IndexExpr : Expr {
  Expr* object;
  Expr* index;
};

struct SliceExpr : Expr {
  Expr* object;
  Expr* low;  ///< null when left out, as the others
  Expr* high;
  Expr* step;
};

enum class ArgKind : std::uint8_t { kPositional, kNamed, kStar, kStarStar };
struct ArgExpr {
  ArgKind kind;
  std::string_view name;
  Expr* value;
  Span span;  ///< name and stars included
};
struct CallExpr : Expr {
  Expr* callee;
  std::span<ArgExpr> args;
  bool plain;  ///< positional arguments only
};

struct FunctionCode;
struct LambdaExpr : Expr {
  FunctionCode* code;
};

/// One `for target in operand` or `if operand` (without target).
struct ClauseExpr {
  Expr* target;
  Expr* operand;
};
/// A list comprehension, or a dict comprehension when `value` is set.
struct ComprehensionExpr : Expr {
  Expr* element;
  Expr* value;
  std::span<ClauseExpr> clauses;
  std::span<std::uint32_t> slots;  ///< resolved: its variables, unbound at the start of each run
  std::span<std::uint32_t> cells;  ///< resolved: those of them that need a fresh cell
};

enum class StmtKind : std::uint8_t {
  kExpr,
  kAssign,
  kAugment,
  kDef,
  kIf,
  kFor,
  kWhile,
  kReturn,
  kPass,
  kBreak,
  kContinue,
  kLoad,
};

struct Stmt {
  StmtKind kind;
  Span span;
};
using Block = std::span<Stmt*>;

struct ExprStmt : Stmt {
  Expr* value;
};
struct AssignStmt : Stmt {
  Expr* target;  ///< name, dot, index, or tuple or list of targets
  Expr* value;
};
struct AugmentStmt : Stmt {
  BinaryOp op;
  Expr* target;
  Expr* value;
};
struct DefStmt : Stmt {
  NameExpr* name;
  FunctionCode* code;
};
struct IfClause {
  Expr* condition;  ///< null for else
  Block body;
};
struct IfStmt : Stmt {
  std::span<IfClause> clauses;
};
struct ForStmt : Stmt {
  Expr* target;
  Expr* iterable;
  Block body;
};
struct WhileStmt : Stmt {
  Expr* condition;
  Block body;
};
struct ReturnStmt : Stmt {
  Expr* value;  ///< null: None
};
struct LoadBinding {
  NameExpr* local;
  std::string_view remote;
  Span remote_span;
};
struct LoadStmt : Stmt {
  std::string_view module;
  Span module_span;
  std::span<LoadBinding> bindings;
};

enum class ParamKind : std::uint8_t { kPlain, kStar, kArgs, kKwargs };
struct ParamExpr {
  ParamKind kind;       ///< kStar: a lone *, which makes the rest keyword-only
  NameExpr* name;       ///< null for kStar
  Expr* default_value;  ///< null when required
  Span span;
};

/// Where a closure takes a captured cell from when it is made.
struct Capture {
  bool from_local;  ///< the maker's own slot, else the maker's captures
  std::uint32_t index;
};

/// The code of a def, a lambda, or a file's top level.
struct FunctionCode {
  std::string_view name;
  Span span;  ///< of the name (def) or the keyword (lambda)
  std::span<ParamExpr> params;
  Block body;
  Expr* expression = nullptr;  ///< a lambda's
  std::string_view doc;

  // Resolved. Slots: positional parameters, keyword-only ones, *args, **kwargs, other locals.
  std::uint32_t positional = 0, keyword_only = 0;
  bool has_args = false, has_kwargs = false;
  std::uint32_t locals = 0;
  std::span<std::string_view> param_names;  ///< by slot, positional then keyword-only
  std::span<std::uint32_t> cells;           ///< slots that become cells on entry
  std::span<Capture> captures;
};

struct ConstantDef {
  LiteralKind kind;
  std::string_view text;
};

struct GlobalDef {
  std::string_view name;
  Span span;
  bool exported;
};

/// A whole file, parsed and resolved.
struct Program {
  Program(std::string display, std::string text) : source(std::move(display), std::move(text)) {}

  Source source;
  Arena arena;
  Dialect dialect;
  FunctionCode* toplevel = nullptr;
  std::vector<GlobalDef> globals;
  std::vector<ConstantDef> constants;
};

}  // namespace starlark
