// Plays the files of a folder through a fuzz target: what was found once stays fixed.
//
// replay <target> <file or folder>...

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "target.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& place) {
  std::vector<fs::path> files;
  if (!fs::is_directory(place)) return {place};
  for (const auto& entry : fs::directory_iterator(place)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void play(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  std::printf("%s\n", file.filename().c_str());
  std::fflush(stdout);  // the last name is the one that failed
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t played = 0;
  for (int at = 1; at < count; ++at) {
    for (const fs::path& file : files_of(arguments[at])) {
      play(file);
      ++played;
    }
  }
  std::printf("# pass %zu\n# fail 0\n", played);
  return 0;
}
