// base/ip_address.hpp - IP addresses and networks as values: read from text, compared, and grouped for
// limits.
//
// An IPv4 address that is written as an IPv6 one ("::ffff:192.0.2.1", what a dual-stack socket shows) is that
// IPv4 address. Nothing here asks the system or the network. Thread: any (values, no heap).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// One address of either family.
class IpAddress {
 public:
  /// "::", which is nobody's.
  IpAddress() = default;
  /// Reads "192.0.2.1" or "2001:db8::1". A zone ("fe80::1%eth0") is ignored; brackets, ports, white space,
  /// host names and numbers with leading zeros are refused.
  static std::optional<IpAddress> parse(std::string_view text);

  /// An IPv4 address, in whichever form it was written.
  bool is_v4() const { return high_ == 0 && low_ >> 32 == 0xffff; }
  /// Not reachable from the Internet: loopback, link-local, RFC 1918, RFC 6598 and RFC 4193 (fc00::/7).
  bool is_private() const;
  /// What one subscriber is given, and so the unit of limits: the IPv4 address itself, the first address of
  /// an IPv6 address's /64 network.
  IpAddress block() const { return is_v4() ? *this : IpAddress(high_, 0); }
  /// The usual text (RFC 5952), that parse() reads.
  std::string text() const;
  /// That of its block: "192.0.2.1", "2001:db8::/64".
  std::string block_text() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
  /// Some order, for tables.
  friend bool operator<(const IpAddress& a, const IpAddress& b) {
    return a.high_ != b.high_ ? a.high_ < b.high_ : a.low_ < b.low_;
  }

 private:
  friend class IpNetwork;
  friend struct std::hash<IpAddress>;
  IpAddress(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}

  std::uint64_t high_ = 0;  // the 128 bits of the IPv6 form
  std::uint64_t low_ = 0;
};

/// The addresses that begin with the same bits.
class IpNetwork {
 public:
  /// Reads "10.0.0.0/8", "2001:db8::/32" or one address. Bits behind the prefix are ignored.
  static std::optional<IpNetwork> parse(std::string_view text);
  /// A network of one family has no addresses of the other: "::/0" is all of IPv6.
  bool contains(const IpAddress& address) const;
  /// "10.0.0.0/8", that parse() reads.
  std::string text() const;

  friend bool operator==(const IpNetwork&, const IpNetwork&) = default;

 private:
  IpNetwork(const IpAddress& address, unsigned bits);

  IpAddress first_;
  unsigned bits_ = 0;  // of the IPv6 form: an IPv4 network has 96 or more
};

/// Whether one of the networks has it.
bool contains(std::span<const IpNetwork> networks, const IpAddress& address);

}  // namespace base

/// For tables of addresses. Not keyed: where strangers choose the addresses, use an ordered table.
template <>
struct std::hash<base::IpAddress> {
  std::size_t operator()(const base::IpAddress& address) const noexcept {
    return std::hash<std::uint64_t>{}((address.high_ * 0x9e3779b97f4a7c15U) ^ address.low_);
  }
};
