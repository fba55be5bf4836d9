#include "placeholders.hpp"

#include "json_scan.hpp"
#include "socketio/json.hpp"

namespace socketio {
namespace {

/// Walks a value with its own stack: calling member() at each level would read the inner levels again and
/// again, which a peer can make expensive.
class Search {
 public:
  explicit Search(std::string_view json) : json_(json) {}

  std::vector<Placeholder> run() {
    for (std::size_t at = 0; at < json_.size();) at = step(at);
    return std::move(found_);
  }

 private:
  struct Level {
    bool object = false;
    bool marked = false;    // "_placeholder" is true
    std::size_t found = 0;  // how many were found in front of it
    Placeholder self = {};
  };

  std::size_t step(std::size_t at) {
    const char c = json_[at];
    if (c == '"') return expect_name_ ? member(at) : value_end(json_, at);
    if (c == '{' || c == '[') open(c == '{', at);
    if (c == '}' || c == ']') close(at);
    if (c == ',') expect_name_ = !levels_.empty() && levels_.back().object;
    return at + 1;
  }

  void open(bool object, std::size_t at) {
    levels_.push_back({object, false, found_.size(), {at, at, {}}});
    expect_name_ = object;
  }

  void close(std::size_t at) {
    Level level = levels_.back();
    levels_.pop_back();
    expect_name_ = false;
    if (!level.marked) return;
    found_.resize(level.found);  // placeholders inside a placeholder do not count
    level.self.end = at + 1;
    found_.push_back(level.self);
  }

  /// A member's name starts at `at`. @return where its value starts.
  std::size_t member(std::size_t at) {
    expect_name_ = false;
    const std::size_t name_end = value_end(json_, at);
    const std::size_t value = skip_space(json_, skip_space(json_, name_end) + 1);
    read(RawJson::trusted(json_.substr(at, name_end - at)), value);
    return value;
  }

  void read(const RawJson& name, std::size_t value) {
    const bool marker = is(name, "_placeholder");
    if (!marker && !is(name, "num")) return;
    const bool scalar = json_[value] != '{' && json_[value] != '[';
    const RawJson content =
        scalar ? RawJson::trusted(json_.substr(value, value_end(json_, value) - value)) : RawJson();
    if (marker) {
      levels_.back().marked = content.text() == "true";
    } else {
      const auto number = content.as_integer();
      levels_.back().self.number.reset();
      if (number && *number >= 0) levels_.back().self.number = static_cast<std::size_t>(*number);
    }
  }

  static bool is(const RawJson& name, std::string_view wanted) {
    const std::string_view plain = name.text().substr(1, name.text().size() - 2);
    return plain == wanted || (plain.find('\\') != plain.npos && name.as_string() == wanted);
  }

  std::string_view json_;
  bool expect_name_ = false;
  std::vector<Level> levels_;
  std::vector<Placeholder> found_;
};

}  // namespace

std::vector<Placeholder> find_placeholders(std::string_view json) {
  const bool possible =
      json.find("_placeholder") != std::string_view::npos || json.find('\\') != std::string_view::npos;
  return possible ? Search(json).run() : std::vector<Placeholder>();
}

}  // namespace socketio
