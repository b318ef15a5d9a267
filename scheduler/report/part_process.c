/* How it was evaluated: from which rows, by which rules, by whom. See part.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/part.h"
#include "report/rate.h"
#include "report/rating_say.h"

#define HASH_DIGITS 16 /* shown */

static void add_fact(const struct part *part, enum sibu_say_id term, enum sibu_say_id fact)
{
    part_sentence(part, DOCUMENT_TERM, term);
    part_sentence(part, DOCUMENT_FACT, fact);
}

static enum sibu_say_id origin(int from_elsewhere)
{
    return from_elsewhere ? SIBU_SAY_JUDGEMENT_RULES_OF_FILE : SIBU_SAY_JUDGEMENT_RULES_OF_RECORD;
}

static void add_rating_rules(const struct part *part)
{
    const struct report_rating *rating = &part->report->rating;
    char hash[2 * SIBU_HASH_BYTES + 1];
    if (rating->rules == NULL) {
        add_fact(part, SIBU_SAY_JUDGEMENT_RATING_RULES, SIBU_SAY_JUDGEMENT_RULES_NONE);
        return;
    }
    const char *const values[] = {rating->rules->name.in[part->language]};
    part_sentence(part, DOCUMENT_TERM, SIBU_SAY_JUDGEMENT_RATING_RULES);
    part_open(part, DOCUMENT_FACT, 0);
    part_say_values(part, origin(rating->from_elsewhere), values, 1);
    part_text(part, " ");
    sibu_hex(hash, rating->rules->hash, sizeof rating->rules->hash);
    hash[HASH_DIGITS] = '\0';
    part_words(part, DOCUMENT_CODE, 0, hash);
    part_words(part, DOCUMENT_SMALL, 0, rating->rules->source.in[part->language]);
    part_close(part, DOCUMENT_FACT);
}

static void add_finding_rules(const struct part *part)
{
    const struct report_findings *findings = &part->report->findings;
    const char *const values[] = {sibu_say(part->language, SIBU_SAY_JUDGEMENT_RULES_OF_FINDINGS)};
    if (!findings->known) {
        add_fact(part, SIBU_SAY_JUDGEMENT_FINDING_RULES, SIBU_SAY_JUDGEMENT_RULES_NONE);
        return;
    }
    part_sentence(part, DOCUMENT_TERM, SIBU_SAY_JUDGEMENT_FINDING_RULES);
    part_open(part, DOCUMENT_FACT, 0);
    part_say_values(part, origin(findings->from_elsewhere), values, 1);
    part_close(part, DOCUMENT_FACT);
}

/* Answers are sorted by time: the first is the earliest. */
static void add_evaluators(const struct part *part)
{
    const struct report_rating *rating = &part->report->rating;
    struct sibu_text first = {0}, last = {0};
    uint32_t most = 0;
    char people[16], answers[24];
    if (rating->answer_count == 0) {
        add_fact(part, SIBU_SAY_JUDGEMENT_EVALUATORS, SIBU_SAY_JUDGEMENT_EVALUATORS_NONE);
        return;
    }
    for (size_t i = 0; i < rating->answer_count; i++) {
        uint32_t number = rate_evaluator(rating, rating->answers[i].who);
        most = number > most ? number : most;
    }
    (void)snprintf(people, sizeof people, "%" PRIu32, most);
    (void)snprintf(answers, sizeof answers, "%zu", rating->answer_count);
    say_date_and_time(&first, rating->answers[0].time_us, part->report->draw.offset_s);
    say_date_and_time(&last, rating->answers[rating->answer_count - 1].time_us, part->report->draw.offset_s);
    const char *const values[] = {people, answers, sibu_text_get(&first), sibu_text_get(&last)};
    part_sentence(part, DOCUMENT_TERM, SIBU_SAY_JUDGEMENT_EVALUATORS);
    part_open(part, DOCUMENT_FACT, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_EVALUATORS_ARE, values, 4);
    part_close(part, DOCUMENT_FACT);
    sibu_text_clear(&first);
    sibu_text_clear(&last);
}

/* Whether the item is the one on drills of which nobody was told: its rating asks whether the moment was drawn. */
static int is_of_notice(const struct rating_item *item)
{
    for (uint32_t i = 0; i < item->condition_count; i++) {
        if (strcmp(item->conditions[i].named.figure->name, "draw.without_notice") == 0) {
            return 1;
        }
    }
    return 0;
}

static void add_notice(const struct part *part, const struct rating_item_result *item)
{
    const struct rating_scheme *scheme = rating_item_scheme(part->report->rating.rules, item->item);
    const char *const values[] = {rating_say_id(scheme, item->item->id),
                                  item->grade != RATING_UNRATED ? scheme->grades[item->grade].name.in[part->language]
                                                                : sibu_say(part->language, rating_say_why(item->why))};
    part_sentence(part, DOCUMENT_TERM, SIBU_SAY_JUDGEMENT_NOTICE);
    part_open(part, DOCUMENT_FACT, 0);
    part_say_values(part, SIBU_SAY_JUDGEMENT_NOTICE_GRADE, values, 2);
    for (uint32_t i = 0; i < item->item->condition_count; i++) {
        part_open(part, DOCUMENT_SMALL, 0);
        part_condition(part, &item->conditions[i]);
        part_close(part, DOCUMENT_SMALL);
    }
    part_close(part, DOCUMENT_FACT);
}

void part_process(const struct part *part)
{
    const struct report_rating *rating = &part->report->rating;
    part_section(part, SIBU_SAY_JUDGEMENT_PROCESS_TITLE);
    part_open(part, DOCUMENT_FACTS, 0);
    add_fact(part, SIBU_SAY_JUDGEMENT_SOURCE, SIBU_SAY_JUDGEMENT_SOURCE_IS);
    add_rating_rules(part);
    add_finding_rules(part);
    add_evaluators(part);
    for (uint32_t i = 0; rating->rules != NULL && i < rating->rules->item_count; i++) {
        if (is_of_notice(&rating->rules->items[i])) {
            add_notice(part, &rating->rating.items[i]);
        }
    }
    part_close(part, DOCUMENT_FACTS);
    part_end_section(part);
}
