#include "CSQLiteWork.h"

#include "../CSQLite/shim.h"

#include <stdlib.h>
#include <string.h>

// Files of a clock VFS that meet trouble on demand. Each opened file gets the methods that it had, behind three of its own.

typedef struct troubled_methods {
    // First, since SQLite's pointer to the methods is a pointer to the whole.
    sqlite3_io_methods methods;
    const sqlite3_io_methods *real;
    toolrouter_clock_vfs *vfs;
} troubled_methods;

static troubled_methods *methods_of(sqlite3_file *file) { return (troubled_methods *)file->pMethods; }

static int met(troubled_methods *methods, int code) {
    methods->vfs->met++;
    return code;
}

static int troubled_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    troubled_methods *methods = methods_of(file);
    switch (methods->vfs->trouble) {
    case TOOLROUTER_TROUBLE_BUSY: return met(methods, SQLITE_BUSY);
    case TOOLROUTER_TROUBLE_IOERR: return met(methods, SQLITE_IOERR_READ);
    case TOOLROUTER_TROUBLE_FULL: return met(methods, SQLITE_FULL);
    case TOOLROUTER_TROUBLE_CORRUPT: {
        int code = methods->real->xRead(file, bytes, count, offset);
        if (code != SQLITE_OK) return code;
        // No page begins so, of whatever kind.
        memset(bytes, 0xee, count);
        return met(methods, SQLITE_OK);
    }
    default: return methods->real->xRead(file, bytes, count, offset);
    }
}

static int troubled_lock(sqlite3_file *file, int level) {
    troubled_methods *methods = methods_of(file);
    if (methods->vfs->trouble == TOOLROUTER_TROUBLE_BUSY) return met(methods, SQLITE_BUSY);
    return methods->real->xLock(file, level);
}

static int troubled_close(sqlite3_file *file) {
    troubled_methods *methods = methods_of(file);
    file->pMethods = methods->real;
    int code = methods->real->xClose(file);
    free(methods);
    return code;
}

static int troubled_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *flags_out) {
    sqlite3_vfs *unix_vfs = sqlite3_vfs_find("unix");
    int code = unix_vfs->xOpen(vfs, name, file, flags, flags_out);
    if (code != SQLITE_OK || !file->pMethods) return code;
    troubled_methods *methods = malloc(sizeof(troubled_methods));
    if (!methods) {
        file->pMethods->xClose(file);
        file->pMethods = NULL;
        return SQLITE_NOMEM;
    }
    *methods = (troubled_methods){
        .methods = *file->pMethods, .real = file->pMethods, .vfs = (toolrouter_clock_vfs *)vfs};
    methods->methods.xRead = troubled_read;
    methods->methods.xLock = troubled_lock;
    methods->methods.xClose = troubled_close;
    file->pMethods = &methods->methods;
    return SQLITE_OK;
}

void toolrouter_sqlite_expect_trouble(sqlite3_vfs *vfs) { vfs->xOpen = troubled_open; }
