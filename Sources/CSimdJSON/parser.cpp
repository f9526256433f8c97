#include "CSimdJSON.h"

#include <cstring>
#include <utility>
#include <vector>

// Errors come as values; nothing may be thrown through Swift.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

using namespace simdjson;

struct toolrouter_json_parser {
    ondemand::parser parser;
    std::vector<char> text;
    std::vector<toolrouter_json_node> nodes;
};

namespace {

/// Walks through all of a text, since simdjson checks only what is looked at, and notes what it meets.
class Walk {
public:
    explicit Walk(std::vector<toolrouter_json_node> &nodes) : nodes(nodes) {}

    /// The outermost value is a document, those inside are values: alike in all that is asked of them here.
    template <typename Source> error_code value(Source &source, int depth) {
        ondemand::json_type type;
        if (auto error = source.type().get(type)) return error;
        switch (type) {
        case ondemand::json_type::object: return object(source, depth);
        case ondemand::json_type::array: return list(source, depth);
        case ondemand::json_type::string: return string(source);
        case ondemand::json_type::number: return number(source);
        case ondemand::json_type::boolean: return boolean(source);
        case ondemand::json_type::null: return null(source);
        }
        return TAPE_ERROR;
    }

private:
    std::vector<toolrouter_json_node> &nodes;

    size_t open(toolrouter_json_kind kind) {
        nodes.push_back({nullptr, 0, 0, kind});
        return nodes.size() - 1;
    }

    void close(size_t node, uint32_t count) {
        nodes[node].count = count;
        nodes[node].end = uint32_t(nodes.size());
    }

    void leaf(toolrouter_json_kind kind, std::string_view text = {}) {
        nodes.push_back({text.data(), uint32_t(text.size()), uint32_t(nodes.size() + 1), kind});
    }

    template <typename Source> error_code object(Source &source, int depth) {
        if (depth >= toolrouter_json_deepest) return DEPTH_ERROR;
        ondemand::object object;
        if (auto error = source.get_object().get(object)) return error;
        auto node = open(toolrouter_json_object);
        uint32_t count = 0;
        for (auto member : object) {
            ondemand::field field;
            if (auto error = std::move(member).get(field)) return error;
            std::string_view name;
            if (auto error = field.unescaped_key().get(name)) return error;
            leaf(toolrouter_json_string, name);
            if (auto error = value(field.value(), depth + 1)) return error;
            count++;
        }
        close(node, count);
        return SUCCESS;
    }

    template <typename Source> error_code list(Source &source, int depth) {
        if (depth >= toolrouter_json_deepest) return DEPTH_ERROR;
        ondemand::array array;
        if (auto error = source.get_array().get(array)) return error;
        auto node = open(toolrouter_json_list);
        uint32_t count = 0;
        for (auto element : array) {
            ondemand::value inner;
            if (auto error = std::move(element).get(inner)) return error;
            if (auto error = value(inner, depth + 1)) return error;
            count++;
        }
        close(node, count);
        return SUCCESS;
    }

    template <typename Source> error_code string(Source &source) {
        std::string_view text;
        if (auto error = source.get_string().get(text)) return error;
        leaf(toolrouter_json_string, text);
        return SUCCESS;
    }

    template <typename Source> error_code boolean(Source &source) {
        bool truth;
        if (auto error = source.get_bool().get(truth)) return error;
        leaf(truth ? toolrouter_json_true : toolrouter_json_false);
        return SUCCESS;
    }

    template <typename Source> error_code null(Source &source) {
        // This asks for the word whole, where other calls look at its first letter only.
        bool isNull;
        if (auto error = source.is_null().get(isNull)) return error;
        if (!isNull) return N_ATOM_ERROR;
        leaf(toolrouter_json_null);
        return SUCCESS;
    }

    /// Numbers stay as they are written: a `double` would round them.
    template <typename Source> error_code number(Source &source) {
        std::string_view token = raw(source);
        auto end = token.data() + token.size();
        auto rest = afterNumber(token.data(), end);
        if (!rest) return NUMBER_ERROR;
        std::string_view text(token.data(), size_t(rest - token.data()));
        for (; rest != end; rest++) {
            if (*rest != ' ' && *rest != '\t' && *rest != '\n' && *rest != '\r') return NUMBER_ERROR;
        }
        // Moves on behind it; what is written like a number can only be too large.
        double ignored;
        if (auto error = source.get_double().get(ignored)) return error == NUMBER_ERROR ? NUMBER_OUT_OF_RANGE : error;
        leaf(toolrouter_json_number, text);
        return SUCCESS;
    }

    static std::string_view raw(ondemand::value &source) { return source.raw_json_token(); }
    static std::string_view raw(ondemand::document &source) {
        std::string_view token;
        return source.raw_json_token().get(token) ? std::string_view() : token;
    }

    /// The first byte behind a number after RFC 8259, section 6; null when there is none.
    static const char *afterNumber(const char *at, const char *end) {
        auto digits = [end](const char *from) {
            while (from != end && *from >= '0' && *from <= '9') from++;
            return from;
        };
        if (at != end && *at == '-') at++;
        auto whole = digits(at);
        if (whole == at || (*at == '0' && whole != at + 1)) return nullptr;
        at = whole;
        if (at != end && *at == '.') {
            auto fraction = digits(at + 1);
            if (fraction == at + 1) return nullptr;
            at = fraction;
        }
        if (at != end && (*at == 'e' || *at == 'E')) {
            at++;
            if (at != end && (*at == '+' || *at == '-')) at++;
            auto exponent = digits(at);
            if (exponent == at) return nullptr;
            at = exponent;
        }
        return at;
    }
};

toolrouter_json_status status(error_code error) {
    switch (error) {
    case SUCCESS: return toolrouter_json_ok;
    case UTF8_ERROR: return toolrouter_json_invalid_utf8;
    case UNESCAPED_CHARS: return toolrouter_json_control_character;
    case STRING_ERROR: return toolrouter_json_invalid_escape;
    case NUMBER_OUT_OF_RANGE: return toolrouter_json_number_out_of_range;
    case DEPTH_ERROR: return toolrouter_json_too_deep;
    default: return toolrouter_json_malformed;
    }
}

} // namespace

toolrouter_json_parser *toolrouter_json_parser_create() { return new toolrouter_json_parser; }

void toolrouter_json_parser_destroy(toolrouter_json_parser *parser) { delete parser; }

toolrouter_json_status toolrouter_json_parse(toolrouter_json_parser *parser, const char *text, size_t length) {
    parser->nodes.clear();
    // simdjson reads a little beyond the end.
    parser->text.resize(length + SIMDJSON_PADDING);
    std::memcpy(parser->text.data(), text, length);
    std::memset(parser->text.data() + length, ' ', SIMDJSON_PADDING);

    ondemand::document document;
    if (auto error = parser->parser.iterate(parser->text.data(), length, parser->text.size()).get(document)) {
        return status(error);
    }
    if (auto error = Walk(parser->nodes).value(document, 0)) return status(error);
    // Where there is no place any more, nothing is left.
    bool isAtEnd = document.current_location().error() == OUT_OF_BOUNDS;
    return isAtEnd ? toolrouter_json_ok : toolrouter_json_malformed;
}

const toolrouter_json_node *toolrouter_json_nodes(const toolrouter_json_parser *parser) {
    return parser->nodes.data();
}

size_t toolrouter_json_node_count(const toolrouter_json_parser *parser) { return parser->nodes.size(); }
