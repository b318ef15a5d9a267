/* Findings as sentences: see finding.h. */
#include <stdio.h>

#include "evaluate/finding.h"
#include "sibu/catalogue.h"

/* Which sentence: of a place, of the whole site, of what was not reached before the end. */
struct sentences {
    enum sibu_say_id usual, all, never;
};

static const struct sentences SENTENCES[FINDING_KINDS] = {
    {SIBU_SAY_FINDING_UNREACHED, SIBU_SAY_FINDING_UNREACHED_ALL, SIBU_SAY_FINDING_UNREACHED},
    {SIBU_SAY_FINDING_LATE, SIBU_SAY_FINDING_LATE_ALL, SIBU_SAY_FINDING_LATE},
    {SIBU_SAY_FINDING_SLOW_ANSWER, SIBU_SAY_FINDING_SLOW_ANSWER, SIBU_SAY_FINDING_SLOW_ANSWER_NEVER},
    {SIBU_SAY_FINDING_SLOW_MUSTER, SIBU_SAY_FINDING_SLOW_MUSTER, SIBU_SAY_FINDING_SLOW_MUSTER_NEVER},
    {SIBU_SAY_FINDING_MISSING, SIBU_SAY_FINDING_MISSING, SIBU_SAY_FINDING_MISSING},
    {SIBU_SAY_FINDING_EXIT_OVERLOADED, SIBU_SAY_FINDING_EXIT_OVERLOADED, SIBU_SAY_FINDING_EXIT_OVERLOADED},
    {SIBU_SAY_FINDING_EXIT_UNUSED, SIBU_SAY_FINDING_EXIT_UNUSED, SIBU_SAY_FINDING_EXIT_UNUSED},
    {SIBU_SAY_FINDING_HELP, SIBU_SAY_FINDING_HELP, SIBU_SAY_FINDING_HELP},
    {SIBU_SAY_FINDING_WARDENS, SIBU_SAY_FINDING_WARDENS, SIBU_SAY_FINDING_WARDENS},
    {SIBU_SAY_FINDING_FORECAST, SIBU_SAY_FINDING_FORECAST, SIBU_SAY_FINDING_FORECAST_NEVER},
    {SIBU_SAY_FINDING_ROSTER, SIBU_SAY_FINDING_ROSTER, SIBU_SAY_FINDING_ROSTER},
};

static enum sibu_say_id word_of(enum finding_kind kind)
{
    if (kind == FINDING_UNREACHED || kind == FINDING_LATE) {
        return SIBU_SAY_FINDING_CHANNEL;
    }
    return kind == FINDING_EXIT_OVERLOADED || kind == FINDING_EXIT_UNUSED ? SIBU_SAY_FINDING_EXIT
                                                                          : SIBU_SAY_FINDING_ZONE;
}

static const char *name_of(enum finding_kind kind, const char *place, const struct sibu_site *site,
                           enum sibu_language language)
{
    enum sibu_say_id word = word_of(kind);
    uint32_t index = SIBU_NONE;
    if (site != NULL && word == SIBU_SAY_FINDING_EXIT) {
        index = sibu_site_find_exit(site, place);
        return index != SIBU_NONE ? site->exits[index].name.in[language] : place;
    }
    if (site != NULL && word == SIBU_SAY_FINDING_ZONE) {
        index = sibu_site_find_zone(site, place);
        return index != SIBU_NONE ? site->zones[index].name.in[language] : place;
    }
    return place;
}

void finding_say_place(enum finding_kind kind, const char *place, const struct sibu_site *site,
                       enum sibu_language language, struct sibu_text *out)
{
    if (place[0] == '\0') {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_FINDING_SITE));
        return;
    }
    const char *const values[] = {name_of(kind, place, site, language)};
    sibu_say_with(out, language, word_of(kind), values, 1);
}

void finding_say(const struct finding_look *look, const struct sibu_site *site, enum sibu_language language,
                 struct sibu_text *out)
{
    const struct sentences *sentences = &SENTENCES[look->kind];
    struct sibu_text place = {0};
    char figures[7][32];
    (void)snprintf(figures[0], sizeof figures[0], "%u", (unsigned)look->count);
    (void)snprintf(figures[1], sizeof figures[1], "%u", (unsigned)look->of);
    (void)snprintf(figures[2], sizeof figures[2], "%.1f %%", 100.0 * look->value);
    (void)snprintf(figures[3], sizeof figures[3], "%.0f", look->value);
    (void)snprintf(figures[4], sizeof figures[4], "%.2f", look->value);
    (void)snprintf(figures[5], sizeof figures[5], "%.0f %%", 100.0 * look->other);
    (void)snprintf(figures[6], sizeof figures[6], "%.0f", look->other);
    finding_say_place(look->kind, look->place, site, language, &place);
    const char *const values[] = {
        sibu_text_get(&place), figures[0], figures[1], figures[2], figures[3], figures[4], figures[5], figures[6]};
    sibu_say_with(out, language,
                  look->never              ? sentences->never
                  : look->place[0] == '\0' ? sentences->all
                                           : sentences->usual,
                  values, 8);
    sibu_text_clear(&place);
}

enum sibu_say_id finding_say_severity(enum finding_severity severity)
{
    return severity == FINDING_CRITICAL ? SIBU_SAY_FINDING_CRITICAL
           : severity == FINDING_MAJOR  ? SIBU_SAY_FINDING_MAJOR
                                        : SIBU_SAY_FINDING_MINOR;
}

void finding_say_rule(const struct finding_look *look, const struct finding_rules *rules, enum sibu_language language,
                      struct sibu_text *out)
{
    static const enum sibu_say_id UNITS[] = {SIBU_SAY_FINDING_IN_SHARE, SIBU_SAY_FINDING_IN_S,
                                             SIBU_SAY_FINDING_IN_PEOPLE, SIBU_SAY_FINDING_IN_FLOW,
                                             SIBU_SAY_FINDING_IN_TIMES};
    enum finding_unit unit = finding_unit_of(look->kind);
    double limit = rules->kinds[look->kind].above[look->severity];
    struct sibu_text value = {0};
    char number[32];
    (void)snprintf(number, sizeof number, "%.4g", unit == FINDING_UNIT_SHARE ? 100.0 * limit : limit);
    const char *const numbers[] = {number};
    sibu_say_with(&value, language, UNITS[unit], numbers, 1);
    const char *const values[] = {finding_kind_name(look->kind),
                                  sibu_say(language, finding_say_severity(look->severity)), sibu_text_get(&value)};
    sibu_say_with(out, language, SIBU_SAY_FINDING_BY_RULE, values, 3);
    sibu_text_clear(&value);
}

enum sibu_say_id finding_say_advice(enum finding_kind kind)
{
    static const enum sibu_say_id ADVICE[FINDING_KINDS] = {
        SIBU_SAY_FINDING_MEND_UNREACHED,   SIBU_SAY_FINDING_MEND_LATE,    SIBU_SAY_FINDING_MEND_SLOW_ANSWER,
        SIBU_SAY_FINDING_MEND_SLOW_MUSTER, SIBU_SAY_FINDING_MEND_MISSING, SIBU_SAY_FINDING_MEND_EXIT_OVERLOADED,
        SIBU_SAY_FINDING_MEND_EXIT_UNUSED, SIBU_SAY_FINDING_MEND_HELP,    SIBU_SAY_FINDING_MEND_WARDENS,
        SIBU_SAY_FINDING_MEND_FORECAST,    SIBU_SAY_FINDING_MEND_ROSTER};
    return ADVICE[kind];
}
