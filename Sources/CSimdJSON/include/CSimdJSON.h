#pragma once
#include <stddef.h>
#include <stdint.h>

// What Swift needs of simdjson, a C++ library: one text in, a flat list of nodes out.

#ifdef __cplusplus
extern "C" {
#endif

/// What a node is.
typedef enum {
    toolrouter_json_null,
    toolrouter_json_false,
    toolrouter_json_true,
    toolrouter_json_number,
    toolrouter_json_string,
    toolrouter_json_list,
    toolrouter_json_object,
} toolrouter_json_kind;

/// Why a text is not JSON.
typedef enum {
    toolrouter_json_ok,
    /// Not UTF-8.
    toolrouter_json_invalid_utf8,
    /// A control character inside a string, which must be escaped.
    toolrouter_json_control_character,
    /// An escape that is none, or half of a surrogate pair.
    toolrouter_json_invalid_escape,
    /// A number beyond what a double can approach.
    toolrouter_json_number_out_of_range,
    /// Brackets inside each other beyond `toolrouter_json_deepest`.
    toolrouter_json_too_deep,
    /// Anything else.
    toolrouter_json_malformed,
} toolrouter_json_status;

/// How deep brackets may be inside each other.
enum { toolrouter_json_deepest = 64 };

/// One value, or the name of an object's member. The nodes of a container's children follow its own: values in a list;
/// a name and a value, in turns, in an object.
typedef struct {
    /// A string's content, or a number as it is written; else null. Valid until the parser reads again.
    const char *text;
    /// The bytes of `text`; of a container, the number of its elements or members.
    uint32_t count;
    /// The index of the first node behind this one and all inside it.
    uint32_t end;
    toolrouter_json_kind kind;
} toolrouter_json_node;

/// Reads one text after the other, reusing its memory.
typedef struct toolrouter_json_parser toolrouter_json_parser;

toolrouter_json_parser *toolrouter_json_parser_create(void);
void toolrouter_json_parser_destroy(toolrouter_json_parser *parser);

/// Reads `length` bytes at `text`, strictly one JSON value (RFC 8259). The bytes are copied. After a failure the nodes
/// are those before it: the containers among them that are still open lead to the place.
toolrouter_json_status toolrouter_json_parse(toolrouter_json_parser *parser, const char *text, size_t length);

/// The nodes of the last text, its value first; null when there is none.
const toolrouter_json_node *toolrouter_json_nodes(const toolrouter_json_parser *parser);
size_t toolrouter_json_node_count(const toolrouter_json_parser *parser);

#ifdef __cplusplus
}
#endif
