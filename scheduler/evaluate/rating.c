/* Items, groups and schemes judged: see rating.h. */
#include "evaluate/rating.h"

#include <string.h>

#include "evaluate/evaluation_part.h"
#include "evaluate/rating_asked.h"

struct judging {
    const struct rating_rules *rules;
    const struct rating_case *what;
    struct rating_basis basis;
    struct rating *out;
};

const char *rating_why_name(enum rating_why why)
{
    static const char *const NAMES[] = {"rated",         "no-evidence",  "too-few",        "undecided",
                                        "not-met",       "not-answered", "running",        "overtaken",
                                        "too-few-items", "no-decisive",  "no-overall-rule"};
    return NAMES[why];
}

const char *rating_counts_name(enum rating_counts counts)
{
    static const char *const NAMES[] = {"counts", "replaced", "not-seen", "without-note", "other-grade"};
    return NAMES[counts];
}

static struct rating_figure take(const struct judging *judging, const struct rating_named *named)
{
    struct rating_figure figure = {0};
    named->figure->take(&judging->basis, named->argument, &figure);
    return figure;
}

static int keeps(enum rating_is is, double value, double limit)
{
    return is == RATING_AT_LEAST ? value >= limit : value <= limit;
}

static uint32_t grade_of(const struct rating_rule *rule, uint32_t grade_count, double value)
{
    for (uint32_t i = 0; i < grade_count; i++) {
        if (rule->has_limit[i] && keeps(rule->is, value, rule->limits[i])) {
            return i;
        }
    }
    return rule->otherwise;
}

static struct rating_rule_result judge_rule(const struct judging *judging, const struct rating_rule *rule,
                                            uint32_t grade_count)
{
    struct rating_rule_result out = {.rule = rule, .grade = RATING_UNRATED, .figure = take(judging, &rule->named)};
    if (!out.figure.known) {
        out.why = RATING_NO_EVIDENCE;
    } else if (out.figure.n < rule->least_n) {
        out.why = RATING_TOO_FEW;
    } else if (grade_of(rule, grade_count, out.figure.low) != grade_of(rule, grade_count, out.figure.high)) {
        out.why = RATING_UNDECIDED;
    } else {
        out.grade = grade_of(rule, grade_count, out.figure.low);
    }
    return out;
}

static struct rating_condition_result judge_condition(const struct judging *judging,
                                                      const struct rating_condition *condition)
{
    struct rating_condition_result out = {.condition = condition, .kept = -1};
    out.figure = take(judging, &condition->named);
    int low = keeps(condition->is, out.figure.low, condition->limit);
    if (out.figure.known && low == keeps(condition->is, out.figure.high, condition->limit)) {
        out.kept = low;
    }
    return out;
}

static uint32_t worse(uint32_t a, uint32_t b)
{
    if (a == RATING_UNRATED || b == RATING_UNRATED) {
        return a == RATING_UNRATED ? b : a;
    }
    return a > b ? a : b;
}

/* What its rules say of the item; *why where that is nothing. */
static uint32_t judge_rules(const struct rating_item_result *item, enum rating_why *why)
{
    uint32_t grade = RATING_UNRATED;
    for (uint32_t i = 0; i < item->item->rule_count; i++) {
        const struct rating_rule_result *rule = &item->rules[i];
        if (rule->grade == RATING_UNRATED) {
            *why = rule->why;
            if (!rule->rule->optional) {
                return RATING_UNRATED;
            }
        }
        grade = worse(grade, rule->grade);
    }
    return grade;
}

/* RATING_IS_RATED where all conditions are kept. */
static enum rating_why judge_conditions(const struct rating_item_result *item)
{
    enum rating_why why = RATING_IS_RATED;
    for (uint32_t i = 0; i < item->item->condition_count; i++) {
        if (item->conditions[i].kept == 0) {
            return RATING_NOT_MET;
        }
        why = item->conditions[i].kept < 0 ? RATING_NO_EVIDENCE : why;
    }
    return why;
}

static enum sibu_status fill_item(struct judging *judging, const struct rating_item *item,
                                  struct rating_item_result *out, struct sibu_fault *fault)
{
    struct sibu_arena *arena = &judging->out->arena;
    uint32_t grade_count = rating_item_scheme(judging->rules, item)->grade_count;
    struct rating_condition_result *conditions = sibu_arena_take(arena, item->condition_count, sizeof *conditions);
    struct rating_rule_result *rules = sibu_arena_take(arena, item->rule_count, sizeof *rules);
    if (conditions == NULL || rules == NULL) {
        return evaluation_no_memory(fault);
    }
    for (uint32_t i = 0; i < item->condition_count; i++) {
        conditions[i] = judge_condition(judging, &item->conditions[i]);
    }
    for (uint32_t i = 0; i < item->rule_count; i++) {
        rules[i] = judge_rule(judging, &item->rules[i], grade_count);
    }
    out->conditions = conditions;
    out->rules = rules;
    return rating_asked_take(out, rating_item_scheme(judging->rules, item), judging->what, arena, fault);
}

static enum sibu_status judge_item(struct judging *judging, const struct rating_item *item,
                                   struct rating_item_result *out, struct sibu_fault *fault)
{
    enum rating_why lacks = item->rule_count > 0 ? RATING_NO_EVIDENCE : RATING_NOT_ANSWERED;
    *out = (struct rating_item_result){
        .item = item, .grade = RATING_UNRATED, .machine = RATING_UNRATED, .asked = RATING_UNRATED};
    enum sibu_status status = fill_item(judging, item, out, fault);
    if (status != SIBU_OK) {
        return status;
    }
    out->why = judge_conditions(out);
    if (out->why != RATING_IS_RATED) {
        return SIBU_OK;
    }
    out->machine = judge_rules(out, &lacks);
    out->grade = worse(out->machine, out->asked);
    out->why = out->grade == RATING_UNRATED ? lacks : RATING_IS_RATED;
    return SIBU_OK;
}

static void fold_group(const struct judging *judging, const struct rating_item_result *items,
                       struct rating_group_result *groups)
{
    for (uint32_t i = 0; i < judging->rules->group_count; i++) {
        groups[i] = (struct rating_group_result){.group = &judging->rules->groups[i], .grade = RATING_UNRATED};
    }
    for (uint32_t i = 0; i < judging->rules->item_count; i++) {
        struct rating_group_result *group = &groups[items[i].item->group];
        group->items++;
        group->rated += items[i].grade != RATING_UNRATED ? 1 : 0;
        group->grade = worse(group->grade, items[i].grade);
    }
}

static void count_item(struct rating_scheme_result *scheme, const struct rating_item_result *item)
{
    scheme->items++;
    if (item->grade == RATING_UNRATED) {
        return;
    }
    scheme->rated++;
    for (uint32_t g = item->grade; g < scheme->scheme->grade_count; g++) {
        scheme->at_least[g]++;
    }
    if (item->item->decisive) {
        scheme->decisive_rated++;
        scheme->worst_decisive = worse(scheme->worst_decisive, item->grade);
    }
}

static uint32_t step_grade(const struct rating_scheme_result *scheme)
{
    const struct rating_overall *overall = &scheme->scheme->overall;
    for (uint32_t i = 0; i < overall->step_count; i++) {
        const struct rating_step *step = &overall->steps[i];
        double share = (double)scheme->at_least[step->grade] / (double)scheme->rated;
        if (share >= step->share &&
            (scheme->worst_decisive == RATING_UNRATED || scheme->worst_decisive <= step->decisive)) {
            return step->grade;
        }
    }
    return overall->otherwise;
}

/* Why the scheme gives no grade to this drill; RATING_IS_RATED where it does. */
static enum rating_why lacks(const struct rating_scheme_result *scheme, const char *end, int has_decisive)
{
    const struct rating_overall *overall = &scheme->scheme->overall;
    if (!overall->known) {
        return RATING_NO_RULE;
    }
    if (end[0] == '\0') {
        return RATING_STILL_RUNNING;
    }
    if (strcmp(end, "real-emergency") == 0) {
        return RATING_OVERTAKEN;
    }
    if (strcmp(end, "abort") == 0 && overall->broken_off != RATING_UNRATED) {
        return RATING_IS_RATED;
    }
    if (scheme->rated < overall->least_rated) {
        return RATING_TOO_FEW_ITEMS;
    }
    return has_decisive && scheme->decisive_rated == 0 ? RATING_NO_DECISIVE : RATING_IS_RATED;
}

static void judge_scheme(const struct judging *judging, const struct rating_item_result *items, uint32_t index,
                         struct rating_scheme_result *out)
{
    const char *end = judging->what->evaluation->end;
    int has_decisive = 0;
    *out = (struct rating_scheme_result){
        .scheme = &judging->rules->schemes[index], .grade = RATING_UNRATED, .worst_decisive = RATING_UNRATED};
    for (uint32_t i = 0; i < judging->rules->item_count; i++) {
        if (judging->rules->groups[items[i].item->group].scheme == index) {
            has_decisive |= items[i].item->decisive;
            count_item(out, &items[i]);
        }
    }
    out->why = lacks(out, end, has_decisive);
    if (out->why == RATING_IS_RATED) {
        int broken = strcmp(end, "abort") == 0 && out->scheme->overall.broken_off != RATING_UNRATED;
        out->grade = broken ? out->scheme->overall.broken_off : step_grade(out);
    }
}

static enum sibu_status judge_all(struct judging *judging, struct sibu_fault *fault)
{
    const struct rating_rules *rules = judging->rules;
    struct rating *out = judging->out;
    struct rating_item_result *items = sibu_arena_take(&out->arena, rules->item_count, sizeof *items);
    struct rating_group_result *groups = sibu_arena_take(&out->arena, rules->group_count, sizeof *groups);
    struct rating_scheme_result *schemes = sibu_arena_take(&out->arena, rules->scheme_count, sizeof *schemes);
    judging->basis.times_s =
        sibu_arena_take(&out->arena, judging->what->evaluation->people_count, sizeof *judging->basis.times_s);
    if (items == NULL || groups == NULL || schemes == NULL || judging->basis.times_s == NULL) {
        return evaluation_no_memory(fault);
    }
    for (uint32_t i = 0; i < rules->item_count; i++) {
        enum sibu_status status = judge_item(judging, &rules->items[i], &items[i], fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    fold_group(judging, items, groups);
    for (uint32_t i = 0; i < rules->scheme_count; i++) {
        judge_scheme(judging, items, i, &schemes[i]);
    }
    out->items = items;
    out->groups = groups;
    out->schemes = schemes;
    return SIBU_OK;
}

enum sibu_status rating_open(struct rating *out, const struct rating_rules *rules, const struct rating_case *what,
                             struct sibu_fault *fault)
{
    *out = (struct rating){.rules = rules};
    struct judging judging = {.rules = rules, .what = what, .basis = {what->evaluation, what->facts, NULL}, .out = out};
    enum sibu_status status = judge_all(&judging, fault);
    if (status != SIBU_OK) {
        rating_close(out);
    }
    return status;
}

void rating_close(struct rating *rating)
{
    sibu_arena_clear(&rating->arena);
    *rating = (struct rating){0};
}
