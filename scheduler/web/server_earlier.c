/* What a drill's record tells of the site's earlier drills: see server_state.h, evaluate/earlier.h. */
#include "evaluate/earlier.h"
#include "store/store_figures.h"
#include "web/server_state.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status server_earlier_note(struct server *server, const struct store_drill *drill,
                                     const struct evaluation *evaluation, struct sibu_record *record,
                                     struct sibu_fault *fault)
{
    struct forecast_time forecast;
    struct sibu_text line = {0};
    struct earlier_drill earlier = {.drill = drill->id,
                                    .t0_us = drill->t0_us,
                                    .family = drill->family,
                                    .zone = drill->zone,
                                    .end = evaluation->end,
                                    .expected = evaluation->all.expected};
    enum sibu_status status = forecast_time_read(&forecast, evaluation, record, fault);
    if (status == SIBU_OK) {
        figures_take(&earlier.figures, evaluation, &forecast);
        earlier_drill_text(&earlier, &line);
        status = sibu_text_ok(&line) ? store_figures_put(server->store, drill->key, sibu_text_get(&line), fault)
                                     : no_memory(fault);
    }
    sibu_text_clear(&line);
    return status;
}

static enum sibu_status note_of_record(struct server *server, const struct store_drill *drill, struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    struct evaluation evaluation = {0};
    enum sibu_status status = sibu_record_open(&record, drill->record, fault);
    if (status == SIBU_OK) {
        status = evaluation_open_brief(&evaluation, record, fault);
    }
    if (status == SIBU_OK && evaluation.end[0] != '\0') {
        status = server_earlier_note(server, drill, &evaluation, record, fault);
    }
    evaluation_close(&evaluation);
    sibu_record_close(record);
    return status;
}

enum sibu_status server_earlier_open(struct server *server, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_drill *drills = NULL;
    size_t count = 0;
    enum sibu_status status = store_figures_wanting(server->store, EARLIER_DRILLS_MAX, &arena, &drills, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        struct sibu_fault lost; /* a record that was moved away or cannot be read: its drill is not told of */
        status = note_of_record(server, &drills[i], &lost) == SIBU_NO_MEMORY ? no_memory(fault) : SIBU_OK;
    }
    sibu_arena_clear(&arena);
    return status;
}

/* The rows of up to T0; they stand in the order of their times. */
static size_t count_until(const struct store_finding_row *rows, size_t count, int64_t t0_us)
{
    size_t until = 0;
    while (until < count && rows[until].time_us <= t0_us) {
        until++;
    }
    return until;
}

enum sibu_status server_earlier_text(void *data, const char *site, int64_t t0_us, struct sibu_text *out,
                                     struct sibu_fault *fault)
{
    struct server *server = data;
    struct sibu_arena arena = {0};
    struct finding_rules rules = {0};
    struct finding_book book = {0};
    struct store_finding_row *rows = NULL;
    const char **lines = NULL;
    size_t row_count = 0, line_count = 0;
    /* those that the record holds, too */
    enum sibu_status status = finding_rules_open(&rules, "finding-rules", sibu_text_get(&server->finding_bytes),
                                                 server->finding_bytes.length, fault);
    if (status == SIBU_OK) {
        status = store_figures(server->store, (struct store_figures_of){site, t0_us, EARLIER_DRILLS_MAX}, &arena,
                               &lines, &line_count, fault);
    }
    if (status == SIBU_OK) {
        status = store_findings(server->store, site, &arena, &rows, &row_count, fault);
    }
    if (status == SIBU_OK) {
        status = finding_book_open(&book, rows, count_until(rows, row_count, t0_us), fault);
    }
    if (status == SIBU_OK) {
        const struct earlier_source source = {lines, line_count, &book, &rules};
        status = earlier_text(&source, out, fault);
    }
    finding_book_close(&book);
    finding_rules_close(&rules);
    sibu_arena_clear(&arena);
    return status;
}
