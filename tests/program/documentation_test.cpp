// The documents beside the code say what the option table says. A failing check prints the text to put there.

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/rows.hpp"
#include "option.hpp"
#include "watch_rooms.hpp"

using roomd::Option;

namespace {

std::string file(const std::string& name) {
  std::ifstream stream(SOURCE_ROOT "/" + name, std::ios::binary);
  REQUIRE_MESSAGE(stream.good(), name);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string default_of(const Option& option) { return option.show(roomd::Settings{}); }

constexpr std::string_view table_head =
    "| Variable | Default | Accepts | Meaning |\n| --- | --- | --- | --- |\n";

std::string option_table() {
  std::string table(table_head);
  for (const Option& option : roomd::options()) {
    const std::string value = default_of(option);
    table.append("| `").append(option.name).append("` | ").append(value.empty() ? "" : "`" + value + "`");
    table.append(" | ").append(option.accepts).append(" | ").append(option.meaning).append(" |\n");
  }
  return table;
}

/// The rows below the head of an option table.
std::vector<std::string> option_rows(const std::string& text) {
  const std::size_t head = text.find(table_head);
  REQUIRE(head != std::string::npos);
  std::istringstream lines(text.substr(head + table_head.size()));
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line) && line.starts_with("| ");) rows.push_back(line + "\n");
  return rows;
}

std::string env_example() {
  std::string text =
      "# Copy to .env in the directory roomd is started in. Environment variables and flags win over it.\n"
      "# A line without '#' changes the default that it shows.\n";
  for (const Option& option : roomd::options()) {
    text.append("\n# ").append(option.meaning).append(": ").append(option.accepts).append("\n");
    text.append(option.secret ? "" : "#")
        .append(option.name)
        .append("=")
        .append(default_of(option))
        .append("\n");
  }
  return text;
}

/// The code between ```language and ``` that holds `part`.
std::string code_block(const std::string& text, const std::string& language, const std::string& part) {
  const std::string fence = "```" + language + "\n";
  for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1)) {
    const std::size_t begin = at + fence.size();
    const std::string block = text.substr(begin, text.find("```", begin) - begin);
    if (block.find(part) != std::string::npos) return block;
  }
  return "no such block";
}

/// Without the comment lines at the top.
std::string without_header(std::string text) {
  while (text.starts_with("//") || text.starts_with("\n")) text.erase(0, text.find('\n') + 1);
  return text;
}

}  // namespace

TEST_SUITE("program/documentation") {
  TEST_CASE("docs/options.md has the option table") {
    const std::string expected = option_table();
    CHECK_MESSAGE(file("docs/options.md").find(expected) != std::string::npos, "docs/options.md lacks:\n"
                                                                                   << expected);
  }

  TEST_CASE("README: its table has rows of the option table") {
    const std::string table = option_table();
    const std::vector<std::string> rows = option_rows(file("README.md"));
    CHECK(rows.size() >= 10);
    for (const std::string& row : rows) {
      CHECK_MESSAGE(table.find("\n" + row) != std::string::npos, "not in the option table: " << row);
    }
  }

  TEST_CASE("deploy/.env.example is the option table") {
    const std::string expected = env_example();
    CHECK_MESSAGE(file("deploy/.env.example") == expected, "deploy/.env.example should be:\n" << expected);
  }

  TEST_CASE("docs/operate.md: the table of metrics is what /metrics shows") {
    roomd::MetricsPage page;
    roomd::add_server_rows(page, {});
    roomd::add_process_rows(page, {});
    roomd::add_certificate_row(page, engineio::TlsCertificate{});
    engineio::NetworkStatistics network;
    network.loops.resize(1);
    roomd::add_network_rows(page, network);
    roomd::add_session_rows(page, {});
    roomd::add_refusal_rows(page, {}, {});
    roomd::add_watch_room_rows(page, {}, {{.name = "chat:message"}},
                               {.refused = {{.label = "wrong_token"}}, .limited = {{.label = "events"}}});
    roomd::add_storage_rows(page, "rooms", {});
    CHECK_MESSAGE(file("docs/operate.md").find(page.table()) != std::string::npos, "docs/operate.md lacks:\n"
                                                                                       << page.table());
  }

  TEST_CASE("README: the chat server is examples/chat.cpp") {
    const std::string shown = code_block(file("README.md"), "cpp", "io.run()");
    CHECK(shown == without_header(file("examples/chat.cpp")));
  }

  TEST_CASE("README: the client is examples/client.mjs") {
    const std::string shown = code_block(file("README.md"), "js", "room:create");
    CHECK(shown == without_header(file("examples/client.mjs")));
  }
}
