#include "storage/sqlite_store.hpp"

#include <utility>

#include "sqlite_database.hpp"
#include "sqlite_open.hpp"

namespace storage {
namespace {

class SqliteStore final : public RecordStore {
 public:
  SqliteStore(Database database, Statement put, Statement remove)
      : database_(std::move(database)), put_(std::move(put)), remove_(std::move(remove)) {}

  base::Result<std::vector<Record>> load(std::string_view collection) override {
    auto select = database_.prepare("SELECT key, bytes FROM record WHERE collection = ? ORDER BY key");
    if (!select) return select.error();
    select->bind(1, collection);
    std::vector<Record> records;
    int step = select->step();
    for (; step == SQLITE_ROW; step = select->step()) {
      records.push_back({std::string(select->bytes(0)), std::string(select->bytes(1))});
    }
    if (step != SQLITE_DONE) return database_.error();
    return records;
  }

  std::error_code write(const std::vector<Change>& changes) override {
    std::error_code error = database_.execute("BEGIN IMMEDIATE");
    for (const Change& change : changes) {
      if (!error && apply(change) != SQLITE_DONE) error = database_.error();
    }
    if (!error) error = database_.execute("COMMIT");
    // A failure may have ended the transaction already; then there is nothing to take back.
    if (error) static_cast<void>(database_.execute("ROLLBACK"));
    return error;
  }

 private:
  int apply(const Change& change) {
    Statement& statement = change.bytes ? put_ : remove_;
    statement.bind(1, change.collection);
    statement.bind(2, change.key);
    if (change.bytes) statement.bind_bytes(3, *change.bytes);
    return statement.run();
  }

  Database database_;
  Statement put_;
  Statement remove_;
};

}  // namespace

base::Result<std::unique_ptr<RecordStore>> open_sqlite_store(const std::string& path) {
  auto database = open_checked(path);
  if (!database) return database.error();
  auto put = database->prepare("INSERT OR REPLACE INTO record (collection, key, bytes) VALUES (?, ?, ?)");
  auto remove = database->prepare("DELETE FROM record WHERE collection = ? AND key = ?");
  if (!put || !remove) return put ? remove.error() : put.error();
  return std::unique_ptr<RecordStore>(
      std::make_unique<SqliteStore>(*std::move(database), *std::move(put), *std::move(remove)));
}

}  // namespace storage
