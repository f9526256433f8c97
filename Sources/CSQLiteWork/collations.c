#include "account.h"

#include <string.h>

// NOCASE and RTRIM, which order as SQLite's own do and count the bytes of long texts: one sort, which nothing interrupts,
// may compare gigabytes.

/// Texts below this length cost nothing but their operation.
static const int short_text = 512;

/// Counts `bytes` that are compared; false when the order does not matter any more.
static bool charge_bytes(int bytes) { return bytes < short_text || toolrouter_sqlite_work_charge(bytes / 64); }

static int lower(uint8_t character) {
    return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
}

/// As `sqlite3_strnicmp` compares, which reads no further than to a NUL; what is as long as that is equal goes by length.
static int compare_without_case(
    void *context, int left_size, const void *left_bytes, int right_size, const void *right_bytes
) {
    const uint8_t *left = left_bytes, *right = right_bytes;
    int shared = left_size < right_size ? left_size : right_size;
    if (!charge_bytes(shared)) return 0;
    for (int place = 0; place < shared; place++) {
        if (left[place] != right[place]) {
            int difference = lower(left[place]) - lower(right[place]);
            if (difference != 0) return difference;
        } else if (left[place] == 0) {
            break;
        }
    }
    return left_size - right_size;
}

static int compare_without_trailing_spaces(
    void *context, int left_size, const void *left_bytes, int right_size, const void *right_bytes
) {
    const uint8_t *left = left_bytes, *right = right_bytes;
    if (!charge_bytes(left_size > right_size ? left_size : right_size)) return 0;
    while (left_size > 0 && left[left_size - 1] == ' ') left_size--;
    while (right_size > 0 && right[right_size - 1] == ' ') right_size--;
    int order = memcmp(left, right, left_size < right_size ? left_size : right_size);
    return order != 0 ? order : left_size - right_size;
}

int toolrouter_sqlite_register_collations(sqlite3 *database) {
    int code = sqlite3_create_collation_v2(database, "NOCASE", SQLITE_UTF8, NULL, compare_without_case, NULL);
    if (code != SQLITE_OK) return code;
    return sqlite3_create_collation_v2(
        database, "RTRIM", SQLITE_UTF8, NULL, compare_without_trailing_spaces, NULL);
}
