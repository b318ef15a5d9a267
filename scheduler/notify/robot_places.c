/* The places of a template: see robot_places.h. */
#include "notify/robot_places.h"

#include <sodium.h>
#include <string.h>

#include "notify/robot_part.h"

static const char *const NAMES[ROBOT_PLACES] = {
    [ROBOT_PLACE_TEXT] = "text",     [ROBOT_PLACE_TEXT_ZH] = "text_zh",   [ROBOT_PLACE_TEXT_EN] = "text_en",
    [ROBOT_PLACE_TITLE] = "title",   [ROBOT_PLACE_TITLE_ZH] = "title_zh", [ROBOT_PLACE_TITLE_EN] = "title_en",
    [ROBOT_PLACE_LINK] = "link",     [ROBOT_PLACE_PAGE] = "page",         [ROBOT_PLACE_PHONE] = "phone",
    [ROBOT_PLACE_KEY] = "key",       [ROBOT_PLACE_DRILL] = "drill",       [ROBOT_PLACE_EXPIRES] = "expires",
    [ROBOT_PLACE_SECRET] = "secret", [ROBOT_PLACE_TOKEN] = "token",       [ROBOT_PLACE_USER] = "user",
    [ROBOT_PLACE_BASIC] = "basic"};

enum robot_place_encoding robot_place_encoding_of(enum robot_encoding encoding)
{
    static const enum robot_place_encoding OF[ROBOT_ENCODINGS] = {[ROBOT_JSON] = ROBOT_IN_JSON,
                                                                  [ROBOT_FORM] = ROBOT_IN_FORM,
                                                                  [ROBOT_XML] = ROBOT_IN_XML,
                                                                  [ROBOT_PLAIN] = ROBOT_IN_PLAIN};
    return OF[encoding];
}

void robot_values_clear(struct robot_values *values)
{
    for (size_t i = 0; i < ROBOT_PLACES; i++) {
        if (values->made[i].bytes != NULL) {
            sodium_memzero(values->made[i].bytes, values->made[i].length);
        }
        sibu_text_clear(&values->made[i]);
    }
}

/* How many bytes "{name}" has at `at`, whatever the name; 0 where there is none. */
static size_t braces(const char *at)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    size_t letters = at[0] == '{' ? strspn(at + 1, LETTERS) : 0;
    return letters > 0 && at[letters + 1] == '}' ? letters + 2 : 0;
}

static int place_of(const char *name, size_t length)
{
    for (int i = 0; i < ROBOT_PLACES; i++) {
        if (strlen(NAMES[i]) == length && memcmp(NAMES[i], name, length) == 0) {
            return i;
        }
    }
    return -2;
}

int robot_piece_next(const char *at, struct robot_piece *out)
{
    size_t length = braces(at);
    *out = (struct robot_piece){.text = at, .place = -1};
    if (length > 0) {
        out->length = length;
        out->place = place_of(at + 1, length - 2);
        return 1;
    }
    while (at[out->length] != '\0' && braces(at + out->length) == 0) {
        out->length++;
    }
    return out->length > 0;
}

/* A JSON string without its quotes: they stand in the template. */
static void add_json(struct sibu_text *out, const char *value)
{
    struct sibu_text quoted = {0};
    sibu_text_add_json(&quoted, value);
    if (sibu_text_ok(&quoted)) {
        sibu_text_add_bytes(out, quoted.bytes + 1, quoted.length - 2);
        sodium_memzero(quoted.bytes, quoted.length);
    }
    out->failed |= quoted.failed;
    sibu_text_clear(&quoted);
}

/* What ends a header cannot stand in it; none of our values holds any, so this is the second lock. */
static void add_header(struct sibu_text *out, const char *value)
{
    for (const char *c = value; *c != '\0'; c++) {
        sibu_text_add_bytes(out, (unsigned char)*c < ' ' || *c == 0x7F ? " " : c, 1);
    }
}

static void add_value(struct sibu_text *out, const char *value, enum robot_place_encoding encoding)
{
    switch (encoding) {
    case ROBOT_IN_JSON:
        add_json(out, value);
        break;
    case ROBOT_IN_FORM:
    case ROBOT_IN_URL:
        robot_add_percent(out, value);
        break;
    case ROBOT_IN_XML:
        sibu_text_add_xml(out, value);
        break;
    case ROBOT_IN_HEADER:
        add_header(out, value);
        break;
    case ROBOT_IN_PLAIN:
    default:
        sibu_text_add(out, value);
        break;
    }
}

void robot_places_fill(struct sibu_text *out, const char *template, const struct robot_values *values,
                       enum robot_place_encoding encoding)
{
    struct robot_piece piece;
    for (const char *at = template; robot_piece_next(at, &piece); at += piece.length) {
        if (piece.place >= 0) {
            add_value(out, sibu_text_get(&values->made[piece.place]), encoding);
        } else {
            sibu_text_add_bytes(out, piece.text, piece.length);
        }
    }
}
