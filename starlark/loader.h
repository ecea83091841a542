// Runs files as modules: finds what load() names, runs each file once, and freezes its globals.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/builtin.h"
#include "starlark/dialect.h"
#include "starlark/error.h"
#include "starlark/heap.h"
#include "starlark/thread.h"
#include "starlark/value.h"

namespace starlark {

/// The names that every file sees beyond the universe (len, print, ...): the host's builtins.
/// Fill it, then give it to Loaders, from where on it is frozen.
class Environment {
 public:
  /// Without names, on a heap of its own.
  Environment();
  /// Defines a name; a later definition replaces an earlier one.
  void add(std::string_view name, Value value);
  /// Defines a builtin under its own name.
  void add(BuiltinDef def);
  /// Where values for add() are made.
  Heap& heap() { return *heap_; }
  /// The same, to be kept for as long as its values are used.
  std::shared_ptr<Heap> shared_heap() const { return heap_; }

  /// A name and what it stands for.
  struct Entry {
    std::string name;
    Value value;
  };
  /// All names, in order of their first definition.
  const std::vector<Entry>& entries() const { return entries_; }
  /// What the name stands for; nullopt when it is not defined.
  std::optional<Value> find(std::string_view name) const;

 private:
  std::shared_ptr<Heap> heap_;
  std::vector<Entry> entries_;
};

/// A global of a module, in order of definition.
struct Global {
  std::string name;
  Value value;
  Place place;  ///< where it is first assigned
};

/// A file that ran to its end. Its values are frozen and live as long as it does.
class Module {
 public:
  /// FileName::key of its file.
  const std::string& key() const { return key_; }
  /// FileName::display of its file.
  const std::string& display() const { return display_; }
  /// All globals, private ones (_name) included.
  const std::vector<Global>& globals() const { return globals_; }
  /// The value of a global; nullopt when there is none of that name.
  std::optional<Value> find(std::string_view name) const;
  /// Where its values live.
  const std::shared_ptr<Heap>& heap() const { return heap_; }

 private:
  friend struct ModuleRunner;
  std::string key_, display_;
  std::vector<Global> globals_;
  std::shared_ptr<Heap> heap_;
};

/// How the host names a file.
struct FileName {
  std::string key;      ///< the same for the same file, however it was asked for (a real path)
  std::string display;  ///< as error texts name it
};

/// How the host finds and reads files. The error strings say why not ("no such file").
struct Files {
  /// What load("name") means in the file with the key [from] (empty: asked for by the host).
  std::function<std::expected<FileName, std::string>(std::string_view name, std::string_view from)>
      resolve;
  /// The text of a file. Called once a key.
  std::function<std::expected<std::string, std::string>(const FileName& file)> read;

  /// Files of the file system: a relative name is sought beside the loading file (the host's own
  /// requests: in the working directory).
  static Files from_disk();
};

/// How modules run.
struct LoaderOptions {
  Dialect dialect = {};
  Host host = {};
  /// Collect garbage while modules load. Off: every value made by a module's top level lives as
  /// long as the module, so that builtins may store them (a lambda given to expect=) without Root.
  bool collect_while_loading = false;
};

/// Loads modules; each file runs once per Loader. Keeps all its modules alive.
class Loader {
 public:
  /// Freezes [environment]. [files] is called from load() and from the programs' load().
  Loader(std::shared_ptr<const Environment> environment, Files files, LoaderOptions options = {});
  ~Loader();

  /// Loads what [name] resolves to from the host's point of view.
  Result<std::shared_ptr<const Module>> load(std::string_view name);
  /// Runs text that is not in a file, such as "<stdin>".
  Result<std::shared_ptr<const Module>> run(FileName name, std::string text);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

/// Reads a file without running it and returns its first error (with the others), if any.
/// [known] are the predeclared names.
std::optional<Error> check_source(const FileName& name, std::string_view text,
                                  const Dialect& dialect, std::span<const std::string> known);

}  // namespace starlark
