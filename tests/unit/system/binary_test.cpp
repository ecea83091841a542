// Where a service's program is sought.
#include "user/system/binary.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/unit/system/temp_directory.h"

using namespace mishap::system;
using mishap::tests::TempDirectory;

namespace {

std::string program(const TempDirectory& directory, const std::string& name) {
  const std::string path = directory.write(name, "#!/bin/sh\n");
  chmod(path.c_str(), 0755);
  return path;
}

}  // namespace

TEST_CASE("a relative path is sought beside the spec before the working directory") {
  const TempDirectory spec, here;
  const std::string beside_spec = program(spec, "bin/svc");
  program(here, "bin/svc");
  CHECK(resolve_binary("bin/svc", spec.path(), {here.path(), ""}).value() == beside_spec);
}

TEST_CASE("a relative path is sought in the working directory next") {
  const TempDirectory spec, here;
  const std::string in_here = program(here, "bin/svc");
  CHECK(resolve_binary("./bin/svc", spec.path(), {here.path(), ""}).value() == in_here);
}

TEST_CASE("the spec's directory may itself be relative to the working directory") {
  const TempDirectory here;
  const std::string beside_spec = program(here, "specs/bin/svc");
  CHECK(resolve_binary("bin/svc", "specs", {here.path(), ""}).value() == beside_spec);
}

TEST_CASE("a bare name is sought in PATH alone") {
  const TempDirectory spec, first, second;
  program(spec, "svc");
  const std::string in_path = program(second, "svc");
  CHECK(resolve_binary("svc", spec.path(), {spec.path(), first.path() + ":" + second.path()})
            .value() == in_path);
}

TEST_CASE("the error lists every place and what is wrong there") {
  const TempDirectory spec, here;
  spec.write("bin/svc", "not executable");
  std::filesystem::create_directories(here.path() + "/bin/svc");
  const auto found = resolve_binary("bin/svc", spec.path(), {here.path(), ""});
  REQUIRE(!found);
  CHECK(found.error().message == "no binary \"bin/svc\": tried " + spec.path() +
                                     "/bin/svc (not executable), " + here.path() +
                                     "/bin/svc (is a directory)");
  CHECK(found.error().code == "LAUNCH_FAILED");
}

TEST_CASE("a bare name that PATH lacks gets the hint how to name a file") {
  const TempDirectory directory;
  const auto found = resolve_binary("svc", directory.path(), {directory.path(), directory.path()});
  REQUIRE(!found);
  CHECK(found.error().hint.contains("\"./svc\""));
}

TEST_CASE("an absolute path is taken as it is") {
  CHECK(resolve_binary("/bin/sh", "/nowhere").value() == "/bin/sh");
  CHECK(resolve_binary("/no/such", "/nowhere").error().message ==
        "no binary \"/no/such\": tried /no/such (no such file)");
}
