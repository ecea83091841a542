// build/starlark: runs a Starlark file. Exit status 0, or 1 with the error on stderr; 2 for a
// command line that makes no sense.
#include <cstdio>
#include <cstring>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <unistd.h>

#include "starlark/starlark.h"

namespace {

constexpr std::string_view kUsage =
    "usage: starlark [FLAG...] FILE\n"
    "Runs a Starlark file (- is stdin). Predeclared: struct, json.\n"
    "Dialect flags, each with its opposite --no-FLAG:\n"
    "  --set                  the set() builtin (default)\n"
    "  --while                while loops\n"
    "  --recursion            functions may call themselves\n"
    "  --toplevel-control     if, for and while outside functions\n"
    "  --global-reassign      globals may be assigned again\n"
    "  --load-binds-globally  load() makes globals\n";

struct Flag {
  std::string_view name;
  bool starlark::Dialect::*field;
};

constexpr Flag kFlags[] = {
    {"set", &starlark::Dialect::set},
    {"while", &starlark::Dialect::while_loops},
    {"recursion", &starlark::Dialect::recursion},
    {"toplevel-control", &starlark::Dialect::toplevel_control},
    {"global-reassign", &starlark::Dialect::global_reassign},
    {"load-binds-globally", &starlark::Dialect::load_binds_globally},
};

bool set_flag(starlark::Dialect& dialect, std::string_view name) {
  bool on = !name.starts_with("no-");
  if (!on) name.remove_prefix(3);
  for (const Flag& flag : kFlags) {
    if (flag.name != name) continue;
    dialect.*flag.field = on;
    return true;
  }
  return false;
}

int refuse(const std::string& why) {
  std::cerr << "starlark: " << why << "\n" << kUsage;
  return 2;
}

int run(const std::string& file, const starlark::Dialect& dialect) {
  auto environment = std::make_shared<starlark::Environment>();
  environment->add("struct", starlark::struct_function(environment->heap()));
  environment->add("json", starlark::json_module(environment->heap()));
  starlark::Host host;
  host.print = [](std::string_view text, const starlark::Place&) { std::cout << text << '\n'; };
  starlark::Loader loader(environment, starlark::Files::from_disk(),
                          {.dialect = dialect, .host = host, .collect_while_loading = true});
  auto module = file == "-" ? loader.run({"", "<stdin>"},
                                         std::string(std::istreambuf_iterator<char>(std::cin), {}))
                            : loader.load(file);
  std::cout.flush();
  if (module) return 0;
  std::cerr << module.error().to_string(isatty(STDERR_FILENO) != 0);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  starlark::Dialect dialect;
  std::optional<std::string> file;
  for (int i = 1; i < argc; ++i) {
    std::string_view arg = argv[i];
    if (arg == "--help" || arg == "-h") {
      std::cout << kUsage;
      return 0;
    }
    if (arg.starts_with("--")) {
      if (!set_flag(dialect, arg.substr(2))) return refuse("unknown flag " + std::string(arg));
    } else if (file) {
      return refuse("there can be only one file");
    } else {
      file = arg;
    }
  }
  return file ? run(*file, dialect) : refuse("no file given");
}
