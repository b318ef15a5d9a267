/* The answer of `sibu policy check --json`: see policy_words.h. Stable keys, SI units in their names. */
#include <inttypes.h>

#include "command/policy_proof.h"
#include "command/policy_words.h"
#include "draw/date.h"
#include "draw/zone.h"

static void add_key(struct sibu_text *out, const char *key)
{
    sibu_text_addf(out, ",\"%s\":", key);
}

static void add_string(struct sibu_text *out, const char *key, const char *value)
{
    add_key(out, key);
    sibu_text_add_json(out, value);
}

static void add_name(struct sibu_text *out, const char *key, const struct sibu_name *name)
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, name->in[SIBU_ZH]);
    add_string(out, "en", name->in[SIBU_EN]);
    sibu_text_add(out, "}");
}

static void add_days(struct sibu_text *out, uint8_t days)
{
    static const char *const NAMES[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    int first = 1;
    sibu_text_add(out, "\"days\":[");
    for (int day = 0; day < 7; day++) {
        if ((days >> day & 1) != 0) {
            sibu_text_addf(out, "%s\"%s\"", first ? "" : ",", NAMES[day]);
            first = 0;
        }
    }
    sibu_text_add(out, "]");
}

static void add_windows(struct sibu_text *out, const struct policy_rules *rules)
{
    add_key(out, "windows");
    for (uint32_t i = 0; i < rules->window_count; i++) {
        const struct policy_window *it = &rules->windows[i];
        sibu_text_add(out, i > 0 ? ",{" : "[{");
        add_days(out, it->days);
        sibu_text_addf(out, ",\"from\":\"%02d:%02d\",\"to\":\"%02d:%02d\",\"weight\":%.3f}",
                       (int)(it->from_minute / 60), (int)(it->from_minute % 60), (int)(it->to_minute / 60),
                       (int)(it->to_minute % 60), (double)it->weight_milli / 1000.0);
    }
    sibu_text_add(out, "]");
}

static void add_nevers(struct sibu_text *out, const struct policy_rules *rules)
{
    sibu_text_add(out, ",\"never\":[");
    for (uint32_t i = 0; i < rules->never_count; i++) {
        char from[11];
        char to[11];
        date_text(rules->nevers[i].from_days, from);
        date_text(rules->nevers[i].to_days, to);
        sibu_text_addf(out, "%s{\"from\":\"%s\",\"to\":\"%s\"", i > 0 ? "," : "", from, to);
        add_name(out, "reason", &rules->nevers[i].reason);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_periods(struct sibu_text *out, const struct policy_subject *subject, uint32_t group)
{
    const struct outlook *outlook = subject->outlook;
    int first = 1;
    sibu_text_add(out, ",\"periods\":[");
    for (uint32_t i = 0; i < outlook->rules->law_count; i++) {
        for (int k = 0; k < 2 && outlook->laws[i].group == group; k++) {
            const struct outlook_period *it = &outlook->laws[i].periods[k];
            sibu_text_addf(out,
                           "%s{\"from_us\":%" PRId64 ",\"to_us\":%" PRId64
                           ",\"open_hours\":%.1f,\"fits\":%u,\"mean\":%.6g,\"none_share\":%.6f,\"can_be_kept\":%s}",
                           first ? "" : ",", it->from_us, it->to_us, it->open_hours, (unsigned)it->fits, it->mean,
                           it->none_share, it->open_hours > 0.0 && !it->crowded ? "true" : "false");
            first = 0;
        }
    }
    sibu_text_add(out, "]");
}

static void add_counts(struct sibu_text *out, const struct policy_rules *rules)
{
    sibu_text_addf(
        out,
        ",\"law\":\"%s\",\"period\":\"%s\",\"least\":%u,\"most\":%u,\"mean_by_grade\":[%.10g,%.10g,%.10g,%.10g]"
        ",\"gap_days\":%d,\"together\":%s,\"most_per_month\":%u,\"concurrent\":%u",
        rules->law == LAW_EVEN ? "even" : "max-entropy", policy_period_name(rules->period), (unsigned)rules->least,
        (unsigned)rules->most, rules->mean[0], rules->mean[1], rules->mean[2], rules->mean[3], (int)rules->gap_days,
        rules->together ? "true" : "false", (unsigned)rules->most_per_month, (unsigned)rules->concurrent);
}

static void add_results(struct sibu_text *out, const struct result_rule *rule)
{
    if (rule->drills > 0) {
        sibu_text_addf(out, ",\"results\":{\"drills\":%u,\"poor_below\":%.3f,\"good_from\":%.3f}",
                       (unsigned)rule->drills, (double)rule->poor_below_milli / 1000.0,
                       (double)rule->good_from_milli / 1000.0);
    }
}

static void add_groups(struct sibu_text *out, const struct policy_subject *subject)
{
    const struct plan *plan = subject->plan;
    add_key(out, "groups");
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        const struct plan_group *group = &plan->groups[i];
        sibu_text_add(out, i > 0 ? ",{\"group\":" : "[{\"group\":");
        sibu_text_add_json(out, group->policy->id);
        add_counts(out, &group->policy->rules);
        add_results(out, &group->policy->rules.results);
        sibu_text_addf(out, ",\"grades\":\"%s\"", group->policy->rules.graded ? "drills" : "site");
        add_string(out, "timezone", zone_name(group->zone));
        add_windows(out, &group->policy->rules);
        add_nevers(out, &group->policy->rules);
        sibu_text_addf(out, ",\"open_hours_per_week\":%.2f,\"nobody_share\":%.4f",
                       subject->outlook->groups[i].open_hours_per_week, subject->outlook->groups[i].nobody_share);
        add_periods(out, subject, i);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static void add_sites(struct sibu_text *out, const struct policy_subject *subject)
{
    add_key(out, "sites");
    for (uint32_t i = 0; i < subject->plan->site_count; i++) {
        const struct plan_site *at = &subject->plan->sites[i];
        sibu_text_add(out, i > 0 ? ",{\"site\":" : "[{\"site\":");
        sibu_text_add_json(out, at->site->id);
        add_name(out, "name", &at->site->name);
        sibu_text_addf(out, ",\"grade\":\"%c\",\"people\":%zu,\"drills_per_half_year\":%.4f}", at->site->grade,
                       at->roster->count, subject->outlook->sites[i].drills_per_half_year);
    }
    sibu_text_add(out, "]");
}

static void add_shifts(struct sibu_text *out, const struct policy_subject *subject)
{
    add_key(out, "shifts");
    for (uint32_t i = 0; i < subject->plan->policy->shift_count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"shift\":" : "[{\"shift\":");
        sibu_text_add_json(out, subject->plan->policy->shifts[i].id);
        sibu_text_addf(out, ",\"people\":%zu,\"drill_share\":%.4f}", subject->outlook->shift_people[i],
                       subject->outlook->shifts[i]);
    }
    sibu_text_add(out, "]");
}

static void add_families(struct sibu_text *out, const struct policy_subject *subject)
{
    add_key(out, "families");
    for (uint32_t i = 0; i < subject->plan->families->count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"family\":" : "[{\"family\":");
        sibu_text_add_json(out, subject->plan->families->items[i].id);
        sibu_text_addf(out, ",\"drills_per_half_year\":%.4f}", subject->outlook->families[i]);
    }
    sibu_text_add(out, "]");
}

static void add_notes(struct sibu_text *out, const struct policy_subject *subject)
{
    sibu_text_add(out, ",\"notes\":[");
    for (size_t i = 0; i < subject->notes[SIBU_EN].count; i++) {
        sibu_text_addf(out, "%s{\"can_be_kept\":%s", i > 0 ? "," : "",
                       subject->notes[SIBU_EN].items[i].broken ? "false" : "true");
        for (int language = 0; language < SIBU_LANGUAGES; language++) {
            const struct policy_note *note = &subject->notes[language].items[i];
            struct sibu_text words = {0};
            sibu_say_with(&words, (enum sibu_language)language, note->id, note->values, POLICY_NOTE_VALUES);
            add_string(out, language == SIBU_ZH ? "zh" : "en", sibu_text_get(&words));
            sibu_text_clear(&words);
        }
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]}\n");
}

void policy_words_json(struct sibu_text *out, const struct policy_subject *subject)
{
    const struct policy *policy = subject->plan->policy;
    sibu_text_add(out, "{\"policy\":");
    sibu_text_add_json(out, subject->path);
    sibu_text_addf(
        out, ",\"ok\":true,\"tick_s\":%" PRId64 ",\"limit_s\":%" PRId64 ",\"delay_s\":%" PRId64 ",\"concurrent\":%u",
        policy->tick_s, policy->limit_s, policy->delay_s, (unsigned)policy->concurrent);
    add_groups(out, subject);
    add_sites(out, subject);
    add_shifts(out, subject);
    add_families(out, subject);
    policy_proof_json(out, policy);
    add_notes(out, subject);
}

void policy_words_fault_json(struct sibu_text *out, const char *path, const struct sibu_fault *fault)
{
    sibu_text_add(out, "{\"policy\":");
    sibu_text_add_json(out, path);
    sibu_text_add(out, ",\"ok\":false,\"faults\":[{\"place\":");
    sibu_text_add_json(out, fault->place);
    add_string(out, "zh", fault->what[SIBU_ZH]);
    add_string(out, "en", fault->what[SIBU_EN]);
    sibu_text_add(out, "}]}\n");
}
