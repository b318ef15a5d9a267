/* The document "earlier" written: see earlier.h. */
#include "evaluate/earlier.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void earlier_drill_text(const struct earlier_drill *drill, struct sibu_text *out)
{
    const char *const words[][2] = {
        {",\"family\":", drill->family}, {",\"zone\":", drill->zone}, {",\"end\":", drill->end}};
    sibu_text_add(out, "{\"drill\":");
    sibu_text_add_json(out, drill->drill);
    sibu_text_addf(out, ",\"t0_us\":%" PRId64, drill->t0_us);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        sibu_text_add(out, words[i][0]);
        sibu_text_add_json(out, words[i][1]);
    }
    sibu_text_addf(out, ",\"expected\":%" PRIu32 ",\"figures\":{", drill->expected);
    const char *between = "";
    for (int kind = 0; kind < FIGURES; kind++) {
        const struct figure *figure = &drill->figures.of[kind];
        if (figure->known) {
            sibu_text_addf(out, "%s\"%s\":{\"value\":%.9g,\"error\":%.9g}", between,
                           figure_name((enum figure_kind)kind), figure->value, figure->error);
            between = ",";
        }
    }
    sibu_text_add(out, "}}");
}

/* What the drill is to tell of: what is open, and what was closed and not seen mended since. */
static int is_awaited(const struct finding_item *item)
{
    return !item->closed || item->word != FINDING_MENDED;
}

/* The gravest first, then what is open, then the oldest. */
static int compare_gravest(const void *a, const void *b)
{
    const struct finding_item *left = *(const struct finding_item *const *)a;
    const struct finding_item *right = *(const struct finding_item *const *)b;
    int order = (left->severity < right->severity) - (left->severity > right->severity);
    order = order != 0 ? order : left->closed - right->closed;
    return order != 0 ? order : (left->id > right->id) - (left->id < right->id);
}

static int compare_ids(const void *a, const void *b)
{
    const struct finding_item *left = *(const struct finding_item *const *)a;
    const struct finding_item *right = *(const struct finding_item *const *)b;
    return (left->id > right->id) - (left->id < right->id);
}

static void add_finding(struct sibu_text *out, const struct finding_item *item)
{
    const char *const words[][2] = {{",\"kind\":", item->kind},
                                    {",\"place\":", item->place},
                                    {",\"severity\":", finding_severity_name(item->severity)},
                                    {",\"state\":", item->closed ? "closed" : "open"},
                                    {",\"opened_by\":", item->opened_by},
                                    {",\"seen_by\":", item->drill}};
    sibu_text_addf(out, "{\"id\":%" PRId64, item->id);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        sibu_text_add(out, words[i][0]);
        sibu_text_add_json(out, words[i][1]);
    }
    sibu_text_addf(out, ",\"opened_us\":%" PRId64 ",\"due_us\":%" PRId64 ",\"times\":%" PRIu32 ",\"words\":{\"zh\":",
                   item->opened_us, item->due_us, item->times);
    sibu_text_add_json(out, item->zh);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, item->en);
    sibu_text_add(out, "}}");
}

static enum sibu_status add_findings(const struct finding_book *book, struct sibu_text *out, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    size_t count = 0;
    const struct finding_item **items = sibu_arena_take(&arena, book->count + 1, sizeof *items);
    if (items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < book->count; i++) {
        if (is_awaited(&book->items[i])) {
            items[count++] = &book->items[i];
        }
    }
    qsort(items, count, sizeof *items, compare_gravest);
    size_t kept = count < EARLIER_FINDINGS_MAX ? count : EARLIER_FINDINGS_MAX;
    qsort(items, kept, sizeof *items, compare_ids);
    sibu_text_add(out, "],\"findings\":[");
    for (size_t i = 0; i < kept; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_finding(out, items[i]);
    }
    sibu_text_addf(out, "],\"findings_left_out\":%zu", count - kept);
    sibu_arena_clear(&arena);
    return SIBU_OK;
}

/* Null where the rules grade nothing. */
static void add_score(const struct grade_rule *rule, struct sibu_text *out)
{
    if (rule->drills == 0) {
        sibu_text_add(out, ",\"score\":null}\n");
        return;
    }
    sibu_text_addf(out, ",\"score\":{\"checked_in\":%.9g,\"acknowledged\":%.9g,\"alerted\":%.9g,\"forecast\":%.9g}}\n",
                   rule->weights[GRADE_CHECKED_IN], rule->weights[GRADE_ACKNOWLEDGED], rule->weights[GRADE_ALERTED],
                   rule->weights[GRADE_FORECAST]);
}

enum sibu_status earlier_text(const struct earlier_source *source, struct sibu_text *out, struct sibu_fault *fault)
{
    size_t first = source->line_count > EARLIER_DRILLS_MAX ? source->line_count - EARLIER_DRILLS_MAX : 0;
    sibu_text_add(out, "{\"format\":1,\"drills\":[");
    for (size_t i = first; i < source->line_count; i++) {
        sibu_text_add(out, i > first ? "," : "");
        sibu_text_add(out, source->lines[i]);
    }
    enum sibu_status status = add_findings(source->book, out, fault);
    add_score(&source->rules->grades, out);
    if (status == SIBU_OK && !sibu_text_ok(out)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return status;
}

struct figure earlier_score(const struct earlier *earlier, const struct figures *figures)
{
    struct grade_figures shares = figures_grade(figures);
    int32_t score = earlier->score.drills > 0 ? grade_score(&earlier->score, &shares) : -1;
    return (struct figure){score >= 0, score >= 0 ? score / 100.0 : 0.0, 0.0};
}
