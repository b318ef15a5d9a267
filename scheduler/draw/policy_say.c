/* What a policy means, in words: see policy_say.h. Every sentence comes from assets/text/policy.json. */
#include "draw/policy_say.h"

#include <float.h>
#include <stdio.h>

#include "draw/date.h"
#include "draw/zone.h"

#define VALUE_BYTES 48
#define ALL_DAYS 0x7f

/* A paragraph being written. */
struct page {
    struct sibu_text *out;
    const struct plan *plan;
    const struct outlook *outlook;
    enum sibu_language language;
};

static void say(const struct page *page, enum sibu_say_id id, const char *const *values, int count)
{
    sibu_say_with(page->out, page->language, id, values, count);
}

static void say_line(const struct page *page, const char *before, enum sibu_say_id id, const char *const *values,
                     int count)
{
    sibu_text_add(page->out, before);
    say(page, id, values, count);
    sibu_text_add(page->out, "\n");
}

/* The number as people write it: at most `digits` behind the point, none where they would be zeros. */
static void put_number(char out[VALUE_BYTES], double value, int digits)
{
    (void)snprintf(out, VALUE_BYTES, "%.*f", digits, value);
    size_t end = 0;
    size_t point = 0;
    for (size_t i = 0; out[i] != '\0'; i++) {
        point = out[i] == '.' ? i : point;
        end = i + 1;
    }
    while (point > 0 && end > point && (out[end - 1] == '0' || out[end - 1] == '.')) {
        out[--end] = '\0';
    }
}

static void put_clock(char out[VALUE_BYTES], int32_t minute)
{
    (void)snprintf(out, VALUE_BYTES, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

static const char *day_name(const struct page *page, int day)
{
    static const enum sibu_say_id IDS[] = {SIBU_SAY_POLICY_DAY_MON, SIBU_SAY_POLICY_DAY_TUE, SIBU_SAY_POLICY_DAY_WED,
                                           SIBU_SAY_POLICY_DAY_THU, SIBU_SAY_POLICY_DAY_FRI, SIBU_SAY_POLICY_DAY_SAT,
                                           SIBU_SAY_POLICY_DAY_SUN};
    return sibu_say(page->language, IDS[day]);
}

/* "Mon to Fri", "Sat, Sun", "every day": runs of three and more days as a range. */
static void put_days(const struct page *page, struct sibu_text *out, uint8_t days)
{
    int first = 1;
    if (days == ALL_DAYS) {
        sibu_text_add(out, sibu_say(page->language, SIBU_SAY_POLICY_EVERY_DAY));
        return;
    }
    for (int day = 0; day < 7; day++) {
        int last = day;
        if ((days >> day & 1) == 0) {
            continue;
        }
        while (last < 6 && (days >> (last + 1) & 1) != 0) {
            last++;
        }
        sibu_text_add(out, first ? "" : sibu_say(page->language, SIBU_SAY_POLICY_DAY_COMMA));
        first = 0;
        if (last >= day + 2) {
            const char *values[] = {day_name(page, day), day_name(page, last)};
            sibu_say_with(out, page->language, SIBU_SAY_POLICY_DAY_RANGE, values, 2);
            day = last;
        } else {
            sibu_text_add(out, day_name(page, day));
        }
    }
}

static void say_law(const struct page *page)
{
    const struct policy *policy = page->plan->policy;
    char tick[VALUE_BYTES];
    char limit[VALUE_BYTES];
    char delay[VALUE_BYTES];
    put_number(tick, (double)policy->tick_s / 60.0, 1);
    put_number(limit, (double)policy->limit_s / 60.0, 1);
    put_number(delay, (double)policy->delay_s / 3600.0, 0);
    say_line(page, "", SIBU_SAY_POLICY_LAW, (const char *[]){tick, limit, delay}, 3);
    if (policy->concurrent > 1) {
        char concurrent[VALUE_BYTES];
        put_number(concurrent, policy->concurrent, 0);
        say_line(page, "", SIBU_SAY_POLICY_CONCURRENT, (const char *[]){concurrent}, 1);
    }
}

/* One mean, or those of the four grades. */
static void put_mean(const struct page *page, const struct policy_rules *rules, struct sibu_text *out)
{
    char means[4][VALUE_BYTES];
    int same = 1;
    for (size_t i = 0; i < 4; i++) {
        put_number(means[i], rules->mean[i], 2);
        same &= rules->mean[i] >= rules->mean[0] && rules->mean[i] <= rules->mean[0];
    }
    if (same) {
        sibu_text_add(out, means[0]);
    } else {
        sibu_say_with(out, page->language, SIBU_SAY_POLICY_MEANS_BY_GRADE,
                      (const char *[]){means[0], means[1], means[2], means[3]}, 4);
    }
}

static void say_counts(const struct page *page, const struct policy_rules *rules)
{
    static const enum sibu_say_id PERIODS[] = {SIBU_SAY_POLICY_IN_HALF_YEAR, SIBU_SAY_POLICY_IN_QUARTER,
                                               SIBU_SAY_POLICY_IN_MONTH, SIBU_SAY_POLICY_IN_ANY};
    struct sibu_text mean = {0};
    char least[VALUE_BYTES], most[VALUE_BYTES], gap[VALUE_BYTES], budget[VALUE_BYTES];
    char concurrent[VALUE_BYTES];
    put_number(least, rules->least, 0);
    put_number(most, rules->most, 0);
    put_number(gap, rules->gap_days, 0);
    put_number(budget, rules->most_per_month, 0);
    put_mean(page, rules, &mean);
    say_line(page, "  ", rules->together ? SIBU_SAY_POLICY_TOGETHER : SIBU_SAY_POLICY_SEPARATE,
             (const char *[]){sibu_say(page->language, PERIODS[rules->period]), least, most, sibu_text_get(&mean), gap},
             5);
    say_line(page, "  ", rules->law == LAW_EVEN ? SIBU_SAY_POLICY_LAW_EVEN : SIBU_SAY_POLICY_LAW_MAX_ENTROPY, NULL, 0);
    if (rules->most_per_month > 0) {
        say_line(page, "  ", SIBU_SAY_POLICY_BUDGET, (const char *[]){budget}, 1);
    }
    if (rules->concurrent > 0) {
        put_number(concurrent, rules->concurrent, 0);
        say_line(page, "  ", SIBU_SAY_POLICY_CONCURRENT_IN_GROUP, (const char *[]){concurrent}, 1);
    }
    sibu_text_clear(&mean);
}

static void say_results(const struct page *page, const struct policy_rules *rules)
{
    char drills[VALUE_BYTES], poor[VALUE_BYTES], good[VALUE_BYTES];
    enum sibu_say_id what = rules->together ? SIBU_SAY_POLICY_RESULTS_WEIGHT : SIBU_SAY_POLICY_RESULTS_MEAN;
    if (rules->graded) {
        say_line(page, "  ", SIBU_SAY_POLICY_GRADED, (const char *[]){sibu_say(page->language, what)}, 1);
    }
    if (rules->results.drills == 0) {
        return;
    }
    put_number(drills, rules->results.drills, 0);
    put_number(poor, (double)rules->results.poor_below_milli / 10.0, 1);
    put_number(good, (double)rules->results.good_from_milli / 10.0, 1);
    say_line(page, "  ", SIBU_SAY_POLICY_RESULTS, (const char *[]){drills, poor, good, sibu_say(page->language, what)},
             4);
}

static void say_interlock(const struct page *page, const struct policy_interlock *interlock)
{
    static const enum sibu_say_id SAYS[] = {[POLICY_WORD] = SIBU_SAY_POLICY_INTERLOCK,
                                            [POLICY_NUMBER] = SIBU_SAY_POLICY_INTERLOCK_NUMBER,
                                            [POLICY_REGISTER] = SIBU_SAY_POLICY_INTERLOCK_REGISTER,
                                            [POLICY_WARDENS] = SIBU_SAY_POLICY_INTERLOCK_WARDENS};
    char wardens[16], min[32], max[32];
    const char *source = interlock->file[0] != '\0'  ? interlock->file
                         : interlock->url[0] != '\0' ? interlock->url
                                                     : interlock->topic;
    (void)snprintf(wardens, sizeof wardens, "%u", (unsigned)interlock->wardens);
    (void)snprintf(min, sizeof min, "%g", interlock->min);
    (void)snprintf(max, sizeof max, "%g", interlock->max);
    const char *from = interlock->min > -DBL_MAX ? min : "-∞", *to = interlock->max < DBL_MAX ? max : "∞";
    source = interlock->reading == POLICY_WARDENS ? wardens : source;
    say_line(page, "  ", SAYS[interlock->reading],
             (const char *[]){interlock->id, source, interlock->pointer, from, to}, 5);
}

static void say_windows(const struct page *page, uint32_t group)
{
    const struct policy_rules *rules = &page->plan->groups[group].policy->rules;
    char hours[VALUE_BYTES];
    put_number(hours, page->outlook->groups[group].open_hours_per_week, 1);
    say_line(page, "  ", SIBU_SAY_POLICY_WINDOWS, (const char *[]){zone_name(page->plan->groups[group].zone), hours},
             2);
    for (uint32_t i = 0; i < rules->window_count; i++) {
        const struct policy_window *window = &rules->windows[i];
        struct sibu_text days = {0};
        char from[VALUE_BYTES];
        char to[VALUE_BYTES];
        char weight[VALUE_BYTES];
        put_days(page, &days, window->days);
        put_clock(from, window->from_minute);
        put_clock(to, window->to_minute);
        put_number(weight, (double)window->weight_milli / 1000.0, 3);
        say_line(page, "    ", SIBU_SAY_POLICY_WINDOW, (const char *[]){sibu_text_get(&days), from, to, weight}, 4);
        sibu_text_clear(&days);
    }
}

static void say_nevers(const struct page *page, const struct policy_rules *rules)
{
    int any = rules->never_count > 0 || rules->calendar_count > 0;
    say_line(page, "  ", any ? SIBU_SAY_POLICY_NEVERS : SIBU_SAY_POLICY_NEVER_NONE, NULL, 0);
    for (uint32_t i = 0; i < rules->never_count; i++) {
        char from[11];
        char to[11];
        date_text(rules->nevers[i].from_days, from);
        date_text(rules->nevers[i].to_days, to);
        say_line(page, "    ", SIBU_SAY_POLICY_NEVER,
                 (const char *[]){from, to, rules->nevers[i].reason.in[page->language]}, 3);
    }
    for (uint32_t i = 0; i < rules->calendar_count; i++) {
        say_line(page, "    ", SIBU_SAY_POLICY_CALENDAR, (const char *[]){rules->calendars[i]}, 1);
    }
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        say_interlock(page, &rules->interlocks[i]);
    }
    for (uint32_t i = 0; i < rules->told_count; i++) {
        say_line(page, "  ", SIBU_SAY_POLICY_TOLD,
                 (const char *[]){rules->told[i].who.in[page->language], rules->told[i].how}, 2);
    }
}

static void say_period(const struct page *page, const struct zone *zone, const struct outlook_period *period)
{
    struct zone_local local;
    char first[11], last[11], hours[VALUE_BYTES], fits[VALUE_BYTES], none[VALUE_BYTES];
    zone_local(zone, period->from_us, &local);
    date_text(local.days, first);
    zone_local(zone, period->to_us - 1, &local);
    date_text(local.days, last);
    put_number(hours, period->open_hours, 0);
    put_number(fits, period->fits, 0);
    put_number(none, period->none_share * 100.0, 1);
    say_line(page, "    ", SIBU_SAY_POLICY_HALF, (const char *[]){first, last, hours, fits, none}, 5);
}

static void say_periods(const struct page *page, uint32_t group)
{
    const struct outlook *outlook = page->outlook;
    say_line(page, "  ", SIBU_SAY_POLICY_PERIODS, NULL, 0);
    for (uint32_t i = 0; i < outlook->rules->law_count; i++) {
        for (int k = 0; k < 2 && outlook->laws[i].group == group; k++) {
            say_period(page, page->plan->groups[group].zone, &outlook->laws[i].periods[k]);
        }
    }
}

static void say_groups(const struct page *page)
{
    const struct plan *plan = page->plan;
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        const struct policy_group *group = plan->groups[i].policy;
        say_line(page, "", SIBU_SAY_POLICY_GROUP, (const char *[]){group->id, group->name.in[page->language]}, 2);
        say_counts(page, &group->rules);
        say_results(page, &group->rules);
        say_windows(page, i);
        say_nevers(page, &group->rules);
        say_periods(page, i);
    }
}

static void say_sites(const struct page *page)
{
    say_line(page, "", SIBU_SAY_POLICY_SITES, NULL, 0);
    for (uint32_t i = 0; i < page->plan->site_count; i++) {
        const struct plan_site *at = &page->plan->sites[i];
        const struct outlook_site *site = &page->outlook->sites[i];
        const char grade[] = {at->site->grade, '\0'};
        char people[VALUE_BYTES];
        char drills[VALUE_BYTES];
        put_number(people, (double)at->roster->count, 0);
        put_number(drills, site->drills_per_half_year, 2);
        say_line(page, "  ", SIBU_SAY_POLICY_SITE,
                 (const char *[]){at->site->name.in[page->language], at->site->id, grade, people, drills}, 5);
    }
}

static void say_shifts(const struct page *page)
{
    const struct policy *policy = page->plan->policy;
    say_line(page, "", SIBU_SAY_POLICY_SHIFTS, NULL, 0);
    for (uint32_t i = 0; i < policy->shift_count; i++) {
        char people[VALUE_BYTES];
        char share[VALUE_BYTES];
        if (page->outlook->shift_people[i] == 0) {
            continue;
        }
        put_number(people, (double)page->outlook->shift_people[i], 0);
        put_number(share, page->outlook->shifts[i] * 100.0, 0);
        say_line(page, "  ", SIBU_SAY_POLICY_SHIFT, (const char *[]){policy->shifts[i].id, people, share}, 3);
    }
}

static void say_families(const struct page *page)
{
    const struct sibu_families *families = page->plan->families;
    say_line(page, "", SIBU_SAY_POLICY_FAMILIES, NULL, 0);
    for (uint32_t i = 0; i < families->count; i++) {
        char drills[VALUE_BYTES];
        if (page->outlook->families[i] <= 0.0) {
            continue;
        }
        put_number(drills, page->outlook->families[i], 2);
        say_line(page, "  ", SIBU_SAY_POLICY_FAMILY,
                 (const char *[]){families->items[i].name.in[page->language], drills}, 2);
    }
}

static const char *name_of(const struct plan *plan, const struct policy_budget *budget, enum sibu_language language)
{
    uint32_t branch = organisation_find_branch(plan->organisation, budget->branch);
    const char *whole = plan->organisation != NULL ? plan->organisation->name.in[language] : "";
    if (budget->branch[0] != '\0' && branch != SIBU_NONE) {
        return plan->organisation->branches[branch].name.in[language];
    }
    return whole[0] != '\0' ? whole : sibu_say(language, SIBU_SAY_ORGANISATION_WHOLE);
}

static const char *per_word(const struct policy_budget *budget, enum sibu_language language)
{
    static const enum sibu_say_id IDS[] = {SIBU_SAY_POLICY_PER_MONTH, SIBU_SAY_POLICY_PER_QUARTER,
                                           SIBU_SAY_POLICY_PER_HALF_YEAR};
    return sibu_say(language, IDS[budget->months / 3]);
}

void policy_say_budget(struct sibu_text *out, const struct plan *plan, const struct policy_budget *budget,
                       enum sibu_language language)
{
    char least[VALUE_BYTES], most[VALUE_BYTES];
    put_number(least, budget->least, 0);
    put_number(most, budget->most, 0);
    const char *const values[] = {name_of(plan, budget, language), per_word(budget, language), most, least};
    sibu_say_with(out, language,
                  budget->least == 0  ? SIBU_SAY_POLICY_BUDGET_MOST
                  : budget->most == 0 ? SIBU_SAY_POLICY_BUDGET_LEAST
                                      : SIBU_SAY_POLICY_BUDGET_BOTH,
                  values, 4);
}

static void say_budgets(const struct page *page)
{
    const struct policy *policy = page->plan->policy;
    for (uint32_t i = 0; i < policy->budget_count; i++) {
        policy_say_budget(page->out, page->plan, &policy->budgets[i], page->language);
        sibu_text_add(page->out, "\n");
    }
}

void policy_say(struct sibu_text *out, const struct plan *plan, const struct outlook *outlook,
                enum sibu_language language)
{
    const struct page page = {out, plan, outlook, language};
    say_law(&page);
    say_groups(&page);
    say_budgets(&page);
    say_sites(&page);
    say_shifts(&page);
    say_families(&page);
}
