// What the Starlark tests share: running a text with some builtins.
#pragma once

#include <memory>
#include <string>

#include "starlark/starlark.h"

namespace starlark {

/// A loader of one text, its environment, and the module that came of it.
struct Script {
  std::shared_ptr<Environment> environment = std::make_shared<Environment>();
  LoaderOptions options;
  std::unique_ptr<Loader> loader;

  Result<std::shared_ptr<const Module>> run(std::string text) {
    Files files;
    files.resolve = [](std::string_view, std::string_view) -> std::expected<FileName, std::string> {
      return std::unexpected("this test has one file only");
    };
    loader = std::make_unique<Loader>(environment, files, options);
    return loader->run({"", "spec.star"}, std::move(text));
  }
};

/// The first line of the error that running [text] ends with; "" when it runs.
inline std::string failure(std::string text) {
  Script script;
  auto module = script.run(std::move(text));
  return module ? "" : module.error().headline();
}

}  // namespace starlark
