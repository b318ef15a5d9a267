/* The grammar of JSON, RFC 8259, checked byte by byte before anything is built from it.
 *
 * Depends on: utf8. Pure functions.
 */
#pragma once
#include <stddef.h>

#define JSON_DEPTH_MAX 64
#define JSON_VALUES_MAX ((size_t)4000000)

struct json_scan_fault {
    size_t at; /* byte where it shows */
    const char *zh; /* static */
    const char *en;
};

/* True when the bytes are one JSON value and white space, nested at most JSON_DEPTH_MAX deep, with at most
 * JSON_VALUES_MAX values; strings are valid UTF-8 without U+0000 or lone surrogates, numbers at most 63 bytes long. */
int json_scan(const char *bytes, size_t length, struct json_scan_fault *fault);
