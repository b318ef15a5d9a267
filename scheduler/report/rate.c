/* A report's rating: see rate.h. */
#include "report/rate.h"

#include <string.h>

/* Rules of the record that cannot be read leave the report without a rating, as other documents do. */
static enum sibu_status read_rules(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena scratch = {0};
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(record, RATE_DOCUMENT, &scratch, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL &&
        rating_rules_open(&report->rating.rules, RATE_DOCUMENT, bytes, length, &ignored) != SIBU_OK) {
        report->rating.rules = NULL;
    }
    sibu_arena_clear(&scratch);
    return status;
}

static enum sibu_status judge(struct report *report, struct sibu_fault *fault)
{
    struct report_rating *rating = &report->rating;
    const struct rating_case what = {&report->evaluation, &rating->facts, rating->answers, rating->answer_count};
    rating_close(&rating->rating);
    return rating->rules == NULL ? SIBU_OK : rating_open(&rating->rating, rating->rules, &what, fault);
}

enum sibu_status rate_open(struct report *report, struct sibu_record *record, struct sibu_fault *fault)
{
    enum sibu_status status = rating_facts_open(&report->rating.facts, &report->evaluation, record, fault);
    if (status == SIBU_OK) {
        status = read_rules(report, record, fault);
    }
    return status == SIBU_OK ? judge(report, fault) : status;
}

enum sibu_status report_rate(struct report *report, struct rating_rules *rules, struct sibu_fault *fault)
{
    rating_close(&report->rating.rating);
    rating_rules_close(report->rating.rules);
    report->rating.rules = rules;
    report->rating.from_elsewhere = 1;
    return judge(report, fault);
}

enum sibu_status report_take_answers(struct report *report, const struct rating_answer *answers, size_t count,
                                     struct sibu_fault *fault)
{
    report->rating.answers = answers;
    report->rating.answer_count = count;
    return judge(report, fault);
}

uint32_t rate_evaluator(const struct report_rating *rating, const char *who)
{
    uint32_t number = 0;
    for (size_t i = 0; i < rating->answer_count; i++) {
        int is_first = 1;
        for (size_t k = 0; k < i; k++) {
            is_first = is_first && strcmp(rating->answers[k].who, rating->answers[i].who) != 0;
        }
        number += is_first ? 1 : 0;
        if (strcmp(rating->answers[i].who, who) == 0) {
            return number;
        }
    }
    return number;
}

void rate_close(struct report *report)
{
    rating_close(&report->rating.rating);
    rating_rules_close(report->rating.rules);
    rating_facts_close(&report->rating.facts);
}
