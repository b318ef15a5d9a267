/* A drill judged by rules: a verdict for each item, with the figures that it rests on and the rule that made it.
 *
 * Laws: what has no evidence is not rated, and never failed. A rule gives its grade where both bounds of its figure give the
 * same. An item has the worst grade of its rules, all of which must have evidence but for the optional ones, and of what its
 * evaluators say; none where a condition of it is not kept. A group (an HSEEP capability) has the worst grade of its rated items; a
 * scheme the grade that its own steps give (rating_rules.h). Pure: no files, no clock.
 * Depends on: rating_rules, rating_facts, evaluation. Immutable once open; many threads may read it.
 */
#pragma once
#include "evaluate/rating_rules.h"

/* What an evaluator said to one question. */
struct rating_answer {
    const char *question; /* id */
    const char *item; /* id of the item that it bears on */
    struct sibu_name text; /* of the question */
    const char *grade; /* id of a grade of the item's scheme; "": not seen */
    const char *note; /* what was seen; without one a grade has no evidence, and does not count */
    const char *who;
    int64_t time_us; /* when it was handed in */
};

enum rating_why {
    RATING_IS_RATED,
    RATING_NO_EVIDENCE, /* the record says nothing of it */
    RATING_TOO_FEW, /* fewer people or calls than the rule wants */
    RATING_UNDECIDED, /* what was seen, until the drill ended, allows more than one grade */
    RATING_NOT_MET, /* a condition of the item is not kept: this drill does not test it */
    RATING_NOT_ANSWERED, /* asked of evaluators, and none has said it with evidence */
    RATING_STILL_RUNNING, /* of a scheme, and likewise what follows */
    RATING_OVERTAKEN, /* by a real emergency: nothing is judged by a drill that gave way to that */
    RATING_TOO_FEW_ITEMS,
    RATING_NO_DECISIVE, /* none of the decisive items is rated */
    RATING_NO_RULE /* the scheme has no grade as a whole */
};
const char *rating_why_name(enum rating_why why); /* "rated", "no-evidence", ... */

enum rating_counts { RATING_COUNTS, RATING_REPLACED, RATING_NOT_SEEN, RATING_WITHOUT_NOTE, RATING_OTHER_GRADE };
const char *rating_counts_name(enum rating_counts counts); /* "counts", "replaced", ... */

struct rating_condition_result {
    const struct rating_condition *condition;
    struct rating_figure figure;
    int kept; /* 1, 0; -1: there is no evidence */
};
struct rating_rule_result {
    const struct rating_rule *rule;
    struct rating_figure figure;
    uint32_t grade; /* or RATING_UNRATED, as everywhere here */
    enum rating_why why;
};
struct rating_answer_result {
    const struct rating_answer *answer;
    uint32_t grade;
    enum rating_counts counts;
};
struct rating_item_result {
    const struct rating_item *item;
    uint32_t grade;
    enum rating_why why;
    uint32_t machine, asked; /* what each of the two says */
    const struct rating_condition_result *conditions; /* item->condition_count */
    const struct rating_rule_result *rules; /* item->rule_count */
    const struct rating_answer_result *answers; /* as given, by time */
    size_t answer_count;
};
struct rating_group_result {
    const struct rating_group *group;
    uint32_t grade, rated, items;
};
struct rating_scheme_result {
    const struct rating_scheme *scheme;
    uint32_t grade;
    enum rating_why why;
    uint32_t rated, items, decisive_rated;
    uint32_t at_least[RATING_GRADES_MAX]; /* rated items with this grade or better */
    uint32_t worst_decisive; /* of the rated decisive items */
};

struct rating {
    const struct rating_rules *rules;
    const struct rating_item_result *items; /* as in the rules, and likewise what follows */
    const struct rating_group_result *groups;
    const struct rating_scheme_result *schemes;
    struct sibu_arena arena; /* owns all that is pointed to but the rules and the answers */
};

/* What is judged; all of it must outlive the rating. Answers are sorted by time; one counts until its evaluator answers the
 * same question again. Where evaluators differ the middle one counts, of two middle ones the worse; of several questions to one
 * item the worst. */
struct rating_case {
    const struct evaluation *evaluation;
    const struct rating_facts *facts;
    const struct rating_answer *answers;
    size_t answer_count;
};
SIBU_MUST_USE enum sibu_status rating_open(struct rating *out, const struct rating_rules *rules,
                                           const struct rating_case *what, struct sibu_fault *fault);
void rating_close(struct rating *rating); /* all zero is allowed */
