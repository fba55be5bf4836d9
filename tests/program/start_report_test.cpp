#include "start_report.hpp"

#include <doctest/doctest.h>

#include "../support/captured_stderr.hpp"

using roomd::Settings;

namespace {

using Names = std::vector<std::string>;

/// The options that the risks begin with.
Names risky(const Settings& settings, std::uint64_t open_files = 1'000'000) {
  Names names;
  for (const std::string& risk : roomd::risks(settings, open_files)) {
    names.push_back(risk.substr(0, risk.find(' ')));
  }
  return names;
}

Settings careful() {
  Settings settings;
  settings.room.auth_keys = {"0123456789abcdef"};
  settings.allowed_origins = {"https://watch.example"};
  return settings;
}

}  // namespace

TEST_SUITE("program/start_report") {
  TEST_CASE("careful settings have no risks") { CHECK(risky(careful()).empty()); }

  TEST_CASE("keys: short ones, those of guides, and one for both uses") {
    Settings settings = careful();
    settings.room.auth_keys = {"0123456789abcde"};
    CHECK(risky(settings) == Names{"AUTH_KEY"});
    settings.room.auth_keys = {"your-secret-key-here"};
    CHECK(risky(settings) == Names{"AUTH_KEY"});
    settings = careful();
    settings.admin_key = "short";
    CHECK(risky(settings) == Names{"ADMIN_KEY"});
    settings.admin_key = settings.room.auth_keys.front();
    CHECK(risky(settings) == Names{"ADMIN_KEY"});
  }

  TEST_CASE("every origin, open metrics, more connections than files") {
    Settings settings = careful();
    settings.allowed_origins = {"https://a", "*"};
    settings.metrics = roomd::MetricsAccess::open;
    CHECK(risky(settings) == Names{"ALLOWED_ORIGINS", "METRICS"});
    settings = careful();
    settings.network.max_connections = 1'000;
    CHECK(risky(settings, 1'064).empty());
    CHECK(risky(settings, 1'063) == Names{"MAX_CONNECTIONS"});
  }

  TEST_CASE("the report: where, with what, what is risky; never a key") {
    Settings settings = careful();
    settings.room.auth_keys = {"hush"};
    settings.admin_key = "hush-hush";
    settings.network.host = "::";
    const std::string text = test::stderr_of([&] { roomd::report_start(settings, "1.2.3", 80, 5'000); });
    CAPTURE(text);
    for (const char* const part :
         {"info roomd 1.2.3 listening on [::]:80\n", " AUTH_KEY=*** ", " ADMIN_KEY=*** ",
          "up to 5000 open files\n", "warn AUTH_KEY is shorter than 16 characters",
          "warn MAX_CONNECTIONS is 100000"}) {
      CHECK(text.find(part) != std::string::npos);
    }
    CHECK(text.find("hush") == std::string::npos);
  }
}
