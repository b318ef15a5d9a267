/* The notes of `sibu policy check`: see policy_note.h. Pure. */
#include "command/policy_note.h"

#include <stdio.h>
#include <string.h>

#include "command/policy_budgets.h"
#include "command/policy_proof.h"
#include "draw/date.h"
#include "draw/odds_limits.h"
#include "draw/policy_say.h"
#include "draw/zone.h"

#define GAP_SHARE_TO_MIND 0.3
#define NOBODY_SHARE_TO_MIND 0.005
#define USED_UP_TO_MIND 0.2 /* a ceiling that is reached as often is a quota */

/* Notes being put together. */
struct maker {
    const struct plan *plan;
    const struct outlook *outlook;
    enum sibu_language language;
    struct sibu_arena *arena;
    struct policy_notes *out;
    size_t capacity;
    int no_memory;
};

static const char *keep(struct maker *maker, const char *text)
{
    const char *copy = sibu_arena_text(maker->arena, text, strlen(text));
    maker->no_memory |= copy == NULL;
    return copy != NULL ? copy : "";
}

static void add(struct maker *maker, enum sibu_say_id id, const char *const values[POLICY_NOTE_VALUES], int broken)
{
    if (maker->out->count == maker->capacity) {
        return;
    }
    struct policy_note *note = &maker->out->items[maker->out->count++];
    note->id = id;
    note->broken = broken;
    for (int i = 0; i < POLICY_NOTE_VALUES; i++) {
        note->values[i] = keep(maker, values[i]);
    }
    maker->out->broken += broken != 0;
}

static void percent(char out[32], double share)
{
    (void)snprintf(out, 32, "%.*f", share < 0.1 ? 1 : 0, share * 100.0);
}

static void note_sites(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->plan->site_count; i++) {
        const struct plan_site *at = &maker->plan->sites[i];
        const char *name = at->site->name.in[maker->language];
        const char *zone = zone_name(maker->plan->groups[at->group].zone);
        const struct outlook_site *site = &maker->outlook->sites[i];
        const struct policy_rules *rules = plan_rules(maker->plan, i);
        if (site->drills_per_half_year < 0.995 && rules->least == 0) {
            add(maker, SIBU_SAY_POLICY_NOTE_FEW, (const char *[POLICY_NOTE_VALUES]){name, "", "", "", "", ""}, 0);
        }
        if (strcmp(zone_name(at->zone), zone) != 0) {
            add(maker, SIBU_SAY_POLICY_NOTE_ZONE,
                (const char *[POLICY_NOTE_VALUES]){name, zone_name(at->zone), zone, "", "", ""}, 0);
        }
    }
}

static void note_shifts(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->plan->policy->shift_count; i++) {
        char people[32];
        if (maker->outlook->shift_people[i] == 0 || maker->outlook->shifts[i] > 0.0) {
            continue;
        }
        (void)snprintf(people, sizeof people, "%zu", maker->outlook->shift_people[i]);
        add(maker, SIBU_SAY_POLICY_NOTE_SHIFT,
            (const char *[POLICY_NOTE_VALUES]){maker->plan->policy->shifts[i].id, people, "", "", "", ""}, 0);
    }
}

static void note_groups(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->plan->policy->group_count; i++) {
        char share[32];
        if (maker->outlook->groups[i].nobody_share >= NOBODY_SHARE_TO_MIND) {
            percent(share, maker->outlook->groups[i].nobody_share);
            add(maker, SIBU_SAY_POLICY_NOTE_NOBODY, (const char *[POLICY_NOTE_VALUES]){share, "", "", "", "", ""}, 0);
        }
    }
}

/* Where all grades are alike there is no step to go. */
static void note_results(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->plan->policy->group_count; i++) {
        const struct policy_group *group = maker->plan->groups[i].policy;
        int together = group->rules.together;
        double steps[3];
        result_steps(together ? group->rules.grade_weights : group->rules.mean, 0, steps);
        int can_move = steps[0] < steps[1] || steps[2] > steps[1];
        if ((group->rules.results.drills > 0 || group->rules.graded) && !can_move) {
            const char *what =
                sibu_say(maker->language, together ? SIBU_SAY_POLICY_RESULTS_WEIGHT : SIBU_SAY_POLICY_RESULTS_MEAN);
            add(maker, SIBU_SAY_POLICY_NOTE_RESULTS,
                (const char *[POLICY_NOTE_VALUES]){group->id, what, "", "", "", ""}, 0);
        }
    }
}

/* The riskiest grade should not be drilled least. */
static void note_grades(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->plan->policy->group_count; i++) {
        const struct policy_group *group = maker->plan->groups[i].policy;
        int together = group->rules.together;
        const double *grades = together ? group->rules.grade_weights : group->rules.mean;
        if (grades[3] < grades[0]) {
            const char *what =
                sibu_say(maker->language, together ? SIBU_SAY_POLICY_RESULTS_WEIGHT : SIBU_SAY_POLICY_RESULTS_MEAN);
            add(maker, SIBU_SAY_POLICY_NOTE_GRADES, (const char *[POLICY_NOTE_VALUES]){group->id, what, "", "", "", ""},
                0);
        }
    }
}

static void put(char out[32], double value)
{
    (void)snprintf(out, 32, "%.3g", value);
}

/* What a period cannot hold. */
static void note_period(struct maker *maker, uint32_t law, const struct outlook_period *period)
{
    const struct rules_law *rules = &maker->outlook->rules->laws[law];
    const struct zone *zone = maker->plan->groups[maker->outlook->laws[law].group].zone;
    struct zone_local from, to;
    char first[11], last[11], gap[32], fits[32], least[32], mean[32];
    zone_local(zone, period->from_us, &from);
    zone_local(zone, period->to_us - 1, &to);
    date_text(from.days, first);
    date_text(to.days, last);
    put(gap, (double)(rules->gap_ticks * maker->outlook->rules->tick_s) / 86400.0);
    put(fits, period->fits);
    put(least, rules->least);
    put(mean, rules->mean);
    const char *const values[POLICY_NOTE_VALUES] = {first, last, gap, fits, least, mean};
    if (period->open_hours <= 0.0) {
        add(maker, SIBU_SAY_POLICY_NOTE_CLOSED, values, 1);
    } else if (period->crowded) {
        add(maker, SIBU_SAY_POLICY_NOTE_CROWDED, values, 1);
    }
}

static void note_laws(struct maker *maker)
{
    for (uint32_t i = 0; i < maker->outlook->rules->law_count; i++) {
        const struct outlook_law *law = &maker->outlook->laws[i];
        const struct rules_law *rules = &maker->outlook->rules->laws[i];
        const struct policy_group *group = maker->plan->groups[law->group].policy;
        double mean = rules->mean * outlook_periods_per_half_year(rules->period);
        char text[32];
        note_period(maker, i, &law->periods[0]);
        note_period(maker, i, &law->periods[1]);
        if (law->closed_share >= GAP_SHARE_TO_MIND) {
            percent(text, law->closed_share);
            add(maker, SIBU_SAY_POLICY_NOTE_GAP, (const char *[POLICY_NOTE_VALUES]){text, "", "", "", "", ""}, 0);
        }
        if (mean < 1.995) {
            put(text, mean);
            const char *name = group->name.in[maker->language][0] != '\0' ? group->name.in[maker->language] : group->id;
            add(maker, SIBU_SAY_POLICY_NOTE_MEAN, (const char *[POLICY_NOTE_VALUES]){name, text, "", "", "", ""}, 0);
        }
    }
}

static enum sibu_status note_budgets(struct maker *maker, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < maker->plan->policy->group_count; i++) {
        struct odds_months budget;
        char most[32], used_up[32], spent[32], bits[32], lost[32];
        enum sibu_status status = odds_limits_budget(maker->plan, maker->outlook, i, &budget, fault);
        if (status != SIBU_OK) {
            return status;
        }
        if (budget.mean.used_up > USED_UP_TO_MIND) {
            (void)snprintf(most, sizeof most, "%u", (unsigned)budget.most);
            percent(used_up, budget.mean.used_up);
            percent(spent, budget.mean.free);
            put(bits, budget.mean.bits);
            put(lost, 12.0 * budget.mean.lost);
            add(maker, SIBU_SAY_POLICY_NOTE_BUDGET,
                (const char *[POLICY_NOTE_VALUES]){maker->plan->groups[i].policy->id, most, used_up, spent, bits, lost},
                0);
        }
    }
    return SIBU_OK;
}

/* One budget of a branch: what of it cannot be kept, and where it acts as a quota. */
static void note_branch(struct maker *maker, const struct policy_budget *budget, const struct odds_branch *odds)
{
    struct sibu_text says = {0};
    char used_up[32], spent[32], bits[32], lost[32], missed[32], leasts[32];
    policy_say_budget(&says, maker->plan, budget, maker->language);
    percent(used_up, odds->mean.used_up);
    percent(spent, odds->mean.free);
    put(bits, odds->mean.bits);
    put(lost, 12.0 / budget->months * odds->mean.lost);
    put(missed, odds->short_of * 100.0);
    (void)snprintf(leasts, sizeof leasts, "%u", (unsigned)odds->leasts);
    const char *what = sibu_text_get(&says);
    if (budget->most > 0 && odds->leasts > budget->most) {
        add(maker, SIBU_SAY_POLICY_NOTE_BRANCH_LEASTS, (const char *[POLICY_NOTE_VALUES]){what, leasts, "", "", "", ""},
            1);
    }
    if (policy_budget_misses(budget, odds)) {
        add(maker, SIBU_SAY_POLICY_NOTE_BRANCH_MISSES, (const char *[POLICY_NOTE_VALUES]){what, missed, "", "", "", ""},
            1);
    }
    if (odds->mean.used_up > USED_UP_TO_MIND) {
        add(maker, SIBU_SAY_POLICY_NOTE_BRANCH,
            (const char *[POLICY_NOTE_VALUES]){what, used_up, spent, bits, lost, ""}, 0);
    }
    sibu_text_clear(&says);
}

static enum sibu_status note_branches(struct maker *maker, struct sibu_fault *fault)
{
    const struct policy *policy = maker->plan->policy;
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < policy->budget_count && status == SIBU_OK; i++) {
        struct odds_branch odds;
        status = odds_of_branch(maker->plan, maker->outlook, &policy->budgets[i], &odds, fault);
        if (status == SIBU_OK) {
            note_branch(maker, &policy->budgets[i], &odds);
        }
    }
    return status;
}

static void note_proof(struct maker *maker)
{
    struct policy_proof_notes proof;
    policy_proof_notes_make(&proof, maker->plan, maker->language);
    for (size_t i = 0; i < proof.count; i++) {
        const char *const *values = proof.items[i].values;
        add(maker, proof.items[i].id, (const char *[POLICY_NOTE_VALUES]){values[0], values[1], values[2], "", "", ""},
            proof.items[i].broken);
    }
}

enum sibu_status policy_notes_make(const struct plan *plan, const struct outlook *outlook, enum sibu_language language,
                                   struct sibu_arena *arena, struct policy_notes *out, struct sibu_fault *fault)
{
    struct maker maker = {.plan = plan, .outlook = outlook, .language = language, .arena = arena, .out = out};
    memset(out, 0, sizeof *out);
    maker.capacity = 2 * (size_t)plan->site_count + plan->policy->shift_count + 4 * (size_t)plan->policy->group_count +
                     4 * (size_t)outlook->rules->law_count + 3 * (size_t)plan->policy->budget_count +
                     POLICY_PROOF_NOTES_MAX;
    out->items = sibu_arena_take(arena, maker.capacity, sizeof *out->items);
    if (out->items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    note_laws(&maker);
    note_sites(&maker);
    note_shifts(&maker);
    note_groups(&maker);
    note_results(&maker);
    note_grades(&maker);
    enum sibu_status status = note_budgets(&maker, fault);
    if (status == SIBU_OK) {
        status = note_branches(&maker, fault);
    }
    note_proof(&maker);
    if (status != SIBU_OK) {
        return status;
    }
    return maker.no_memory ? sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory") : SIBU_OK;
}
