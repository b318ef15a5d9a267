/* sibu evaluate: a drill in numbers, from its record. */
#include <stdio.h>

#include "command/command.h"
#include "report/judged.h"
#include "report/say.h"

static const struct command_option OPTIONS[] = {
    {"rules",
     "FILE",
     {"按本单位的评级规则评级（默认用记录中的规则，没有则用 Sibu 标准规则；docs/rating.md）",
      "rate by one's own rules (default: the record's, else Sibu's standard ones; docs/rating.md)"}},
    {NULL, NULL, {NULL, NULL}},
};

static void add_line(struct sibu_text *text, enum sibu_language language, enum sibu_say_id name,
                     const struct measure *measure)
{
    char people[16], unseen[16];
    struct sibu_text times[3] = {{0}};
    const double seconds[] = {measure->median_s, measure->p90_s, measure->max_s};
    if (measure->n == 0) {
        return;
    }
    for (int i = 0; i < 3; i++) {
        say_duration(&times[i], language, seconds[i]);
    }
    (void)snprintf(people, sizeof people, "%u", (unsigned)measure->n);
    (void)snprintf(unseen, sizeof unseen, "%u", (unsigned)measure->censored);
    const char *const values[] = {sibu_say(language, name),
                                  sibu_text_get(&times[0]),
                                  sibu_text_get(&times[1]),
                                  sibu_text_get(&times[2]),
                                  people,
                                  unseen};
    sibu_text_add(text, "  ");
    sibu_say_with(text, language, SIBU_SAY_REPORT_LINE_MEASURE, values, 6);
    sibu_text_add(text, "\n");
    for (int i = 0; i < 3; i++) {
        sibu_text_clear(&times[i]);
    }
}

static void add_measures(struct sibu_text *text, enum sibu_language language, const struct evaluation_group *all)
{
    add_line(text, language, SIBU_SAY_REPORT_MEASURE_ALERT, &all->alert);
    add_line(text, language, SIBU_SAY_REPORT_MEASURE_ACKNOWLEDGEMENT, &all->acknowledgement);
    add_line(text, language, SIBU_SAY_REPORT_MEASURE_ANSWER, &all->answer);
    add_line(text, language, SIBU_SAY_REPORT_MEASURE_PRE_MOVEMENT, &all->pre_movement);
    add_line(text, language, SIBU_SAY_REPORT_MEASURE_EVACUATION, &all->evacuation);
    add_line(text, language, SIBU_SAY_REPORT_MEASURE_MUSTER, &all->muster);
}

#define MISSING_SHOWN 20

static void add_missing(struct sibu_text *text, enum sibu_language language, const struct report *report)
{
    const struct evaluation *evaluation = &report->evaluation;
    for (size_t i = 0; i < evaluation->missing_count && i < MISSING_SHOWN; i++) {
        const struct evaluation_person *person = evaluation->missing[i];
        char number[16];
        (void)snprintf(number, sizeof number, "%u", (unsigned)person->number);
        const char *const values[] = {number, person->id, report_zone_name(report, person->zone, language)};
        sibu_text_add(text, "  ");
        sibu_say_with(text, language, SIBU_SAY_REPORT_LINE_MISSING, values, 3);
        sibu_text_add(text, "\n");
    }
    if (evaluation->missing_count > MISSING_SHOWN) {
        sibu_text_add(text, "  ");
        say_count(text, language, SIBU_SAY_REPORT_MISSING_MORE, evaluation->missing_count - MISSING_SHOWN);
        sibu_text_add(text, "\n");
    }
}

static void tell_words(const struct command_call *call, const struct report *report, struct sibu_text *text)
{
    report_drawn(report, call->language, text);
    sibu_text_add(text, text->length > 0 ? "\n" : "");
    report_verdict(report, call->language, text);
    sibu_text_add(text, "\n\n");
    add_measures(text, call->language, &report->evaluation.all);
    add_missing(text, call->language, report);
    sibu_text_add(text, "\n");
    report_rating_words(report, call->language, text);
}

static int run(struct command_call *call)
{
    const struct judged_def def = {
        .record = call->arguments[0], .rules = command_value(call, "rules"), .sheets_most = SHEETS_MAX};
    struct judged judged;
    struct sibu_fault fault;
    struct sibu_text text = {0};
    enum sibu_status status = judged_open(&judged, &def, &fault);
    if (status == SIBU_OK && call->json) {
        report_json(&judged.report, &text);
    } else if (status == SIBU_OK) {
        tell_words(call, &judged.report, &text);
    }
    judged_close(&judged);
    return status == SIBU_OK ? command_answer(call, &text) : command_fail(call, &fault);
}

const struct command COMMAND_EVALUATE = {
    .name = "evaluate",
    .arguments = "RECORD",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"用数字评估一次演练的记录", "a drill in numbers, from its record"},
    .options = OPTIONS,
    .run = run,
};
