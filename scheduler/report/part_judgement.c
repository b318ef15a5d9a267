/* The judgement in brief: grades as a whole, strengths and areas for improvement; and the conclusion. See part.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/find.h"
#include "report/part.h"
#include "report/part_grade.h"
#include "report/rate.h"
#include "report/rating_say.h"

#define BRIEF_FINDINGS 3

/* "excellent: 7; good: 2": how many rated items have which grade; grades that none has are left out. */
static void say_counts(struct sibu_text *out, enum sibu_language language, const struct rating_scheme_result *scheme)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < scheme->scheme->grade_count; i++) {
        char count[16];
        uint32_t here = scheme->at_least[i] - before;
        const char *const values[] = {scheme->scheme->grades[i].name.in[language], count};
        (void)snprintf(count, sizeof count, "%" PRIu32, here);
        if (here > 0) {
            sibu_text_add(out, before > 0 ? sibu_say(language, SIBU_SAY_JUDGEMENT_NEXT) : "");
            sibu_say_with(out, language, SIBU_SAY_JUDGEMENT_OF_GRADE, values, 2);
        }
        before = scheme->at_least[i];
    }
}

/* "fair (10 of 40 items rated)". */
static void say_overall(struct sibu_text *out, enum sibu_language language, const struct rating_scheme_result *scheme)
{
    char rated[16], items[16];
    (void)snprintf(rated, sizeof rated, "%" PRIu32, scheme->rated);
    (void)snprintf(items, sizeof items, "%" PRIu32, scheme->items);
    if (scheme->why == RATING_NO_RULE) {
        const char *const values[] = {rated, items};
        sibu_say_with(out, language, SIBU_SAY_JUDGEMENT_OVERALL_COUNTED, values, 2);
        return;
    }
    int is_rated = scheme->grade != RATING_UNRATED;
    const char *const values[] = {is_rated ? scheme->scheme->grades[scheme->grade].name.in[language]
                                           : sibu_say(language, rating_say_why(scheme->why)),
                                  rated, items};
    sibu_say_with(out, language, is_rated ? SIBU_SAY_JUDGEMENT_OVERALL : SIBU_SAY_JUDGEMENT_OVERALL_NONE, values, 3);
}

static void add_scheme(const struct part *part, const struct rating_scheme_result *scheme)
{
    struct sibu_text overall = {0}, counts = {0};
    say_overall(&overall, part->language, scheme);
    say_counts(&counts, part->language, scheme);
    part_words(part, DOCUMENT_TERM, 0, scheme->scheme->name.in[part->language]);
    part_open(part, DOCUMENT_FACT, 0);
    part_text(part, sibu_text_get(&overall));
    if (counts.length > 0) {
        part_words(part, DOCUMENT_SMALL, 0, sibu_text_get(&counts));
    }
    part_close(part, DOCUMENT_FACT);
    sibu_text_clear(&overall);
    sibu_text_clear(&counts);
}

static void say_findings(struct sibu_text *out, const struct part *part)
{
    static const enum finding_severity ORDER[] = {FINDING_CRITICAL, FINDING_MAJOR, FINDING_MINOR};
    const struct report_findings *findings = &part->report->findings;
    char counts[3][24];
    const char *const values[] = {counts[0], counts[1], counts[2]};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(counts[i], sizeof counts[i], "%zu", find_count(part->report, ORDER[i]));
    }
    if (findings->known && findings->looks.judged) {
        sibu_say_with(out, part->language, SIBU_SAY_JUDGEMENT_FINDINGS_COUNTED, values, 3);
    } else {
        sibu_text_add(out, sibu_say(part->language, findings->known ? SIBU_SAY_JUDGEMENT_FINDINGS_NOT_JUDGED
                                                                    : SIBU_SAY_JUDGEMENT_FINDINGS_NO_RULES));
    }
}

static void add_overview(const struct part *part)
{
    const struct report_rating *rating = &part->report->rating;
    struct sibu_text findings = {0};
    part_open(part, DOCUMENT_FACTS, 0);
    for (uint32_t i = 0; rating->rules != NULL && i < rating->rules->scheme_count; i++) {
        add_scheme(part, &rating->rating.schemes[i]);
    }
    say_findings(&findings, part);
    part_sentence(part, DOCUMENT_TERM, SIBU_SAY_JUDGEMENT_FINDINGS);
    part_words(part, DOCUMENT_FACT, 0, sibu_text_get(&findings));
    part_close(part, DOCUMENT_FACTS);
    if (rating->rules == NULL) {
        part_sentence(part, DOCUMENT_NOTE, SIBU_SAY_RATING_NO_RULES);
    }
    sibu_text_clear(&findings);
}

/* What the verdict rests on, in one breath: the figure whose rule gave the grade, else what an evaluator wrote. */
static void say_ground(struct sibu_text *out, const struct part *part, const struct rating_item_result *item)
{
    struct sibu_text name = {0}, value = {0};
    char number[16];
    for (uint32_t i = 0; i < item->item->rule_count && out->length == 0; i++) {
        const struct rating_rule_result *rule = &item->rules[i];
        if (rule->grade == item->grade) {
            rating_say_name(&name, part->language, &rule->rule->named);
            rating_say_figure(&value, part->language, rule->rule->named.figure->unit, &rule->figure);
            (void)snprintf(number, sizeof number, "%" PRIu32, rule->figure.n);
            const char *const values[] = {sibu_text_get(&name), sibu_text_get(&value), number};
            sibu_say_with(out, part->language, SIBU_SAY_JUDGEMENT_BY_FIGURE, values, 3);
        }
    }
    for (size_t i = 0; i < item->answer_count && out->length == 0; i++) {
        const struct rating_answer_result *answer = &item->answers[i];
        if (answer->counts == RATING_COUNTS && answer->grade == item->grade) {
            rating_say_note(&value, answer->answer->note);
            (void)snprintf(number, sizeof number, "%" PRIu32,
                           rate_evaluator(&part->report->rating, answer->answer->who));
            const char *const values[] = {number, sibu_text_get(&value)};
            sibu_say_with(out, part->language, SIBU_SAY_JUDGEMENT_BY_EVALUATOR, values, 2);
        }
    }
    sibu_text_clear(&name);
    sibu_text_clear(&value);
}

static void add_point(const struct part *part, const struct rating_item_result *item)
{
    const struct rating_scheme *scheme = rating_item_scheme(part->report->rating.rules, item->item);
    struct sibu_text ground = {0};
    say_ground(&ground, part, item);
    const char *const values[] = {item->item->text.in[part->language],
                                  scheme->grades[item->grade].name.in[part->language], sibu_text_get(&ground)};
    part_open(part, DOCUMENT_ITEM, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_POINT, values, 3);
    part_close(part, DOCUMENT_ITEM);
    sibu_text_clear(&ground);
}

struct points {
    enum sibu_say_id title, none;
    int are_strengths; /* 0: areas for improvement */
};

static void add_points(const struct part *part, const struct points *points)
{
    const struct report_rating *rating = &part->report->rating;
    size_t count = 0;
    part_sentence(part, DOCUMENT_SUBHEADING, points->title);
    part_open(part, DOCUMENT_LIST, 0);
    for (uint32_t i = 0; i < rating->rules->item_count; i++) {
        const struct rating_item_result *item = &rating->rating.items[i];
        const struct rating_scheme *scheme = rating_item_scheme(rating->rules, item->item);
        if (points->are_strengths ? item->grade == 0 : grade_is_low(scheme, item->grade)) {
            add_point(part, item);
            count++;
        }
    }
    if (count == 0) {
        part_sentence(part, DOCUMENT_ITEM, points->none);
    }
    part_close(part, DOCUMENT_LIST);
}

void part_judgement(const struct part *part)
{
    static const struct points STRENGTHS = {SIBU_SAY_JUDGEMENT_STRENGTHS, SIBU_SAY_JUDGEMENT_STRENGTHS_NONE, 1};
    static const struct points AREAS = {SIBU_SAY_JUDGEMENT_AREAS, SIBU_SAY_JUDGEMENT_AREAS_NONE, 0};
    part_section(part, SIBU_SAY_JUDGEMENT_TITLE);
    add_overview(part);
    if (part->report->rating.rules != NULL) {
        add_points(part, &STRENGTHS);
        add_points(part, &AREAS);
    }
    part_end_section(part);
}

static void add_brief_scheme(const struct part *part, const struct rating_scheme_result *scheme)
{
    struct sibu_text words = {0};
    if (scheme->why == RATING_NO_RULE) {
        say_counts(&words, part->language, scheme);
    } else {
        say_overall(&words, part->language, scheme);
    }
    const char *const values[] = {scheme->scheme->name.in[part->language], sibu_text_get(&words)};
    part_open(part, DOCUMENT_ITEM, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_FIGURE_NONE, values, 2);
    part_close(part, DOCUMENT_ITEM);
    sibu_text_clear(&words);
}

/* How many findings are of the kind; 0 where one of those before is: then it is told of already. */
static size_t count_like(const struct report_findings *findings, size_t index)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        int is_like = findings->found[i]->kind == findings->found[index]->kind;
        if (is_like && i < index) {
            return 0;
        }
        count += is_like ? 1 : 0;
    }
    return count;
}

static void add_brief_finding(const struct part *part, const struct finding_look *look, size_t like)
{
    struct sibu_text sentence = {0};
    char more[24];
    finding_say(look, part->report->site, part->language, &sentence);
    (void)snprintf(more, sizeof more, "%zu", like - 1);
    const char *const values[] = {sibu_say(part->language, finding_say_severity(look->severity)),
                                  sibu_text_get(&sentence), more};
    part_open(part, DOCUMENT_ITEM, 0);
    part_say_values(part, like > 1 ? SIBU_SAY_JUDGEMENT_BRIEF_LIKE : SIBU_SAY_JUDGEMENT_BRIEF_FINDING, values, 3);
    part_close(part, DOCUMENT_ITEM);
    sibu_text_clear(&sentence);
}

/* How many there are, and the gravest, one of each kind. */
static void add_brief_findings(const struct part *part)
{
    const struct report_findings *findings = &part->report->findings;
    struct sibu_text counts = {0};
    size_t told = 0;
    say_findings(&counts, part);
    const char *const values[] = {sibu_text_get(&counts)};
    part_open(part, DOCUMENT_ITEM, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_BRIEF_FINDINGS, values, 1);
    part_close(part, DOCUMENT_ITEM);
    for (size_t i = 0; i < findings->count && told < BRIEF_FINDINGS; i++) {
        size_t like = count_like(findings, i);
        if (like > 0) {
            add_brief_finding(part, findings->found[i], like);
            told++;
        }
    }
    sibu_text_clear(&counts);
}

void part_judgement_brief(const struct part *part)
{
    const struct report_rating *rating = &part->report->rating;
    if (rating->rules == NULL && !part->report->findings.known) {
        return;
    }
    part_section(part, SIBU_SAY_JUDGEMENT_TITLE);
    part_open(part, DOCUMENT_LIST, 0);
    for (uint32_t i = 0; rating->rules != NULL && i < rating->rules->scheme_count; i++) {
        add_brief_scheme(part, &rating->rating.schemes[i]);
    }
    add_brief_findings(part);
    part_close(part, DOCUMENT_LIST);
    part_end_section(part);
}

void part_conclusion(const struct part *part)
{
    const struct report_rating *rating = &part->report->rating;
    part_section(part, SIBU_SAY_JUDGEMENT_CONCLUSION_TITLE);
    add_overview(part);
    for (uint32_t i = 0; rating->rules != NULL && i < rating->rules->scheme_count; i++) {
        const struct rating_scheme *scheme = rating->rating.schemes[i].scheme;
        if (scheme->overall.known) {
            const char *const values[] = {scheme->name.in[part->language], scheme->overall.text.in[part->language]};
            part_open(part, DOCUMENT_NOTE, 0);
            part_say_values(part, SIBU_SAY_JUDGEMENT_RULE, values, 2);
            part_close(part, DOCUMENT_NOTE);
        }
    }
    part_end_section(part);
}
