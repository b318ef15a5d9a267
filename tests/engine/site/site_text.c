/* Site files for tests: see site_text.h. */
#include "site_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int text_of_file_if_there(struct sibu_text *text, const char *path)
{
    char full[4096];
    const char *source = getenv("SIBU_SOURCE");
    snprintf(full, sizeof full, "%s/%s", source == NULL ? "." : source, path);
    FILE *file = fopen(full, "rb");
    if (file == NULL) {
        return 0;
    }
    char bytes[4096];
    size_t count = 0;
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0) {
        sibu_text_add_bytes(text, bytes, count);
    }
    fclose(file);
    return sibu_text_ok(text);
}

void text_of_file(struct sibu_text *text, const char *path)
{
    if (!text_of_file_if_there(text, path)) {
        fail_msg("can not read %s below SIBU_SOURCE", path);
    }
}

void text_change(struct sibu_text *text, struct change change)
{
    if (change.from == NULL) {
        return;
    }
    const char *bytes = sibu_text_get(text);
    const char *at = strstr(bytes, change.from);
    if (at == NULL || strstr(at + 1, change.from) != NULL) {
        fail_msg("not exactly once in the text: %s", change.from);
    }
    struct sibu_text changed = {0};
    sibu_text_add_bytes(&changed, bytes, (size_t)(at - bytes));
    sibu_text_add(&changed, change.to);
    sibu_text_add(&changed, at + strlen(change.from));
    sibu_text_clear(text);
    *text = changed;
}

/* The numbers of one geometry, up to the brace that ends it. Returns where it ends. */
static const char *move_geometry(struct sibu_text *out, const char *at, struct sibu_point factor,
                                 struct sibu_point offset)
{
    int is_y = 0;
    while (*at != '}') {
        if (strchr("-0123456789", *at) != NULL) {
            char *end = NULL;
            double number = strtod(at, &end);
            sibu_text_addf(out, "%.12g", number * (is_y ? factor.y : factor.x) + (is_y ? offset.y : offset.x));
            is_y = !is_y;
            at = end;
        } else {
            sibu_text_add_bytes(out, at++, 1);
        }
    }
    return at;
}

void text_move(struct sibu_text *text, struct sibu_point factor, struct sibu_point offset)
{
    static const char KEY[] = "\"coordinates\": [";
    struct sibu_text moved = {0};
    const char *at = sibu_text_get(text);
    const char *next = strstr(at, KEY);
    while (next != NULL) {
        next += sizeof KEY - 1;
        sibu_text_add_bytes(&moved, at, (size_t)(next - at));
        at = move_geometry(&moved, next, factor, offset);
        next = strstr(at, KEY);
    }
    sibu_text_add(&moved, at);
    sibu_text_clear(text);
    *text = moved;
}
