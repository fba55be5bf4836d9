// failure.hpp - why a run has no figures.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace bench {

/// Exit status of the program.
enum class Exit {
  usage = 1,              ///< unknown or impossible option
  system = 2,             ///< a system call of the generator failed
  too_many_failures = 3,  ///< the server drops clients wholesale
  wrong_answer = 4,       ///< the server answered, but not what was asked
  timeout = 5,            ///< not done within --timeout
  clients_failed = 6,     ///< finished, but some clients were lost on the way
};

/// Ends the run: thrown anywhere, caught in main().
class Failure : public std::runtime_error {
 public:
  Failure(Exit status, const std::string& what) : std::runtime_error(what), status_(status) {}
  Exit status() const { return status_; }

 private:
  Exit status_;
};

/// The beginning of what a server said, to be quoted in a failure; never half a character.
std::string excerpt(std::string_view text);

/// Throws Failure(Exit::system) with the text of errno.
[[noreturn]] void throw_errno(const char* call);

}  // namespace bench
