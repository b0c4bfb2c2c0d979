/// The only file that includes simdjson: plans as a trie of keys, and one walk of the document along it.

#include "CSimdjson.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <string>
#include <vector>

namespace dom = simdjson::dom;

static_assert(simdjson::SIMDJSON_PADDING <= GJ_PADDING, "MessageBatch.padding would be too small");

struct gj_plan {
    static constexpr int32_t none = -1;
    static constexpr size_t not_an_index = SIZE_MAX;

    struct Child {
        std::string key;
        /// The key as an array index (RFC 6901 section 4: no leading zeros), or not_an_index.
        size_t index;
        uint32_t node;
    };

    struct Node {
        int32_t slot = none;
        bool wants_number = false;
        std::vector<Child> children;
        /// Where an array stops being interesting.
        size_t index_end = 0;
        /// This node's slot and those below it.
        std::vector<int32_t> slots;
    };

    std::vector<Node> nodes = std::vector<Node>(1);
    size_t count = 0;
};

struct gj_parser {
    dom::parser kept{GJ_SMALL_DOCUMENT};
    /// Holds the last long document until the next call, since its strings have been handed out.
    std::unique_ptr<dom::parser> borrowed;
};

namespace {

size_t array_index(const std::string &key) {
    if (key.empty() || key.size() > 9 || (key.size() > 1 && key[0] == '0')) return gj_plan::not_an_index;
    size_t index = 0;
    for (char digit : key) {
        if (digit < '0' || digit > '9') return gj_plan::not_an_index;
        index = index * 10 + size_t(digit - '0');
    }
    return index;
}

/// Splits a JSON Pointer into its unescaped tokens.
bool split_pointer(const uint8_t *pointer, size_t length, std::vector<std::string> &tokens) {
    if (length == 0) return true;
    if (pointer[0] != '/') return false;
    for (size_t at = 0; at < length; at++) {
        if (pointer[at] == '/') {
            tokens.emplace_back();
        } else if (pointer[at] != '~') {
            tokens.back().push_back(char(pointer[at]));
        } else {
            if (++at == length || (pointer[at] != '0' && pointer[at] != '1')) return false;
            tokens.back().push_back(pointer[at] == '0' ? '~' : '/');
        }
    }
    return true;
}

uint32_t child_of(gj_plan &plan, uint32_t parent, const std::string &key) {
    for (const auto &child : plan.nodes[parent].children)
        if (child.key == key) return child.node;
    auto node = uint32_t(plan.nodes.size());
    plan.nodes.emplace_back();
    auto index = array_index(key);
    auto &above = plan.nodes[parent];
    above.children.push_back({key, index, node});
    if (index != gj_plan::not_an_index && index >= above.index_end) above.index_end = index + 1;
    return node;
}

inline bool is_space(uint8_t byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/// The first eight bytes, the first in the lowest place, zero-filled, without reading past the end.
inline uint64_t first_word(const uint8_t *text, size_t length) {
    uint64_t word = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (length >= 8) {
        std::memcpy(&word, text, 8);
        return word;
    }
#endif
    for (size_t at = 0; at < length && at < 8; at++) word |= uint64_t(text[at]) << (8 * at);
    return word;
}

inline void fill_string(gj_value &result, const uint8_t *text, size_t length, bool wants_number) {
    result.kind = GJ_STRING;
    result.text = text;
    result.length = uint32_t(length);
    result.word = first_word(text, length);
    result.is_numeric = wants_number && gj_parse_number(text, length, &result.number);
}

inline void fill(gj_value &result, const dom::element &element, bool wants_number) {
    switch (element.type()) {
    case dom::element_type::STRING: {
        std::string_view text = element.get_string().value_unsafe();
        fill_string(result, reinterpret_cast<const uint8_t *>(text.data()), text.size(), wants_number);
        break;
    }
    case dom::element_type::INT64:
        result.kind = GJ_INTEGER;
        result.integer = element.get_int64().value_unsafe();
        result.number = double(result.integer);
        break;
    case dom::element_type::UINT64:
        result.kind = GJ_NUMBER;
        result.number = double(element.get_uint64().value_unsafe());
        break;
    case dom::element_type::DOUBLE:
        result.kind = GJ_NUMBER;
        result.number = element.get_double().value_unsafe();
        break;
    case dom::element_type::BOOL: result.kind = element.get_bool().value_unsafe() ? GJ_TRUE : GJ_FALSE; break;
    case dom::element_type::NULL_VALUE: result.kind = GJ_NULL; break;
    case dom::element_type::OBJECT: result.kind = GJ_OBJECT; break;
    case dom::element_type::ARRAY: result.kind = GJ_ARRAY; break;
    }
}

/// Walks the part of the document the plan asks for. The recursion is as deep as the longest pointer.
void walk(const gj_plan &plan, const gj_plan::Node &node, const dom::element &element, gj_value *results);

inline void walk_child(
    const gj_plan &plan, const gj_plan::Child &child, const dom::element &element, gj_value *results) {
    const auto &node = plan.nodes[child.node];
    for (int32_t slot : node.slots) results[slot].kind = GJ_MISSING;  // a repeated key hides the one before it
    walk(plan, node, element, results);
}

void walk_object(const gj_plan &plan, const gj_plan::Node &node, const dom::object &object, gj_value *results) {
    const size_t count = node.children.size();
    const auto *children = node.children.data();
    size_t expected = 0;  // makers keep the order of their keys, so the next match is mostly the next child
    for (auto member = object.begin(), end = object.end(); member != end; ++member) {
        const size_t length = member.key_length();
        const char *key = member.key_c_str();
        size_t at = expected;
        for (size_t tried = 0; tried < count; tried++) {
            const auto &child = children[at];
            const size_t next = at + 1 == count ? 0 : at + 1;
            if (child.key.size() == length && std::memcmp(child.key.data(), key, length) == 0) {
                walk_child(plan, child, member.value(), results);
                expected = next;
                break;
            }
            at = next;
        }
    }
}

void walk_array(const gj_plan &plan, const gj_plan::Node &node, const dom::array &array, gj_value *results) {
    size_t index = 0;
    for (const auto element : array) {
        if (index == node.index_end) return;
        for (const auto &child : node.children)
            if (child.index == index) walk_child(plan, child, element, results);
        index++;
    }
}

void walk(const gj_plan &plan, const gj_plan::Node &node, const dom::element &element, gj_value *results) {
    if (node.slot != gj_plan::none) fill(results[node.slot], element, node.wants_number);
    if (node.children.empty()) return;
    if (element.is_object()) {
        walk_object(plan, node, element.get_object().value_unsafe(), results);
    } else if (element.is_array() && node.index_end > 0) {
        walk_array(plan, node, element.get_array().value_unsafe(), results);
    }
}

gj_status status_of(simdjson::error_code error) {
    switch (error) {
    case simdjson::SUCCESS: return GJ_OK;
    case simdjson::EMPTY: return GJ_EMPTY;
    case simdjson::CAPACITY: return GJ_TOO_LONG;
    case simdjson::DEPTH_ERROR: return GJ_TOO_DEEP;
    case simdjson::UTF8_ERROR: return GJ_NOT_UTF8;
    case simdjson::NUMBER_ERROR: return GJ_BAD_NUMBER;
    case simdjson::STRING_ERROR: return GJ_BAD_STRING;
    case simdjson::MEMALLOC: return GJ_NO_MEMORY;
    default: return GJ_NOT_JSON;
    }
}

gj_status extract(
    dom::parser &parser, const gj_plan &plan, const uint8_t *bytes, size_t length, gj_value *results) {
    dom::element root;
    auto error = parser.parse(bytes, length, false).get(root);
    if (error) return status_of(error);
    for (size_t slot = 0; slot < plan.count; slot++) results[slot].kind = GJ_MISSING;
    walk(plan, plan.nodes[0], root, results);
    return GJ_OK;
}

}  // namespace

gj_parser *gj_parser_create(void) {
    auto *parser = new (std::nothrow) gj_parser;
    if (parser && parser->kept.allocate(GJ_SMALL_DOCUMENT, GJ_MAX_DEPTH)) {
        delete parser;
        return nullptr;
    }
    return parser;
}

void gj_parser_destroy(gj_parser *parser) { delete parser; }

gj_plan *gj_plan_create(void) { return new (std::nothrow) gj_plan; }

void gj_plan_destroy(gj_plan *plan) { delete plan; }

int32_t gj_plan_add(gj_plan *plan, const uint8_t *pointer, size_t length, int wants_number) {
    std::vector<std::string> tokens;
    if (!split_pointer(pointer, length, tokens)) return -1;
    std::vector<uint32_t> path{0};
    for (const auto &token : tokens) path.push_back(child_of(*plan, path.back(), token));
    auto &leaf = plan->nodes[path.back()];
    leaf.wants_number = leaf.wants_number || wants_number;
    if (leaf.slot == gj_plan::none) {
        leaf.slot = int32_t(plan->count++);
        for (uint32_t node : path) plan->nodes[node].slots.push_back(leaf.slot);
    }
    return leaf.slot;
}

size_t gj_plan_count(const gj_plan *plan) { return plan->count; }

gj_status gj_extract(
    gj_parser *parser, const gj_plan *plan, const uint8_t *bytes, size_t length, gj_value *results) {
    parser->borrowed.reset();
    if (length >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {  // RFC 8259 section 8.1 lets us ignore it
        bytes += 3;
        length -= 3;
    }
    if (length <= GJ_SMALL_DOCUMENT) return extract(parser->kept, *plan, bytes, length, results);
    if (length > GJ_MAX_DOCUMENT) return GJ_TOO_LONG;
    parser->borrowed.reset(new (std::nothrow) dom::parser(GJ_MAX_DOCUMENT));
    if (!parser->borrowed || parser->borrowed->allocate(length, GJ_MAX_DEPTH)) return GJ_NO_MEMORY;
    return extract(*parser->borrowed, *plan, bytes, length, results);
}

gj_status gj_bare_value(const uint8_t *bytes, size_t length, int wants_number, gj_value *result) {
    while (length > 0 && is_space(bytes[0])) bytes++, length--;
    while (length > 0 && is_space(bytes[length - 1])) length--;
    if (length == 0) return GJ_EMPTY;
    if (length > GJ_MAX_DOCUMENT) return GJ_TOO_LONG;
    if (!simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length)) return GJ_NOT_UTF8;
    fill_string(*result, bytes, length, wants_number);
    return GJ_OK;
}

int gj_parse_number(const uint8_t *bytes, size_t length, double *number) {
    const char *from = reinterpret_cast<const char *>(bytes);
    const char *end = from + length;
    while (from < end && is_space(uint8_t(*from))) from++;
    while (from < end && is_space(uint8_t(end[-1]))) end--;
    if (from < end && *from == '+' && ++from < end && *from == '-') return 0;
    if (from == end || (uint8_t(*from) > '9')) return 0;  // letters: `inf` and `nan` are not numbers here
    double value;
    auto [stop, error] = std::from_chars(from, end, value);
    if (error != std::errc() || stop != end || !std::isfinite(value)) return 0;
    *number = value;
    return 1;
}
