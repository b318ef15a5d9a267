/* A text that grows up to a stated maximum: the way every answer, page and picture of text is put together.
 *
 * An append that does not fit, or finds no memory, marks the text as failed and appends nothing more; so a writer
 * appends freely and asks sibu_text_ok once at the end. The bytes are always ended by NUL, and owned by the text.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"

#ifdef __cplusplus
extern "C" {
#endif

struct sibu_text {
    char *bytes; /* owned; NULL while empty */
    size_t length; /* without the NUL */
    size_t capacity;
    size_t max_length; /* 0: 64 MiB */
    int failed;
};

void sibu_text_clear(struct sibu_text *text); /* frees; as all zero but for max_length */
int sibu_text_ok(const struct sibu_text *text);
const char *sibu_text_get(const struct sibu_text *text); /* never NULL */

void sibu_text_add(struct sibu_text *text, const char *string);
void sibu_text_add_bytes(struct sibu_text *text, const char *bytes, size_t length);
SIBU_FORMAT(2, 3) void sibu_text_addf(struct sibu_text *text, const char *format, ...);
void sibu_text_add_xml(struct sibu_text *text, const char *string); /* & < > " ' and control characters escaped */
void sibu_text_add_json(struct sibu_text *text, const char *string); /* quoted and escaped; bad UTF-8 as U+FFFD */
void sibu_text_add_csv(struct sibu_text *text,
                       const char *string); /* RFC 4180: quoted where needed; a leading = + - @ is
                                                                          made harmless for spreadsheets by a quote mark */

/* True when the bytes are valid UTF-8 (no surrogates, no overlong forms, no NUL). */
int sibu_utf8_valid(const char *bytes, size_t length);

/* UTC microseconds since 1970 as "2026-11-23T22:30:00.123456Z" (27 characters and NUL). */
void sibu_time_text(char out[32], int64_t time_us);

#ifdef __cplusplus
}
#endif
