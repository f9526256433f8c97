#include "CRE2.h"

#include <re2/re2.h>

#include <cstdio>
#include <memory>
#include <new>

struct toolrouter_pattern {
    RE2 re2;

    toolrouter_pattern(const re2::StringPiece &text, const RE2::Options &options) : re2(text, options) {}
};

toolrouter_pattern *toolrouter_pattern_compile(
    const char *text, size_t length, size_t memory, char *fault, size_t room) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(static_cast<int64_t>(memory));
    std::unique_ptr<toolrouter_pattern> pattern(
        new (std::nothrow) toolrouter_pattern(re2::StringPiece(text, length), options));
    if (!pattern) {
        std::snprintf(fault, room, "no memory");
        return nullptr;
    }
    if (!pattern->re2.ok()) {
        std::snprintf(fault, room, "%s", pattern->re2.error().c_str());
        return nullptr;
    }
    return pattern.release();
}

void toolrouter_pattern_free(toolrouter_pattern *pattern) { delete pattern; }

int toolrouter_pattern_find(
    const toolrouter_pattern *pattern, const char *text, size_t length, size_t start, size_t *from, size_t *to) {
    re2::StringPiece match;
    const re2::StringPiece whole(text, length);
    if (!pattern->re2.Match(whole, start, length, RE2::UNANCHORED, &match, 1)) return 0;
    *from = static_cast<size_t>(match.data() - text);
    *to = *from + match.size();
    return 1;
}
