// What services print: kept, cut to its end, passed on by lines.
#include "user/system/output.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <thread>

using namespace mishap::system;

namespace {

void print(const FileDescriptor& pipe, const std::string& text) {
  REQUIRE(write(pipe.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

}  // namespace

TEST_CASE("the tail has all that was printed before it was asked for") {
  const auto capture = OutputCapture::start().value();
  const OutputPipes pipes = capture->open("inventory").value();
  print(pipes.out, "starting\n");
  CHECK(capture->tail("inventory") == "starting\n");
  print(pipes.err, "no newline yet");
  CHECK(capture->tail("inventory") == "starting\nno newline yet");
}

TEST_CASE("services don't mix, and an unknown one has printed nothing") {
  const auto capture = OutputCapture::start().value();
  const OutputPipes a = capture->open("a").value(), b = capture->open("b").value();
  print(a.out, "from a\n");
  print(b.out, "from b\n");
  CHECK(capture->tail("a") == "from a\n");
  CHECK(capture->tail("b") == "from b\n");
  CHECK(capture->tail("c").empty());
}

TEST_CASE("a chatty service never blocks, and its last whole lines are kept") {
  const auto capture = OutputCapture::start().value();
  const OutputPipes pipes = capture->open("chatty").value();
  for (int i = 0; i < 100'000; i++) print(pipes.out, "line " + std::to_string(i) + "\n");
  const std::string tail = capture->tail("chatty");
  CHECK(tail.size() <= OutputCapture::tail_limit);
  CHECK(tail.size() > OutputCapture::tail_limit - 100);
  CHECK(tail.starts_with("line "));
  CHECK(tail.ends_with("line 99999\n"));
}

TEST_CASE("a service that starts anew starts with nothing printed") {
  const auto capture = OutputCapture::start().value();
  OutputPipes first = capture->open("a").value();
  print(first.out, "first\n");
  CHECK(capture->tail("a") == "first\n");
  const OutputPipes second = capture->open("a").value();
  print(second.out, "second\n");
  CHECK(capture->tail("a") == "second\n");
}

TEST_CASE("lines are passed on whole, with the service's name") {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  {
    const auto capture = OutputCapture::start(ends[1]).value();
    OutputPipes pipes = capture->open("db").value();
    print(pipes.err, "hel");
    CHECK(capture->tail("db") == "hel");
    print(pipes.err, "lo\nlast words");
    pipes = {};  // The service ends.
    CHECK(capture->tail("db") == "hello\nlast words");
    // tail() read what was there; the end of the pipes may be noticed by it or by the thread.
    while (capture->tail("db").empty()) usleep(1'000);
    char text[64] = {};
    size_t size = 0;
    while (std::string(text) != "[db] hello\n[db] last words\n" && size < sizeof text - 1) {
      const ssize_t got = read(ends[0], text + size, sizeof text - 1 - size);
      REQUIRE(got > 0);
      size += static_cast<size_t>(got);
    }
    CHECK(std::string(text) == "[db] hello\n[db] last words\n");
  }
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("the tail does not wait for a slow reader of what is passed on") {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  REQUIRE(fcntl(ends[1], F_SETPIPE_SZ, 4096) == 4096);
  std::string passed_on;
  std::thread reader;
  {
    const auto capture = OutputCapture::start(ends[1]).value();
    const OutputPipes pipes = capture->open("db").value();
    const std::string line = std::string(5000, 'x') + "\n";
    print(pipes.out, line);
    int waiting = 0;
    while (waiting < 4096 && ioctl(ends[0], FIONREAD, &waiting) == 0) usleep(1'000);
    print(pipes.out, "more\n");
    CHECK(capture->tail("db") == line + "more\n");
    reader = std::thread([&] {
      char text[4096];
      for (ssize_t got; (got = read(ends[0], text, sizeof text)) > 0;)
        passed_on.append(text, static_cast<size_t>(got));
    });
  }
  close(ends[1]);
  reader.join();
  close(ends[0]);
  CHECK(passed_on == "[db] " + std::string(5000, 'x') + "\n[db] more\n");
}
