// Modules: resolve the name, read the file, run it once, freeze what it made.
#include "starlark/loader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "starlark/lib/universe.h"
#include "starlark/runtime/call_value.h"
#include "starlark/runtime/float_text.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/module_state.h"
#include "starlark/runtime/thread_state.h"
#include "starlark/syntax/parser.h"
#include "starlark/syntax/resolver.h"

namespace starlark {
namespace {

std::vector<std::string> known_names(const Environment& environment) {
  std::vector<std::string> names;
  for (const auto& e : universe()) names.push_back(e.name);
  for (const auto& e : environment.entries()) names.push_back(e.name);
  return names;
}

std::expected<std::shared_ptr<Program>, Error> compile(const FileName& name, std::string text,
                                                       const Dialect& dialect,
                                                       std::span<const std::string> known) {
  if (text.size() > UINT32_MAX / 2) {
    Error e;
    e.code = ErrorCode::kSyntax;
    e.message = name.display + " is too large to be a program";
    return std::unexpected(std::move(e));
  }
  auto program = std::make_shared<Program>(name.display, std::move(text));
  program->dialect = dialect;
  Diagnostics diagnostics(program->source);
  parse(*program, diagnostics);
  // With syntax errors names may be missing because their statements were skipped.
  if (!diagnostics.any()) resolve(*program, known, diagnostics);
  if (diagnostics.any()) return std::unexpected(diagnostics.take());
  return program;
}

Value constant_value(Heap& heap, const Environment& environment, const ConstantDef& def) {
  switch (def.kind) {
    case LiteralKind::kString:
      return heap.string(def.text);
    case LiteralKind::kBytes:
      return heap.bytes(def.text);
    case LiteralKind::kFloat:
      return heap.real(parse_float(def.text).value_or(0));
    case LiteralKind::kInt: {
      bool prefixed = def.text.size() > 2 && def.text[0] == '0' && def.text[1] > '9';
      int base = !prefixed ? 10 : (def.text[1] | 0x20) == 'x' ? 16 : 8;
      return *int_from_digits(heap, def.text.substr(prefixed ? 2 : 0), base, false);
    }
    case LiteralKind::kPredeclared:
      break;
  }
  if (auto found = environment.find(def.text)) return *found;
  for (const auto& e : universe())
    if (e.name == def.text) return e.value;
  return Value::none();
}

}  // namespace

Environment::Environment() : heap_(Heap::create()) {}

void Environment::add(std::string_view name, Value value) {
  for (Entry& e : entries_) {
    if (e.name != name) continue;
    e.value = value;
    return;
  }
  entries_.push_back({std::string(name), value});
}

void Environment::add(BuiltinDef def) {
  std::string name(def.name);
  add(name, heap_->builtin(std::move(def)));
}

std::optional<Value> Environment::find(std::string_view name) const {
  for (const Entry& e : entries_)
    if (e.name == name) return e.value;
  return std::nullopt;
}

std::optional<Value> Module::find(std::string_view name) const {
  for (const Global& g : globals_)
    if (g.name == name) return g.value;
  return std::nullopt;
}

struct Loader::State final : ModuleSource {
  std::shared_ptr<const Environment> environment;
  Files files;
  LoaderOptions options;
  std::map<std::string, std::shared_ptr<const Module>> modules;
  std::vector<FileName> loading;

  std::shared_ptr<const Module> load_for(ThreadState& t, std::string_view name,
                                         const ModuleState& from) override;
  Result<std::shared_ptr<const Module>> load_file(const FileName& file);
  Result<std::shared_ptr<const Module>> run(const FileName& file, std::string text);
};

/// Runs one program as a module.
struct ModuleRunner {
  Loader::State& loader;
  std::shared_ptr<Module> module = std::make_shared<Module>();

  Result<std::shared_ptr<const Module>> run(const FileName& file,
                                            std::shared_ptr<const Program> program) {
    auto heap = Heap::create(loader.options.host.limits.bytes);
    heap->keep(loader.environment->shared_heap());
    ModuleState& state = *heap->state().modules.emplace_back(std::make_unique<ModuleState>());
    state.program = program;
    state.heap = heap;
    state.key = file.key;
    state.globals.resize(program->globals.size());
    Thread thread(loader.options.host, heap);
    thread.state().loader = &loader;
    thread.state().may_collect = loader.options.collect_while_loading;
    if (auto failed = start(thread, state)) return std::unexpected(std::move(*failed));
    finish(file, *program, state, heap);
    return module;
  }

 private:
  std::optional<Error> start(Thread& thread, ModuleState& state) {
    Heap& heap = thread.heap();
    try {
      for (const ConstantDef& def : state.program->constants)
        state.constants.push_back(constant_value(heap, *loader.environment, def));
    } catch (EvalError& e) {
      return std::move(e.error);
    }
    auto* toplevel = heap.state().make<FunctionObject>(Kind::kFunction);
    toplevel->code = state.program->toplevel;
    toplevel->module = &state;
    auto result = thread.call(Value::object(toplevel));
    if (!result) return std::move(result.error());
    return std::nullopt;
  }

  void finish(const FileName& file, const Program& program, ModuleState& state,
              const std::shared_ptr<Heap>& heap) {
    heap->freeze_all();
    module->key_ = file.key;
    module->display_ = file.display;
    module->heap_ = heap;
    for (std::size_t i = 0; i < program.globals.size(); ++i) {
      const GlobalDef& g = program.globals[i];
      if (!g.exported || !state.globals[i].is_bound()) continue;
      module->globals_.push_back(
          {std::string(g.name), state.globals[i], program.source.place(g.span.begin)});
    }
  }
};

Result<std::shared_ptr<const Module>> Loader::State::run(const FileName& file, std::string text) {
  auto program = compile(file, std::move(text), options.dialect, known_names(*environment));
  if (!program) return std::unexpected(std::move(program.error()));
  return ModuleRunner{*this}.run(file, std::move(*program));
}

namespace {

Error load_error(std::string message, std::string hint = {}) {
  Error e;
  e.code = ErrorCode::kLoad;
  e.message = std::move(message);
  e.hint = std::move(hint);
  return e;
}

}  // namespace

Result<std::shared_ptr<const Module>> Loader::State::load_file(const FileName& file) {
  if (auto known = modules.find(file.key); known != modules.end()) return known->second;
  for (std::size_t i = 0; i < loading.size(); ++i) {
    if (loading[i].key != file.key) continue;
    std::string chain;
    for (; i < loading.size(); ++i) chain += loading[i].display + " loads ";
    return std::unexpected(
        load_error("the files load each other in a circle", chain + file.display));
  }
  auto text = files.read(file);
  if (!text)
    return std::unexpected(
        load_error(fmt::format("cannot read {}: {}", file.display, text.error())));
  loading.push_back(file);
  auto module = run(file, std::move(*text));
  loading.pop_back();
  if (module) modules.emplace(file.key, *module);
  return module;
}

std::shared_ptr<const Module> Loader::State::load_for(ThreadState&, std::string_view name,
                                                      const ModuleState& from) {
  auto fail = [](Error e) { throw EvalError{.error = std::move(e), .placed = false}; };
  auto file = files.resolve(name, from.key);
  if (!file) fail(load_error(fmt::format("cannot load \"{}\": {}", name, file.error())));
  auto module = load_file(*file);
  if (module) return *module;
  // An error with a place happened inside the file; its backtrace goes on with ours.
  bool placed = static_cast<bool>(module.error().place);
  throw EvalError{.error = std::move(module.error()), .placed = placed};
}

Loader::Loader(std::shared_ptr<const Environment> environment, Files files, LoaderOptions options)
    : state_(std::make_unique<State>()) {
  environment->shared_heap()->freeze_all();
  state_->environment = std::move(environment);
  state_->files = std::move(files);
  state_->options = std::move(options);
}
Loader::~Loader() = default;

Result<std::shared_ptr<const Module>> Loader::load(std::string_view name) {
  auto file = state_->files.resolve(name, "");
  if (!file)
    return std::unexpected(load_error(fmt::format("cannot load \"{}\": {}", name, file.error())));
  return state_->load_file(*file);
}

Result<std::shared_ptr<const Module>> Loader::run(FileName name, std::string text) {
  state_->loading.push_back(name);
  auto module = state_->run(name, std::move(text));
  state_->loading.pop_back();
  if (module) state_->modules.insert_or_assign(name.key, *module);
  return module;
}

Files Files::from_disk() {
  namespace fs = std::filesystem;
  Files files;
  files.resolve = [](std::string_view name,
                     std::string_view from) -> std::expected<FileName, std::string> {
    fs::path path = fs::path(from).parent_path() / fs::path(name);
    std::error_code error;
    if (!fs::exists(path, error))
      return std::unexpected("there is no " + path.lexically_normal().string());
    if (fs::is_directory(path, error)) return std::unexpected(path.string() + " is a directory");
    fs::path real = fs::canonical(path, error);
    fs::path shown = fs::proximate(real, error);
    bool outside = error || shown.empty() || *shown.begin() == "..";
    return FileName{real.string(),
                    from.empty() ? std::string(name) : (outside ? real : shown).string()};
  };
  files.read = [](const FileName& file) -> std::expected<std::string, std::string> {
    std::ifstream in(file.key, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf() || in.peek() == std::ifstream::traits_type::eof()))
      return std::unexpected("it cannot be read");
    return std::move(text).str();
  };
  return files;
}

std::optional<Error> check_source(const FileName& name, std::string_view text,
                                  const Dialect& dialect, std::span<const std::string> known) {
  std::vector<std::string> names(known.begin(), known.end());
  for (const auto& e : universe()) names.push_back(e.name);
  auto program = compile(name, std::string(text), dialect, names);
  if (program) return std::nullopt;
  return std::move(program.error());
}

}  // namespace starlark
