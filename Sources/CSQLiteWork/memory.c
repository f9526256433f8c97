#include "account.h"

#include <stdatomic.h>
#include <stdlib.h>

// The allocator, which keeps the account.

/// What stands before each block. Sixteen bytes keep the alignment of `malloc`.
typedef struct block {
    /// The account that it is on; 0 is none.
    uint64_t account;
    /// Bytes that SQLite may use.
    uint32_t size;
    /// Whether it is among the blocks that the account counts by class.
    bool is_held;
} block;

_Static_assert(sizeof(block) == 16, "SQLite's blocks begin at multiples of 16");

/// Blocks up to this size cost no units: an operation takes few of them.
static const int64_t small = 512;
/// Whether a block has the size of those two that each temporary table works with: its pages have 4,096 bytes (3.40.1).
static bool is_workspace(int64_t size) { return size == 4096 || size == 4096 + 8; }
/// Longer than what SQLite takes within an operation to put pages of 4 KiB in order, at most 25 KB (3.40.1).
static const int64_t longer_than_scratch = 32768;
/// The units that an operation may go on after it was stopped, before it gets no memory.
static const int64_t grace = 100000;

_Thread_local account toolrouter_account;
static atomic_uint_fast64_t accounts;
static int installed = -1;

bool toolrouter_sqlite_memory_is_counted(void) { return installed == SQLITE_OK; }

void toolrouter_sqlite_memory_begin(int64_t limit, bool counts_all) {
    current = (account){
        .number = atomic_fetch_add_explicit(&accounts, 1, memory_order_relaxed) + 1,
        .limit = limit,
        .counts_all = counts_all};
}

void toolrouter_sqlite_memory_end(void) {
    current.number = 0;
    current.counts = false;
}

int64_t toolrouter_sqlite_memory_peak(void) { return current.peak; }

int64_t toolrouter_sqlite_memory_met_limit(void) { return current.limit_was_met ? current.limit : 0; }

bool toolrouter_sqlite_memory_system_had_none(void) { return current.system_had_none; }

static int round_up(int size) { return (size + 7) & ~7; }

static int64_t with_header(int64_t size) { return size + (int64_t)sizeof(block); }

/// Puts `bytes` on the open account, if there is one; false when they are too many.
static bool take(int64_t bytes) {
    if (current.number == 0) return true;
    if ((current.counts_all ? current.total : current.used) + bytes > current.limit) {
        current.limit_was_met = true;
        return false;
    }
    current.used += bytes;
    if (current.used > current.peak) current.peak = current.used;
    return true;
}

static void give_back(int64_t bytes) {
    if (current.number != 0) current.used -= bytes;
}

/// Whether an operation that was stopped goes on and on.
static bool is_denied(int64_t size) {
    return size > small && current.is_stopped && current.counts && current.units - current.stopped_at > grace;
}

static int class_of(int64_t size) {
    int bits = 63 - __builtin_clzll((uint64_t)size);
    return 4 * (bits - first_class_bits) + (int)(size >> (bits - 2) & 3);
}

/// Whether a block is a filter of the program's, or has the size of one that is not there.
static bool hold_filter(const block *taken) {
    for (int number = 0; number < current.filter_count; number++) {
        if (current.filters[number] || current.filter_sizes[number] != taken->size) continue;
        current.filters[number] = (const char *)(taken + 1);
        return true;
    }
    return false;
}

/// Counts a block that was taken just now on the open account, in the place of one of `before` bytes.
static void hold(block *taken, int64_t before) {
    int64_t size = taken->size;
    if (size > before) current.total += size - before + (before == 0 ? (int64_t)sizeof(block) : 0);
    taken->is_held = size >= 1 << first_class_bits && !current.serves_pages;
    bool is_filter = false;
    if (!taken->is_held) {
        // It is too small to matter, or no value.
    } else if (is_workspace(size)) {
        current.held_workspaces++;
    } else if (!(is_filter = hold_filter(taken))) {
        int class = class_of(size);
        current.held[class]++;
        if (class > current.highest) current.highest = class;
        if (size > longer_than_scratch && size > current.passing) current.passing = size;
    }
    // A text that is put together near the longest allowed grows by a few bytes at a time, mostly where it is.
    if (size <= small || current.serves_pages) return;
    // A filter is filled with zeros, which is quick.
    int64_t bytes_of_unit = is_filter ? 512 : 64;
    charge_units(size - before < bytes_of_unit ? 1 : (size - before) / bytes_of_unit);
}

/// Counts no longer a block that was at `place`.
static void let_go(const block *freed, uintptr_t place) {
    if (!freed->is_held) return;
    for (int number = 0; number < current.filter_count; number++) {
        if ((uintptr_t)current.filters[number] != place) continue;
        current.filters[number] = NULL;
        return;
    }
    if (is_workspace(freed->size)) {
        current.held_workspaces--;
    } else {
        current.held[class_of(freed->size)]--;
    }
}

static void *finish(block *taken, int64_t size, int64_t before) {
    taken->account = current.number;
    taken->size = (uint32_t)size;
    taken->is_held = false;
    if (current.number != 0) hold(taken, before);
    return taken + 1;
}

static void *allocate(int bytes) {
    int64_t size = round_up(bytes);
    if (is_denied(size) || !take(with_header(size))) return NULL;
    block *taken = malloc(with_header(size));
    if (taken) return finish(taken, size, 0);
    current.system_had_none = true;
    give_back(with_header(size));
    return NULL;
}

static void release(void *memory) {
    if (!memory) return;
    block *freed = (block *)memory - 1;
    if (freed->account == current.number) {
        give_back(with_header(freed->size));
        let_go(freed, (uintptr_t)memory);
    }
    free(freed);
}

static void *reallocate(void *memory, int bytes) {
    block before = ((block *)memory)[-1];
    int64_t size = round_up(bytes);
    bool is_own = before.account == current.number;
    // A block that nobody has on an account, or somebody else, moves to this one as a whole.
    int64_t counted = is_own ? with_header(before.size) : 0;
    if (is_denied(size) || !take(with_header(size) - counted)) return NULL;
    uintptr_t place = (uintptr_t)memory;
    block *moved = realloc((block *)memory - 1, with_header(size));
    if (moved) {
        if (is_own) let_go(&before, place);
        return finish(moved, size, is_own ? before.size : 0);
    }
    current.system_had_none = true;
    give_back(with_header(size) - counted);
    return NULL;
}

static int size_of(void *memory) { return memory ? (int)((block *)memory - 1)->size : 0; }

static int begin(void *context) { return SQLITE_OK; }

static void end(void *context) {}

// Before `main`, since SQLite takes no other allocator once anything has used it.
__attribute__((constructor)) static void install(void) {
    static const sqlite3_mem_methods allocator = {
        .xMalloc = allocate, .xFree = release, .xRealloc = reallocate, .xSize = size_of, .xRoundup = round_up,
        .xInit = begin, .xShutdown = end};
    installed = sqlite3_config(SQLITE_CONFIG_MALLOC, &allocator);
    if (installed == SQLITE_OK) installed = toolrouter_sqlite_install_page_cache();
    // SQLite's own counts take a lock of the whole process for every block, and its own limits are made of them.
    if (installed == SQLITE_OK) installed = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
