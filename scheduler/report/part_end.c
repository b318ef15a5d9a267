/* The end of the page: who is missing, what became of the alerts, and what the figures cannot say. See part.h. */
#include <string.h>

#include "report/part.h"

#define MISSING_MAX 500 /* rows; the rest is in the CSV */

static enum sibu_say_id sign_of(const char *kind)
{
    static const char *const KINDS[] = {"acknowledge", "start", "door", "exit", "arrive"};
    static const enum sibu_say_id SIGNS[] = {SIBU_SAY_REPORT_SIGN_ACKNOWLEDGE, SIBU_SAY_REPORT_SIGN_START,
                                             SIBU_SAY_REPORT_SIGN_DOOR, SIBU_SAY_REPORT_SIGN_EXIT,
                                             SIBU_SAY_REPORT_SIGN_ARRIVE};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (strcmp(kind, KINDS[i]) == 0) {
            return SIGNS[i];
        }
    }
    return SIBU_SAY_REPORT_SIGN_NONE;
}

static void add_missing(const struct part *part, const struct evaluation_person *person)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    const struct report_person named = report_person(part->report, (size_t)(person - evaluation->people));
    part_open(part, DOCUMENT_ROW, 0);
    if (named.has_number) {
        part_cell_count(part, person->number);
    }
    part_words(part, DOCUMENT_CELL, 0, named.id);
    if (part->report->naming.mode == REPORT_NAMES_SHOWN) {
        part_words(part, DOCUMENT_CELL, 0, named.name);
    }
    part_words(part, DOCUMENT_CELL, 0, report_zone_name(part->report, person->zone, part->language));
    part_sentence(part, DOCUMENT_CELL, sign_of(person->last_kind));
    if (person->last_kind[0] != '\0') {
        part_cell_clock(part, ((double)person->last_us - (double)evaluation->t0_us) / 1e6);
        part_cell_time(part, DOCUMENT_NUMBER | DOCUMENT_FAINT, person->last_us);
    } else {
        part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER, "");
        part_words(part, DOCUMENT_CELL, DOCUMENT_NUMBER | DOCUMENT_FAINT, "");
    }
    part_end_row(part);
}

/* The head of the table: who it is takes one to three columns. */
static void open_missing(const struct part *part)
{
    static const enum sibu_say_id WHO[REPORT_NAMES_MODES][3] = {
        [REPORT_NAMES_IDS] = {SIBU_SAY_REPORT_PERSON_NUMBER, SIBU_SAY_REPORT_PERSON_ID},
        [REPORT_NAMES_SHOWN] = {SIBU_SAY_REPORT_PERSON_NUMBER, SIBU_SAY_REPORT_PERSON_ID, SIBU_SAY_REPORT_PERSON_NAME},
        [REPORT_NAMES_PSEUDONYMS] = {SIBU_SAY_REPORT_PERSON_PSEUDONYM}};
    static const int COLUMNS[REPORT_NAMES_MODES] = {2, 3, 1};
    enum report_names mode = part->report->naming.mode;
    enum sibu_say_id heads[7];
    int count = COLUMNS[mode];
    memcpy(heads, WHO[mode], sizeof WHO[mode]);
    heads[count] = SIBU_SAY_REPORT_ZONE;
    heads[count + 1] = SIBU_SAY_REPORT_LAST_SIGN;
    heads[count + 2] = SIBU_SAY_REPORT_SINCE_T0;
    heads[count + 3] = SIBU_SAY_REPORT_CLOCK;
    part_table(part, "", heads, count + 4, PART_NUMBERS_FROM(count + 2) | (mode == REPORT_NAMES_PSEUDONYMS ? 0u : 1u));
}

void part_missing(const struct part *part)
{
    const struct evaluation *evaluation = &part->report->evaluation;
    part_section(part, SIBU_SAY_REPORT_MISSING_TITLE);
    if (evaluation->missing_count == 0) {
        part_sentence(part, DOCUMENT_PARAGRAPH, SIBU_SAY_REPORT_MISSING_NONE);
        part_end_section(part);
        return;
    }
    open_missing(part);
    for (size_t i = 0; i < evaluation->missing_count && i < MISSING_MAX; i++) {
        add_missing(part, evaluation->missing[i]);
    }
    part_end_table(part);
    if (evaluation->missing_count > MISSING_MAX) {
        part_open(part, DOCUMENT_NOTE, 0);
        part_say_count(part, SIBU_SAY_REPORT_MISSING_MORE, evaluation->missing_count - MISSING_MAX);
        part_close(part, DOCUMENT_NOTE);
    }
    if (part->report->naming.mode == REPORT_NAMES_PSEUDONYMS) {
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_REPORT_PSEUDONYMS_NOTE);
    }
    part_end_section(part);
}

struct fact {
    enum sibu_say_id label;
    uint32_t count;
};

static void add_late(const struct part *part)
{
    struct sibu_text limit = {0};
    say_duration(&limit, part->language, EVALUATION_LATE_S);
    const char *const values[] = {sibu_text_get(&limit)};
    part_say_values(part, SIBU_SAY_REPORT_PEOPLE_LATE, values, 1);
    sibu_text_clear(&limit);
}

void part_deliveries(const struct part *part)
{
    const struct evaluation_deliveries *deliveries = &part->report->evaluation.deliveries;
    const struct fact facts[] = {
        {SIBU_SAY_REPORT_PEOPLE_REACHED, deliveries->reached},
        {SIBU_SAY_REPORT_PEOPLE_LATE, deliveries->late},
        {SIBU_SAY_REPORT_PEOPLE_UNREACHED, deliveries->unreached},
        {SIBU_SAY_REPORT_DELIVERY_ATTEMPTS, deliveries->attempts},
        {SIBU_SAY_REPORT_DELIVERY_ACCEPTED, deliveries->accepted},
        {SIBU_SAY_REPORT_DELIVERY_FAILED, deliveries->failed},
        {SIBU_SAY_REPORT_DELIVERY_RETRIES, deliveries->retries},
        {SIBU_SAY_REPORT_DELIVERY_DUPLICATES, deliveries->duplicates},
    };
    part_section(part, SIBU_SAY_REPORT_DELIVERIES_TITLE);
    part_open(part, DOCUMENT_COUNTS, 0);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        part_open(part, DOCUMENT_TERM, 0);
        if (facts[i].label == SIBU_SAY_REPORT_PEOPLE_LATE) {
            add_late(part);
        } else {
            part_say(part, facts[i].label);
        }
        part_close(part, DOCUMENT_TERM);
        part_number(part, DOCUMENT_FACT, 0, facts[i].count);
    }
    part_close(part, DOCUMENT_COUNTS);
    part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_REPORT_DELIVERIES_NOTE);
    part_end_section(part);
}

void part_limits(const struct part *part)
{
    static const enum sibu_say_id LIMITS[] = {SIBU_SAY_REPORT_LIMIT_BOUND, SIBU_SAY_REPORT_LIMIT_CENSORED,
                                              SIBU_SAY_REPORT_LIMIT_CLOCK, SIBU_SAY_REPORT_LIMIT_ROSTER,
                                              SIBU_SAY_REPORT_LIMIT_GATES};
    part_section(part, SIBU_SAY_REPORT_LIMITS_TITLE);
    part_open(part, DOCUMENT_LIST, 0);
    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
        part_sentence(part, DOCUMENT_ITEM, LIMITS[i]);
    }
    if (part->report->evaluation.late_responses > 0) {
        part_open(part, DOCUMENT_ITEM, 0);
        part_say_count(part, SIBU_SAY_REPORT_LIMIT_LATE, part->report->evaluation.late_responses);
        part_close(part, DOCUMENT_ITEM);
    }
    part_close(part, DOCUMENT_LIST);
    part_end_section(part);
}
