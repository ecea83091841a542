// Runs every tests/starlark/**/*.star and compares what it prints with NAME.out and how it fails
// with NAME.error. A first line `# flags: while_loops recursion` switches dialect flags on.
// MISHAP_UPDATE_GOLDEN=1 writes the files instead; look at the difference before you commit it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "starlark/starlark.h"

namespace starlark {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(MISHAP_SOURCE_DIR) / "tests/starlark";

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Dialect flags_of(std::string_view text) {
  Dialect d;
  std::istringstream line{std::string(text.substr(0, text.find('\n')))};
  for (std::string word; line >> word;) {
    if (word == "while_loops") d.while_loops = true;
    if (word == "recursion") d.recursion = true;
    if (word == "toplevel_control") d.toplevel_control = true;
    if (word == "global_reassign") d.global_reassign = true;
  }
  return d;
}

/// Files are named in error texts as they are below the folder, whoever runs the test where.
Files golden_files() {
  Files files = Files::from_disk();
  files.resolve = [](std::string_view name,
                     std::string_view from) -> std::expected<FileName, std::string> {
    fs::path path = (from.empty() ? kFolder : fs::path(from).parent_path()) / name;
    if (!fs::exists(path)) return std::unexpected("there is no such file");
    return FileName{path.string(), fs::relative(path, kFolder).string()};
  };
  return files;
}

struct Outcome {
  std::string printed, error;
};

Outcome run(const fs::path& file) {
  Outcome outcome;
  auto environment = std::make_shared<Environment>();
  environment->add("struct", struct_function(environment->heap()));
  environment->add("json", json_module(environment->heap()));
  LoaderOptions options{.dialect = flags_of(read_file(file)), .collect_while_loading = true};
  options.host.print = [&](std::string_view text, const Place&) {
    outcome.printed += std::string(text) + "\n";
  };
  options.host.limits = {.steps = 2'000'000, .bytes = std::size_t{32} << 20};
  Loader loader(environment, golden_files(), options);
  auto module = loader.load(fs::relative(file, kFolder).string());
  if (!module) outcome.error = module.error().to_string();
  return outcome;
}

void compare(const fs::path& golden, const std::string& seen) {
  if (std::getenv("MISHAP_UPDATE_GOLDEN") != nullptr) {
    if (seen.empty())
      fs::remove(golden);
    else
      std::ofstream(golden, std::ios::binary) << seen;
    return;
  }
  CHECK_MESSAGE(seen == read_file(golden), golden.string());
}

TEST_CASE("golden files") {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder))
    if (entry.path().extension() == ".star") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  REQUIRE(files.size() > 30);
  for (const fs::path& file : files) {
    Outcome outcome = run(file);
    compare(fs::path(file).replace_extension(".out"), outcome.printed);
    compare(fs::path(file).replace_extension(".error"), outcome.error);
  }
}

TEST_CASE("no prefix of a program and no program with a byte changed crashes") {
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".star") continue;
    std::string text = read_file(entry.path());
    for (std::size_t i = 0; i < text.size(); i += 7) {
      (void)check_source({"", "prefix.star"}, text.substr(0, i), {}, {});
      std::string changed = text;
      changed[i] = "()[]{}:'\"\n\\\t#\0\xff=*"[i % 17];
      (void)check_source({"", "changed.star"}, changed, {}, {});
    }
  }
}

}  // namespace
}  // namespace starlark
