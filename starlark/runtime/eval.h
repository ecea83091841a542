// Runs resolved functions: a direct walk over the syntax tree, with locals in slots of the value
// stack. The resolver has done all that can be done ahead, so a node costs a switch and its work;
// spans are at hand for errors, and the tree itself stays immutable.
#pragma once

#include "starlark/runtime/call_value.h"
#include "starlark/runtime/module_state.h"
#include "starlark/runtime/ops.h"
#include "starlark/runtime/thread_state.h"

namespace starlark {

/// One activation of a function. Its frame is pushed and its locals are on the stack already.
class Evaluator {
 public:
  Evaluator(Thread& thread, const FunctionObject* function, Value* locals, FrameRecord& frame)
      : thread_(thread),
        t_(thread.state()),
        heap_(*t_.heap),
        function_(function),
        module_(*function->module),
        locals_(locals),
        frame_(frame) {}

  /// Runs the body to its return.
  Value run();

 private:
  enum class Flow : std::uint8_t { kNext, kBreak, kContinue, kReturn };

  // Statements: eval_stmt.cpp.
  Flow block(Block body);
  Flow statement(const Stmt* s);
  Flow if_statement(const IfStmt* s);
  Flow for_statement(const ForStmt* s);
  Flow while_statement(const WhileStmt* s);
  void assign(const Expr* target, Value v);
  void unpack(const SequenceExpr* target, Value v);
  void store(const NameExpr* name, Value v);
  void augment(const AugmentStmt* s);
  void define(const DefStmt* s);
  void load(const LoadStmt* s);

  // Expressions: eval_expr.cpp.
  Value eval(const Expr* e);
  Value name(const NameExpr* e);
  [[noreturn]] void unbound(const NameExpr* e);
  Value sequence(const SequenceExpr* e);
  Value dict(const DictExpr* e);
  Value binary(const BinaryExpr* e);
  Value small_binary(const BinaryExpr* e, std::int64_t a, std::int64_t b);
  Value dot(const DotExpr* e);
  Value index(const IndexExpr* e);
  Value slice(const SliceExpr* e);
  Value closure(const FunctionCode* code);
  Value comprehension(const ComprehensionExpr* e);
  void clauses(const ComprehensionExpr* e, std::size_t i, Value result);
  void element(const ComprehensionExpr* e, Value result);

  // Calls: eval_call.cpp.
  Value call(const CallExpr* e);
  Value call_plain(const CallExpr* e, Value* base, const BuiltinDef* method);
  Value call_general(const CallExpr* e, Value* base, const BuiltinDef* method);
  Value dispatch(Value* base, const BuiltinDef* method, std::span<const Argument> args,
                 std::span<const Argument> kwargs);
  void star(const ArgExpr& arg, std::vector<Argument>& args);
  void star_star(const ArgExpr& arg, std::vector<Argument>& kwargs);

  /// Notes what is being done, for errors.
  void at(Span span) { frame_.span = span; }

  Thread& thread_;
  ThreadState& t_;
  Heap& heap_;
  const FunctionObject* function_;
  ModuleState& module_;
  Value* locals_;
  FrameRecord& frame_;
  Value result_ = Value::none();
};

}  // namespace starlark
