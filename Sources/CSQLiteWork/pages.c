#include "account.h"

#include <stddef.h>

// The page cache, which is SQLite's own. It says which of its pages are on an account, and counts those that a statement
// asks for.

/// What a page costs that is asked for, in the cache or not: the same whatever the cache holds.
static const int64_t units_of_page = 2;

static sqlite3_pcache_methods2 inner;

typedef struct cache {
    sqlite3_pcache *pages;
    /// Whether they are pages of a file, which can be read again; the others are all there is of a temporary table.
    bool is_of_file;
    /// The account it was made on.
    uint64_t account;
} cache;

static cache *cache_of(sqlite3_pcache *pages) { return (cache *)pages; }

/// Closes the account for a moment when the pages are a file's; gives its number.
static uint64_t begin_pages(bool is_of_file) {
    uint64_t number = current.number;
    if (is_of_file) current.number = 0;
    current.serves_pages = true;
    return number;
}

static void end_pages(uint64_t number) {
    current.number = number;
    current.serves_pages = false;
}

static int cache_begin(void *context) { return inner.xInit ? inner.xInit(inner.pArg) : SQLITE_OK; }

static void cache_end(void *context) {
    if (inner.xShutdown) inner.xShutdown(inner.pArg);
}

static sqlite3_pcache *cache_create(int page, int extra, int is_of_file) {
    cache *created = sqlite3_malloc(sizeof(cache));
    if (!created) return NULL;
    *created = (cache){.is_of_file = is_of_file, .account = current.number};
    current.serves_pages = true;
    created->pages = inner.xCreate(page, extra, is_of_file);
    current.serves_pages = false;
    if (!created->pages) {
        sqlite3_free(created);
        return NULL;
    }
    if (!is_of_file) current.temporary_tables++;
    return (sqlite3_pcache *)created;
}

static void cache_destroy(sqlite3_pcache *pages) {
    cache *gone = cache_of(pages);
    if (!gone->is_of_file && gone->account == current.number) current.temporary_tables--;
    inner.xDestroy(gone->pages);
    sqlite3_free(pages);
}

static void cache_set_size(sqlite3_pcache *pages, int count) {
    uint64_t number = begin_pages(cache_of(pages)->is_of_file);
    inner.xCachesize(cache_of(pages)->pages, count);
    end_pages(number);
}

static int cache_count(sqlite3_pcache *pages) { return inner.xPagecount(cache_of(pages)->pages); }

static sqlite3_pcache_page *cache_fetch(sqlite3_pcache *pages, unsigned key, int flag) {
    uint64_t number = begin_pages(cache_of(pages)->is_of_file);
    sqlite3_pcache_page *page = inner.xFetch(cache_of(pages)->pages, key, flag);
    end_pages(number);
    // With the flag 0 it is only asked whether the page is there.
    if (page && flag != 0) charge_units(units_of_page);
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

int toolrouter_sqlite_install_page_cache(void) {
    static const sqlite3_pcache_methods2 page_cache = {
        .iVersion = 1, .xInit = cache_begin, .xShutdown = cache_end, .xCreate = cache_create,
        .xCachesize = cache_set_size, .xPagecount = cache_count, .xFetch = cache_fetch, .xUnpin = cache_unpin,
        .xRekey = cache_rekey, .xTruncate = cache_truncate, .xDestroy = cache_destroy, .xShrink = cache_shrink};
    int code = sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &inner);
    return code == SQLITE_OK ? sqlite3_config(SQLITE_CONFIG_PCACHE2, &page_cache) : code;
}
