/* Facts for a rating, from a record's rows and its document "draw". See rating_facts.h. */
#include "evaluate/rating_facts.h"

#include <string.h>

#include "evaluate/evaluation_part.h"
#include "sibu/json.h"

/* One reading: where each person's number leads, and what is written. */
struct folding {
    const struct evaluation *evaluation;
    uint32_t *index_of; /* by number: index plus one; 0 where nobody has it */
    size_t number_count;
    double *accounted_s, *help_s, *helped_s;
    uint8_t *told;
};

/* u and the threshold stand as 16 hexadecimal digits each, so that their order as texts is their order as numbers. */
static int is_below(const char *u, const char *threshold)
{
    return strlen(u) == 16 && strlen(threshold) == 16 &&
           (strcmp(u, threshold) < 0 || strcmp(threshold, "ffffffffffffffff") == 0);
}

static enum rating_drawn drawn_how(struct sibu_json_value root)
{
    struct sibu_json_value tick = sibu_json_member(root, "tick");
    const char *gate = sibu_json_as_string(sibu_json_member(tick, "gate"));
    int follows = is_below(sibu_json_as_string(sibu_json_member(tick, "u")),
                           sibu_json_as_string(sibu_json_member(tick, "threshold")));
    if (sibu_json_as_bool(sibu_json_member(root, "seeded"))) {
        return RATING_DRAWN_SEEDED;
    }
    if (strcmp(gate, "n") == 0) {
        return RATING_DRAWN_AT_ONCE;
    }
    if (follows && strcmp(gate, "o") == 0) {
        return RATING_DRAWN_BY_CHANCE;
    }
    return follows && strcmp(gate, "s") == 0 ? RATING_DRAWN_IN_WINDOW : RATING_DRAWN_UNKNOWN;
}

static enum sibu_status read_draw(struct rating_facts *out, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena scratch = {0};
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(record, "draw", &scratch, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL && sibu_json_open(&document, "draw", bytes, length, &ignored) == SIBU_OK) {
        out->drawn = drawn_how(sibu_json_root(document));
        out->has_ledger = sibu_json_kind(sibu_json_member(sibu_json_root(document), "ledger")) == SIBU_JSON_OBJECT;
    }
    sibu_json_close(document);
    sibu_arena_clear(&scratch);
    return status;
}

static double *nevers(struct sibu_arena *arena, size_t count)
{
    double *times = sibu_arena_take(arena, count, sizeof *times);
    for (size_t i = 0; times != NULL && i < count; i++) {
        times[i] = MEASURE_NEVER;
    }
    return times;
}

static enum sibu_status begin(struct folding *folding, struct rating_facts *out, struct sibu_fault *fault)
{
    const struct evaluation *evaluation = folding->evaluation;
    size_t count = evaluation->people_count;
    folding->number_count = 1;
    for (size_t i = 0; i < count; i++) {
        size_t needed = (size_t)evaluation->people[i].number + 1;
        folding->number_count = needed > folding->number_count ? needed : folding->number_count;
    }
    folding->index_of = sibu_arena_take(&out->arena, folding->number_count, sizeof *folding->index_of);
    folding->told = sibu_arena_take(&out->arena, count, 1);
    folding->accounted_s = nevers(&out->arena, count);
    folding->help_s = nevers(&out->arena, count);
    folding->helped_s = nevers(&out->arena, count);
    if (folding->index_of == NULL || folding->told == NULL || folding->accounted_s == NULL || folding->help_s == NULL ||
        folding->helped_s == NULL) {
        return evaluation_no_memory(fault);
    }
    for (size_t i = 0; i < count; i++) {
        folding->index_of[evaluation->people[i].number] = (uint32_t)i + 1;
    }
    out->accounted_s = folding->accounted_s;
    out->help_s = folding->help_s;
    out->helped_s = folding->helped_s;
    return SIBU_OK;
}

static size_t index_of(const struct folding *folding, uint32_t number)
{
    return number > 0 && number < folding->number_count && folding->index_of[number] > 0
               ? (size_t)folding->index_of[number] - 1
               : SIZE_MAX;
}

static void keep_earliest(double *time_s, double seconds)
{
    if (seconds >= 0.0 && (*time_s < 0.0 || seconds < *time_s)) {
        *time_s = seconds;
    }
}

static void note_told(struct folding *folding, size_t index, int64_t time_us)
{
    if (time_us < folding->evaluation->t0_us) {
        folding->told[index] = 1;
    }
}

static void take_delivery(struct folding *folding, const struct sibu_record_delivery *delivery)
{
    size_t index = index_of(folding, delivery->person);
    if (index != SIZE_MAX) {
        note_told(folding, index, delivery->started_us);
    }
}

static void take_response(struct folding *folding, const struct sibu_record_response *response)
{
    size_t index = index_of(folding, response->person);
    if (index == SIZE_MAX) {
        return;
    }
    double seconds = evaluation_seconds(folding->evaluation, response->received_us);
    note_told(folding, index, response->received_us);
    if (strcmp(response->kind, "need-help") == 0) {
        keep_earliest(&folding->help_s[index], seconds);
    }
    if (strcmp(response->kind, "acknowledge") != 0) {
        keep_earliest(&folding->accounted_s[index], seconds);
    }
}

/* Behind the call: a second walk over the responses, when all calls are known. */
static void take_rescue(struct folding *folding, const struct sibu_record_response *response)
{
    size_t index = index_of(folding, response->person);
    if (index == SIZE_MAX || strcmp(response->kind, "check-in") != 0 || folding->help_s[index] < 0.0) {
        return;
    }
    double seconds = evaluation_seconds(folding->evaluation, response->received_us);
    if (seconds >= folding->help_s[index]) {
        keep_earliest(&folding->helped_s[index], seconds);
    }
}

static void take_device(struct rating_facts *out, const struct sibu_record_event *event)
{
    struct sibu_json *detail = NULL;
    struct sibu_fault ignored;
    if (strcmp(event->kind, "device") != 0 ||
        sibu_json_open(&detail, "detail", event->detail, strlen(event->detail), &ignored) != SIBU_OK) {
        return;
    }
    const char *result = sibu_json_as_string(sibu_json_member(sibu_json_root(detail), "result"));
    out->devices_done += strcmp(result, "done") == 0 ? 1 : 0;
    out->devices_failed += strcmp(result, "failed") == 0 ? 1 : 0;
    sibu_json_close(detail);
}

/* What a record holds of deliveries and answers. */
struct rows {
    struct sibu_record_delivery *deliveries;
    struct sibu_record_response *responses;
    size_t delivery_count, response_count;
};

static void fold_rows(struct rating_facts *out, struct folding *folding, const struct rows *rows)
{
    const struct evaluation *evaluation = folding->evaluation;
    for (size_t i = 0; i < rows->delivery_count; i++) {
        take_delivery(folding, &rows->deliveries[i]);
    }
    for (size_t i = 0; i < rows->response_count; i++) {
        take_response(folding, &rows->responses[i]);
    }
    for (size_t i = 0; i < rows->response_count; i++) {
        take_rescue(folding, &rows->responses[i]);
    }
    for (size_t i = 0; i < evaluation->event_count; i++) {
        take_device(out, &evaluation->events[i]);
    }
    for (size_t i = 0; i < evaluation->people_count; i++) {
        out->told_before += folding->told[i] && evaluation->people[i].state != EVALUATION_NOT_EXPECTED ? 1 : 0;
    }
}

static enum sibu_status take_rows(struct rating_facts *out, struct folding *folding, struct sibu_record *record,
                                  struct sibu_fault *fault)
{
    struct rows rows = {0};
    enum sibu_status status =
        sibu_record_deliveries(record, &out->arena, &rows.deliveries, &rows.delivery_count, fault);
    if (status == SIBU_OK) {
        status = sibu_record_responses(record, &out->arena, &rows.responses, &rows.response_count, fault);
    }
    if (status == SIBU_OK) {
        fold_rows(out, folding, &rows);
    }
    return status;
}

enum sibu_status rating_facts_open(struct rating_facts *out, const struct evaluation *evaluation,
                                   struct sibu_record *record, struct sibu_fault *fault)
{
    *out = (struct rating_facts){0};
    struct folding folding = {.evaluation = evaluation};
    enum sibu_status status = read_draw(out, record, fault);
    if (status == SIBU_OK) {
        status = begin(&folding, out, fault);
    }
    if (status == SIBU_OK) {
        status = take_rows(out, &folding, record, fault);
    }
    if (status != SIBU_OK) {
        rating_facts_close(out);
    }
    return status;
}

void rating_facts_close(struct rating_facts *facts)
{
    sibu_arena_clear(&facts->arena);
    *facts = (struct rating_facts){0};
}
