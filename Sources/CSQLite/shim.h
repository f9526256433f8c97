#pragma once
#include <sqlite3.h>
#include <stddef.h>

// What Swift cannot import from sqlite3.h: variadic functions, and a VFS that carries data of its own.

/// `sqlite3_db_config` for the operations that switch one property of a connection on (1) or off (0).
static inline int toolrouter_sqlite3_db_switch(sqlite3 *database, int operation, int on) {
    int now = -1;
    int code = sqlite3_db_config(database, operation, on, &now);
    if (code != SQLITE_OK) return code;
    return now == on ? SQLITE_OK : SQLITE_ERROR;
}

/// Switches optimisations of a connection's query planner off, by the bits of `sqliteInt.h`; the others are on.
static inline void toolrouter_sqlite3_db_without_optimisations(sqlite3 *database, int bits) {
    sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, database, bits);
}

/// Takes every block of a connection from the allocator; for a connection that has none yet.
static inline int toolrouter_sqlite3_db_without_lookaside(sqlite3 *database) {
    return sqlite3_db_config(database, SQLITE_DBCONFIG_LOOKASIDE, NULL, 0, 0);
}

/// A VFS with a clock behind it. The VFS stands first, so that SQLite's pointer to it is a pointer to the whole;
/// `pAppData` stays free for the unix VFS that is copied into it.
typedef struct toolrouter_clock_vfs {
    sqlite3_vfs vfs;
    /// What this VFS calls the present: milliseconds since noon of -4713-11-24, as SQLite counts.
    sqlite3_int64 julian_milliseconds;
    /// Whether anybody has asked for the present since it was set.
    int was_read;
    /// What every file of this VFS meets from now on; see CSQLiteWork.
    int trouble;
    /// How often one has met it since it was set.
    int met;
} toolrouter_clock_vfs;

/// glibc's search for bytes in bytes, which takes linear time; string.h hides it from strict compilers.
void *memmem(const void *whole, size_t whole_length, const void *part, size_t part_length);
