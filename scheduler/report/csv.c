/* One row a person, by number and without names. See report.h. */
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

void report_csv(const struct report *report, struct sibu_text *out)
{
    const struct evaluation *evaluation = &report->evaluation;
    sibu_text_add(out,
                  "number,zone,expected,state,alerted_s,acknowledged_s,started_s,out_s,exit,checked_in_s,muster\r\n");
    for (size_t i = 0; i < evaluation->people_count; i++) {
        const struct evaluation_person *person = &evaluation->people[i];
        sibu_text_addf(out, "%u", (unsigned)person->number);
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
        sibu_text_add(out, "\r\n");
    }
}
