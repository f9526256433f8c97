#pragma once
#include <stddef.h>

// What Swift needs of RE2, a C++ library: patterns that are searched for in linear time, whatever pattern and text are.

#ifdef __cplusplus
extern "C" {
#endif

/// A compiled pattern. Several threads may search by it at once.
typedef struct toolrouter_pattern toolrouter_pattern;

/// Compiles `length` bytes of UTF-8, within `memory` bytes. NULL when it is no pattern; then `fault` says why, in at most `room`
/// bytes with the NUL at their end.
toolrouter_pattern *toolrouter_pattern_compile(
    const char *text, size_t length, size_t memory, char *fault, size_t room);

/// Frees a pattern; NULL is none.
void toolrouter_pattern_free(toolrouter_pattern *pattern);

/// Looks for the first match in the `length` bytes of `text` that begins at `start` or behind it: 1, and `from` and `to` are its
/// bounds; 0 when there is none.
int toolrouter_pattern_find(
    const toolrouter_pattern *pattern, const char *text, size_t length, size_t start, size_t *from, size_t *to);

#ifdef __cplusplus
}
#endif
