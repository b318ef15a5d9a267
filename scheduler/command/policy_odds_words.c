/* The odds in words and as JSON: see policy_odds.h. */
#include <stdio.h>
#include <string.h>

#include "command/policy_odds.h"

#define NUMBER_BYTES 32
#define PREPARED 1 /* index of 5 % */
#define WORTH 0.005 /* share of the drills: what is less is not worth a rule */

struct page {
    struct sibu_text *out;
    const struct odds_subject *subject;
    enum sibu_language language;
};

static void put(char out[NUMBER_BYTES], double value, int digits)
{
    (void)snprintf(out, NUMBER_BYTES, "%.*f", digits, value);
}

static void put_percent(char out[NUMBER_BYTES], double share)
{
    put(out, share * 100.0, share < 0.0995 ? 2 : 1);
}

static void say(const struct page *page, enum sibu_say_id id, const char *const *values, int count)
{
    sibu_say_with(page->out, page->language, id, values, count);
    sibu_text_add(page->out, "\n");
}

static const char *other_law(const struct page *page, uint32_t law)
{
    return page->subject->outlook->rules->laws[law].kind == LAW_EVEN ? "max-entropy" : "even";
}

static void say_caught(const struct page *page, const struct odds_law *odds)
{
    for (int i = 0; i < ODDS_SHARES; i++) {
        char share[NUMBER_BYTES], caught[NUMBER_BYTES], best[NUMBER_BYTES];
        put(share, ODDS_SHARE[i] * 100.0, 0);
        put_percent(caught, odds->caught[i]);
        put_percent(best, odds->best[i]);
        say(page, SIBU_SAY_ODDS_CAUGHT, (const char *[]){share, caught, best}, 3);
    }
    for (int i = 0; i < ODDS_CHANCES; i++) {
        char chance[NUMBER_BYTES], time[NUMBER_BYTES], drills[NUMBER_BYTES];
        put(chance, ODDS_CHANCE[i] * 100.0, 0);
        put_percent(time, odds->time_above[i]);
        put_percent(drills, odds->drills_above[i]);
        say(page, SIBU_SAY_ODDS_WINDOW, (const char *[]){chance, time, drills}, 3);
    }
}

static void say_costs(const struct page *page, uint32_t law, const struct odds_law *odds)
{
    static const enum sibu_say_id IDS[ODDS_COUNT] = {
        SIBU_SAY_ODDS_NO_GAP,   SIBU_SAY_ODDS_NO_LEAST,  SIBU_SAY_ODDS_NO_MOST, SIBU_SAY_ODDS_NO_WINDOWS,
        SIBU_SAY_ODDS_NO_NEVER, SIBU_SAY_ODDS_OTHER_LAW, SIBU_SAY_ODDS_MORE};
    say(page, SIBU_SAY_ODDS_COSTS, NULL, 0);
    for (int i = 0; i < ODDS_COUNT; i++) {
        char bits[NUMBER_BYTES], caught[NUMBER_BYTES];
        if (odds->changes[i].possible) {
            put(bits, odds->bits.period + odds->changes[i].bits, 2);
            put_percent(caught, odds->changes[i].caught);
            say(page, IDS[i], (const char *[]){bits, caught, other_law(page, law)}, 3);
        }
    }
}

/* What would help, by how much. */
static int say_advice(const struct page *page, uint32_t law, const struct odds_law *odds)
{
    static const struct {
        enum odds_without change;
        enum sibu_say_id id;
    } ADVICE[] = {{ODDS_MORE_DRILLS, SIBU_SAY_ODDS_ADVICE_MEAN},
                  {ODDS_OTHER_LAW, SIBU_SAY_ODDS_ADVICE_LAW},
                  {ODDS_NO_WINDOWS, SIBU_SAY_ODDS_ADVICE_WINDOWS},
                  {ODDS_NO_GAP, SIBU_SAY_ODDS_ADVICE_GAP},
                  {ODDS_NO_LEAST, SIBU_SAY_ODDS_ADVICE_LEAST}};
    int said = 0;
    for (size_t i = 0; i < sizeof ADVICE / sizeof ADVICE[0]; i++) {
        const struct odds_change *change = &odds->changes[ADVICE[i].change];
        char then[NUMBER_BYTES], now[NUMBER_BYTES];
        if (change->possible && odds->caught[PREPARED] - change->caught > WORTH) {
            put_percent(then, change->caught);
            put_percent(now, odds->caught[PREPARED]);
            say(page, ADVICE[i].id, (const char *[]){then, now, other_law(page, law)}, 3);
            said++;
        }
    }
    return said;
}

static void say_law(const struct page *page, uint32_t law)
{
    const struct odds_law *odds = &page->subject->laws[law];
    const struct plan_group *group = &page->subject->plan->groups[page->subject->outlook->laws[law].group];
    char number[NUMBER_BYTES], mean[NUMBER_BYTES], a[NUMBER_BYTES], b[NUMBER_BYTES], c[NUMBER_BYTES], d[NUMBER_BYTES];
    put(number, (double)law + 1.0, 0);
    put(mean, odds->mean, 2);
    say(page, SIBU_SAY_ODDS_LAW, (const char *[]){group->policy->id, number, mean}, 3);
    if (odds->ticks == 0) {
        return;
    }
    put(a, odds->bits.period, 2);
    put(b, odds->bits.drill, 2);
    put(c, odds->bits.day, 3);
    put(d, odds->min_entropy, 2);
    say(page, SIBU_SAY_ODDS_BITS, (const char *[]){a, b, c, d}, 4);
    say_caught(page, odds);
    put_percent(a, odds->worst);
    put_percent(c, odds->worst_ever);
    say(page, SIBU_SAY_ODDS_WORST, (const char *[]){a, c}, 2);
    put(a, odds->surprise_bits, 2);
    say(page, SIBU_SAY_ODDS_SURPRISE, (const char *[]){a, b}, 2);
    say_costs(page, law, odds);
}

static void say_line(const struct page *page, const char *name, double value)
{
    char number[NUMBER_BYTES];
    put(number, value, 2);
    say(page, SIBU_SAY_ODDS_LINE, (const char *[]){name, number}, 2);
}

static void say_year(const struct page *page)
{
    const struct plan *plan = page->subject->plan;
    const struct outlook *outlook = page->subject->outlook;
    double all = 0.0;
    say(page, SIBU_SAY_ODDS_YEAR, NULL, 0);
    for (uint32_t i = 0; i < plan->site_count; i++) {
        all += 2.0 * outlook->sites[i].drills_per_half_year;
        say_line(page, plan->sites[i].site->name.in[page->language], 2.0 * outlook->sites[i].drills_per_half_year);
    }
    for (uint32_t i = 0; i < plan->policy->shift_count; i++) {
        if (outlook->shift_people[i] > 0) {
            say_line(page, plan->policy->shifts[i].id, all * outlook->shifts[i]);
        }
    }
    for (uint32_t i = 0; i < plan->families->count; i++) {
        if (outlook->families[i] > 0.0) {
            say_line(page, plan->families->items[i].name.in[page->language], 2.0 * outlook->families[i]);
        }
    }
}

void policy_odds_words(struct sibu_text *out, const struct odds_subject *subject, enum sibu_language language)
{
    struct page page = {out, subject, language};
    int said = 0;
    say(&page, SIBU_SAY_ODDS_TITLE, (const char *[]){subject->path}, 1);
    for (uint32_t i = 0; i < subject->outlook->rules->law_count; i++) {
        say_law(&page, i);
    }
    policy_odds_limits_words(out, subject, language);
    say_year(&page);
    say(&page, SIBU_SAY_ODDS_ADVICE, NULL, 0);
    for (uint32_t i = 0; i < subject->outlook->rules->law_count; i++) {
        said += say_advice(&page, i, &subject->laws[i]);
    }
    said += policy_odds_limits_advice(out, subject, language);
    if (said == 0) {
        say(&page, SIBU_SAY_ODDS_ADVICE_NONE, NULL, 0);
    }
}

static void add_shares(struct sibu_text *out, const char *key, const double *at, const double *values, int count)
{
    sibu_text_addf(out, ",\"%s\":{", key);
    for (int i = 0; i < count; i++) {
        sibu_text_addf(out, "%s\"%g\":%.9g", i > 0 ? "," : "", at[i], values[i]);
    }
    sibu_text_add(out, "}");
}

static void add_law(struct sibu_text *out, const struct odds_subject *subject, uint32_t law)
{
    static const char *const CHANGES[ODDS_COUNT] = {"without_gap",   "without_least", "without_most", "without_windows",
                                                    "without_never", "other_law",     "more_drills"};
    const struct odds_law *odds = &subject->laws[law];
    sibu_text_addf(out, "%s{\"law\":%u,\"group\":", law > 0 ? "," : "", (unsigned)law);
    sibu_text_add_json(out, subject->plan->groups[subject->outlook->laws[law].group].policy->id);
    sibu_text_addf(
        out,
        ",\"mean_drills\":%.9g,\"entropy_bits\":%.9g,\"bits_per_drill\":%.9g,\"bits_per_day\":%.9g,"
        "\"min_entropy_bits\":%.9g,\"pietra\":%.9g,\"gini\":%.9g,\"worst_p24h\":%.9g,\"worst_p24h_ever\":%.9g,"
        "\"surprise_8h_bits\":%.9g",
        odds->mean, odds->bits.period, odds->bits.drill, odds->bits.day, odds->min_entropy, odds->pietra, odds->gini,
        odds->worst, odds->worst_ever, odds->surprise_bits);
    add_shares(out, "caught", ODDS_SHARE, odds->caught, ODDS_SHARES);
    add_shares(out, "caught_least_possible", ODDS_SHARE, odds->best, ODDS_SHARES);
    add_shares(out, "p24h_time_above", ODDS_CHANCE, odds->time_above, ODDS_CHANCES);
    add_shares(out, "p24h_share_above", ODDS_CHANCE, odds->drills_above, ODDS_CHANCES);
    sibu_text_add(out, ",\"changes\":{");
    for (int i = 0, first = 1; i < ODDS_COUNT; i++) {
        if (odds->changes[i].possible) {
            sibu_text_addf(out, "%s\"%s\":{\"bits\":%.9g,\"caught_5\":%.9g}", first ? "" : ",", CHANGES[i],
                           odds->bits.period + odds->changes[i].bits, odds->changes[i].caught);
            first = 0;
        }
    }
    sibu_text_add(out, "}}");
}

static void add_named(struct sibu_text *out, const char *key, const char *name, double value, int first)
{
    sibu_text_addf(out, "%s{\"%s\":", first ? "" : ",", key);
    sibu_text_add_json(out, name);
    sibu_text_addf(out, ",\"drills_per_year\":%.6g}", value);
}

static void add_sites(struct sibu_text *out, const struct odds_subject *subject)
{
    sibu_text_add(out, "],\"sites\":[");
    for (uint32_t i = 0; i < subject->plan->site_count; i++) {
        const struct outlook_site *site = &subject->outlook->sites[i];
        const struct odds_law *odds = &subject->laws[site->law];
        sibu_text_add(out, i > 0 ? ",{\"site\":" : "{\"site\":");
        sibu_text_add_json(out, subject->plan->sites[i].site->id);
        sibu_text_addf(out, ",\"law\":%u,\"drills_per_year\":%.6g,\"mean_drills\":%.9g,\"entropy_bits\":%.9g",
                       (unsigned)site->law, 2.0 * site->drills_per_half_year, odds->mean, odds->bits.period);
        add_shares(out, "p24h_share_above", ODDS_CHANCE, odds->drills_above, ODDS_CHANCES);
        sibu_text_addf(out, ",\"worst_p24h\":%.9g}", odds->worst);
    }
}

void policy_odds_json(struct sibu_text *out, const struct odds_subject *subject)
{
    const struct outlook *outlook = subject->outlook;
    double all = 0.0;
    sibu_text_add(out, "{\"policy\":");
    sibu_text_add_json(out, subject->path);
    sibu_text_addf(out, ",\"tick_s\":%d,\"laws\":[", ODDS_TICK_S);
    for (uint32_t i = 0; i < outlook->rules->law_count; i++) {
        add_law(out, subject, i);
    }
    add_sites(out, subject);
    policy_odds_limits_json(out, subject);
    sibu_text_add(out, "],\"shifts\":[");
    for (uint32_t i = 0; i < subject->plan->site_count; i++) {
        all += 2.0 * outlook->sites[i].drills_per_half_year;
    }
    for (uint32_t i = 0; i < subject->plan->policy->shift_count; i++) {
        add_named(out, "shift", subject->plan->policy->shifts[i].id, all * outlook->shifts[i], i == 0);
    }
    sibu_text_add(out, "],\"families\":[");
    for (uint32_t i = 0; i < subject->plan->families->count; i++) {
        add_named(out, "family", subject->plan->families->items[i].id, 2.0 * outlook->families[i], i == 0);
    }
    sibu_text_add(out, "]}\n");
}
