#include "configuration.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "layer_options.hpp"

using namespace roomd;
using namespace std::chrono_literals;

namespace {

/// The variables a test sets; every other one is absent.
struct Variables {
  std::map<std::string, std::string, std::less<>> values;
  std::optional<std::string> operator()(std::string_view name) const {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  }
};

Start with_flags(const std::vector<std::string>& flags) { return configure(flags, Variables{}, ""); }
Start with_variable(const std::string& name, const std::string& value) {
  return configure({}, Variables{{{name, value}}}, "");
}
/// The one key; "" when there is none.
std::string only_key(const Start& start) {
  const std::vector<std::string>& keys = start.settings.room.auth_keys;
  CHECK(keys.size() <= 1);
  return keys.empty() ? "" : keys.front();
}
std::string key_from(const std::string& raw) { return only_key(with_variable("AUTH_KEY", raw)); }
bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("program/configuration") {
  TEST_CASE("nothing set: the documented defaults") {
    const Start start = with_flags({});
    CHECK(start.error == "");
    CHECK(start.action == Start::Action::run);
    CHECK(start.settings.network.port == 3001);
    CHECK(start.settings.network.host == "0.0.0.0");
    CHECK(start.settings.network.io_threads == 0);
    CHECK(start.settings.room.auth_keys.empty());
    CHECK(start.settings.room.token_secrets.empty());
    CHECK(start.settings.stats_key == "");
    CHECK(start.settings.room.owner_leave == watchroom::OwnerLeave::disband);
    CHECK(start.settings.room.empty_room_grace == 60s);
    CHECK(start.settings.room.owner_state_timeout == 30s);
    CHECK(start.settings.room.owner_room_timeout == 300s);
    CHECK(start.settings.allowed_origins == std::vector<std::string>{"*"});
    CHECK(start.settings.log_level == base::log::Level::info);
  }

  TEST_CASE("every option is read from its variable and from both forms of its flag") {
    const auto check = [](const Start& start) {
      CHECK(start.error == "");
      CHECK(start.settings.network.port == 8080);
      CHECK(start.settings.network.io_threads == 2);
      CHECK(start.settings.log_level == base::log::Level::debug);
      CHECK(start.settings.room.owner_leave == watchroom::OwnerLeave::keep);
      CHECK(start.settings.room.member_playback == watchroom::MemberPlayback::owner);
      CHECK(start.settings.room.empty_room_grace == 1500ms);
      CHECK(start.settings.room.limits.max_rooms == 7);
    };
    check(configure({},
                    Variables{{{"PORT", "8080"},
                               {"IO_THREADS", "2"},
                               {"LOG_LEVEL", "debug"},
                               {"OWNER_LEAVE", "keep"},
                               {"MEMBER_PLAYBACK", "owner"},
                               {"EMPTY_ROOM_GRACE_MS", "1500"},
                               {"MAX_ROOMS", "7"}}},
                    ""));
    check(with_flags({"--port", "8080", "--io-threads=2", "--log-level", "debug", "--owner-leave=keep",
                      "--member-playback", "owner", "--empty-room-grace-ms=1500", "--max-rooms", "7"}));
  }

  TEST_CASE("recovery: off unless it is asked for, then with its bounds") {
    CHECK_FALSE(roomd::server_options(configure({}, Variables{}, "").settings).connection_state_recovery);
    const auto settings =
        with_flags({"--recovery-ms=60000", "--recovery-room-events=7", "--recovery-room-bytes=2048"})
            .settings;
    const auto recovery = roomd::server_options(settings).connection_state_recovery;
    REQUIRE(recovery);
    CHECK(recovery->max_disconnection_duration == 60s);
    CHECK(recovery->max_room_events == 7);
    CHECK(recovery->max_room_bytes == 2048);
  }

  TEST_CASE("a flag wins over the environment, the environment over .env, .env over the default") {
    const Variables port{{{"PORT", "2"}}};
    CHECK(configure({}, Variables{}, "PORT=1").settings.network.port == 1);
    CHECK(configure({}, port, "PORT=1").settings.network.port == 2);
    CHECK(configure({"--port=3"}, port, "PORT=1").settings.network.port == 3);
    CHECK(configure({"--port=3", "--port", "4"}, port, "PORT=1").settings.network.port == 4);
  }

  TEST_CASE("an empty variable counts as not set") {
    CHECK(with_variable("PORT", "").settings.network.port == 3001);
    CHECK(only_key(configure({}, Variables{{{"AUTH_KEY", ""}}}, "AUTH_KEY=k")) == "k");
    CHECK(with_variable("ALLOWED_ORIGINS", "").settings.allowed_origins == std::vector<std::string>{"*"});
  }

  TEST_CASE("variables of others are none of our business") {
    CHECK(configure({}, Variables{{{"NODE_ENV", "production"}}}, "NODE_ENV=x\nFOO=bar").error == "");
  }

  TEST_CASE("a value that does not fit: one line that names the source, the value and what fits") {
    CHECK(with_variable("PORT", "65536").error == "PORT: '65536' is not a whole number from 0 to 65535");
    CHECK(configure({}, Variables{}, "PORT=x").error ==
          "PORT in .env: 'x' is not a whole number from 0 to 65535");
    CHECK(with_flags({"--owner-leave", "explode"}).error ==
          "--owner-leave: 'explode' is not disband or keep");
    for (const char* const bad : {"-1", "1 2", "+1", "1.5", "0x10", "99999999999999999999"}) {
      CAPTURE(bad);
      CHECK(with_variable("PORT", bad).error != "");
    }
    CHECK(with_flags({"--empty-room-grace-ms", "-5"}).error != "");
    CHECK(with_flags({"--max-rooms", "0"}).error != "");
    CHECK(with_variable("PORT", " 80\r\n").settings.network.port == 80);
    CHECK(with_flags({"--port="}).error != "");
    CHECK(with_flags({"--host="}).error != "");
  }

  TEST_CASE("a bad value that a stronger source replaces is never looked at") {
    CHECK(configure({"--port", "5"}, Variables{{{"PORT", "bad"}}}, "PORT=worse").settings.network.port == 5);
  }

  TEST_CASE("an unknown or incomplete argument is refused by name") {
    CHECK(with_flags({"--prot", "1"}).error == "unknown argument '--prot' (see --help)");
    CHECK(with_flags({"serve"}).error == "unknown argument 'serve' (see --help)");
    CHECK(with_flags({"--auth-kei=secret"}).error == "unknown argument '--auth-kei' (see --help)");
    CHECK(with_flags({"--port"}).error == "--port needs a value: a whole number from 0 to 65535");
  }

  TEST_CASE("help and version are answered whatever the environment says") {
    for (const char* const flag : {"--help", "-h"}) {
      const Start start = configure({flag}, Variables{{{"PORT", "bad"}}}, "");
      CHECK(start.error == "");
      CHECK(start.action == Start::Action::help);
    }
    CHECK(with_flags({"--version"}).action == Start::Action::version);
    CHECK(with_flags({"--print-config"}).action == Start::Action::print_config);
  }

  TEST_CASE("AUTH_KEY loses blanks around it and one quote at each end, each on its own") {
    CHECK(key_from("plain") == "plain");
    CHECK(key_from("  \t spaced \n") == "spaced");
    CHECK(key_from("\"quoted\"") == "quoted");
    CHECK(key_from("'mixed\"") == "mixed");
    CHECK(key_from("'left") == "left");
    CHECK(key_from("right'") == "right");
    CHECK(key_from("''twice''") == "'twice'");
    CHECK(key_from("\" inner \"") == " inner ");
    CHECK(key_from("\"") == "");
    CHECK(key_from("''") == "");
  }

  TEST_CASE("AUTH_KEY: a comma list of keys of 8 characters or more, and still the key that it was") {
    const auto keys = [](const std::string& raw) {
      return with_variable("AUTH_KEY", raw).settings.room.auth_keys;
    };
    using Keys = std::vector<std::string>;
    CHECK(keys("new-key-1, old-key-2") == Keys{"new-key-1", "old-key-2", "new-key-1, old-key-2"});
    CHECK(keys(R"("new-key-1","old-key-2")") == Keys{"new-key-1", "old-key-2", R"(new-key-1","old-key-2)"});
    // A key made by a generator of passwords: nobody may come in with its first half.
    for (const char* const one :
         {"kj,3hd8Jf9(2pq", "a,b", "long-enough,", ",long-enough", "long-enough,,and-this"}) {
      CAPTURE(one);
      CHECK(keys(one) == Keys{one});
    }
  }

  TEST_CASE("AUTH_TOKEN_SECRET: one or several, too long to be guessed") {
    const std::string one(32, 'a'), other(40, 'b');
    const auto start = with_variable("AUTH_TOKEN_SECRET", one + "," + other);
    CHECK(start.settings.room.token_secrets == std::vector<std::string>{one, other, one + "," + other});
    CHECK(with_variable("AUTH_TOKEN_SECRET", one).settings.room.token_secrets ==
          std::vector<std::string>{one});
    const std::string error = with_variable("AUTH_TOKEN_SECRET", "too-short-a-secret").error;
    CHECK(contains(error, "AUTH_TOKEN_SECRET is not "));
    CHECK_FALSE(contains(error, "too-short"));
  }

  TEST_CASE("STATS_KEY and ADMIN_KEY are cleaned as AUTH_KEY") {
    CHECK(with_variable("ADMIN_KEY", " \"for-the-operator\" ").settings.admin_key == "for-the-operator");
    CHECK(with_variable("STATS_KEY", " 'for-the-panel' ").settings.stats_key == "for-the-panel");
    CHECK(contains(config_text(with_variable("STATS_KEY", "hush").settings), "STATS_KEY=***\n"));
  }

  TEST_CASE("ALLOWED_ORIGINS is a comma list with blanks around the items") {
    CHECK(with_variable("ALLOWED_ORIGINS", "https://a, https://b ,").settings.allowed_origins ==
          std::vector<std::string>{"https://a", "https://b"});
    CHECK(with_flags({"--allowed-origins= , "}).settings.allowed_origins == std::vector<std::string>{"*"});
  }

  TEST_CASE("TRUSTED_PROXIES is a comma list of networks, and the entry that is none is named") {
    const Start start = with_variable("TRUSTED_PROXIES", " 10.1.2.3/8, ::1 ,");
    REQUIRE(start.settings.trusted_proxies.networks.size() == 2);
    CHECK(start.settings.trusted_proxies.networks[0].text() == "10.0.0.0/8");
    CHECK(start.settings.trusted_proxies.networks[1].text() == "::1/128");
    CHECK(with_variable("TRUSTED_PROXIES", "10.0.0.0/8, 10.0.0.0/33,x").error ==
          "TRUSTED_PROXIES: '10.0.0.0/33' is not IP addresses and networks such as `10.0.0.0/8`, separated "
          "by commas");
    CHECK(with_flags({"--trusted-proxies=proxy.example"}).error.find("'proxy.example' is not") !=
          std::string::npos);
  }

  TEST_CASE("FORWARDED_HEADER is the name of a header") {
    CHECK(with_flags({}).settings.trusted_proxies.header == "X-Forwarded-For");
    CHECK(with_flags({"--forwarded-header", "Fly-Client-IP"}).settings.trusted_proxies.header ==
          "Fly-Client-IP");
    CHECK(with_flags({"--forwarded-header", "Fly Client"}).error != "");
  }

  TEST_CASE("limits of one address: 0 is none") {
    const Start start =
        with_flags({"--max-connections-per-ip=0", "--max-sockets-per-ip=0", "--handshake-burst=0"});
    CHECK(start.settings.max_connections_per_ip == 0);
    CHECK(start.settings.network.max_connections_per_address == 0);
    CHECK(start.settings.handshake_burst == 0);
    CHECK(with_flags({"--handshake-rate=0"}).error != "");
    CHECK(with_flags({}).settings.max_connections_per_ip == 200);
    CHECK(with_flags({}).settings.network.max_connections_per_address == 1'000);
    CHECK(with_flags({"--enforce-origin=1"}).settings.enforce_origin);
    CHECK(with_flags({"--enforce-origin=yes"}).error != "");
  }

  TEST_CASE("print-config: a line per option, the key masked") {
    const Start start = configure({"--print-config", "--auth-key", "s3cret", "--port=9"}, Variables{}, "");
    const std::string text = config_text(start.settings);
    CHECK(contains(text, "PORT=9\n"));
    CHECK(contains(text, "AUTH_KEY=***\n"));
    CHECK(contains(text, "OWNER_ROOM_TIMEOUT_MS=300000\n"));
    CHECK_FALSE(contains(text, "s3cret"));
    CHECK(contains(config_text(Settings{}), "AUTH_KEY=\n"));
  }

  TEST_CASE("print-config: what it prints is a .env file with the same meaning") {
    const Start first =
        configure({"--owner-leave=keep", "--max-rooms=3", "--allowed-origins=https://a,https://b",
                   "--trusted-proxies=10.0.0.0/8,::1", "--enforce-origin=1"},
                  Variables{}, "");
    const std::string text = config_text(first.settings);
    CHECK(config_text(configure({}, Variables{}, text).settings) == text);
  }

  TEST_CASE("help names every option with its default, and no secret") {
    const std::string text = help_text();
    CHECK(contains(text, "--port, PORT\n"));
    CHECK(contains(text, "default 3001\n"));
    CHECK(contains(text, "--owner-state-timeout-ms, OWNER_STATE_TIMEOUT_MS\n"));
    CHECK(contains(text, "disband or keep; default disband\n"));
  }
}
