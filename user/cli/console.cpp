// stderr for people.
#include "user/cli/console.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace mishap::cli {
namespace {

bool color_wanted() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* terminal = std::getenv("TERM");
  return terminal == nullptr || std::string_view(terminal) != "dumb";
}

void write_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

Console::Console()
    : terminal_(isatty(STDERR_FILENO) == 1),
      color_(terminal_ && color_wanted()),
      color_stdout_(isatty(STDOUT_FILENO) == 1 && color_wanted()) {}

void Console::progress(const std::string& text) {
  if (!terminal_) return;
  write_stderr("\r\x1b[K" + text);
  live_ = true;
}

void Console::clear() {
  if (live_) write_stderr("\r\x1b[K");
  live_ = false;
}

void Console::line(const std::string& text) {
  clear();
  write_stderr(text + "\n");
}

void Console::error(const Error& error) {
  std::string text = error.place.known() ? error.place.to_string() : "mishap";
  text += color_ ? ": \x1b[31merror\x1b[0m: " : ": error: ";
  if (!error.code.empty()) text += "[" + error.code + "] ";
  text += error.message;
  if (!error.hint.empty()) text += "\n  hint: " + error.hint;
  line(text);
}

bool write_stdout(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
         std::fflush(stdout) == 0;
}

}  // namespace mishap::cli
