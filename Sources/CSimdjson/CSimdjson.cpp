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
// The tape's layout is documented, not promised: another major version must be read anew.
static_assert(simdjson::SIMDJSON_VERSION_MAJOR == 3, "check Tape against simdjson's doc/tape.md");

struct gj_plan {
    static constexpr int32_t none = -1;
    static constexpr size_t not_an_index = SIZE_MAX;

    struct Child {
        std::string key;
        /// Its first eight bytes, as `first_word` has them.
        uint64_t word;
        /// The key as an array index (RFC 6901 section 4: no leading zeros), or not_an_index.
        size_t index;
        uint32_t node;
    };

    struct Node {
        int32_t slot = none;
        bool wants_number = false;
        std::vector<Child> children;
        /// A bit for each child's first letter and length: most keys nobody asks for fail this one test.
        uint64_t likely = 0;
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
    /// The parser that read the last document, nullptr before the first and after a broken one.
    const dom::parser *last = nullptr;
    /// A document with its overlong whole numbers in quotes, while it is read.
    std::string quoted;
};

namespace {

inline bool is_space(uint8_t byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

/// The first eight bytes, the first in the lowest place, zero-filled, without reading past the end.
inline uint64_t first_word(const uint8_t *text, size_t length) {
    uint64_t word = 0;
    for (size_t at = 0; at < length && at < 8; at++) word |= uint64_t(text[at]) << (8 * at);
    return word;
}

/// The same from text that is followed by eight readable bytes, as simdjson's strings are.
inline uint64_t first_word_padded(const uint8_t *text, size_t length) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;
    std::memcpy(&word, text, sizeof word);
    return length >= 8 ? word : word & ~(~uint64_t(0) << (8 * length));
#else
    return first_word(text, length);
#endif
}

inline uint64_t likely_bit(uint64_t word, size_t length) {
    return uint64_t(1) << ((word ^ (uint64_t(length) << 3)) & 63);
}

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
    const uint64_t word = first_word(reinterpret_cast<const uint8_t *>(key.data()), key.size());
    above.children.push_back({key, word, index, node});
    above.likely |= likely_bit(word, key.size());
    if (index != gj_plan::not_an_index && index >= above.index_end) above.index_end = index + 1;
    return node;
}

inline void fill_string(gj_value &result, const uint8_t *text, size_t length, bool wants_number) {
    result.kind = GJ_STRING;
    result.text = text;
    result.length = uint32_t(length);
    result.word = first_word_padded(text, length);
    result.is_numeric = wants_number && gj_parse_number(text, length, &result.number);
}

/// simdjson's tape, read as its doc/tape.md describes it: one 64-bit word per value, the kind in the highest byte.
/// Going through dom::element costs twice as much, as every step checks the kind again.
struct Tape {
    const uint64_t *words;
    const uint8_t *strings;

    static constexpr uint64_t payload_mask = (uint64_t(1) << 56) - 1;

    char kind(size_t at) const { return char(words[at] >> 56); }

    /// For a string: where its 32-bit length and then its bytes lie. They are followed by at least eight more.
    const uint8_t *string(size_t at, size_t &length) const {
        const uint8_t *start = strings + (words[at] & payload_mask);
        uint32_t count;
        std::memcpy(&count, start, sizeof count);
        length = count;
        return start + sizeof count;
    }

    /// The place after the value at `at`.
    size_t after(size_t at) const {
        switch (kind(at)) {
        case '{':
        case '[': return uint32_t(words[at]);
        case 'l':
        case 'u':
        case 'd': return at + 2;
        default: return at + 1;
        }
    }
};

inline void fill(gj_value &result, const Tape &tape, size_t at, bool wants_number) {
    switch (tape.kind(at)) {
    case '"': {
        size_t length;
        const uint8_t *text = tape.string(at, length);
        fill_string(result, text, length, wants_number);
        break;
    }
    case 'l':
        result.kind = GJ_INTEGER;
        result.integer = int64_t(tape.words[at + 1]);
        result.number = double(result.integer);
        break;
    case 'u':
        result.kind = GJ_NUMBER;
        result.number = double(tape.words[at + 1]);
        break;
    case 'd':
        result.kind = GJ_NUMBER;
        std::memcpy(&result.number, &tape.words[at + 1], sizeof result.number);
        break;
    case 't': result.kind = GJ_TRUE; break;
    case 'f': result.kind = GJ_FALSE; break;
    case 'n': result.kind = GJ_NULL; break;
    case '{':
    case '[':
        result.kind = tape.kind(at) == '{' ? GJ_OBJECT : GJ_ARRAY;
        result.place = uint32_t(at);
        break;
    default: break;
    }
}

/// Walks the part of the document the plan asks for. The recursion is as deep as the longest pointer.
void walk(const gj_plan &plan, const gj_plan::Node &node, const Tape &tape, size_t at, gj_value *results);

inline void walk_child(
    const gj_plan &plan, const gj_plan::Child &child, const Tape &tape, size_t at, gj_value *results) {
    const auto &node = plan.nodes[child.node];
    // A repeated key hides the one before it.
    if (node.children.empty()) {
        results[node.slot].kind = GJ_MISSING;
        fill(results[node.slot], tape, at, node.wants_number);
        return;
    }
    for (int32_t slot : node.slots) results[slot].kind = GJ_MISSING;
    walk(plan, node, tape, at, results);
}

inline bool is_key(const gj_plan::Child &child, const uint8_t *key, size_t length, uint64_t word) {
    if (child.word != word || child.key.size() != length) return false;
    return length <= 8 || std::memcmp(child.key.data() + 8, key + 8, length - 8) == 0;
}

void walk_object(const gj_plan &plan, const gj_plan::Node &node, const Tape &tape, size_t at, gj_value *results) {
    const size_t count = node.children.size();
    const auto *children = node.children.data();
    const size_t end = tape.after(at) - 1;
    size_t expected = 0;  // makers keep the order of their keys, so the next match is mostly the next child
    for (at++; at < end;) {
        size_t length;
        const uint8_t *key = tape.string(at, length);
        const uint64_t word = first_word_padded(key, length);
        const size_t value = at + 1;
        const size_t tries = node.likely & likely_bit(word, length) ? count : 0;
        for (size_t tried = 0, candidate = expected; tried < tries; tried++) {
            const size_t next = candidate + 1 == count ? 0 : candidate + 1;
            if (is_key(children[candidate], key, length, word)) {
                walk_child(plan, children[candidate], tape, value, results);
                expected = next;
                break;
            }
            candidate = next;
        }
        at = tape.after(value);
    }
}

void walk_array(const gj_plan &plan, const gj_plan::Node &node, const Tape &tape, size_t at, gj_value *results) {
    const size_t end = tape.after(at) - 1;
    size_t index = 0;
    for (at++; at < end && index < node.index_end; at = tape.after(at), index++) {
        for (const auto &child : node.children)
            if (child.index == index) walk_child(plan, child, tape, at, results);
    }
}

void walk(const gj_plan &plan, const gj_plan::Node &node, const Tape &tape, size_t at, gj_value *results) {
    if (node.slot != gj_plan::none) fill(results[node.slot], tape, at, node.wants_number);
    if (node.children.empty()) return;
    const char kind = tape.kind(at);
    if (kind == '{') walk_object(plan, node, tape, at, results);
    if (kind == '[') walk_array(plan, node, tape, at, results);
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

inline Tape tape_of(const dom::parser &parser) {
    return Tape{parser.doc.tape.get(), parser.doc.string_buf.get()};
}

inline void walk_from(const gj_plan &plan, const Tape &tape, size_t at, gj_value *results) {
    for (size_t slot = 0; slot < plan.count; slot++) results[slot].kind = GJ_MISSING;
    walk(plan, plan.nodes[0], tape, at, results);
}

/// Puts quotes around whole numbers of more digits than 64 bits hold, which simdjson refuses with the whole document:
/// `{"iccid":89860012345678901234,"alarm":1}` of a cheap firmware must not cost the alarm. A number in quotes is read
/// as any other number in a text, to its nearest double, or as its digits.
/// - Returns: false when there is none.
bool quote_overlong_numbers(const uint8_t *bytes, size_t length, std::string &quoted) {
    constexpr size_t surely_fits = 18;
    quoted.clear();
    size_t copied = 0;
    const auto is_digit = [&](size_t at) { return at < length && bytes[at] >= '0' && bytes[at] <= '9'; };
    for (size_t at = 0; at < length;) {
        if (bytes[at] == '"') {
            for (at++; at < length && bytes[at] != '"'; at++) at += bytes[at] == '\\';
            at++;
            continue;
        }
        const bool is_negative = bytes[at] == '-';
        if (!is_digit(at + is_negative)) {
            at++;
            continue;
        }
        const size_t start = at;
        const size_t first = at + is_negative;
        for (at = first; is_digit(at);) at++;
        const bool is_whole = at >= length || (bytes[at] != '.' && bytes[at] != 'e' && bytes[at] != 'E');
        const bool stands_alone = start == 0 || bytes[start - 1] == ':' || bytes[start - 1] == ','
            || bytes[start - 1] == '[' || is_space(bytes[start - 1]);
        if (is_whole && stands_alone && at - first > surely_fits && bytes[first] != '0') {
            quoted.append(reinterpret_cast<const char *>(bytes) + copied, start - copied);
            quoted.append(1, '"').append(reinterpret_cast<const char *>(bytes) + start, at - start).append(1, '"');
            copied = at;
        } else {
            // The rest of a fraction or an exponent is no number of its own.
            while (at < length && (is_digit(at) || bytes[at] == '.' || bytes[at] == 'e' || bytes[at] == 'E'
                                   || bytes[at] == '+' || bytes[at] == '-')) at++;
        }
    }
    if (copied == 0) return false;
    quoted.append(reinterpret_cast<const char *>(bytes) + copied, length - copied);
    return true;
}

gj_status extract(
    gj_parser &owner, dom::parser &parser, const gj_plan &plan, const uint8_t *bytes, size_t length,
    gj_value *results) {
    auto error = parser.parse(bytes, length, false).error();
    if (error == simdjson::NUMBER_ERROR && quote_overlong_numbers(bytes, length, owner.quoted)) {
        error = parser.parse(owner.quoted.data(), owner.quoted.size(), true).error();
        // Its strings are the parser's own by now.
        owner.quoted = std::string();
    }
    if (error) return status_of(error);
    owner.last = &parser;
    // Word 0 is the root, which only says where the tape ends.
    walk_from(plan, tape_of(parser), GJ_ROOT, results);
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
    parser->last = nullptr;
    if (length >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {  // RFC 8259 section 8.1 lets us ignore it
        bytes += 3;
        length -= 3;
    }
    if (length <= GJ_SMALL_DOCUMENT) return extract(*parser, parser->kept, *plan, bytes, length, results);
    if (length > GJ_MAX_DOCUMENT) return GJ_TOO_LONG;
    parser->borrowed.reset(new (std::nothrow) dom::parser(GJ_MAX_DOCUMENT));
    if (!parser->borrowed || parser->borrowed->allocate(length, GJ_MAX_DEPTH)) return GJ_NO_MEMORY;
    return extract(*parser, *parser->borrowed, *plan, bytes, length, results);
}

void gj_walk(const gj_parser *parser, const gj_plan *plan, uint32_t place, gj_value *results) {
    if (parser->last) return walk_from(*plan, tape_of(*parser->last), place, results);
    for (size_t slot = 0; slot < plan->count; slot++) results[slot].kind = GJ_MISSING;
}

gj_cursor gj_enter(const gj_parser *parser, uint32_t place) {
    if (!parser->last) return gj_cursor{};
    const auto tape = tape_of(*parser->last);
    const char kind = tape.kind(place);
    if (kind != '{' && kind != '[') return gj_cursor{};
    return gj_cursor{place + 1, uint32_t(tape.after(place) - 1), 0, kind == '{'};
}

int gj_next(const gj_parser *parser, gj_cursor *cursor, gj_value *key, uint32_t *place) {
    if (!parser->last || cursor->at >= cursor->end) return 0;
    const auto tape = tape_of(*parser->last);
    if (cursor->is_object) {
        fill(*key, tape, cursor->at++, false);
    } else {
        key->kind = GJ_INTEGER;
        key->integer = cursor->index;
        key->number = cursor->index;
    }
    cursor->index++;
    *place = cursor->at;
    cursor->at = uint32_t(tape.after(cursor->at));
    return 1;
}

void gj_value_at(const gj_parser *parser, uint32_t place, int wants_number, gj_value *result) {
    result->kind = GJ_MISSING;
    if (parser->last) fill(*result, tape_of(*parser->last), place, wants_number);
}

int gj_is_utf8(const uint8_t *bytes, size_t length) {
    return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length);
}

void gj_text_value(const uint8_t *bytes, size_t length, int wants_number, gj_value *result) {
    fill_string(*result, bytes, length, wants_number);
}

gj_status gj_bare_value(const uint8_t *bytes, size_t length, int wants_number, gj_value *result) {
    while (length > 0 && is_space(bytes[0])) bytes++, length--;
    while (length > 0 && is_space(bytes[length - 1])) length--;
    if (length == 0) return GJ_EMPTY;
    if (length > GJ_MAX_DOCUMENT) return GJ_TOO_LONG;
    if (!simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length)) return GJ_NOT_UTF8;
    fill_string(*result, bytes, length, wants_number);  // MessageBatch pads payloads as simdjson pads strings
    return GJ_OK;
}

/// Digits with at most one point among them, no more than fifteen: both the digits as a whole number and the power
/// of ten are exact doubles, so their quotient is correctly rounded. Nearly everything a sensor sends.
static bool parse_short_number(const char *from, const char *end, double *number) {
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    const bool is_negative = *from == '-';
    if (is_negative) from++;
    const auto length = end - from;
    if (length < 1 || length > 15 || *from == '.' || end[-1] == '.') return false;
    uint64_t digits = 0;
    const char *point = nullptr;
    for (const char *at = from; at < end; at++) {
        const unsigned digit = unsigned(*at) - '0';
        if (digit < 10) {
            digits = digits * 10 + digit;
        } else if (*at == '.' && !point) {
            point = at;
        } else {
            return false;
        }
    }
    const double value = point ? double(digits) / powers[end - point - 1] : double(digits);
    *number = is_negative ? -value : value;
    return true;
}

int gj_parse_number(const uint8_t *bytes, size_t length, double *number) {
    const char *from = reinterpret_cast<const char *>(bytes);
    const char *end = from + length;
    while (from < end && is_space(uint8_t(*from))) from++;
    while (from < end && is_space(uint8_t(end[-1]))) end--;
    if (from < end && *from == '+' && ++from < end && *from == '-') return 0;
    if (from == end || (uint8_t(*from) > '9')) return 0;  // letters: `inf` and `nan` are not numbers here
    if (parse_short_number(from, end, number)) return 1;
    double value;
    auto [stop, error] = std::from_chars(from, end, value);
    if (error != std::errc() || stop != end || !std::isfinite(value)) return 0;
    *number = value;
    return 1;
}
