#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// SQLite's memory, counted for the statement that a thread is at work on.
//
// SQLite itself has one limit for all connections of a process, so that one statement's appetite would decide about
// another's. This replaces its allocator before anything can use it. A thread opens an account, works on one
// statement, and closes the account: what SQLite takes and gives back on that thread in between is counted, and
// refused beyond the account's limit. What it keeps from earlier statements is on nobody's account, nor are the pages
// of database files, which a cache of a fixed size holds: the same statement takes the same whatever came before it,
// but for the little that SQLite keeps with a statement that it has run, 128 bytes an aggregate (3.40.1). Pages of
// temporary tables belong to the statement. Threads without an account have no limit.

/// Whether SQLite uses this allocator; false when it was in use already as the program began.
bool toolrouter_sqlite_memory_is_counted(void);

/// Opens an account of `limit` bytes for this thread, in the place of the one before. With `counts_all` the limit is one
/// on all that is taken, whatever is given back meanwhile: a bound on work that takes memory as it goes.
void toolrouter_sqlite_memory_begin(int64_t limit, bool counts_all);

/// Closes the account. What is asked below can be asked until the next one is opened.
void toolrouter_sqlite_memory_end(void);

/// The most bytes that the account held at a time, with 16 for each block.
int64_t toolrouter_sqlite_memory_peak(void);

/// The bytes that were taken in all, with 16 for each block, also those that were given back.
int64_t toolrouter_sqlite_memory_total(void);

/// The account's limit when it was met, else 0.
int64_t toolrouter_sqlite_memory_met_limit(void);

/// Whether the system had no memory to give, on an account or none.
bool toolrouter_sqlite_memory_system_had_none(void);

/// The bytes of its stack that this thread has not used yet; 0 when the system does not say.
size_t toolrouter_stack_left(void);
