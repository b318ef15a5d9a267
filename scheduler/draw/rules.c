/* Rules asked and written: see rules.h. Pure. Depends on: text, weights. */
#include "draw/rules.h"

#include <inttypes.h>
#include <string.h>

void rules_close(struct rules *rules)
{
    if (rules != NULL) {
        sibu_arena_clear(&rules->arena);
        sibu_array_free(rules);
    }
}

uint32_t rules_find_unit(const struct rules *rules, const char *id)
{
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        if (strcmp(rules->units[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

int rules_moves(const struct rules *rules, uint32_t unit)
{
    const struct rules_unit *it = &rules->units[unit];
    return it->id[0] != '*' && rules->groups[it->group].results.drills > 0;
}

struct weights_def rules_weights(const struct rules *rules, uint32_t law, const struct weights_offset *offsets,
                                 size_t count)
{
    const struct rules_law *it = &rules->laws[law];
    return (struct weights_def){.tick_s = rules->tick_s,
                                .segments = it->segments,
                                .segment_count = it->segment_count,
                                .nevers = it->nevers,
                                .never_count = it->never_count,
                                .closed = it->closed,
                                .closed_count = it->closed_count,
                                .offsets = offsets,
                                .offset_count = count};
}

static void add_times(struct sibu_text *out, const struct rules_law *law)
{
    sibu_text_add(out, ",\"windows\":[");
    for (uint32_t i = 0; i < law->segment_count; i++) {
        const struct weights_segment *it = &law->segments[i];
        sibu_text_addf(out, "%s[%d,%d,%" PRId64 "]", i > 0 ? "," : "", (int)it->from_minute, (int)it->to_minute,
                       it->weight_milli);
    }
    sibu_text_add(out, "],\"never\":[");
    for (uint32_t i = 0; i < law->never_count; i++) {
        sibu_text_addf(out, "%s[%" PRId64 ",%" PRId64 "]", i > 0 ? "," : "", law->nevers[i].from_days,
                       law->nevers[i].to_days);
    }
    sibu_text_add(out, "],\"closed\":[");
    for (uint32_t i = 0; i < law->closed_count; i++) {
        sibu_text_addf(out, "%s[%" PRId64 ",%" PRId64 "]", i > 0 ? "," : "", law->closed[i].from_s,
                       law->closed[i].to_s);
    }
    sibu_text_add(out, "]}");
}

static void add_law(struct sibu_text *out, const struct rules_law *law)
{
    sibu_text_addf(out,
                   "{\"law\":\"%s\",\"period\":\"%s\",\"least\":%u,\"most\":%u,\"mean\":%.17g,\"gap_ticks\":%" PRId64,
                   law->kind == LAW_EVEN ? "even" : "max-entropy", policy_period_name(law->period),
                   (unsigned)law->least, (unsigned)law->most, law->mean, law->gap_ticks);
    sibu_text_add(out, ",\"timezone\":");
    sibu_text_add_json(out, law->timezone);
    add_times(out, law);
}

static void add_groups(struct sibu_text *out, const struct rules *rules)
{
    for (uint32_t i = 0; i < rules->group_count; i++) {
        const struct rules_group *group = &rules->groups[i];
        sibu_text_add(out, i > 0 ? ",{\"group\":" : "{\"group\":");
        sibu_text_add_json(out, group->id);
        sibu_text_addf(out, ",\"law\":%u,\"interlocks\":%u,\"most_per_month\":%u,\"concurrent\":%u",
                       (unsigned)group->law, (unsigned)group->interlocks, (unsigned)group->most_per_month,
                       (unsigned)group->concurrent);
        if (group->results.drills > 0) {
            sibu_text_addf(out, ",\"results\":[%u,%u,%u]", (unsigned)group->results.drills,
                           (unsigned)group->results.poor_below_milli, (unsigned)group->results.good_from_milli);
        }
        sibu_text_add(out, "}");
    }
}

static void add_units(struct sibu_text *out, const struct rules *rules)
{
    for (uint32_t i = 0; i < rules->unit_count; i++) {
        const struct rules_unit *unit = &rules->units[i];
        sibu_text_add(out, i > 0 ? ",{\"unit\":" : "{\"unit\":");
        sibu_text_add_json(out, unit->id);
        sibu_text_addf(out, ",\"group\":%u,\"law\":%u,\"draws\":%s", (unsigned)unit->group, (unsigned)unit->law,
                       unit->draws ? "true" : "false");
        if (unit->grade != 0) {
            sibu_text_addf(out, ",\"grade\":\"%c\"", unit->grade);
        }
        if (rules_moves(rules, i)) {
            sibu_text_addf(out, ",\"moved\":%d,\"steps\":[%.17g,%.17g,%.17g]", unit->moved, unit->steps[0],
                           unit->steps[1], unit->steps[2]);
        }
        sibu_text_add(out, "}");
    }
}

/* Nothing where there are none, so that rules without budgets are written as ever. */
static void add_budgets(struct sibu_text *out, const struct rules *rules)
{
    sibu_text_add(out, rules->budget_count > 0 ? ",\"budgets\":[" : "");
    for (uint32_t i = 0; i < rules->budget_count; i++) {
        const struct rules_budget *budget = &rules->budgets[i];
        sibu_text_add(out, i > 0 ? ",{\"branch\":" : "{\"branch\":");
        sibu_text_add_json(out, budget->branch);
        sibu_text_addf(out, ",\"law\":%u,\"months\":%u,\"most\":%u,\"sites\":[", (unsigned)budget->law,
                       (unsigned)budget->months, (unsigned)budget->most);
        for (uint32_t k = 0; k < budget->site_count; k++) {
            sibu_text_addf(out, k > 0 ? ",%u" : "%u", (unsigned)budget->sites[k]);
        }
        sibu_text_add(out, "]}");
    }
    sibu_text_add(out, rules->budget_count > 0 ? "]" : "");
}

void rules_write(struct sibu_text *out, const struct rules *rules)
{
    sibu_text_addf(out,
                   "{\"format\":1,\"tick_s\":%" PRId64 ",\"delay_s\":%" PRId64 ",\"concurrent\":%u,\"interlocks\":[",
                   rules->tick_s, rules->delay_s, (unsigned)rules->concurrent);
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, rules->interlocks[i]);
    }
    sibu_text_add(out, "],\"laws\":[");
    for (uint32_t i = 0; i < rules->law_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_law(out, &rules->laws[i]);
    }
    sibu_text_add(out, "],\"groups\":[");
    add_groups(out, rules);
    sibu_text_add(out, "],\"units\":[");
    add_units(out, rules);
    sibu_text_add(out, "]");
    add_budgets(out, rules);
    sibu_text_add(out, "}");
}
