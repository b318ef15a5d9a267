/* See unfold_read.h. This file reads the rows and finds the update of each; unfold_reach.c counts people. */
#include "report/unfold_read.h"

#include <stdlib.h>
#include <string.h>

#include "sibu/json.h"

/* An alert that was filed while the drill ran. */
struct filed {
    int64_t sent_us;
    const char *identifier;
};

static int compare_filed(const void *a, const void *b)
{
    const struct filed *left = a, *right = b;
    if (left->sent_us != right->sent_us) {
        return left->sent_us < right->sent_us ? -1 : 1;
    }
    return strcmp(left->identifier, right->identifier);
}

/* The identifier in an alert event's detail, "" where it does not say; NULL: the alert is for wardens alone, and no update. */
static const char *identifier_of(const struct sibu_record_event *event, struct sibu_arena *arena)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    const char *kept = "";
    if (sibu_json_open(&document, "alert", event->detail, strlen(event->detail), &ignored) == SIBU_OK) {
        const char *identifier = sibu_json_as_string(sibu_json_member(sibu_json_root(document), "identifier"));
        const char *copy = sibu_arena_text(arena, identifier, strlen(identifier));
        int to_wardens = strcmp(sibu_json_as_string(sibu_json_member(sibu_json_root(document), "to")), "wardens") == 0;
        kept = to_wardens ? NULL : copy != NULL ? copy : "";
    }
    sibu_json_close(document);
    return kept;
}

/* The alerts while the drill ran: what is sent at T0 tells of the drill, and what is sent at the end of the end. */
static size_t take_filed(const struct evaluation *evaluation, struct filed *filed, struct sibu_arena *arena)
{
    size_t count = 0;
    int ended = evaluation->end[0] != '\0';
    for (size_t i = 0; i < evaluation->event_count; i++) {
        const struct sibu_record_event *event = &evaluation->events[i];
        if (strcmp(event->kind, "alert") == 0 && event->time_us > evaluation->t0_us &&
            (!ended || event->time_us < evaluation->end_us)) {
            const char *identifier = identifier_of(event, arena);
            if (identifier != NULL) {
                filed[count++] = (struct filed){event->time_us, identifier};
            }
        }
    }
    if (count > 0) {
        qsort(filed, count, sizeof *filed, compare_filed);
    }
    return count;
}

/* A row that names its alert has that one; else the update is the first alert from the event's moment on that tells of
 * no event before it. */
static void find_updates(struct report_unfold *events, size_t count, const struct filed *filed, size_t filed_count)
{
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        const char *named = events[i].row.alert;
        while (next < filed_count && filed[next].sent_us < events[i].row.time_us) {
            next++;
        }
        int follows = next < filed_count && (named[0] == '\0' || strcmp(named, filed[next].identifier) == 0);
        events[i].alert = named[0] != '\0' ? named : follows ? filed[next].identifier : "";
        next += follows ? 1 : 0;
    }
}

static void begin_event(struct report_unfold *out, const struct sibu_unfold_row *row,
                        const struct evaluation *evaluation)
{
    *out = (struct report_unfold){.row = *row,
                                  .at_s = ((double)row->time_us - (double)evaluation->t0_us) / 1e6,
                                  .alert = "",
                                  .reach_median_s = MEASURE_NEVER,
                                  .reach_max_s = MEASURE_NEVER,
                                  .answer_median_s = MEASURE_NEVER};
}

static enum sibu_status take_events(struct report_unfolding *out, const struct sibu_unfold_list *list,
                                    const struct evaluation *evaluation, struct sibu_arena *arena,
                                    struct report_unfold **events)
{
    struct filed *filed = sibu_array_new(evaluation->event_count, sizeof *filed);
    *events = sibu_arena_take(arena, list->count, sizeof **events);
    if (filed == NULL || *events == NULL) {
        sibu_array_free(filed);
        return SIBU_NO_MEMORY;
    }
    for (size_t i = 0; i < list->count; i++) {
        begin_event(&(*events)[i], &list->rows[i], evaluation);
    }
    find_updates(*events, list->count, filed, take_filed(evaluation, filed, arena));
    out->events = *events;
    out->count = list->count;
    sibu_array_free(filed);
    return SIBU_OK;
}

enum sibu_status unfold_read(struct report_unfolding *out, const struct evaluation *evaluation,
                             struct sibu_record *record, struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct sibu_unfold_list list;
    struct report_unfold *events = NULL;
    enum sibu_status status = sibu_unfold_read_all(&list, evaluation->events, evaluation->event_count, arena, fault);
    *out = (struct report_unfolding){0};
    if (status != SIBU_OK) {
        return status;
    }
    out->unreadable = list.unreadable;
    out->first_unreadable = list.first_unreadable;
    if (list.count == 0) {
        return SIBU_OK; /* most records: nothing more is read for them */
    }
    if (take_events(out, &list, evaluation, arena, &events) != SIBU_OK) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "event", "内存不足", "out of memory");
    }
    return unfold_reach(events, list.count, evaluation, record, fault);
}

const char *unfold_place(const struct report *report, const struct sibu_unfold_row *row, enum sibu_language language)
{
    const char *name = row->what == SIBU_UNFOLD_EXIT_LOST ? report_exit_name(report, row->place, language)
                                                          : report_zone_name(report, row->place, language);
    return name == row->place && row->place_name.in[language][0] != '\0' ? row->place_name.in[language] : name;
}
