/* See scenario_read.h. */
#include "report/scenario_read.h"

#include <string.h>

#include "sibu/json.h"

#define ID_BYTES 256
#define INGREDIENTS_MAX 64 /* of one family; what lies beyond is not shown */
#define RATES_MAX 64
#define REACH_M 1e6

static const char *keep(struct sibu_arena *arena, const char *text)
{
    const char *copy = sibu_arena_text(arena, text, strlen(text));
    return copy != NULL ? copy : "";
}

static const char *member_text(struct sibu_json_value object, const char *key, struct sibu_arena *arena)
{
    return keep(arena, sibu_json_as_string(sibu_json_member(object, key)));
}

/* A number or a word is an ingredient; what is neither has no line of its own. */
static void add_ingredient(struct report_ingredient *items, size_t *count, struct sibu_json_value value,
                           struct sibu_arena *arena)
{
    struct sibu_text number = {0};
    const char *key = keep(arena, sibu_json_key(value));
    if (*count == INGREDIENTS_MAX) {
        return;
    }
    if (sibu_json_kind(value) == SIBU_JSON_NUMBER) {
        sibu_text_addf(&number, "%.9g", sibu_json_as_number(value));
        items[(*count)++] = (struct report_ingredient){key, keep(arena, sibu_text_get(&number)), 1};
    } else if (sibu_json_kind(value) == SIBU_JSON_STRING) {
        items[(*count)++] = (struct report_ingredient){key, keep(arena, sibu_json_as_string(value)), 0};
    }
    sibu_text_clear(&number);
}

static void read_growth(struct report_scenario *out, struct sibu_json_value root, struct sibu_arena *arena)
{
    struct sibu_json_value growth = sibu_json_member(root, "growth");
    struct report_ingredient *items = sibu_arena_take(arena, INGREDIENTS_MAX, sizeof *items);
    if (items == NULL || sibu_json_kind(growth) != SIBU_JSON_OBJECT) {
        return;
    }
    for (struct sibu_json_value value = sibu_json_first(growth); sibu_json_kind(value) != SIBU_JSON_ABSENT;
         value = sibu_json_next(value)) {
        add_ingredient(items, &out->growth_count, value, arena);
    }
    out->growth = items;
}

static int read_rate(struct report_rate *out, struct sibu_json_value value)
{
    struct sibu_fault ignored;
    out->what = sibu_unfold_of(sibu_json_as_string(sibu_json_member(value, "what")));
    return sibu_json_kind(value) == SIBU_JSON_OBJECT && out->what != SIBU_UNFOLD_KINDS &&
           sibu_json_number(value, "per_min", 0.0, 1e6, &out->per_min, &ignored) == SIBU_OK &&
           sibu_json_integer(value, "most", 0, 1000000, &out->most, &ignored) == SIBU_OK;
}

static void read_rates(struct report_scenario *out, struct sibu_json_value root, struct sibu_arena *arena)
{
    struct sibu_json_value events = sibu_json_member(root, "events");
    struct report_rate *rates = sibu_arena_take(arena, RATES_MAX, sizeof *rates);
    if (rates == NULL || sibu_json_kind(events) != SIBU_JSON_ARRAY) {
        return;
    }
    for (struct sibu_json_value value = sibu_json_first(events); sibu_json_kind(value) != SIBU_JSON_ABSENT;
         value = sibu_json_next(value)) {
        if (out->rate_count < RATES_MAX && read_rate(&rates[out->rate_count], value)) {
            out->rate_count++;
        } else {
            out->rates_unreadable++;
        }
    }
    out->rates = rates;
}

static void read_root(struct report_scenario *out, struct sibu_json_value root, struct sibu_arena *arena)
{
    struct sibu_fault ignored;
    int64_t format = 0;
    const char *family = "";
    if (sibu_json_integer(root, "format", 1, 1, &format, &ignored) != SIBU_OK ||
        sibu_json_string(root, "family", ID_BYTES, &family, &ignored) != SIBU_OK) {
        return;
    }
    out->known = 1;
    out->family = keep(arena, family);
    out->zone = member_text(root, "zone", arena);
    out->shelters = strcmp(sibu_json_as_string(sibu_json_member(root, "ask")), "shelter") == 0;
    out->families_hash = member_text(root, "families_hash", arena);
    out->has_point = sibu_json_number(root, "x_m", -REACH_M, REACH_M, &out->x_m, &ignored) == SIBU_OK &&
                     sibu_json_number(root, "y_m", -REACH_M, REACH_M, &out->y_m, &ignored) == SIBU_OK;
    read_growth(out, root, arena);
    read_rates(out, root, arena);
}

enum sibu_status scenario_read(struct report_scenario *out, struct sibu_record *record, struct sibu_arena *arena,
                               struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    struct sibu_arena scratch = {0};
    const char *bytes = NULL;
    size_t length = 0;
    *out = (struct report_scenario){.family = "", .zone = "", .families_hash = ""};
    enum sibu_status status = sibu_record_document(record, "scenario", &scratch, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL &&
        sibu_json_open(&document, "scenario", bytes, length, &ignored) == SIBU_OK) {
        read_root(out, sibu_json_root(document), arena);
    }
    sibu_json_close(document);
    sibu_arena_clear(&scratch);
    return status;
}
