#define DOCTEST_CONFIG_IMPLEMENT
#include "scripts.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include "base/log.hpp"

namespace {

void failed(const doctest::AssertData& check) {
  if (!check.m_failed) return;
  std::fprintf(stderr, "%s\n", check.m_decomp.c_str());
  fuzz::fail(check.m_expr, check.m_file, check.m_line);
}

}  // namespace

void fuzz::use_checks_of_tests() {
  static doctest::Context context;
  [[maybe_unused]] static const bool once = [] {
    context.setAsDefaultForAssertsOutOfTestCases();
    context.setAssertHandler(failed);
    base::log::set_level(base::log::Level::off);
    return true;
  }();
}
