/* The drill in plain sentences. See report.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/say.h"

static void number(char out[24], uint64_t value)
{
    (void)snprintf(out, 24, "%" PRIu64, value);
}

/* "2 missing, 1 asked for help": whatever there is of those who did not come. */
static void add_absent(struct sibu_text *out, enum sibu_language language, const struct evaluation_group *all)
{
    static const enum sibu_say_id PARTS[] = {SIBU_SAY_REPORT_PART_MISSING, SIBU_SAY_REPORT_PART_HELP,
                                             SIBU_SAY_REPORT_PART_CANNOT};
    const uint32_t counts[] = {all->missing, all->need_help, all->cannot};
    int said = 0;
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        if (counts[i] > 0) {
            sibu_text_add(out, said ? sibu_say(language, SIBU_SAY_WORD_LIST_COMMA) : "");
            say_count(out, language, PARTS[i], counts[i]);
            said = 1;
        }
    }
}

/* ", the last after 8 min 20 s", or how many came only after the end. */
static void add_last(struct sibu_text *out, enum sibu_language language, const struct evaluation_group *all)
{
    uint32_t in_time = all->muster.n - all->muster.censored;
    if (all->checked_in > in_time) {
        say_count(out, language, SIBU_SAY_REPORT_LAST_LATE, all->checked_in - in_time);
        return;
    }
    struct sibu_text duration = {0};
    say_duration(&duration, language, all->muster.max_s);
    const char *const values[] = {sibu_text_get(&duration)};
    sibu_say_with(out, language, SIBU_SAY_REPORT_LAST_AFTER, values, 1);
    sibu_text_clear(&duration);
}

/* At an assembly point, or from shelter where people were asked to stay. */
struct came {
    enum sibu_say_id all, some, none;
};

static struct came came_of(const struct report *report)
{
    static const struct came OUT = {SIBU_SAY_REPORT_VERDICT_ALL, SIBU_SAY_REPORT_VERDICT_SOME,
                                    SIBU_SAY_REPORT_VERDICT_NONE};
    static const struct came SHELTERED = {SIBU_SAY_REPORT_VERDICT_ALL_SHELTER, SIBU_SAY_REPORT_VERDICT_SOME_SHELTER,
                                          SIBU_SAY_REPORT_VERDICT_NONE_SHELTER};
    return report->scenario.shelters ? SHELTERED : OUT;
}

static void add_came(struct sibu_text *out, enum sibu_language language, const struct report *report)
{
    const struct evaluation_group *all = &report->evaluation.all;
    struct came says = came_of(report);
    char expected[24], came[24];
    struct sibu_text last = {0}, absent = {0};
    number(expected, all->expected);
    number(came, all->checked_in);
    add_absent(&absent, language, all);
    if (all->checked_in > 0) {
        add_last(&last, language, all);
    }
    if (all->checked_in == all->expected) {
        const char *const values[] = {expected, sibu_text_get(&last)};
        sibu_say_with(out, language, says.all, values, 2);
    } else if (all->checked_in > 0) {
        const char *const values[] = {expected, came, sibu_text_get(&last), sibu_text_get(&absent)};
        sibu_say_with(out, language, says.some, values, 4);
    } else {
        const char *const values[] = {expected, sibu_text_get(&absent)};
        sibu_say_with(out, language, says.none, values, 2);
    }
    sibu_text_clear(&last);
    sibu_text_clear(&absent);
}

static void add_half(struct sibu_text *out, enum sibu_language language, double median_s)
{
    if (median_s < 0.0) {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_REPORT_HALF_NEVER));
        return;
    }
    struct sibu_text duration = {0};
    say_duration(&duration, language, median_s);
    const char *const values[] = {sibu_text_get(&duration)};
    sibu_say_with(out, language, SIBU_SAY_REPORT_HALF, values, 1);
    sibu_text_clear(&duration);
}

/* How it ended, where that is not the usual way. */
static void add_end(struct sibu_text *out, enum sibu_language language, const char *end)
{
    enum sibu_say_id id = SIBU_SAY_REPORT_ENDED_NOT;
    if (strcmp(end, "abort") == 0) {
        id = SIBU_SAY_REPORT_ENDED_ABORT;
    } else if (strcmp(end, "real-emergency") == 0) {
        id = SIBU_SAY_REPORT_ENDED_REAL;
    } else if (end[0] != '\0') {
        return;
    }
    sibu_text_add(out, language == SIBU_ZH ? "" : " ");
    sibu_text_add(out, sibu_say(language, id));
}

void report_verdict(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    const struct evaluation_group *all = &report->evaluation.all;
    if (all->expected == 0) {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_REPORT_VERDICT_EMPTY));
    } else {
        add_came(out, language, report);
        sibu_text_add(out, language == SIBU_ZH ? "" : " ");
        add_half(out, language, all->muster.median_s);
    }
    add_end(out, language, report->evaluation.end);
}

static const char *name_or(const struct sibu_name *name, enum sibu_language language, const char *otherwise)
{
    return name->in[language][0] != '\0' ? name->in[language] : otherwise;
}

void report_drawn(const struct report *report, enum sibu_language language, struct sibu_text *out)
{
    const struct report_draw *draw = &report->draw;
    if (draw->hash[0] == '\0') {
        return;
    }
    struct sibu_text when = {0};
    say_date_and_time(&when, report->evaluation.t0_us, draw->offset_s);
    const char *const values[] = {sibu_text_get(&when), name_or(&draw->site_name, language, draw->site),
                                  name_or(&draw->zone_name, language, draw->zone),
                                  name_or(&draw->family_name, language, draw->family)};
    sibu_say_with(out, language, SIBU_SAY_REPORT_WHAT_WAS_DRAWN, values, 4);
    sibu_text_clear(&when);
}
