/* Texts that grow, and the escapes of the formats that Sibu writes. See sibu/text.h.
 *
 * Depends on: array, utf8. A text belongs to one thread at a time.
 * Invariants: 1. bytes is NULL or has a NUL at [length]; 2. once failed, length never changes again; 3. length never
 * passes max_length.
 */
#include "sibu/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "sibu/memory.h"

#define LARGEST ((size_t)64 * 1024 * 1024)
#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD, for what is no character */

void sibu_text_clear(struct sibu_text *text)
{
    sibu_array_free(text->bytes);
    *text = (struct sibu_text){.max_length = text->max_length};
}

int sibu_text_ok(const struct sibu_text *text)
{
    return !text->failed;
}

const char *sibu_text_get(const struct sibu_text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

/* Room for `more` bytes and the NUL; where there is none the text has failed. */
static int make_room(struct sibu_text *text, size_t more)
{
    size_t max = text->max_length == 0 ? LARGEST : text->max_length;
    if (text->failed || more > max - text->length) {
        text->failed = 1;
        return 0;
    }
    void *bytes = text->bytes;
    if (!sibu_array_reserve(&bytes, &text->capacity, text->length + more + 1, 1, max + 1)) {
        text->failed = 1;
        return 0;
    }
    text->bytes = bytes;
    return 1;
}

void sibu_text_add_bytes(struct sibu_text *text, const char *bytes, size_t length)
{
    if (length == 0 || !make_room(text, length)) {
        return;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void sibu_text_add(struct sibu_text *text, const char *string)
{
    sibu_text_add_bytes(text, string, strlen(string));
}

void sibu_text_addf(struct sibu_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        text->failed = 1;
        return;
    }
    if (!make_room(text, (size_t)length)) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

/* How one character stands in XML; NULL: as it is. Characters that XML 1.0 cannot hold become U+FFFD. */
static const char *in_xml(uint32_t character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\r':
        return "&#13;";
    case '\n':
    case '\t':
        return NULL;
    default:
        return character < 0x20 || character == 0xFFFE || character == 0xFFFF || character == UTF8_BAD ? REPLACEMENT
                                                                                                       : NULL;
    }
}

void sibu_text_add_xml(struct sibu_text *text, const char *string)
{
    size_t length = strlen(string);
    size_t used = 0;
    for (size_t at = 0; at < length; at += used) {
        const char *escape = in_xml(utf8_decode(string + at, length - at, &used));
        if (escape == NULL) {
            sibu_text_add_bytes(text, string + at, used);
        } else {
            sibu_text_add(text, escape);
        }
    }
}

/* How one character stands in a JSON string; NULL: as it is, or as \u where it is a control character. */
static const char *in_json(uint32_t character)
{
    switch (character) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case UTF8_BAD:
        return REPLACEMENT;
    default:
        return NULL;
    }
}

void sibu_text_add_json(struct sibu_text *text, const char *string)
{
    size_t length = strlen(string);
    size_t used = 0;
    sibu_text_add(text, "\"");
    for (size_t at = 0; at < length; at += used) {
        uint32_t character = utf8_decode(string + at, length - at, &used);
        const char *escape = in_json(character);
        if (escape != NULL) {
            sibu_text_add(text, escape);
        } else if (character < 0x20 || character == 0x7F || character == 0x2028 || character == 0x2029) {
            sibu_text_addf(text, "\\u%04x", (unsigned)character); /* the last two end a line in old JavaScript */
        } else {
            sibu_text_add_bytes(text, string + at, used);
        }
    }
    sibu_text_add(text, "\"");
}

void sibu_text_add_csv(struct sibu_text *text, const char *string)
{
    int formula = string[0] != '\0' && strchr("=+-@\t\r", string[0]) != NULL;
    int quoted = strpbrk(string, ",\"\r\n") != NULL;
    if (quoted) {
        sibu_text_add(text, "\"");
    }
    if (formula) {
        sibu_text_add(text, "'");
    }
    for (const char *at = string; *at != '\0'; at++) {
        sibu_text_add_bytes(text, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    }
    if (quoted) {
        sibu_text_add(text, "\"");
    }
}
