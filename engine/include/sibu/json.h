/* The one reader of JSON: strict (no duplicate keys, no bytes after the value, valid UTF-8, depth at most 64, finite
 * numbers), and every complaint names the file and the JSON pointer of what is wrong.
 *
 * A document owns everything that its values point to; values are cheap and passed by value. A value that is absent
 * has node NULL; asking an absent value for members gives absent values again. Documents may be read by many threads.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_json;
struct sibu_json_value {
    const struct sibu_json *document;
    const void *node;
};
enum sibu_json_kind {
    SIBU_JSON_ABSENT,
    SIBU_JSON_NULL,
    SIBU_JSON_BOOL,
    SIBU_JSON_NUMBER,
    SIBU_JSON_STRING,
    SIBU_JSON_ARRAY,
    SIBU_JSON_OBJECT
};

/* Parses `length` bytes (a BOM is allowed). `name` stands for the file in faults and is copied. The caller closes it. */
SIBU_MUST_USE enum sibu_status sibu_json_open(struct sibu_json **out, const char *name, const char *bytes,
                                              size_t length, struct sibu_fault *fault);
void sibu_json_close(struct sibu_json *document); /* NULL is allowed */

struct sibu_json_value sibu_json_root(const struct sibu_json *document);
enum sibu_json_kind sibu_json_kind(struct sibu_json_value value);
size_t sibu_json_count(struct sibu_json_value value); /* items of an array, members of an object, else 0 */
struct sibu_json_value
sibu_json_item(struct sibu_json_value value,
               size_t index); /* also of an object, in file order; walk large arrays with _first and _next */
struct sibu_json_value sibu_json_first(struct sibu_json_value value);
struct sibu_json_value sibu_json_next(struct sibu_json_value value); /* absent after the last */
struct sibu_json_value sibu_json_member(struct sibu_json_value value, const char *key);
const char *sibu_json_key(struct sibu_json_value value); /* the name of this member, "" for items */
/* The value itself; 0 or "" where it is of another kind. */
double sibu_json_as_number(struct sibu_json_value value);
const char *sibu_json_as_string(struct sibu_json_value value);
int sibu_json_as_bool(struct sibu_json_value value);

/* The member `key` of `object`, checked; strings live as long as the document. `_or` gives `otherwise` when absent. */
SIBU_MUST_USE enum sibu_status sibu_json_number(struct sibu_json_value object, const char *key, double min, double max,
                                                double *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_json_number_or(struct sibu_json_value object, const char *key,
                                                   const double range_and_otherwise[3], double *out,
                                                   struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_json_integer(struct sibu_json_value object, const char *key, int64_t min,
                                                 int64_t max, int64_t *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_json_string(struct sibu_json_value object, const char *key, size_t max_bytes,
                                                const char **out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_json_string_or(struct sibu_json_value object, const char *key,
                                                   const char *otherwise, const char **out, struct sibu_fault *fault);
/* `names` ends with NULL; *out is the index of the one that stands there. */
SIBU_MUST_USE enum sibu_status sibu_json_choice(struct sibu_json_value object, const char *key,
                                                const char *const *names, size_t *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_json_array(struct sibu_json_value object, const char *key, size_t min_count,
                                               size_t max_count, struct sibu_json_value *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status sibu_json_object(struct sibu_json_value object, const char *key,
                                                struct sibu_json_value *out, struct sibu_fault *fault);
/* Refuses members whose names are not in `keys` (ends with NULL), naming the first. */
SIBU_MUST_USE enum sibu_status sibu_json_only(struct sibu_json_value object, const char *const *keys,
                                              struct sibu_fault *fault);

/* Writes "file:/json/pointer" of the value (with "/key" behind it where key is not NULL) to `place`. */
void sibu_json_place(struct sibu_json_value value, const char *key, char place[240]);

#ifdef __cplusplus
}
#endif
