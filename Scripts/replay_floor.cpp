// The least that a replay must do, on one core, for Scripts/replay-speed to compare with: reads the lines of a recording, parses each
// and the plan in it, and gets the rows of the plan's statement. Nothing is guarded, limited, cached, compared or written.
//
// usage: replay_floor RECORDING DATABASES parse|stepped|prepared|remembered
//
// parse ends there; stepped prepares a statement once and steps it for each request; prepared prepares it for each request, too;
// remembered steps it once, and looks its rows up afterwards. Databases are read as files that nobody changes, which is the fastest
// way SQLite has. One figure a line: what was done, then wall and processor microseconds a request, without the start of the process.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <simdjson.h>
#include <sqlite3.h>

using namespace simdjson;

namespace {

// What a statement of a request may give, as in a scenario that says nothing else.
constexpr int most_rows = 1000;

[[noreturn]] void fail(const std::string &problem) {
    fprintf(stderr, "replay_floor: %s\n", problem.c_str());
    exit(1);
}

// Strings are looked up by the text where it lies.
struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <typename Value> using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

// A text that simdjson may read beyond.
class Padded {
public:
    ondemand::parser parser;

    padded_string_view holding(std::string_view text) {
        if (bytes.size() < text.size() + SIMDJSON_PADDING) bytes.resize(2 * (text.size() + SIMDJSON_PADDING));
        memcpy(bytes.data(), text.data(), text.size());
        return padded_string_view(bytes.data(), text.size(), bytes.size());
    }

private:
    std::vector<char> bytes;
};

enum class Mode { parse, stepped, prepared, remembered };

struct Statement {
    sqlite3_stmt *prepared = nullptr;
    bool is_wrong = false;
    // The rows, one text for each value; kept only to be remembered.
    std::vector<std::vector<std::string>> rows;
};

class Floor {
public:
    Floor(std::string databases, Mode mode) : folder(std::move(databases)), mode(mode) {}

    uint64_t requests = 0, wrong = 0, rows = 0, statements = 0, bytes = 0;

    // A member that is not asked for is not looked at.
    void take(std::string_view line) {
        requests++;
        bytes += line.size();
        ondemand::document request;
        std::string_view id, question, database, content, sql;
        ondemand::array attempts;
        if (lines.parser.iterate(lines.holding(line)).get(request) || request["id"].get_string().get(id)
            || request["question"].get_string().get(question) || request["database"].get_string().get(database)
            || request["planner"].get_array().get(attempts))
            fail("line " + std::to_string(requests + 1) + " is no request with id, question, database and planner");
        for (auto attempt : attempts) {
            if (attempt["content"].get_string().get(content)) fail("no reply in line " + std::to_string(requests + 1));
            break;
        }
        ondemand::document plan;
        if (plans.parser.iterate(plans.holding(content)).get(plan) || plan["sql"].get_string().get(sql))
            fail("no statement in line " + std::to_string(requests + 1));
        if (mode != Mode::parse) run(sql, database);
    }

private:
    struct Database {
        sqlite3 *connection;
        ByText<Statement> statements;
    };

    const std::string folder;
    const Mode mode;
    ByText<Database> databases;
    Padded lines, plans;

    Database &open(std::string_view name) {
        auto found = databases.find(name);
        if (found != databases.end()) return found->second;
        std::string path = "file:" + folder + "/" + std::string(name) + ".sqlite?immutable=1";
        Database database{};
        if (sqlite3_open_v2(path.c_str(), &database.connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr))
            fail("can't open " + path);
        return databases.emplace(name, std::move(database)).first->second;
    }

    sqlite3_stmt *prepare(sqlite3 *connection, std::string_view sql) {
        sqlite3_stmt *statement = nullptr;
        sqlite3_prepare_v2(connection, sql.data(), int(sql.size()), &statement, nullptr);
        return statement;
    }

    void run(std::string_view sql, std::string_view name) {
        auto &database = open(name);
        auto found = database.statements.find(sql);
        if (found == database.statements.end()) {
            Statement statement;
            statement.prepared = prepare(database.connection, sql);
            statement.is_wrong = statement.prepared == nullptr;
            if (mode == Mode::remembered && statement.prepared) step(statement.prepared, &statement.rows);
            statements++;
            found = database.statements.emplace(sql, std::move(statement)).first;
        }
        auto &statement = found->second;
        if (statement.is_wrong) {
            wrong++;
        } else if (mode == Mode::remembered) {
            rows += statement.rows.size();
        } else if (mode == Mode::prepared) {
            auto again = prepare(database.connection, sql);
            rows += step(again, nullptr);
            sqlite3_finalize(again);
        } else {
            rows += step(statement.prepared, nullptr);
            sqlite3_reset(statement.prepared);
        }
    }

    // How many rows there were.
    uint64_t step(sqlite3_stmt *statement, std::vector<std::vector<std::string>> *kept) {
        uint64_t count = 0;
        while (count < most_rows && sqlite3_step(statement) == SQLITE_ROW) {
            count++;
            if (!kept) continue;
            std::vector<std::string> row;
            for (int column = 0; column < sqlite3_column_count(statement); column++) {
                auto text = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
                row.emplace_back(text ? text : "", size_t(sqlite3_column_bytes(statement, column)));
            }
            kept->push_back(std::move(row));
        }
        return count;
    }
};

double microseconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) * 1e6 + double(time.tv_nsec) / 1e3;
}

} // namespace

int main(int count, char **arguments) {
    if (count != 4) fail("usage: replay_floor RECORDING DATABASES parse|stepped|prepared|remembered");
    const std::string name = arguments[3];
    const Mode mode = name == "parse" ? Mode::parse
        : name == "stepped"           ? Mode::stepped
        : name == "prepared"          ? Mode::prepared
        : name == "remembered"        ? Mode::remembered
                                      : (fail("no mode is called " + name), Mode::parse);
    FILE *recording = fopen(arguments[1], "r");
    if (!recording) fail(std::string("can't open ") + arguments[1]);
    Floor floor(arguments[2], mode);
    const double wall = microseconds(CLOCK_MONOTONIC), processor = microseconds(CLOCK_PROCESS_CPUTIME_ID);
    char *line = nullptr;
    size_t capacity = 0;
    ssize_t length = getline(&line, &capacity, recording); // The header.
    while ((length = getline(&line, &capacity, recording)) > 0) floor.take({line, size_t(length)});
    if (floor.requests == 0) fail("no request in the recording");
    const double requests = double(floor.requests);
    printf("floor_%s_requests %llu\n", name.c_str(), (unsigned long long)floor.requests);
    if (mode != Mode::parse) {
        printf("floor_%s_statements %llu\n", name.c_str(), (unsigned long long)floor.statements);
        printf("floor_%s_wrong %llu\n", name.c_str(), (unsigned long long)floor.wrong);
        printf("floor_%s_rows %llu\n", name.c_str(), (unsigned long long)floor.rows);
    }
    printf("floor_%s_us_a_request %.2f\n", name.c_str(), (microseconds(CLOCK_MONOTONIC) - wall) / requests);
    printf("floor_%s_processor_us_a_request %.2f\n", name.c_str(), (microseconds(CLOCK_PROCESS_CPUTIME_ID) - processor) / requests);
}
