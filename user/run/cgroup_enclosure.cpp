// A service in a cgroup of its own.
#include <utility>

#include "user/run/enclosure.h"
#include "user/system/cgroup.h"

namespace mishap::run {
namespace {

class CgroupEnclosure : public Enclosure {
 public:
  explicit CgroupEnclosure(system::Cgroup cgroup) : cgroup_(std::move(cgroup)) {}

  int cgroup_fd() const override { return cgroup_.directory_fd(); }
  uint64_t cgroup_id() const override { return cgroup_.id(); }
  std::string path() const override { return cgroup_.path(); }
  std::string why_no_cgroup() const override { return {}; }
  Result<system::ExitStatus> stop(system::Process& process, std::chrono::milliseconds patience,
                                  int hurry_fd) override {
    return system::stop_service(process, cgroup_, patience, hurry_fd);
  }

 private:
  system::Cgroup cgroup_;
};

}  // namespace

Result<std::unique_ptr<Enclosure>> make_cgroup_enclosure(const std::string& service) {
  Result<system::Cgroup> cgroup = system::Cgroup::create(service);
  if (!cgroup) return std::unexpected(std::move(cgroup.error()));
  return std::make_unique<CgroupEnclosure>(std::move(*cgroup));
}

Result<std::unique_ptr<Enclosure>> make_enclosure_for(const std::string& service) {
  Result<std::unique_ptr<Enclosure>> made = make_cgroup_enclosure(service);
  if (made) return made;
  return make_session_enclosure(made.error().message);
}

}  // namespace mishap::run
