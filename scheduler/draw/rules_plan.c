/* Rules from a plan: see rules_plan.h. Pure. Depends on: plan, rules. */
#include "draw/rules_plan.h"

#include <stdio.h>
#include <string.h>

#define DAY_S 86400

struct maker {
    const struct plan *plan;
    struct rules_sites sites;
    struct rules *rules;
    struct rules_law *laws;
    struct rules_group *groups;
    struct rules_unit *units;
    const char **interlocks;
    struct sibu_fault *fault;
};

static int same_times(const struct rules_law *a, const struct rules_law *b)
{
    return a->segment_count == b->segment_count && a->never_count == b->never_count &&
           a->closed_count == b->closed_count && strcmp(a->timezone, b->timezone) == 0 &&
           memcmp(a->segments, b->segments, a->segment_count * sizeof *a->segments) == 0 &&
           (a->never_count == 0 || memcmp(a->nevers, b->nevers, a->never_count * sizeof *a->nevers) == 0) &&
           (a->closed_count == 0 || memcmp(a->closed, b->closed, a->closed_count * sizeof *a->closed) == 0);
}

static int same_law(const struct rules_law *a, const struct rules_law *b)
{
    int counts = a->kind == b->kind && a->period == b->period && a->least == b->least && a->most == b->most &&
                 a->mean >= b->mean && a->mean <= b->mean && a->gap_ticks == b->gap_ticks;
    return counts && same_times(a, b);
}

static struct rules_law define_law(const struct maker *maker, uint32_t group, double mean)
{
    const struct plan_group *from = &maker->plan->groups[group];
    const struct policy_rules *policy = &from->policy->rules;
    int64_t gap_ticks = policy->gap_days * (int64_t)DAY_S / maker->plan->policy->tick_s;
    return (struct rules_law){.kind = policy->law,
                              .period = policy->period,
                              .least = policy->least,
                              .most = policy->most,
                              .mean = mean,
                              .gap_ticks = gap_ticks > 0 ? gap_ticks : 1,
                              .timezone = zone_name(from->zone),
                              .segments = policy->segments,
                              .segment_count = policy->segment_count,
                              .nevers = policy->nevers_merged,
                              .never_count = policy->never_merged_count,
                              .closed = from->closed,
                              .closed_count = from->closed_count};
}

/* The index of this law among those that are there, or of a new one; SIBU_NONE: too many. */
static uint32_t find_law(struct maker *maker, uint32_t group, double mean)
{
    struct rules_law law = define_law(maker, group, mean);
    for (uint32_t i = 0; i < maker->rules->law_count; i++) {
        if (same_law(&maker->laws[i], &law)) {
            return i;
        }
    }
    if (maker->rules->law_count == RULES_LAWS_MAX) {
        return SIBU_NONE;
    }
    maker->laws[maker->rules->law_count] = law;
    return maker->rules->law_count++;
}

/* The bit of an interlock; 0: there are too many. */
static uint32_t interlock_bit(struct maker *maker, const char *id)
{
    struct rules *rules = maker->rules;
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        if (strcmp(maker->interlocks[i], id) == 0) {
            return UINT32_C(1) << i;
        }
    }
    if (rules->interlock_count == POLICY_INTERLOCKS_MAX) {
        return 0;
    }
    maker->interlocks[rules->interlock_count] = id;
    return UINT32_C(1) << rules->interlock_count++;
}

static const char *star(struct maker *maker, const char *id)
{
    char *name = sibu_arena_take(&maker->rules->arena, strlen(id) + 2, 1);
    if (name != NULL) {
        (void)snprintf(name, strlen(id) + 2, "*%s", id);
    }
    return name;
}

static enum sibu_status too_many(struct maker *maker)
{
    return sibu_fault_set(maker->fault, SIBU_LIMIT, "groups", "不同的规则或联锁太多",
                          "hold too many different rules or interlocks");
}

/* By which grade a site is drawn: that of its file, or, where the policy says so, that of its drills. */
static char grade_of(const struct maker *maker, uint32_t index, uint32_t site)
{
    char own = maker->plan->sites[site].site->grade;
    int graded = maker->plan->groups[index].policy->rules.graded && maker->sites.grades != NULL;
    return graded && maker->sites.grades[site] != 0 ? maker->sites.grades[site] : own;
}

/* A site of the group, moved by its results: where it draws by itself in its mean, else in its weight. `law`: the group's. */
static enum sibu_status make_site(struct maker *maker, uint32_t index, uint32_t site, uint32_t law)
{
    const struct policy_rules *policy = &maker->plan->groups[index].policy->rules;
    const struct sibu_site *it = maker->plan->sites[site].site;
    size_t grade = (size_t)(grade_of(maker, index, site) - 'A');
    struct rules_unit unit = {.id = it->id, .group = index, .law = law, .draws = !policy->together};
    result_steps(policy->together ? policy->grade_weights : policy->mean, grade, unit.steps);
    unit.grade = policy->graded ? (char)('A' + grade) : 0;
    unit.moved = policy->results.drills > 0 && maker->sites.moves != NULL ? maker->sites.moves[site] : 0;
    if (unit.draws) {
        unit.law = find_law(maker, index, unit.steps[1 + unit.moved]);
    }
    if (unit.law == SIBU_NONE) {
        return too_many(maker);
    }
    maker->units[maker->rules->unit_count++] = unit;
    return SIBU_OK;
}

static enum sibu_status make_group(struct maker *maker, uint32_t index)
{
    const struct policy_group *from = maker->plan->groups[index].policy;
    struct rules_group *group = &maker->groups[index];
    char first = maker->plan->sites[from->first_site].site->grade;
    uint32_t law = find_law(maker, index, from->rules.mean[first - 'A']);
    const char *id = star(maker, from->id);
    if (id == NULL) {
        return sibu_fault_set(maker->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    *group = (struct rules_group){
        .id = from->id,
        .law = law,
        .most_per_month = from->rules.most_per_month,
        .concurrent = from->rules.concurrent,
        .results = from->rules.results,
    };
    for (uint32_t i = 0; i < from->rules.interlock_count; i++) {
        uint32_t bit = interlock_bit(maker, from->rules.interlocks[i].id);
        if (bit == 0) {
            return too_many(maker);
        }
        group->interlocks |= bit;
    }
    maker->units[maker->rules->unit_count++] =
        (struct rules_unit){.id = id, .group = index, .law = law, .draws = from->rules.together};
    enum sibu_status status = law != SIBU_NONE ? SIBU_OK : too_many(maker);
    for (uint32_t i = from->first_site; status == SIBU_OK && i < from->first_site + from->site_count; i++) {
        status = make_site(maker, index, i, law);
    }
    return status;
}

/* The unit of a site of the plan: behind its group's own, and those of the groups before. */
static uint32_t unit_of(const struct plan *plan, uint32_t site)
{
    return site + plan->sites[site].group + 1;
}

/* The ceilings of the policy; what it asks at the least is no rule of the draw. */
static enum sibu_status make_budget(struct maker *maker, const struct policy_budget *from, struct rules_budget *to)
{
    const struct plan *plan = maker->plan;
    size_t count = 0;
    for (uint32_t i = 0; i < plan->site_count; i++) {
        count += (size_t)plan_budget_holds(plan, from, i);
    }
    uint32_t *sites = sibu_arena_take(&maker->rules->arena, count + 1, sizeof *sites);
    *to = (struct rules_budget){.branch = from->branch, .months = from->months, .most = from->most, .sites = sites};
    for (uint32_t i = 0; sites != NULL && i < plan->site_count; i++) {
        if (plan_budget_holds(plan, from, i)) {
            to->law = to->site_count == 0 ? maker->groups[plan->sites[i].group].law : to->law;
            sites[to->site_count++] = unit_of(plan, i);
        }
    }
    return sites != NULL ? SIBU_OK : sibu_fault_set(maker->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status make_budgets(struct maker *maker)
{
    const struct policy *policy = maker->plan->policy;
    struct rules *rules = maker->rules;
    struct rules_budget *budgets = sibu_arena_take(&rules->arena, policy->budget_count + (size_t)1, sizeof *budgets);
    enum sibu_status status =
        budgets != NULL ? SIBU_OK : sibu_fault_set(maker->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    for (uint32_t i = 0; i < policy->budget_count && status == SIBU_OK; i++) {
        if (policy->budgets[i].most > 0) {
            status = make_budget(maker, &policy->budgets[i], &budgets[rules->budget_count++]);
        }
    }
    rules->budgets = budgets;
    return status;
}

static enum sibu_status make(struct maker *maker)
{
    struct rules *rules = maker->rules;
    const struct policy *policy = maker->plan->policy;
    struct sibu_arena *arena = &rules->arena;
    maker->laws = sibu_arena_take(arena, RULES_LAWS_MAX, sizeof *maker->laws);
    maker->groups = sibu_arena_take(arena, policy->group_count, sizeof *maker->groups);
    maker->units = sibu_arena_take(arena, (size_t)policy->group_count + policy->site_count, sizeof *maker->units);
    maker->interlocks = sibu_arena_take(arena, POLICY_INTERLOCKS_MAX, sizeof *maker->interlocks);
    if (maker->laws == NULL || maker->groups == NULL || maker->units == NULL || maker->interlocks == NULL) {
        return sibu_fault_set(maker->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    rules->tick_s = policy->tick_s;
    rules->delay_s = policy->delay_s;
    rules->concurrent = policy->concurrent;
    rules->laws = maker->laws;
    rules->groups = maker->groups;
    rules->units = maker->units;
    rules->interlocks = maker->interlocks;
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < policy->group_count && status == SIBU_OK; i++) {
        rules->group_count = i + 1;
        status = make_group(maker, i);
    }
    return status == SIBU_OK ? make_budgets(maker) : status;
}

static enum sibu_status make_rules(struct rules **out, const struct plan *plan, const struct rules_sites *sites,
                                   struct sibu_fault *fault)
{
    struct maker maker = {.plan = plan,
                          .sites = sites != NULL ? *sites : (struct rules_sites){0},
                          .rules = sibu_array_new(1, sizeof *maker.rules),
                          .fault = fault};
    *out = NULL;
    if (maker.rules == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    enum sibu_status status = make(&maker);
    if (status != SIBU_OK) {
        rules_close(maker.rules);
        return status;
    }
    *out = maker.rules;
    return SIBU_OK;
}

enum sibu_status rules_of_plan(struct rules **out, const struct plan *plan, struct sibu_fault *fault)
{
    return make_rules(out, plan, NULL, fault);
}

enum sibu_status rules_text(struct sibu_text *out, const struct plan *plan, const struct rules_sites *sites,
                            struct sibu_fault *fault)
{
    struct rules *rules = NULL;
    enum sibu_status status = make_rules(&rules, plan, sites, fault);
    if (status == SIBU_OK) {
        rules_write(out, rules);
        rules_close(rules);
        if (!sibu_text_ok(out)) {
            status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
        }
    }
    return status;
}
