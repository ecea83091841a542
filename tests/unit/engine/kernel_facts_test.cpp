// What the engine reads of a kernel, on recorded text.
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "user/engine/bpf/event_ring.h"
#include "user/engine/bpf/kernel_symbols.h"
#include "user/engine/bpf/last_words.h"
#include "user/engine/bpf/trampolines.h"

using namespace mishap::engine;

namespace {

std::string file_with(const std::string& text) {
  const std::string name =
      (std::filesystem::temp_directory_path() / ("mishap-kallsyms-" + std::to_string(getpid())))
          .string();
  std::ofstream(name) << text;
  return name;
}

}  // namespace

TEST_CASE("symbols are found by name") {
  const std::string file = file_with(
      "ffffffff81234560 T __x64_sys_write\n"
      "ffffffff82000000 D rename_lock\n"
      "ffffffff81000000 T unrelated\t[module]\n");
  const auto symbols = KernelSymbols::read(file);
  REQUIRE(symbols);
  CHECK(symbols->address("__x64_sys_write") == 0xffffffff81234560);
  CHECK(symbols->address("rename_lock") == 0xffffffff82000000);
  CHECK(symbols->address("mount_lock") == 0);
  std::filesystem::remove(file);
}

TEST_CASE("a kernel that hides its addresses is refused with what to do") {
  const std::string file = file_with("0000000000000000 T __x64_sys_write\n");
  const auto symbols = KernelSymbols::read(file);
  REQUIRE_FALSE(symbols);
  CHECK(symbols.error().hint.find("kptr_restrict") != std::string::npos);
  std::filesystem::remove(file);
}

TEST_CASE("syscalls whose kernel function has another name") {
  CHECK(syscall_function("write") == "__x64_sys_write");
  CHECK(syscall_function("stat") == "__x64_sys_newstat");
  CHECK(syscall_function("sendfile") == "__x64_sys_sendfile64");
}

TEST_CASE("another program's trampoline is found under its function's line") {
  const std::string text =
      "__x64_sys_fsync (1) R   D   M \ttramp: 0xffffffffa0204000 (call_direct_funcs+0x0/0x20)\n"
      "\tdirect-->bpf_trampoline_6442502312+0x0/0x1000\n"
      "__x64_sys_write (1)             \ttramp: 0xffffffffa0201000 (fprobe_handler+0x0/0x100)\n";
  std::istringstream first(text), second(text);
  CHECK(direct_trampoline_in(first, "__x64_sys_fsync") == "bpf_trampoline_6442502312");
  CHECK_FALSE(direct_trampoline_in(second, "__x64_sys_write"));
}

TEST_CASE("the verifier's reason is found among its listing") {
  CHECK(last_words("0: (bf) r6 = r1\n"
                   "; return 0; @ mishap.bpf.c:30\n"
                   "__x64_sys_umask() is not modifiable\n"
                   "processed 12 insns (limit 1000000) max_states_per_insn 0\n"
                   "-- END PROG LOAD LOG --\n") == "__x64_sys_umask() is not modifiable");
}

TEST_CASE("an event's path is turned round") {
  mishap_event event = {};
  const char path[] = "inventory.wal\0tmp";
  event.path_bytes = sizeof path;
  event.decision = MISHAP_FIRED;
  event.value = -5;
  const RawEvent raw = decode_event(event, path);
  CHECK(raw.path == "/tmp/inventory.wal");
  CHECK(raw.fired);
}

TEST_CASE("the root directory is told from no path at all") {
  mishap_event event = {};
  CHECK(decode_event(event, "").path == "");
  event.has_path = 1;
  CHECK(decode_event(event, "").path == "/");
}

TEST_CASE("a path that was cut says so") {
  mishap_event event = {};
  const char path[] = "leaf\0near";
  event.path_bytes = sizeof path;
  event.path_truncated = 1;
  CHECK(decode_event(event, path).path == ".../near/leaf");
}
