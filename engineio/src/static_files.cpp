#include "static_files.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "gunzip.hpp"
#include "status_only.hpp"

namespace engineio {
namespace {

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }

bool is_file_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_visible(c) && c != '?' && c != '#'; });
}

/// RFC 9110, 8.8.3, ASCII only.
bool is_etag(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag.size() >= 2 && etag.front() == '"' && etag.find('"', 1) == etag.size() - 1 &&
         std::all_of(etag.begin(), etag.end(), is_visible);
}

std::string_view opaque_part(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  return etag;
}

/// The file itself. Empty when `gzip` is none.
const base::SharedBytes& plain_form(StaticFile& file) {
  if (file.bytes.empty()) file.bytes = gunzip(file.gzip.view()).value_or(base::SharedBytes());
  return file.bytes;
}

/// Empty when zlib fails.
const base::SharedBytes& form(StaticFiles::Entry& entry, ContentCoding coding, Compressor& compressor) {
  if (coding == ContentCoding::identity) return plain_form(entry.file);
  base::SharedBytes& kept = coding == ContentCoding::gzip ? entry.file.gzip : entry.deflate;
  if (kept.empty() && !plain_form(entry.file).empty()) {
    kept = compressor.compress(coding, plain_form(entry.file).view()).value_or(base::SharedBytes());
  }
  return kept;
}

}  // namespace

void StaticFiles::add(std::string name, StaticFile file) {
  if (!is_file_name(name)) throw std::invalid_argument("engineio::StaticFile: no target can have its name");
  if (!is_etag(file.etag)) throw std::invalid_argument("engineio::StaticFile: etag is malformed");
  if (file.bytes.empty() && file.gzip.empty()) {
    throw std::invalid_argument("engineio::StaticFile: neither bytes nor gzip");
  }
  entries_.insert_or_assign(std::move(name), Entry{std::move(file), {}});
}

StaticFiles::Entry* StaticFiles::look_up(std::string_view name) {
  const auto found = entries_.find(name);
  return found == entries_.end() ? nullptr : &found->second;
}

bool none_match_names(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    const std::size_t begin = if_none_match.find_first_not_of(" \t,");
    if (begin == std::string_view::npos) return false;
    if_none_match.remove_prefix(begin);
    if (if_none_match.front() == '*') return true;
    if_none_match = opaque_part(if_none_match);
    const std::size_t end =
        if_none_match.starts_with('"') ? if_none_match.find('"', 1) : std::string_view::npos;
    if (end == std::string_view::npos) return false;
    if (if_none_match.substr(0, end + 1) == opaque_part(etag)) return true;
    if_none_match.remove_prefix(end + 1);
  }
  return false;
}

HttpResponse file_response(StaticFiles::Entry& entry, const HttpRequest& request, Compressor& compressor) {
  if (request.method != "GET" && request.method != "HEAD") {
    return std::move(status_only(405).add("Allow", "GET, HEAD"));
  }
  HttpResponse response;
  response.add("Cache-Control", "public, max-age=0").add("ETag", entry.file.etag);
  response.add("Vary", "Accept-Encoding");
  if (none_match_names(request.header("if-none-match"), entry.file.etag)) {
    response.status = 304;
    return response;
  }
  const ContentCoding coding = accepted_coding(request).best;
  response.body = form(entry, coding, compressor);
  if (response.body.empty()) return status_only(500);
  response.add("Content-Type", entry.file.content_type);
  if (coding != ContentCoding::identity) response.add("Content-Encoding", std::string(to_string(coding)));
  return response;
}

}  // namespace engineio
