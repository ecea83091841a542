// The resolver's functions and calls: parameters, arguments and their rules.
#include <set>

#include "starlark/syntax/resolver_state.h"

namespace starlark {

void Resolver::function(FunctionCode* code) {
  check_parameters(code);
  for (ParamExpr& p : code->params) optional_expression(p.default_value);
  FunctionScope scope{code, function_, {}, {}, {}};
  NameBlock names{block_, &scope, {}};
  function_ = &scope;
  block_ = &names;
  parameters(code);
  bind_block(code->body);
  block(code->body);
  optional_expression(code->expression);
  std::vector<std::uint32_t> cells;
  settle(names, cells);
  code->cells = program_.arena.copy(cells);
  code->captures = program_.arena.copy(scope.captures);
  block_ = names.outer;
  function_ = scope.outer;
}

/// Gives the parameters their slots: positional, keyword-only, *args, **kwargs.
void Resolver::parameters(FunctionCode* code) {
  std::vector<std::string_view> names;
  auto bind_param = [&](const ParamExpr& p) {
    bind(p.name, true);
    use(p.name);
  };
  for (bool keyword_only : {false, true}) {
    bool after_star = false;
    for (const ParamExpr& p : code->params) {
      if (p.kind == ParamKind::kStar || p.kind == ParamKind::kArgs) after_star = true;
      if (p.kind != ParamKind::kPlain || after_star != keyword_only) continue;
      bind_param(p);
      names.push_back(p.name->name);
      ++(keyword_only ? code->keyword_only : code->positional);
    }
  }
  for (ParamKind kind : {ParamKind::kArgs, ParamKind::kKwargs}) {
    for (const ParamExpr& p : code->params) {
      if (p.kind != kind) continue;
      bind_param(p);
      (kind == ParamKind::kArgs ? code->has_args : code->has_kwargs) = true;
    }
  }
  code->param_names = program_.arena.copy(names);
}

void Resolver::check_parameters(FunctionCode* code) {
  std::set<std::string_view> seen;
  const ParamExpr* star = nullptr;
  const ParamExpr* last = nullptr;
  bool defaults = false;
  for (const ParamExpr& p : code->params) {
    if (p.name != nullptr && !seen.insert(p.name->name).second)
      error(p.span, "parameter `" + std::string(p.name->name) + "` is there twice");
    if (last != nullptr && last->kind == ParamKind::kKwargs)
      error(p.span, p.kind == ParamKind::kKwargs ? "there can be only one **parameter"
                                                 : "nothing can follow the **parameter");
    if (p.kind == ParamKind::kStar || p.kind == ParamKind::kArgs) {
      if (star != nullptr) error(p.span, "there can be only one *parameter");
      star = &p;
    }
    if (p.kind == ParamKind::kPlain && star == nullptr) {
      if (p.default_value != nullptr)
        defaults = true;
      else if (defaults)
        error(p.span, "a required parameter cannot follow one with a default");
    }
    last = &p;
  }
  bool bare =
      last != nullptr &&
      (last->kind == ParamKind::kStar ||
       (last->kind == ParamKind::kKwargs && star == last - 1 && star->kind == ParamKind::kStar));
  if (bare) error(star->span, "a lone `*` must be followed by keyword-only parameters");
}

void Resolver::call(CallExpr* e) {
  expression(e->callee);
  std::set<std::string_view> names;
  bool named = false, star = false, star_star = false;
  for (ArgExpr& arg : e->args) {
    expression(arg.value);
    switch (arg.kind) {
      case ArgKind::kPositional:
        if (star_star || star || named)
          error(arg.span,
                std::string("a positional argument cannot follow a ") + (star_star ? "**argument"
                                                                         : star    ? "*argument"
                                                                                   : "named one"));
        break;
      case ArgKind::kNamed:
        if (star_star)
          error(arg.span, "a named argument cannot follow a **argument");
        else if (star)
          error(arg.span, "a named argument cannot follow a *argument");
        if (!names.insert(arg.name).second)
          error(arg.span, "argument `" + std::string(arg.name) + "` is there twice");
        named = true;
        break;
      case ArgKind::kStar:
        if (star_star)
          error(arg.span, "a *argument cannot follow a **argument");
        else if (star)
          error(arg.span, "there can be only one *argument");
        star = true;
        break;
      case ArgKind::kStarStar:
        if (star_star) error(arg.span, "there can be only one **argument");
        star_star = true;
        break;
    }
  }
}

}  // namespace starlark
