#include "configuration.hpp"

#include <algorithm>
#include <map>

#include "dot_env.hpp"
#include "option.hpp"
#include "text.hpp"

namespace roomd {
namespace {

/// The text for one option, and where it came from.
struct Choice {
  std::string source;
  std::string text;
};
/// By option name; a later source overwrites an earlier one.
using Choices = std::map<std::string_view, Choice>;

void collect_variables(const Environment& environment, std::string_view dot_env, Choices& choices) {
  const auto file = parse_dot_env(dot_env);
  for (const Option& option : options()) {
    const std::string name(option.name);
    if (const auto entry = file.find(name); entry != file.end() && !entry->second.empty()) {
      choices[option.name] = {name + " in .env", entry->second};
    }
    const std::string value = environment(name).value_or("");
    if (!value.empty()) choices[option.name] = {name, value};
  }
}

const Option* find_by_flag(std::string_view flag) {
  const auto found = std::ranges::find_if(options(), [=](const Option& o) { return o.flag() == flag; });
  return found == options().end() ? nullptr : &*found;
}

std::optional<Start::Action> action_of(std::string_view argument) {
  if (argument == "--help" || argument == "-h") return Start::Action::help;
  if (argument == "--version") return Start::Action::version;
  if (argument == "--print-config") return Start::Action::print_config;
  if (argument == "--healthcheck") return Start::Action::health_check;
  return std::nullopt;
}

/// Reads `--flag value` or `--flag=value` at `index`, which is left on its last word. @return "" or an error.
std::string collect_flag(const std::vector<std::string>& arguments, std::size_t& index, Choices& choices) {
  const std::string& argument = arguments[index];
  const std::size_t equals = argument.find('=');
  const std::string flag = argument.substr(0, equals);
  const Option* const option = find_by_flag(flag);
  if (option == nullptr) return "unknown argument '" + flag + "' (see --help)";
  if (equals == std::string::npos && ++index == arguments.size())
    return flag + " needs a value: " + option->accepts;
  choices[option->name] = {flag,
                           equals == std::string::npos ? arguments[index] : argument.substr(equals + 1)};
  return {};
}

std::string collect_flags(const std::vector<std::string>& arguments, Start::Action& action,
                          Choices& choices) {
  std::string error;
  for (std::size_t i = 0; i < arguments.size() && error.empty(); ++i) {
    if (const auto wanted = action_of(arguments[i])) {
      action = *wanted;
    } else {
      error = collect_flag(arguments, i, choices);
    }
  }
  return error;
}

std::string read_choices(const Choices& choices, Settings& settings) {
  for (const Option& option : options()) {
    const auto entry = choices.find(option.name);
    if (entry == choices.end() || option.parse(trim(entry->second.text), settings)) continue;
    const std::string_view text = trim(entry->second.text);
    const std::string wrong(option.wrong_part ? option.wrong_part(text) : entry->second.text);
    const std::string shown = option.secret ? "" : ": '" + wrong + "'";
    return entry->second.source + shown + " is not " + option.accepts;
  }
  return {};
}

}  // namespace

Start configure(const std::vector<std::string>& arguments, const Environment& environment,
                std::string_view dot_env) {
  Start start;
  Choices choices;
  collect_variables(environment, dot_env, choices);
  start.error = collect_flags(arguments, start.action, choices);
  const bool needs_settings = start.action != Start::Action::help && start.action != Start::Action::version;
  if (start.error.empty() && needs_settings) start.error = read_choices(choices, start.settings);
  return start;
}

std::string help_text() {
  std::string text =
      "roomd - watch rooms over the Socket.IO protocol\n\n"
      "Usage: roomd [--flag value]...\n\n"
      "  --help, -h      shows this text\n"
      "  --version       shows the version\n"
      "  --print-config  shows what the options below come to, secrets masked\n"
      "  --healthcheck   asks the server that runs here with these options for /health; exit code 0: it is "
      "well\n\n"
      "A flag wins over the environment variable of the same name, and that over a line NAME=value in the\n"
      "file .env of the working directory.\n";
  const Settings defaults;
  for (const Option& option : options()) {
    const std::string value = option.show(defaults);
    text.append("\n  ").append(option.flag()).append(", ").append(option.name).append("\n");
    text.append("      ").append(option.meaning).append(".\n");
    text.append("      ").append(option.accepts);
    text.append(value.empty() ? "; no default" : "; default " + value).append("\n");
  }
  return text;
}

std::string config_text(const Settings& settings) {
  std::string text;
  for (const Option& option : options()) {
    const std::string value = option.show(settings);
    text.append(option.name).append("=");
    text.append(option.secret && !value.empty() ? "***" : value).append("\n");
  }
  return text;
}

}  // namespace roomd
