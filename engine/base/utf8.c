/* UTF-8: decoding and checking. See utf8.h.
 *
 * Depends on: nothing. Thread safe; allocates nothing.
 */
#include "base/utf8.h"

#include "sibu/text.h"

/* How many bytes a character has whose first byte is `first`; 0: no character starts so. */
static size_t length_of(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xC2) { /* a continuation byte, or C0 and C1, which begin overlong forms only */
        return 0;
    }
    if (first < 0xE0) {
        return 2;
    }
    if (first < 0xF0) {
        return 3;
    }
    return first < 0xF5 ? 4 : 0;
}

/* Overlong forms, surrogates and what lies beyond Unicode. */
static int forbidden(uint32_t character, size_t bytes)
{
    static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
    return character < LEAST[bytes] || (character >= 0xD800 && character <= 0xDFFF) || character > 0x10FFFF;
}

uint32_t utf8_decode(const char *bytes, size_t length, size_t *used)
{
    const unsigned char *in = (const unsigned char *)bytes;
    size_t needed = length_of(in[0]);
    *used = 1;
    if (needed == 1) {
        return in[0];
    }
    if (needed == 0 || needed > length) {
        return UTF8_BAD;
    }
    uint32_t character = in[0] & (0x7Fu >> needed);
    for (size_t i = 1; i < needed; i++) {
        if ((in[i] & 0xC0u) != 0x80u) {
            return UTF8_BAD;
        }
        character = character << 6 | (in[i] & 0x3Fu);
    }
    if (forbidden(character, needed)) {
        return UTF8_BAD;
    }
    *used = needed;
    return character;
}

size_t utf8_whole_length(const char *bytes, size_t length)
{
    for (size_t back = 1; back <= 3 && back <= length; back++) {
        unsigned char byte = (unsigned char)bytes[length - back];
        if ((byte & 0xC0u) != 0x80u) {
            return length_of(byte) > back ? length - back : length;
        }
    }
    return length;
}

int sibu_utf8_valid(const char *bytes, size_t length)
{
    size_t used = 0;
    for (size_t at = 0; at < length; at += used) {
        uint32_t character = utf8_decode(bytes + at, length - at, &used);
        if (character == UTF8_BAD || character == 0) {
            return 0;
        }
    }
    return 1;
}
