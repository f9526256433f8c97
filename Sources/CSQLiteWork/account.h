#pragma once
#include "CSQLiteWork.h"

/// Sizes of blocks from 2 KiB on, four classes an octave.
enum { first_class_bits = 11, classes = 4 * (31 - first_class_bits) };

/// How many filters of a program are known to be none of its values.
enum { most_filters = 8 };

/// What is counted for the statement that a thread is at work on.
typedef struct account {
    /// Unique in the process, so that a block of an earlier account is never taken for one of this; 0 when none is open.
    uint64_t number;
    int64_t limit;
    /// Whether what was given back still counts against the limit.
    bool counts_all;
    int64_t used;
    int64_t peak;
    int64_t total;
    bool limit_was_met;
    bool system_had_none;

    /// Whether the page cache is at work: what it takes are no values.
    bool serves_pages;
    /// The blocks that are held, by class.
    uint32_t held[classes];
    /// No class above it has a block.
    int highest;
    /// The blocks of the size of those that temporary tables work with, each with two, which are no values.
    int32_t held_workspaces;
    int32_t temporary_tables;
    /// The sizes of the filters that the program makes, and the blocks of such sizes that are held.
    int64_t filter_sizes[most_filters];
    const char *filters[most_filters];
    int filter_count;
    /// The longest block beyond any that SQLite takes for itself, since it was looked at last.
    int64_t passing;

    /// Whether units are counted.
    bool counts;
    bool is_stopped;
    int64_t units;
    int64_t next_look;
    int64_t stopped_at;
    int64_t constant;
    sqlite3 *database;
    toolrouter_sqlite_look look;
    void *context;
} account;

extern _Thread_local account toolrouter_account __attribute__((visibility("hidden")));
#define current toolrouter_account

/// Looks whether the statement may go on.
__attribute__((visibility("hidden"))) void toolrouter_sqlite_work_look(void);

/// Counts units.
static inline void charge_units(int64_t units) {
    if (!current.counts) return;
    current.units += units;
    if (current.units >= current.next_look) toolrouter_sqlite_work_look();
}

/// The page cache that SQLite is to use, around the one that it has.
__attribute__((visibility("hidden"))) int toolrouter_sqlite_install_page_cache(void);

/// Each puts its functions in the place of SQLite's own on one connection.
__attribute__((visibility("hidden"))) int toolrouter_sqlite_register_patterns(sqlite3 *database);
__attribute__((visibility("hidden"))) int toolrouter_sqlite_register_collations(sqlite3 *database);
