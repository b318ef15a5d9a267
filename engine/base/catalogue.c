/* The catalogue of sentences: looked up, and filled in. See sibu/catalogue.h.
 *
 * Depends on: text, and the table that the build makes. Thread safe.
 */
#include "sibu/catalogue.h"

#include <assert.h>
#include <string.h>

#include "base/catalogue_table.h"

const char *sibu_say(enum sibu_language language, enum sibu_say_id id)
{
    assert((unsigned)language < SIBU_LANGUAGES && (unsigned)id < SIBU_SAY_COUNT);
    return SIBU_SENTENCES[id][language];
}

/* The number of the place to fill at `at` ("{3}"), or -1. */
static int place_number(const char *at)
{
    return at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}' ? at[1] - '0' : -1;
}

void sibu_say_with(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *const *values,
                   int count)
{
    const char *at = sibu_say(language, id);
    while (*at != '\0') {
        int number = place_number(at);
        if (number >= 0 && number < count) {
            sibu_text_add(out, values[number]);
            at += 3;
            continue;
        }
        size_t length = 1 + strcspn(at + 1, "{");
        sibu_text_add_bytes(out, at, length);
        at += length;
    }
}

enum sibu_language sibu_language_of(const char *tag)
{
    int is_zh = (tag[0] == 'z' || tag[0] == 'Z') && (tag[1] == 'h' || tag[1] == 'H') &&
                (tag[2] == '\0' || strchr("-_.@", tag[2]) != NULL);
    return is_zh ? SIBU_ZH : SIBU_EN;
}
