// tests/support/captured_stderr.hpp - what the log says while something happens.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>

namespace test {

/// Everything written to stderr while `act` runs.
template <class Act>
std::string stderr_of(Act act) {
  std::FILE* file = std::tmpfile();
  std::fflush(stderr);
  const int saved = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  act();
  std::fflush(stderr);
  dup2(saved, STDERR_FILENO);
  ::close(saved);
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

}  // namespace test
