// tests/storage/database_files.hpp - a directory of the test's own with a database in it, and what a test
// does to its bytes.
#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "storage/sqlite_store.hpp"

namespace storage {

namespace fs = std::filesystem;

struct DatabaseFiles {
  fs::path directory;
  std::string path;

  DatabaseFiles() {
    std::string name = (fs::temp_directory_path() / "storage-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    directory = name;
    path = (directory / "records.db").string();
  }
  DatabaseFiles(const DatabaseFiles&) = delete;
  DatabaseFiles& operator=(const DatabaseFiles&) = delete;
  ~DatabaseFiles() { fs::remove_all(directory); }

  std::unique_ptr<RecordStore> open() const {
    auto store = open_sqlite_store(path);
    REQUIRE_MESSAGE(store.has_value(), store.error().message());
    return *std::move(store);
  }
  /// A database with some records, closed.
  void fill(int count = 200) const {
    std::vector<Change> changes;
    for (int i = 0; i < count; ++i) {
      changes.push_back({"things", "key-" + std::to_string(i), std::string(500, 'x')});
    }
    REQUIRE_FALSE(open()->write(changes));
  }
  void execute(const char* sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }
  static std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }
  static void write(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }
  /// Every file with its bytes.
  std::map<std::string, std::string> content() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(directory)) {
      files[entry.path().filename().string()] = read(entry.path());
    }
    return files;
  }
  /// What a crash leaves: the files as they are while the store is open, in another directory.
  void copy_to(const DatabaseFiles& other) const {
    for (const auto& [name, bytes] : content()) write(other.directory / name, bytes);
  }
};

}  // namespace storage
