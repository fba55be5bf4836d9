#include "legacy.hpp"

#include <unordered_map>
#include <vector>

#include "base/utf8.hpp"
#include "engineio/http.hpp"
#include "socketio/json.hpp"

namespace socketio::legacy {

std::string_view query_of(std::string_view target) { return engineio::query_string_of(target); }

std::string_view namespace_of(std::string_view target) { return target.substr(0, target.find('?')); }

std::string auth_of(std::string_view target) {
  const engineio::Query query(query_of(target));
  std::vector<std::pair<std::string_view, std::string_view>> members;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const auto& [name, value] : query.entries()) {
    if (!base::is_utf8(name) || !base::is_utf8(value)) continue;
    const auto [place, is_new] = places.emplace(name, members.size());
    if (is_new) members.emplace_back(name, value);
    members[place->second].second = value;
  }
  JsonWriter out;
  out.begin_object();
  for (const auto& [name, value] : members) out.key(name).string(value);
  out.end_object();
  return out.text();
}

SocketId socket_id(std::string_view nsp, std::string_view session_id) {
  if (nsp == "/") return SocketId(session_id);
  SocketId id(nsp);
  id += '#';
  id += session_id;
  return id;
}

std::string error_payload(const Reject& reason) {
  JsonWriter out;
  if (reason.data_json.empty()) {
    out.string(reason.message);
  } else {
    out.raw(reason.data_json);
  }
  return out.text();
}

}  // namespace socketio::legacy
