// The order in which services start: depth first along depends_on.
#include "user/run/start_order.h"

#include <algorithm>
#include <string>

namespace mishap::run {
namespace {

class Ordering {
 public:
  explicit Ordering(const plan::Plan& plan) : plan_(plan) {}

  Result<void> visit(const plan::Service& service) {
    if (std::ranges::find(order_, &service) != order_.end()) return {};
    const auto open = std::ranges::find(way_, &service);
    if (open != way_.end()) return cycle(service, open - way_.begin());
    way_.push_back(&service);
    for (const std::string& name : service.depends_on) {
      const plan::Service* dependency = plan_.service(name);
      if (dependency == nullptr)
        return std::unexpected(Error{"service \"" + service.name + "\" depends on \"" + name +
                                         "\", which is no service of this spec",
                                     "", service.place, ""});
      if (Result<void> done = visit(*dependency); !done) return done;
    }
    way_.pop_back();
    order_.push_back(&service);
    return {};
  }

  std::vector<const plan::Service*> order() && { return std::move(order_); }

 private:
  Result<void> cycle(const plan::Service& service, std::ptrdiff_t from) const {
    std::string text;
    for (auto each = way_.begin() + from; each != way_.end(); ++each) text += (*each)->name + " → ";
    return std::unexpected(Error{"services depend on each other: " + text + service.name,
                                 "take one of these depends_on away", service.place, ""});
  }

  const plan::Plan& plan_;
  std::vector<const plan::Service*> way_;  ///< From the root of the search to where it is.
  std::vector<const plan::Service*> order_;
};

}  // namespace

Result<std::vector<const plan::Service*>> start_order(const plan::Plan& plan) {
  Ordering ordering(plan);
  for (const plan::Service& service : plan.services)
    if (Result<void> done = ordering.visit(service); !done) return std::unexpected(done.error());
  return std::move(ordering).order();
}

}  // namespace mishap::run
