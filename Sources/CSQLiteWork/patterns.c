#define _GNU_SOURCE
#include "account.h"

#include <string.h>

// LIKE and GLOB, with the results of SQLite's own (3.40.1, with SQLITE_LIKE_DOESNT_MATCH_BLOBS as Debian builds it), which
// go through a text as often as the longest part between two wildcards has bytes. These do so too, and count it; and they
// do not call themselves, which SQLite's do once a wildcard.

typedef struct rules {
    uint32_t any_number;
    uint32_t any_one;
    /// What begins a set; 0 when there are none.
    uint32_t set;
    bool ignores_case;
} rules;

static const rules like_rules = {'%', '_', 0, true};
static const rules glob_rules = {'*', '?', '[', false};

/// What the search for a match has gone through.
typedef struct effort {
    /// Bytes of text and pattern that were compared, and not counted yet.
    int64_t compared;
    /// Bytes of text that were passed over, and not counted yet.
    int64_t passed;
    bool is_stopped;
} effort;

/// Some 60 nanoseconds of either.
static void charge_effort(effort *effort) {
    int64_t units = effort->compared / 32 + effort->passed / 128;
    effort->compared = effort->passed = 0;
    if (units > 4 && !toolrouter_sqlite_work_charge(units)) effort->is_stopped = true;
}

/// The next character as SQLite reads it: what is no UTF-8 gives some number all the same. Stands behind it then.
static uint32_t read_character(const uint8_t **text) {
    uint32_t character = *(*text)++;
    if (character < 0xC0) return character;
    // The bits that the first byte holds; 0xFE and 0xFF hold none.
    character &= character < 0xE0 ? 0x1F : character < 0xF0 ? 0x0F : character < 0xF8 ? 0x07
        : character < 0xFC ? 0x03 : character < 0xFE ? 0x01 : 0x00;
    while ((**text & 0xC0) == 0x80) character = (character << 6) + (0x3F & *(*text)++);
    bool is_none = character < 0x80 || (character & 0xFFFFF800) == 0xD800 || (character & 0xFFFFFFFE) == 0xFFFE;
    return is_none ? 0xFFFD : character;
}

static const uint8_t *after_character(const uint8_t *text) {
    if (*text++ >= 0xC0) {
        while ((*text & 0xC0) == 0x80) text++;
    }
    return text;
}

static uint32_t lower(uint32_t character) {
    return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
}

static uint32_t upper(uint32_t character) {
    return character >= 'a' && character <= 'z' ? character - ('a' - 'A') : character;
}

/// Whether the next character of `text` is in the set that `pattern` stands in, behind its bracket.
static bool is_in_set(const uint8_t **pattern, const uint8_t **text) {
    uint32_t found = read_character(text);
    if (found == 0) return false;
    bool is_seen = false, is_inverted = false;
    uint32_t prior = 0, next = read_character(pattern);
    if (next == '^') {
        is_inverted = true;
        next = read_character(pattern);
    }
    if (next == ']') {
        is_seen = found == ']';
        next = read_character(pattern);
    }
    while (next != 0 && next != ']') {
        if (next == '-' && **pattern != ']' && **pattern != 0 && prior > 0) {
            next = read_character(pattern);
            if (found >= prior && found <= next) is_seen = true;
            prior = 0;
        } else {
            if (found == next) is_seen = true;
            prior = next;
        }
        next = read_character(pattern);
    }
    return next != 0 && is_seen != is_inverted;
}

/// Where a search for the part behind a wildcard goes on when the text does not match from here.
typedef struct search {
    /// What the part begins with; NULL when there was no wildcard yet.
    const uint8_t *pattern;
    const uint8_t *text;
    /// The character that the part begins with, which `pattern` stands behind; 0 when it is a set, which it stands before.
    uint32_t first;
} search;

/// Moves to the next place in the text where the part can begin; false when there is none.
static bool advance(search *search, bool ignores_case, effort *effort) {
    const uint8_t *text = search->text;
    uint32_t first = search->first;
    if (first == 0) {
        if (*text == 0) return false;
        search->text = after_character(text);
    } else if (first < 0x80) {
        uint8_t one = (uint8_t)first, other = (uint8_t)first;
        if (ignores_case) {
            one = (uint8_t)upper(first);
            other = (uint8_t)lower(first);
        }
        if (one == other) {
            text = (const uint8_t *)strchrnul((const char *)text, one);
        } else {
            while (*text != 0 && *text != one && *text != other) text++;
        }
        effort->passed += text - search->text;
        if (*text == 0) return false;
        search->text = text + 1;
    } else {
        uint32_t found;
        do {
            found = read_character(&text);
        } while (found != 0 && found != first);
        effort->passed += text - search->text;
        if (found == 0) return false;
        search->text = text;
    }
    return true;
}

/// Whether all of `text` matches `pattern`. `other` is what escapes a character, or begins a set.
static bool matches(
    const uint8_t *pattern, const uint8_t *text, const rules *rules, uint32_t other, effort *effort
) {
    search search = {0};
    const uint8_t *from_pattern = pattern, *from_text = text, *escaped = NULL;
    for (;;) {
        uint32_t wanted = read_character(&pattern);
        if (wanted == 0) {
            if (*text == 0) {
                effort->compared += (pattern - from_pattern) + (text - from_text);
                return true;
            }
        } else if (wanted == rules->any_number) {
            // Wildcards in a row are one, and take at least as many characters as stand for one each.
            while ((wanted = read_character(&pattern)) == rules->any_number
                   || (wanted == rules->any_one && wanted != 0)) {
                if (wanted == rules->any_one && read_character(&text) == 0) return false;
            }
            effort->compared += (pattern - from_pattern) + (text - from_text);
            if (wanted == 0) return true;
            search.first = wanted;
            search.text = text;
            if (wanted == other && rules->set != 0) {
                search.first = 0;
                search.pattern = --pattern;
                if (*text == 0) return false;
            } else {
                if (wanted == other && (search.first = read_character(&pattern)) == 0) return false;
                search.pattern = pattern;
                if (!advance(&search, rules->ignores_case, effort)) return false;
                text = search.text;
            }
            from_pattern = pattern;
            from_text = text;
            continue;
        } else if (wanted == other && rules->set != 0) {
            if (is_in_set(&pattern, &text)) continue;
        } else {
            bool ends = false;
            if (wanted == other) {
                wanted = read_character(&pattern);
                escaped = pattern;
                ends = wanted == 0;
            }
            if (!ends) {
                uint32_t found = read_character(&text);
                if (wanted == found) continue;
                if (rules->ignores_case && wanted < 0x80 && found < 0x80 && lower(wanted) == lower(found)) continue;
                if (wanted == rules->any_one && pattern != escaped && found != 0) continue;
            }
        }
        // It does not match from here. What stands before the last wildcard needs no other place: the first one leaves most
        // of the text to what follows.
        effort->compared += (pattern - from_pattern) + (text - from_text);
        if (search.pattern == NULL || !advance(&search, rules->ignores_case, effort)) return false;
        if (effort->compared > 1 << 16) {
            charge_effort(effort);
            if (effort->is_stopped) return false;
        }
        pattern = from_pattern = search.pattern;
        text = from_text = search.text;
    }
}

/// How many characters a text has, up to `most`.
static int count_characters(const uint8_t *text, int most) {
    int count = 0;
    while (*text != 0 && count < most) {
        text = after_character(text);
        count++;
    }
    return count;
}

/// What stands behind a function: its rules, and the longest pattern that the connection allows.
typedef struct comparison {
    rules rules;
    int longest_pattern;
} comparison;

/// `like(pattern, text)`, `like(pattern, text, escape)` and `glob(pattern, text)`.
static void compare_with_pattern(sqlite3_context *context, int count, sqlite3_value **arguments) {
    const comparison *comparison = sqlite3_user_data(context);
    if (sqlite3_value_type(arguments[0]) == SQLITE_BLOB || sqlite3_value_type(arguments[1]) == SQLITE_BLOB) {
        sqlite3_result_int(context, 0);
        return;
    }
    if (sqlite3_value_bytes(arguments[0]) > comparison->longest_pattern) {
        sqlite3_result_error(context, "LIKE or GLOB pattern too complex", -1);
        return;
    }
    const rules *rules = &comparison->rules;
    struct rules escaping;
    uint32_t other = rules->set;
    if (count == 3) {
        const uint8_t *escape = sqlite3_value_text(arguments[2]);
        if (!escape) return;
        if (count_characters(escape, 2) != 1) {
            sqlite3_result_error(context, "ESCAPE expression must be a single character", -1);
            return;
        }
        other = read_character(&escape);
        escaping = *rules;
        if (other == rules->any_number) escaping.any_number = 0;
        if (other == rules->any_one) escaping.any_one = 0;
        rules = &escaping;
    }
    const uint8_t *pattern = sqlite3_value_text(arguments[0]);
    if (!pattern) return;
    const uint8_t *text = sqlite3_value_text(arguments[1]);
    if (!text) return;
    effort effort = {0};
    bool is_match = matches(pattern, text, rules, other, &effort);
    if (!effort.is_stopped) charge_effort(&effort);
    if (effort.is_stopped) {
        sqlite3_result_error_code(context, SQLITE_INTERRUPT);
    } else {
        sqlite3_result_int(context, is_match);
    }
}

static int register_comparison(sqlite3 *database, const char *name, int arguments, const rules *rules) {
    comparison *comparison = sqlite3_malloc(sizeof(*comparison));
    if (!comparison) return SQLITE_NOMEM;
    comparison->rules = *rules;
    comparison->longest_pattern = sqlite3_limit(database, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, -1);
    // The function frees it, also when it is not registered.
    return sqlite3_create_function_v2(
        database, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, comparison,
        compare_with_pattern, NULL, NULL, sqlite3_free);
}

int toolrouter_sqlite_register_patterns(sqlite3 *database) {
    int code = register_comparison(database, "like", 2, &like_rules);
    if (code == SQLITE_OK) code = register_comparison(database, "like", 3, &like_rules);
    if (code == SQLITE_OK) code = register_comparison(database, "glob", 2, &glob_rules);
    return code;
}
