/* See sibu/unfold_row.h. */
#include "sibu/unfold_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/json.h"

#define COUNT_MAX 1000000
#define RATE_MAX 1e6
#define REACH_M 1e6 /* a place further from the site's zero is none */
#define WORDS_MAX 4096 /* bytes */
#define WHAT_MAX 64 /* bytes */
#define IDENTIFIER_MAX 1024 /* bytes, as the record's words */

int sibu_unfold_is(const struct sibu_record_event *event)
{
    return strcmp(event->kind, "unfold") == 0;
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "event", "内存不足", "out of memory");
}

static enum sibu_status keep(const char **out, const char *text, struct sibu_arena *arena, struct sibu_fault *fault)
{
    *out = sibu_arena_text(arena, text, strlen(text));
    return *out != NULL ? SIBU_OK : no_memory(fault);
}

/* {"zh": ..., "en": ...}; a sentence that one language lacks would leave somebody without it. */
static enum sibu_status read_name(struct sibu_name *out, struct sibu_json_value object, const char *key,
                                  struct sibu_arena *arena, struct sibu_fault *fault)
{
    static const char *const KEYS[SIBU_LANGUAGES] = {"zh", "en"};
    struct sibu_json_value name;
    enum sibu_status status = sibu_json_object(object, key, &name, fault);
    for (int i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        const char *text = "";
        status = sibu_json_string(name, KEYS[i], WORDS_MAX, &text, fault);
        if (status == SIBU_OK) {
            status = keep(&out->in[i], text, arena, fault);
        }
    }
    return status;
}

static int has(struct sibu_json_value root, const char *key)
{
    return sibu_json_kind(sibu_json_member(root, key)) != SIBU_JSON_ABSENT;
}

static enum sibu_status read_counts(struct sibu_unfold_row *out, struct sibu_json_value root, struct sibu_fault *fault)
{
    int64_t number = 0, heading = 0;
    enum sibu_status status = sibu_json_integer(root, "number", 1, COUNT_MAX, &number, fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "heading", 0, COUNT_MAX, &heading, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(root, "rate_per_min", 0.0, RATE_MAX, &out->rate_per_min, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_number(root, "share", 0.0, 1.0, &out->share, fault);
    }
    out->number = (uint32_t)number;
    out->heading_persons = (uint32_t)heading;
    return status;
}

static enum sibu_status read_where(struct sibu_unfold_row *out, struct sibu_json_value root, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    out->has_point = has(root, "x_m") || has(root, "y_m");
    out->has_bearing = has(root, "bearing_deg");
    if (out->has_point) {
        status = sibu_json_number(root, "x_m", -REACH_M, REACH_M, &out->x_m, fault);
    }
    if (out->has_point && status == SIBU_OK) {
        status = sibu_json_number(root, "y_m", -REACH_M, REACH_M, &out->y_m, fault);
    }
    if (out->has_bearing && status == SIBU_OK) {
        status = sibu_json_number(root, "bearing_deg", 0.0, 360.0, &out->bearing_deg, fault);
    }
    return status;
}

/* What people got: the words, and which alert brought them. */
static enum sibu_status read_update(struct sibu_unfold_row *out, struct sibu_json_value root, struct sibu_arena *arena,
                                    struct sibu_fault *fault)
{
    const char *alert = "";
    enum sibu_status status = read_name(&out->words, root, "words", arena, fault);
    if (status == SIBU_OK && has(root, "alert")) {
        status = sibu_json_string(root, "alert", IDENTIFIER_MAX, &alert, fault);
    }
    return status == SIBU_OK ? keep(&out->alert, alert, arena, fault) : status;
}

static enum sibu_status read_root(struct sibu_unfold_row *out, struct sibu_json_value root, struct sibu_arena *arena,
                                  struct sibu_fault *fault)
{
    const char *what = "";
    enum sibu_status status = sibu_json_string(root, "what", WHAT_MAX, &what, fault);
    out->what = sibu_unfold_of(what);
    if (status == SIBU_OK && out->what == SIBU_UNFOLD_KINDS) {
        char place[240];
        sibu_json_place(root, "what", place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "没有这种事件", "is no event that can unfold");
    }
    if (status == SIBU_OK) {
        status = read_counts(out, root, fault);
    }
    if (status == SIBU_OK) {
        status = read_where(out, root, fault);
    }
    if (status == SIBU_OK && has(root, "place_name")) {
        status = read_name(&out->place_name, root, "place_name", arena, fault);
    }
    return status == SIBU_OK ? read_update(out, root, arena, fault) : status;
}

enum sibu_status sibu_unfold_read(struct sibu_unfold_row *out, const struct sibu_record_event *event, size_t row,
                                  struct sibu_arena *arena, struct sibu_fault *fault)
{
    static const struct sibu_name NOWHERE = {{"", ""}};
    struct sibu_json *document = NULL;
    char place[32];
    *out = (struct sibu_unfold_row){
        .time_us = event->time_us, .place = "", .alert = "", .place_name = NOWHERE, .words = NOWHERE};
    (void)snprintf(place, sizeof place, "event:%zu", row);
    if (!sibu_unfold_is(event)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "这一行不是随演练展开的事件", "no event that unfolded");
    }
    enum sibu_status status = sibu_json_open(&document, place, event->detail, strlen(event->detail), fault);
    if (status == SIBU_OK) {
        status = read_root(out, sibu_json_root(document), arena, fault);
    }
    if (status == SIBU_OK) {
        status = keep(&out->place, event->place, arena, fault);
    }
    sibu_json_close(document);
    return status;
}

/* Rows of one time keep the order of the record. */
struct sorted {
    struct sibu_unfold_row row;
    size_t order;
};

static int compare(const void *a, const void *b)
{
    const struct sorted *left = a, *right = b;
    if (left->row.time_us != right->row.time_us) {
        return left->row.time_us < right->row.time_us ? -1 : 1;
    }
    return (left->order > right->order) - (left->order < right->order);
}

/* Reads into `found`, which has room for all; counts those that cannot be read. */
static enum sibu_status read_rows(struct sibu_unfold_list *out, struct sorted *found,
                                  const struct sibu_record_event *events, size_t count, struct sibu_arena *arena)
{
    struct sibu_fault why = {0};
    for (size_t i = 0; i < count; i++) {
        if (!sibu_unfold_is(&events[i])) {
            continue;
        }
        enum sibu_status status = sibu_unfold_read(&found[out->count].row, &events[i], i + 1, arena, &why);
        if (status == SIBU_NO_MEMORY) {
            return status;
        }
        if (status == SIBU_OK) {
            found[out->count].order = i;
            out->count++;
        } else if (out->unreadable++ == 0) {
            out->first_unreadable = why;
        }
    }
    return SIBU_OK;
}

enum sibu_status sibu_unfold_read_all(struct sibu_unfold_list *out, const struct sibu_record_event *events,
                                      size_t count, struct sibu_arena *arena, struct sibu_fault *fault)
{
    size_t most = 0;
    *out = (struct sibu_unfold_list){0};
    for (size_t i = 0; i < count; i++) {
        most += sibu_unfold_is(&events[i]) != 0;
    }
    struct sorted *found = sibu_array_new(most, sizeof *found);
    struct sibu_unfold_row *rows = sibu_arena_take(arena, most, sizeof *rows);
    enum sibu_status status =
        found != NULL && rows != NULL ? read_rows(out, found, events, count, arena) : SIBU_NO_MEMORY;
    if (status == SIBU_OK && out->count > 0) {
        qsort(found, out->count, sizeof *found, compare);
    }
    for (size_t i = 0; status == SIBU_OK && i < out->count; i++) {
        rows[i] = found[i].row;
    }
    out->rows = rows;
    sibu_array_free(found);
    return status == SIBU_OK ? SIBU_OK : no_memory(fault);
}

enum sibu_say_id sibu_unfold_sentence(enum sibu_unfold_kind kind)
{
    static const enum sibu_say_id SENTENCES[SIBU_UNFOLD_KINDS] = {
        [SIBU_UNFOLD_EXIT_LOST] = SIBU_SAY_MSEL_EXIT_LOST,
        [SIBU_UNFOLD_ALARM_SILENT] = SIBU_SAY_MSEL_ALARM_SILENT,
        [SIBU_UNFOLD_WARDEN_HURT] = SIBU_SAY_MSEL_WARDEN_HURT,
        [SIBU_UNFOLD_SECOND_SOURCE] = SIBU_SAY_MSEL_SECOND_SOURCE,
        [SIBU_UNFOLD_WIND_TURNED] = SIBU_SAY_MSEL_WIND_TURNED,
        [SIBU_UNFOLD_CONTRACTOR_MISSING] = SIBU_SAY_MSEL_CONTRACTOR_MISSING,
        [SIBU_UNFOLD_REPORT_CORRECTED] = SIBU_SAY_MSEL_REPORT_CORRECTED,
    };
    return SENTENCES[kind];
}
