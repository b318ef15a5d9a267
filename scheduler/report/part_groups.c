/* The people by shift, role and channel. See part.h. */
#include <string.h>

#include "report/chart_axis.h"
#include "report/part.h"

#define ROWS_MAX 40 /* of one kind */

struct kind {
    const char *name; /* as evaluation_group has it */
    enum sibu_say_id heading;
};

/* Roles have names of their own; shifts and channels are called as the site calls them. */
static const char *name_of(const struct part *part, const struct evaluation_group *group)
{
    static const char *const ROLES[] = {"worker", "warden", "contractor", "visitor"};
    static const enum sibu_say_id NAMES[] = {SIBU_SAY_WORD_WORKER, SIBU_SAY_WORD_WARDEN, SIBU_SAY_WORD_CONTRACTOR,
                                             SIBU_SAY_WORD_VISITOR};
    for (size_t i = 0; strcmp(group->kind, "role") == 0 && i < sizeof ROLES / sizeof ROLES[0]; i++) {
        if (strcmp(group->id, ROLES[i]) == 0) {
            return sibu_say(part->language, NAMES[i]);
        }
    }
    if (group->id[0] != '\0') {
        return group->id;
    }
    return sibu_say(part->language, strcmp(group->kind, "channel") == 0 ? SIBU_SAY_CHART_GROUP_UNREACHED
                                                                        : SIBU_SAY_REPORT_PLACE_UNKNOWN);
}

/* "2:38", or a dash. */
static void say_clock(const struct part *part, double seconds, struct sibu_text *out)
{
    if (seconds < 0.0) {
        sibu_text_add(out, sibu_say(part->language, SIBU_SAY_REPORT_DASH));
    } else {
        chart_say_time(out, seconds);
    }
}

static void add_clock(const struct part *part, double seconds)
{
    struct sibu_text time = {0};
    say_clock(part, seconds, &time);
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, sibu_text_get(&time));
    sibu_text_clear(&time);
}

/* "2:30–2:46": where the median lies with 95 %. */
static void add_interval(const struct part *part, const struct measure *measure)
{
    struct sibu_text text = {0};
    say_clock(part, measure->median_low_s, &text);
    if (measure->median_low_s >= 0.0) {
        sibu_text_add(&text, "–");
        say_clock(part, measure->median_high_s, &text);
    }
    part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER | DOCUMENT_FAINT, sibu_text_get(&text));
    sibu_text_clear(&text);
}

static void add_row(const struct part *part, const struct evaluation_group *group, const char *name, int is_total)
{
    part_open(part, DOCUMENT_ROW, is_total ? DOCUMENT_TOTAL : 0);
    part_words(part, DOCUMENT_ROW_HEAD, 0, name);
    part_cell_count(part, group->expected);
    part_number(part, DOCUMENT_CELL, group->missing > 0 ? DOCUMENT_NUMBER | DOCUMENT_BAD : DOCUMENT_NUMBER,
                group->missing);
    add_clock(part, group->alert.median_s);
    add_clock(part, group->acknowledgement.median_s);
    add_clock(part, group->pre_movement.median_s);
    add_clock(part, group->evacuation.median_s);
    add_clock(part, group->accounted.median_s);
    add_interval(part, &group->accounted);
    add_clock(part, group->accounted.p90_s);
    part_end_row(part);
}

static size_t count_of(const struct evaluation *evaluation, const char *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < evaluation->group_count; i++) {
        count += strcmp(evaluation->groups[i].kind, kind) == 0 ? 1 : 0;
    }
    return count;
}

/* The groups of a kind; nothing where there is but one, which is everybody. */
static void add_kind(const struct part *part, const struct kind *kind)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    enum sibu_say_id heads[] = {kind->heading,
                                SIBU_SAY_REPORT_TILE_EXPECTED,
                                SIBU_SAY_REPORT_TILE_MISSING,
                                SIBU_SAY_CHART_GROUP_ALERT,
                                SIBU_SAY_CHART_GROUP_ANSWER,
                                SIBU_SAY_CHART_GROUP_START,
                                SIBU_SAY_CHART_GROUP_OUT,
                                SIBU_SAY_CHART_GROUP_ACCOUNTED,
                                SIBU_SAY_CHART_GROUP_INTERVAL,
                                SIBU_SAY_CHART_GROUP_P90};
    size_t rows = 0;
    if (count_of(evaluation, kind->name) < 2) {
        return;
    }
    part_table(part, "", heads, 10, PART_NUMBERS_FROM(1));
    for (size_t i = 0; i < evaluation->group_count && rows < ROWS_MAX; i++) {
        if (strcmp(evaluation->groups[i].kind, kind->name) == 0) {
            add_row(part, &evaluation->groups[i], name_of(part, &evaluation->groups[i]), 0);
            rows++;
        }
    }
    add_row(part, &evaluation->all, sibu_say(part->language, SIBU_SAY_WORD_ALL), 1);
    part_end_table(part);
}

void part_groups(const struct part *part)
{
    static const struct kind KINDS[] = {
        {"shift", SIBU_SAY_WORD_SHIFT}, {"role", SIBU_SAY_WORD_ROLE}, {"channel", SIBU_SAY_CHART_GROUP_CHANNEL}};
    size_t kinds = sizeof KINDS / sizeof KINDS[0], several = 0;
    for (size_t i = 0; i < kinds; i++) {
        several += count_of(&part->report->evaluation, KINDS[i].name) > 1 ? 1 : 0;
    }
    if (several == 0) {
        return;
    }
    part_section(part, SIBU_SAY_CHART_GROUP_TITLE);
    for (size_t i = 0; i < kinds; i++) {
        add_kind(part, &KINDS[i]);
    }
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_CHART_GROUP_NOTE);
    part_end_section(part);
}
