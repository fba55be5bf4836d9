#include "endpoint.hpp"

namespace bench {

std::string Endpoint::request_start(std::string_view method, std::string_view transport,
                                    std::string_view session) const {
  std::string head;
  head.append(method).append(" ").append(path).append("?EIO=4&transport=").append(transport);
  if (!session.empty()) head.append("&sid=").append(session);
  head.append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(std::to_string(port)).append("\r\n");
  return head;
}

}  // namespace bench
