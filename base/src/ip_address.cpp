#include "base/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace base {
namespace {

constexpr unsigned v4_offset = 96;  // where an IPv4 address begins in its IPv6 form
using Bytes = std::array<unsigned char, 16>;

/// @return false when the text is no address of that family.
bool read(int family, std::string_view text, unsigned char* out) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size()) return false;
  std::copy(text.begin(), text.end(), terminated.begin());
  // A zero byte inside would hide what follows it.
  return text.find('\0') == std::string_view::npos && ::inet_pton(family, terminated.data(), out) == 1;
}

std::uint64_t number_of(const unsigned char* bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | bytes[i];
  return number;
}

Bytes bytes_of(std::uint64_t high, std::uint64_t low) {
  Bytes bytes{};
  for (unsigned i = 0; i < 8; ++i) {
    bytes[i] = static_cast<unsigned char>(high >> (56 - 8 * i));
    bytes[i + 8] = static_cast<unsigned char>(low >> (56 - 8 * i));
  }
  return bytes;
}

/// The first `bits` of 64.
std::uint64_t mask(unsigned bits) { return bits == 0 ? 0 : ~std::uint64_t{0} << (64 - std::min(bits, 64U)); }

std::optional<unsigned> read_prefix(std::string_view text, unsigned longest) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc{} || end != text.data() + text.size() || bits > longest) return std::nullopt;
  return bits;
}

/// Which are reached without the Internet.
const std::vector<IpNetwork>& private_networks() {
  static const std::vector<IpNetwork> networks = [] {
    std::vector<IpNetwork> parsed;
    for (const char* text : {"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
                             "169.254.0.0/16", "::1", "fc00::/7", "fe80::/10"}) {
      parsed.push_back(*IpNetwork::parse(text));
    }
    return parsed;
  }();
  return networks;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  Bytes bytes{};
  bytes[10] = bytes[11] = 0xff;
  const bool v4 = read(AF_INET, text, bytes.data() + v4_offset / 8);
  if (!v4 && !read(AF_INET6, text.substr(0, text.find('%')), bytes.data())) return std::nullopt;
  return IpAddress(number_of(bytes.data()), number_of(bytes.data() + 8));
}

bool IpAddress::is_private() const { return base::contains(private_networks(), *this); }

std::string IpAddress::text() const {
  const Bytes bytes = bytes_of(high_, low_);
  std::array<char, INET6_ADDRSTRLEN> out{};
  const bool v4 = is_v4();
  ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes.data() + (v4 ? v4_offset / 8 : 0), out.data(), out.size());
  return out.data();
}

std::string IpAddress::block_text() const { return is_v4() ? text() : block().text() + "/64"; }

IpNetwork::IpNetwork(const IpAddress& address, unsigned bits)
    : first_(address.high_ & mask(bits), address.low_ & mask(bits > 64 ? bits - 64 : 0)), bits_(bits) {}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  const auto address = IpAddress::parse(host);
  if (!address || host.find('%') != std::string_view::npos) return std::nullopt;
  const unsigned offset = host.find(':') == std::string_view::npos ? v4_offset : 0;
  if (slash == std::string_view::npos) return IpNetwork(*address, 128);
  const auto bits = read_prefix(text.substr(slash + 1), 128 - offset);
  if (!bits) return std::nullopt;
  // "::ffff:0:0/90" would be a bit of both families.
  if (address->is_v4() && *bits + offset < v4_offset) return std::nullopt;
  return IpNetwork(*address, *bits + offset);
}

bool IpNetwork::contains(const IpAddress& address) const {
  return address.is_v4() == first_.is_v4() && IpNetwork(address, bits_).first_ == first_;
}

std::string IpNetwork::text() const {
  return first_.text() + "/" + std::to_string(first_.is_v4() ? bits_ - v4_offset : bits_);
}

bool contains(std::span<const IpNetwork> networks, const IpAddress& address) {
  return std::any_of(networks.begin(), networks.end(),
                     [&](const IpNetwork& network) { return network.contains(address); });
}

}  // namespace base
