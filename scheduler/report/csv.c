/* One row a person: by number and without names, where nothing else was asked for. See report.h. */
#include "report/report.h"

static void add_seconds(struct sibu_text *out, double seconds)
{
    sibu_text_add(out, ",");
    if (seconds >= 0.0) {
        sibu_text_addf(out, "%.3f", seconds);
    }
}

static void add_word(struct sibu_text *out, const char *word)
{
    sibu_text_add(out, ",");
    sibu_text_add_csv(out, word);
}

static void add_row(const struct evaluation_person *person, const struct report_person *named, int has_name,
                    struct sibu_text *out)
{
    if (named->has_number) {
        sibu_text_addf(out, "%u", (unsigned)person->number);
    } else {
        sibu_text_add_csv(out, named->id);
    }
    add_word(out, person->zone);
    sibu_text_add(out, person->state == EVALUATION_NOT_EXPECTED ? ",0" : ",1");
    add_word(out, evaluation_state_name(person->state));
    add_seconds(out, person->alerted_s);
    add_seconds(out, person->acknowledged_s);
    add_seconds(out, person->started_s);
    add_seconds(out, person->out_s);
    add_word(out, person->exit);
    add_seconds(out, person->checked_in_s);
    add_word(out, person->muster);
    if (has_name) {
        add_word(out, named->id);
        add_word(out, named->name);
    }
    sibu_text_add(out, "\r\n");
}

void report_csv(const struct report *report, struct sibu_text *out)
{
    const struct evaluation *evaluation = &report->evaluation;
    int has_names = report->naming.mode == REPORT_NAMES_SHOWN;
    sibu_text_add(out, report->naming.mode == REPORT_NAMES_PSEUDONYMS ? "pseudonym" : "number");
    sibu_text_add(out, ",zone,expected,state,alerted_s,acknowledged_s,started_s,out_s,exit,checked_in_s,muster");
    sibu_text_add(out, has_names ? ",id,name\r\n" : "\r\n");
    for (size_t i = 0; i < evaluation->people_count; i++) {
        size_t index = report_person_at(report, i);
        const struct report_person named = report_person(report, index);
        add_row(&evaluation->people[index], &named, has_names, out);
    }
}
