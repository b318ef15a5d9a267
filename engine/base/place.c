/* Where a fault is, as one short line. See place.h.
 *
 * Depends on: utf8. Thread safe; allocates nothing.
 */
#include "base/place.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define LONGEST_NAME ((size_t)120)
#define DOTS "\xE2\x80\xA6" /* … */

void place_make_one_line(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
        if (*at < 0x20 || *at == 0x7F) {
            *at = ' ';
        } else if (*at == 0xC2 && at[1] >= 0x80 && at[1] < 0xA0) {
            at[0] = ' ';
            at[1] = ' ';
        }
    }
}

/* The part of a long name that is kept: its end, from the beginning of a character on. */
static const char *end_of(const char *name)
{
    const char *end = name + strlen(name) - LONGEST_NAME;
    while (((unsigned char)*end & 0xC0u) == 0x80u) {
        end++;
    }
    return end;
}

void place_write(char place[PLACE_BYTES], const char *name, const char *rest)
{
    int is_long = strlen(name) > LONGEST_NAME;
    snprintf(place, PLACE_BYTES, "%s%s%s", is_long ? DOTS : "", is_long ? end_of(name) : name, rest);
    place[utf8_whole_length(place, strlen(place))] = '\0';
    place_make_one_line(place);
}
