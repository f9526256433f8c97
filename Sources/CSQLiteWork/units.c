#include "account.h"

#include <string.h>

// Units of work, and the moment a statement has had enough of them.

/// How many units there are between two looks, at most.
static const int64_t between_looks = 1000;

void toolrouter_sqlite_work_begin(
    sqlite3 *database, int64_t first_look, int64_t constant, const int32_t *filters, int filter_count,
    toolrouter_sqlite_look look, void *context
) {
    current.counts = current.number != 0;
    current.is_stopped = false;
    current.units = 0;
    current.next_look = first_look < between_looks ? first_look : between_looks;
    current.constant = constant;
    current.filter_count = filter_count < most_filters ? filter_count : most_filters;
    for (int number = 0; number < current.filter_count; number++) {
        current.filter_sizes[number] = (filters[number] + 7) & ~7;
        current.filters[number] = NULL;
    }
    current.database = database;
    current.look = look;
    current.context = context;
}

void toolrouter_sqlite_work_end(void) { current.counts = false; }

int64_t toolrouter_sqlite_work_units(void) { return current.units; }

bool toolrouter_sqlite_work_charge(int64_t units) {
    charge_units(units);
    return !(current.counts && current.is_stopped);
}

void toolrouter_sqlite_work_look(void) {
    current.next_look = current.units + between_looks;
    if (current.is_stopped || current.look(current.context, current.units)) return;
    current.is_stopped = true;
    current.stopped_at = current.units;
    // Counting rows looks at this between two pages, everything else between two operations.
    sqlite3_interrupt(current.database);
}

/// What a filter counts for: it may be a blob after all, which is copied and compared quickly.
static const int64_t filter_worth = 2048;

/// The longest value that an operation can have met since this was asked last, in bytes.
static int64_t longest_value(void) {
    while (current.highest > 0 && current.held[current.highest] == 0) current.highest--;
    int64_t longest = current.constant;
    if (current.held[current.highest] > 0) {
        int64_t lowest = (int64_t)(4 + current.highest % 4) << (first_class_bits + current.highest / 4 - 2);
        if (lowest > longest) longest = lowest;
    }
    if (current.held_workspaces > 2 * current.temporary_tables && longest < 4096) longest = 4096;
    for (int number = 0; number < current.filter_count; number++) {
        if (!current.filters[number]) continue;
        // A text of that size would have no NUL so early, or be short to whatever goes through texts.
        bool is_filter = memchr(current.filters[number], 0, 64) != NULL;
        int64_t size = is_filter ? filter_worth : current.filter_sizes[number];
        if (size > longest) longest = size;
    }
    if (current.passing > longest) longest = current.passing;
    current.passing = 0;
    return longest;
}

/// Called by SQLite after every so many operations.
static int report_operations(void *period) {
    if (!current.counts) return 0;
    int64_t longest = longest_value();
    int64_t weight = longest < 1 << first_class_bits ? 1 : 1 + longest / 1024;
    charge_units((int64_t)(intptr_t)period * weight);
    return current.is_stopped;
}

void toolrouter_sqlite_work_count_operations(sqlite3 *database, int period) {
    sqlite3_progress_handler(database, period, report_operations, (void *)(intptr_t)period);
}

int toolrouter_sqlite_work_register(sqlite3 *database) {
    int code = toolrouter_sqlite_register_patterns(database);
    return code == SQLITE_OK ? toolrouter_sqlite_register_collations(database) : code;
}
