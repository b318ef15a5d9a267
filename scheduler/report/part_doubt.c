/* How far clocks and the roster could shift the figures. See part.h; the rule is in evaluate/evaluation_doubt.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/part.h"

/* "12 s – 14 s", "12 s – not reached"; or "12 s", where the two are the same in words. */
static void add_span(const struct part *part, double least_s, double most_s)
{
    struct sibu_text least = {0}, most = {0};
    say_duration(&least, part->language, least_s);
    say_duration(&most, part->language, most_s);
    part_open(part, DOCUMENT_CELL, DOCUMENT_NUMBER | DOCUMENT_FAINT);
    part_text(part, sibu_text_get(&least));
    if (strcmp(sibu_text_get(&least), sibu_text_get(&most)) != 0) {
        part_text(part, " – ");
        part_text(part, sibu_text_get(&most));
    }
    part_close(part, DOCUMENT_CELL);
    sibu_text_clear(&least);
    sibu_text_clear(&most);
}

static void add_measure(const struct part *part, enum sibu_say_id name, const struct measure *measure,
                        const struct measure_span *span)
{
    if (measure->n > 0) {
        part_row(part, sibu_say(part->language, name));
        part_cell_duration(part, measure->median_s);
        add_span(part, span->median_least_s, span->median_most_s);
        part_cell_duration(part, measure->p90_s);
        add_span(part, span->p90_least_s, span->p90_most_s);
        part_end_row(part);
    }
}

static void add_measures(const struct part *part)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_MEASURE, SIBU_SAY_REPORT_MEDIAN,
                                             SIBU_SAY_REPORT_OPEN_BETWEEN, SIBU_SAY_REPORT_P90,
                                             SIBU_SAY_REPORT_OPEN_BETWEEN};
    const struct evaluation_group *all = &part->report->evaluation.all;
    part_table(part, "", HEADS, 5, PART_NUMBERS_FROM(1));
    add_measure(part, SIBU_SAY_REPORT_MEASURE_ALERT, &all->alert, &all->span[2]);
    add_measure(part, SIBU_SAY_REPORT_MEASURE_ACKNOWLEDGEMENT, &all->acknowledgement, &all->span[3]);
    add_measure(part, SIBU_SAY_REPORT_MEASURE_ANSWER, &all->answer, &all->span[4]);
    add_measure(part, SIBU_SAY_REPORT_MEASURE_PRE_MOVEMENT, &all->pre_movement, &all->span[5]);
    add_measure(part, SIBU_SAY_REPORT_MEASURE_EVACUATION, &all->evacuation, &all->span[7]);
    add_measure(part, SIBU_SAY_REPORT_MEASURE_MUSTER, &all->muster, &all->span[8]);
    part_end_table(part);
}

static void add_share(const struct part *part, enum sibu_say_id name, const struct evaluation_share *share)
{
    char own[32], between[64];
    (void)snprintf(own, sizeof own, "%.1f\302\240%%", share->share * 100.0);
    (void)snprintf(between, sizeof between, "%.1f\302\240%% – %.1f\302\240%%", share->least * 100.0,
                   share->most * 100.0);
    part_row(part, sibu_say(part->language, name));
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, own);
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER | DOCUMENT_FAINT, share->least < share->most ? between : own);
    part_end_row(part);
}

static void add_shares(const struct part *part, const struct evaluation_doubt *doubt)
{
    static const enum sibu_say_id HEADS[] = {SIBU_SAY_REPORT_OPEN_BY_END, SIBU_SAY_REPORT_SHARE,
                                             SIBU_SAY_REPORT_OPEN_BETWEEN};
    part_table(part, "", HEADS, 3, PART_NUMBERS_FROM(1));
    add_share(part, SIBU_SAY_REPORT_OPEN_ACKNOWLEDGED, &doubt->acknowledged);
    add_share(part, SIBU_SAY_REPORT_OPEN_CHECKED_IN, &doubt->checked_in);
    add_share(part, SIBU_SAY_REPORT_OPEN_ACCOUNTED, &doubt->accounted);
    part_end_table(part);
}

static void add_clocks(const struct part *part, const struct evaluation_doubt *doubt)
{
    char answers[16], timed[16];
    struct sibu_text phone = {0}, gate = {0};
    (void)snprintf(answers, sizeof answers, "%" PRIu32, doubt->answers);
    (void)snprintf(timed, sizeof timed, "%" PRIu32, doubt->timed);
    say_duration(&phone, part->language, EVALUATION_PHONE_S);
    say_duration(&gate, part->language, EVALUATION_GATE_S);
    const char *const values[] = {answers, timed, sibu_text_get(&phone), sibu_text_get(&gate)};
    part_open(part, DOCUMENT_NOTE, 0);
    part_say_values(part, SIBU_SAY_REPORT_OPEN_CLOCKS, values, 4);
    part_close(part, DOCUMENT_NOTE);
    sibu_text_clear(&phone);
    sibu_text_clear(&gate);
}

static void add_roster(const struct part *part, const struct evaluation_doubt *doubt)
{
    char unseen[16], doubtful[16];
    (void)snprintf(unseen, sizeof unseen, "%" PRIu32, doubt->unseen);
    (void)snprintf(doubtful, sizeof doubtful, "%" PRIu32, doubt->doubtful);
    const char *const values[] = {unseen, doubtful};
    part_open(part, DOCUMENT_NOTE, 0);
    part_say_values(part, SIBU_SAY_REPORT_OPEN_ROSTER, values, 2);
    part_close(part, DOCUMENT_NOTE);
    if (doubt->unexpected > 0) {
        part_open(part, DOCUMENT_NOTE, 0);
        part_say_count(part, SIBU_SAY_REPORT_OPEN_UNEXPECTED, doubt->unexpected);
        part_close(part, DOCUMENT_NOTE);
    }
}

void part_doubt(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    if (evaluation->all.expected == 0) {
        return;
    }
    part_section(part, SIBU_SAY_REPORT_OPEN_TITLE);
    add_measures(part);
    add_shares(part, &evaluation->doubt);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_REPORT_OPEN_RULE);
    add_clocks(part, &evaluation->doubt);
    add_roster(part, &evaluation->doubt);
    part_end_section(part);
}
