#include "storage/error.hpp"

#include <string>

namespace storage {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "storage"; }
  std::string message(int code) const override {
    switch (static_cast<Errc>(code)) {
      case Errc::in_use:
        return "another process has it open";
      case Errc::newer_version:
        return "a newer version wrote it; it was left as it is";
      case Errc::foreign:
        return "another program wrote it; it was left as it is";
      case Errc::damaged:
        return "it is damaged; it was left as it is: move it away, or put a good copy in its place";
      case Errc::full:
        return "no space is left";
      case Errc::failed:
        return "reading or writing failed";
    }
    return "unknown";
  }
};

}  // namespace

std::error_code make_error_code(Errc code) {
  static const Category category;
  return {static_cast<int>(code), category};
}

}  // namespace storage
