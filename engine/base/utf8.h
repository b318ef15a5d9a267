/* UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF.
 *
 * Depends on: nothing. Pure functions.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define UTF8_BAD UINT32_MAX

/* The character at the start of `bytes` (length >= 1) and in *used how many bytes it takes. Where the bytes are not a
 * character: UTF8_BAD, and *used is 1. U+0000 counts as a character here. */
uint32_t utf8_decode(const char *bytes, size_t length, size_t *used);

/* The length without a character at the end that is cut short. At most 3 bytes less than `length`. */
size_t utf8_whole_length(const char *bytes, size_t length);
