#include "CSQLiteMemory.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>

/// What stands before each block. Sixteen bytes keep the alignment of `malloc`.
typedef struct block {
    /// The account that it is on; 0 is none.
    uint64_t account;
    /// Bytes that SQLite may use.
    int64_t size;
} block;

/// The account of a thread.
typedef struct account {
    /// Unique in the process, so that a block of an earlier account is never taken for one of this; 0 when none is open.
    uint64_t number;
    int64_t limit;
    /// Whether what was given back still counts against the limit.
    bool counts_all;
    int64_t used;
    int64_t peak;
    /// Bytes taken so far, given back or not.
    int64_t total;
    bool limit_was_met;
    bool system_had_none;
} account;

static _Thread_local account current;
static atomic_uint_fast64_t accounts;
static int installed = -1;

bool toolrouter_sqlite_memory_is_counted(void) { return installed == SQLITE_OK; }

void toolrouter_sqlite_memory_begin(int64_t limit, bool counts_all) {
    current = (account){
        .number = atomic_fetch_add_explicit(&accounts, 1, memory_order_relaxed) + 1,
        .limit = limit,
        .counts_all = counts_all};
}

void toolrouter_sqlite_memory_end(void) { current.number = 0; }

int64_t toolrouter_sqlite_memory_peak(void) { return current.peak; }

int64_t toolrouter_sqlite_memory_total(void) { return current.total; }

int64_t toolrouter_sqlite_memory_met_limit(void) { return current.limit_was_met ? current.limit : 0; }

bool toolrouter_sqlite_memory_system_had_none(void) { return current.system_had_none; }

// The allocator

static int round_up(int size) { return (size + 7) & ~7; }

static int64_t charge(int64_t size) { return size + (int64_t)sizeof(block); }

/// Puts `bytes` on the open account, if there is one; false when they are too many.
static bool take(int64_t bytes) {
    if (current.number == 0) return true;
    if ((current.counts_all ? current.total : current.used) + bytes > current.limit) {
        current.limit_was_met = true;
        return false;
    }
    current.used += bytes;
    if (current.used > current.peak) current.peak = current.used;
    // A block that shrinks gives something back.
    if (bytes > 0) current.total += bytes;
    return true;
}

static void give_back(int64_t bytes) {
    if (current.number != 0) current.used -= bytes;
}

static void *finish(block *taken, int64_t size) {
    if (!taken) {
        current.system_had_none = true;
        return NULL;
    }
    taken->account = current.number;
    taken->size = size;
    return taken + 1;
}

static void *allocate(int bytes) {
    int64_t size = round_up(bytes);
    if (!take(charge(size))) return NULL;
    void *memory = finish(malloc(charge(size)), size);
    if (!memory) give_back(charge(size));
    return memory;
}

static void release(void *memory) {
    if (!memory) return;
    block *freed = (block *)memory - 1;
    if (freed->account == current.number) give_back(charge(freed->size));
    free(freed);
}

static void *reallocate(void *memory, int bytes) {
    block *before = (block *)memory - 1;
    int64_t size = round_up(bytes);
    // A block that nobody has on an account, or somebody else, moves to this one as a whole.
    int64_t counted = before->account == current.number ? charge(before->size) : 0;
    if (!take(charge(size) - counted)) return NULL;
    void *moved = finish(realloc(before, charge(size)), size);
    if (!moved) give_back(charge(size) - counted);
    return moved;
}

static int size_of(void *memory) { return memory ? (int)((block *)memory - 1)->size : 0; }

static int begin(void *context) { return SQLITE_OK; }

static void end(void *context) {}

// The page cache, which is SQLite's own. It says which of its pages are on an account.

static sqlite3_pcache_methods2 inner;

typedef struct cache {
    sqlite3_pcache *pages;
    /// Whether they are pages of a file, which can be read again; the others are all there is of a temporary table.
    bool is_of_file;
} cache;

static cache *cache_of(sqlite3_pcache *pages) { return (cache *)pages; }

/// Closes the account for a moment when the pages are a file's; gives its number.
static uint64_t begin_pages(cache *cache) {
    uint64_t number = current.number;
    if (cache->is_of_file) current.number = 0;
    return number;
}

static void end_pages(uint64_t number) { current.number = number; }

static int cache_begin(void *context) { return inner.xInit ? inner.xInit(inner.pArg) : SQLITE_OK; }

static void cache_end(void *context) {
    if (inner.xShutdown) inner.xShutdown(inner.pArg);
}

static sqlite3_pcache *cache_create(int page, int extra, int is_of_file) {
    cache *created = sqlite3_malloc(sizeof(cache));
    if (!created) return NULL;
    *created = (cache){.is_of_file = is_of_file};
    created->pages = inner.xCreate(page, extra, is_of_file);
    if (created->pages) return (sqlite3_pcache *)created;
    sqlite3_free(created);
    return NULL;
}

static void cache_destroy(sqlite3_pcache *pages) {
    inner.xDestroy(cache_of(pages)->pages);
    sqlite3_free(pages);
}

static void cache_set_size(sqlite3_pcache *pages, int count) {
    uint64_t number = begin_pages(cache_of(pages));
    inner.xCachesize(cache_of(pages)->pages, count);
    end_pages(number);
}

static int cache_count(sqlite3_pcache *pages) { return inner.xPagecount(cache_of(pages)->pages); }

static sqlite3_pcache_page *cache_fetch(sqlite3_pcache *pages, unsigned key, int flag) {
    uint64_t number = begin_pages(cache_of(pages));
    sqlite3_pcache_page *page = inner.xFetch(cache_of(pages)->pages, key, flag);
    end_pages(number);
    return page;
}

static void cache_unpin(sqlite3_pcache *pages, sqlite3_pcache_page *page, int discards) {
    inner.xUnpin(cache_of(pages)->pages, page, discards);
}

static void cache_rekey(sqlite3_pcache *pages, sqlite3_pcache_page *page, unsigned before, unsigned after) {
    inner.xRekey(cache_of(pages)->pages, page, before, after);
}

static void cache_truncate(sqlite3_pcache *pages, unsigned limit) { inner.xTruncate(cache_of(pages)->pages, limit); }

static void cache_shrink(sqlite3_pcache *pages) { inner.xShrink(cache_of(pages)->pages); }

// Before `main`, since SQLite takes no other allocator once anything has used it.
__attribute__((constructor)) static void install(void) {
    static const sqlite3_mem_methods allocator = {
        .xMalloc = allocate, .xFree = release, .xRealloc = reallocate, .xSize = size_of, .xRoundup = round_up,
        .xInit = begin, .xShutdown = end};
    static const sqlite3_pcache_methods2 page_cache = {
        .iVersion = 1, .xInit = cache_begin, .xShutdown = cache_end, .xCreate = cache_create,
        .xCachesize = cache_set_size, .xPagecount = cache_count, .xFetch = cache_fetch, .xUnpin = cache_unpin,
        .xRekey = cache_rekey, .xTruncate = cache_truncate, .xDestroy = cache_destroy, .xShrink = cache_shrink};
    installed = sqlite3_config(SQLITE_CONFIG_MALLOC, &allocator);
    if (installed == SQLITE_OK) installed = sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &inner);
    if (installed == SQLITE_OK) installed = sqlite3_config(SQLITE_CONFIG_PCACHE2, &page_cache);
    // SQLite's own counts take a lock of the whole process for every block, and its own limits are made of them.
    if (installed == SQLITE_OK) installed = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
