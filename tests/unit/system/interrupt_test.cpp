// Ctrl-C as a descriptor.
#include "user/system/interrupt.h"

#include <doctest/doctest.h>
#include <signal.h>

#include "user/system/wait.h"

using namespace mishap::system;

TEST_CASE("the first signal asks for an end, the second for a quick one") {
  const Interrupt interrupt = Interrupt::install().value();
  CHECK_FALSE(interrupt.interrupted());
  CHECK_FALSE(is_readable(interrupt.fd()));

  raise(SIGINT);
  CHECK(interrupt.signal() == SIGINT);
  CHECK(is_readable(interrupt.fd()));
  CHECK_FALSE(is_readable(interrupt.hurry_fd()));

  raise(SIGTERM);
  CHECK(interrupt.signal() == SIGINT);
  CHECK(is_readable(interrupt.hurry_fd()));
}

TEST_CASE("an ignored SIGHUP stays ignored, as under nohup") {
  signal(SIGHUP, SIG_IGN);
  {
    const Interrupt interrupt = Interrupt::install().value();
    raise(SIGHUP);
    CHECK_FALSE(interrupt.interrupted());
  }
  signal(SIGHUP, SIG_DFL);
}

TEST_CASE("what signals did before is restored, and a new one starts afresh") {
  struct sigaction before {
  }, after{};
  sigaction(SIGTERM, nullptr, &before);
  {
    const Interrupt interrupt = Interrupt::install().value();
    raise(SIGTERM);
  }
  sigaction(SIGTERM, nullptr, &after);
  const bool restored = before.sa_handler == after.sa_handler;
  CHECK(restored);
  CHECK_FALSE(Interrupt::install().value().interrupted());
}

TEST_CASE("two at a time are refused") {
  const Interrupt interrupt = Interrupt::install().value();
  CHECK_FALSE(Interrupt::install());
}
