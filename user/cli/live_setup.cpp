// What run and attach do alike.
#include "user/cli/live_setup.h"

#include <cerrno>
#include <cstring>
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "user/live/diagnose.h"

namespace mishap::cli {

std::optional<live::Request> read_request(const LiveArguments& arguments, const std::string& target,
                                          Console& console) {
  auto request =
      live::read_request({arguments.ops, arguments.faults, arguments.io_uring == "allow"}, target);
  if (!request) {
    for (const std::string& text : request.error()) console.line(text);
    return std::nullopt;
  }
  for (const std::string& note : request->notes) console.line(note);
  return std::move(*request);
}

Result<Destination> Destination::open(const std::string& file, int standard_fd) {
  Destination destination;
  destination.name_ = file.empty() ? (standard_fd == STDOUT_FILENO ? "stdout" : "stderr") : file;
  if (!file.empty()) {
    destination.file_ = system::FileDescriptor(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666));
    if (!destination.file_.valid()) return fail_errno("cannot write " + file, errno);
    standard_fd = destination.file_.get();
  }
  destination.output_ = std::make_unique<live::Output>(standard_fd);
  return destination;
}

Result<void> Destination::check() const {
  if (output_->error() == 0) return {};
  return fail_errno("cannot write to " + name_, output_->error());
}

Result<std::unique_ptr<live::Session>> open_session(live::Request request,
                                                    const LiveArguments& arguments, bool of_process,
                                                    live::Output& output) {
  live::SessionOptions options;
  options.trace = !arguments.trace.empty();
  options.all_calls = arguments.trace == "calls";
  options.summary = arguments.summary;
  options.json = arguments.format == "json";
  options.mechanism = arguments.mechanism;
  options.seed = arguments.seed.value_or(std::random_device{}());
  options.of_process = of_process;
  return live::Session::open(std::move(request), options, engine::open_bpf_engine, output);
}

void tell_end(const live::Session& session, const LiveArguments& arguments, Console& console) {
  const std::optional<uint64_t> seed = session.seed();
  if (seed && !arguments.seed && !arguments.summary)
    console.line(fmt::format("mishap: seed {}", *seed));
  for (const report::Diagnostic& each : session.diagnostics()) {
    std::string text = live::warning_text(each);
    text.pop_back();
    console.line(text);
  }
}

Result<void> check_root(const std::string& command) {
  if (geteuid() == 0) return {};
  return fail("mishap " + command + " needs root", "for example: sudo mishap " + command + " ...");
}

}  // namespace mishap::cli
