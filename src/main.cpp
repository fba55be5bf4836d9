// roomd - reads the configuration, puts the modules together, serves, stops.

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "configuration.hpp"
#include "health_check.hpp"
#include "service.hpp"

namespace {

constexpr std::string_view version = ROOMD_VERSION;

std::optional<std::string> environment_variable(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

std::string dot_env_file() {
  std::ifstream file(".env", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

int refuse(std::string_view why) {
  std::cerr << "roomd: " << why << "\n";
  return EXIT_FAILURE;
}

int serve(const roomd::Settings& settings) {
  if (settings.room.auth_keys.empty()) {
    return refuse("AUTH_KEY is missing: set it in the environment, in .env or with --auth-key");
  }
  try {
    return roomd::run_service(settings, version);
  } catch (const std::invalid_argument& error) {
    return refuse(error.what());
  }
}

int answer(const roomd::Start& start) {
  if (!start.error.empty()) return refuse(start.error);
  switch (start.action) {
    case roomd::Start::Action::help:
      std::cout << roomd::help_text();
      return EXIT_SUCCESS;
    case roomd::Start::Action::version:
      std::cout << "roomd " << version << "\n";
      return EXIT_SUCCESS;
    case roomd::Start::Action::print_config:
      std::cout << roomd::config_text(start.settings);
      return EXIT_SUCCESS;
    case roomd::Start::Action::health_check: {
      const std::string problem = roomd::check_health(start.settings);
      return problem.empty() ? EXIT_SUCCESS : refuse(problem);
    }
    case roomd::Start::Action::run:
      return serve(start.settings);
  }
  return EXIT_FAILURE;
}

}  // namespace

int main(int argument_count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + argument_count);
  return answer(roomd::configure(words, environment_variable, dot_env_file()));
}
