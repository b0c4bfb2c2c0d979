/// The JSON side of decoding: one parser reused for ever, and plans that fetch a fixed set of JSON Pointers
/// (RFC 6901) from a document in one walk. simdjson speaks C++ templates; the Facility speaks C.
///
/// Nothing here allocates per message, unless the message is longer than GJ_SMALL_DOCUMENT. A parser belongs to
/// one thread at a time; a plan never changes and may be shared.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes past the end of a payload that must be readable (simdjson's SIMDJSON_PADDING is no more than this).
#define GJ_PADDING 64
/// Longest document that is read at all: the broker's message_size_limit.
#define GJ_MAX_DOCUMENT (1 << 20)
/// Documents up to this length use the memory that is kept; a longer one borrows memory for its own call, so
/// that one huge message does not fatten the process for ever.
#define GJ_SMALL_DOCUMENT (64 << 10)
/// Deepest nesting of arrays and objects. Real payloads have fewer than ten levels.
#define GJ_MAX_DEPTH 64

/// What a path led to.
typedef enum gj_kind {
    GJ_MISSING = 0,
    GJ_NULL,
    GJ_TRUE,
    GJ_FALSE,
    /// `integer` holds it; `number` is the nearest double.
    GJ_INTEGER,
    /// `number` holds it. Always finite.
    GJ_NUMBER,
    /// `text` and `length` hold it, valid UTF-8, until the next call with the same parser.
    GJ_STRING,
    /// `place` is where it lies in the document, until the next call with the same parser.
    GJ_OBJECT,
    /// As GJ_OBJECT.
    GJ_ARRAY
} gj_kind;

typedef struct gj_value {
    /// One of gj_kind.
    uint8_t kind;
    /// For GJ_STRING on a path that asked for it: the whole text spells a finite decimal number, now in `number`.
    uint8_t is_numeric;
    uint32_t length;
    const uint8_t *text;
    double number;
    union {
        int64_t integer;
        /// Of an array or object: for `gj_enter`.
        uint32_t place;
    };
    /// For GJ_STRING: its first eight bytes, the first in the lowest place, zero-filled: spellings are short,
    /// so one comparison of words replaces most comparisons of bytes.
    uint64_t word;
} gj_value;

/// Walks through the members of an array or object.
typedef struct gj_cursor {
    uint32_t at;
    uint32_t end;
    uint32_t index;
    uint32_t is_object;
} gj_cursor;

/// Why a payload is not a document. 0 is success.
typedef enum gj_status {
    GJ_OK = 0,
    GJ_EMPTY,
    GJ_TOO_LONG,
    GJ_TOO_DEEP,
    GJ_NOT_UTF8,
    GJ_BAD_NUMBER,
    GJ_BAD_STRING,
    GJ_NOT_JSON,
    GJ_NO_MEMORY
} gj_status;

typedef struct gj_parser gj_parser;
typedef struct gj_plan gj_plan;

/// NULL when there is no memory.
gj_parser *gj_parser_create(void);
void gj_parser_destroy(gj_parser *parser);

/// An empty plan; NULL when there is no memory.
gj_plan *gj_plan_create(void);
void gj_plan_destroy(gj_plan *plan);
/// Adds a JSON Pointer; the same pointer twice is the same slot.
/// - wants_number: whether strings at this path are also read as numbers.
/// Returns its slot in `results`, or -1 when it is not a JSON Pointer (no leading slash, a `~` without 0 or 1).
int32_t gj_plan_add(gj_plan *plan, const uint8_t *pointer, size_t length, int wants_number);
/// Number of slots.
size_t gj_plan_count(const gj_plan *plan);

/// Reads a document and fills one result per slot. The document must be followed by GJ_PADDING readable bytes.
/// Of a key that an object repeats the last one counts, as in JavaScript. Results are undefined after an error.
gj_status gj_extract(
    gj_parser *parser, const gj_plan *plan, const uint8_t *bytes, size_t length, gj_value *results);

/// Fills one result per slot with what a plan finds below a place in the document read last.
void gj_walk(const gj_parser *parser, const gj_plan *plan, uint32_t place, gj_value *results);

/// Place of the document's outermost value.
#define GJ_ROOT 1

/// A cursor before the first member of the array or object at a place of the document read last; before nothing when
/// there is none of them.
gj_cursor gj_enter(const gj_parser *parser, uint32_t place);
/// Steps to the next member.
/// - key: its key, or its index as a GJ_INTEGER.
/// - place: where its value lies.
/// Returns whether there was one.
int gj_next(const gj_parser *parser, gj_cursor *cursor, gj_value *key, uint32_t *place);
/// The value at a place of the document read last.
void gj_value_at(const gj_parser *parser, uint32_t place, int wants_number, gj_value *result);

/// Whether bytes are valid UTF-8.
int gj_is_utf8(const uint8_t *bytes, size_t length);
/// A GJ_STRING of some bytes, which must be valid UTF-8 and followed by eight readable ones.
void gj_text_value(const uint8_t *bytes, size_t length, int wants_number, gj_value *result);

/// Reads a payload that is one bare value rather than JSON: a GJ_STRING without ASCII white space at its ends.
/// `text` points into the payload.
gj_status gj_bare_value(const uint8_t *bytes, size_t length, int wants_number, gj_value *result);

/// The finite decimal number a text spells: white space around it and a leading plus are allowed, hexadecimal,
/// infinity, NaN and units are not. Independent of the locale. Returns whether there is one.
int gj_parse_number(const uint8_t *bytes, size_t length, double *number);

#ifdef __cplusplus
}
#endif
