#pragma once
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What SQLite takes for the statement that a thread is at work on: memory, and units of work.
//
// SQLite itself has one limit of memory for all connections of a process, so that one statement's appetite would decide
// about another's, and it counts operations, of which one may do next to nothing or go through gigabytes. This replaces its
// allocator and the outside of its page cache before anything can use them. A thread opens an account, works on one
// statement, and closes the account: what SQLite takes and gives back on that thread in between is counted, and refused
// beyond the account's limit. What it keeps from earlier statements is on nobody's account, nor are the pages of database
// files, which a cache of a fixed size holds: the same statement takes the same whatever came before it, but for the little
// that SQLite keeps with a statement that it has run, 128 bytes an aggregate (3.40.1). Pages of temporary tables belong to
// the statement. Threads without an account have no limit.

/// Whether SQLite uses this allocator; false when it was in use already as the program began.
bool toolrouter_sqlite_memory_is_counted(void);

/// Opens an account of `limit` bytes for this thread, in the place of the one before. With `counts_all` the limit is one
/// on all that is taken, whatever is given back meanwhile: a bound on work that takes memory as it goes.
void toolrouter_sqlite_memory_begin(int64_t limit, bool counts_all);

/// Closes the account. What is asked below can be asked until the next one is opened.
void toolrouter_sqlite_memory_end(void);

/// The most bytes that the account held at a time, with 16 for each block.
int64_t toolrouter_sqlite_memory_peak(void);

/// The account's limit when it was met, else 0.
int64_t toolrouter_sqlite_memory_met_limit(void);

/// Whether the system had no memory to give, on an account or none.
bool toolrouter_sqlite_memory_system_had_none(void);

// Units of work. One is about what an operation of SQLite's virtual machine takes. Beside these cost units:
// - memory: a unit for every 64 bytes of a block above 512, or of what such a block grows by;
// - pages: two for each that is asked for, whether it is in the cache or not;
// - long values: while the account holds a block of 2 KiB or more, every operation costs a unit more for each KiB of the
//   longest one. All values that are longer than an operation goes through in passing are such blocks: those of a row are
//   copied out of its page, others are made. Constants of the statement are the exception, and told at the beginning;
// - what the functions and collations below go through.

/// Decides whether a statement may go on; called every 1,000 units at least, on the statement's thread, from the middle of
/// SQLite's work.
typedef bool (*toolrouter_sqlite_look)(void *context, int64_t units);

/// Begins to count units, on the account that is open. When `look` says no, `database` is interrupted, and what follows
/// within the same operation is given no memory before long.
///
/// - `first_look`: the number of units at which to look at the latest the first time.
/// - `constant`: the bytes of the longest constant in the statement.
/// - `filters`: the bytes of the filters that its program makes for joins, which are no values; of the first eight.
void toolrouter_sqlite_work_begin(
    sqlite3 *database, int64_t first_look, int64_t constant, const int32_t *filters, int filter_count,
    toolrouter_sqlite_look look, void *context);

/// Stops counting units, as opening and closing an account do.
void toolrouter_sqlite_work_end(void);

/// The units that were counted since it was begun.
int64_t toolrouter_sqlite_work_units(void);

/// Makes SQLite report its operations, in steps of `period`. There is one such handler for a connection.
void toolrouter_sqlite_work_count_operations(sqlite3 *database, int period);

/// Counts units for what a function goes through; false when the statement is to stop.
bool toolrouter_sqlite_work_charge(int64_t units);

/// Puts functions and collations in the place of SQLite's own on one connection, with the same results: `like` and `glob`,
/// `NOCASE` and `RTRIM`, which count units for the bytes that they go through. The longest pattern is what the connection's
/// limit says now.
int toolrouter_sqlite_work_register(sqlite3 *database);

/// The bytes of its stack that this thread has not used yet; 0 when the system does not say.
size_t toolrouter_stack_left(void);

/// Gives this thread a name that the system shows, of at most 15 bytes.
void toolrouter_name_thread(const char *name);

/// What the files of a clock VFS can meet: another process has locked them, they can't be read, what is read is no page of a
/// database, or the disk has no room left.
enum {
    TOOLROUTER_TROUBLE_NONE,
    TOOLROUTER_TROUBLE_BUSY,
    TOOLROUTER_TROUBLE_IOERR,
    TOOLROUTER_TROUBLE_CORRUPT,
    TOOLROUTER_TROUBLE_FULL,
};

/// Makes files that are opened by `vfs`, the beginning of a `toolrouter_clock_vfs`, from now on meet what its member `trouble` says, and count that in `met`.
void toolrouter_sqlite_expect_trouble(sqlite3_vfs *vfs);
