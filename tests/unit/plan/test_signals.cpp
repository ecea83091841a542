// Names of signals that end a process.
#include <csignal>

#include <doctest/doctest.h>

#include "user/plan/signals.h"

namespace mishap::plan {

TEST_CASE("a signal has its name, with or without SIG, in any case") {
  CHECK(ending_signal("SIGKILL") == SIGKILL);
  CHECK(ending_signal("TERM") == SIGTERM);
  CHECK(ending_signal("sigsegv") == SIGSEGV);
  CHECK(ending_signal("SIGIOT") == SIGABRT);
}

TEST_CASE("a signal that leaves the process alive is refused with what it does instead") {
  CHECK(ending_signal("SIGSTOP").error().message == "SIGSTOP does not end a process: it stops it");
  CHECK(ending_signal("cont").error().message ==
        "SIGCONT does not end a process: it lets a stopped one run on");
  CHECK(ending_signal("SIGCHLD").error().message ==
        "SIGCHLD does not end a process: it is ignored by default");
}

TEST_CASE("what is no signal is told") {
  for (const char* name : {"", "SIG", "SIGKIL", "9", "SIGRTMIN", "SIGSIGKILL"})
    CHECK(ending_signal(name).error().message == "unknown signal \"" + std::string(name) + "\"");
}

TEST_CASE("a word is told to be a signal's name, whatever the signal does") {
  for (const char* name : {"TERM", "SIGTERM", "sigchld", "SIGSTOP"}) CHECK(is_signal_name(name));
  for (const char* word : {"", "SIG", "TRM", "SIGNALS", "pipe", "sys"})
    CHECK_FALSE(is_signal_name(word));
}

TEST_CASE("every name that is offered is taken") {
  for (const std::string& name : ending_signal_names()) CHECK(ending_signal(name).has_value());
}

TEST_CASE("a number has its canonical name") {
  CHECK(signal_name(SIGABRT) == "SIGABRT");
  CHECK(signal_name(SIGIO) == "SIGIO");
  CHECK(signal_name(64) == "64");
}

}  // namespace mishap::plan
