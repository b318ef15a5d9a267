/* Where and what: see choose.h. Pure. Depends on: plan (its structs), tick, PCG streams. */
#include "draw/choose.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "draw/head.h"
#include "sibu/geometry.h"
#include "sibu/hash.h"
#include "sibu/random.h"

/* What weights are asked about. */
struct weighing {
    const struct plan *plan;
    const struct policy_rules *rules; /* of the group */
    const struct choose_among *among; /* where a site is chosen */
    const struct plan_site *site;
    const struct sibu_zone *zone;
};

/* The first index at which the running sum of weights passes a uniform share of the whole; weights are asked twice, so
 * no memory is needed for them. SIBU_NONE where all are 0. */
static uint32_t draw_index(const uint8_t R[32], const char *purpose, uint32_t count,
                           double (*weight)(const struct weighing *of, uint32_t i), const struct weighing *of)
{
    struct sibu_pcg64 stream;
    double whole = 0.0;
    uint32_t last = SIBU_NONE;
    sibu_pcg64_open(&stream, R, purpose, 0);
    for (uint32_t i = 0; i < count; i++) {
        whole += weight(of, i);
    }
    double share = sibu_draw_unit(&stream) * whole;
    double sum = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        double w = weight(of, i);
        sum += w;
        last = w > 0.0 ? i : last;
        if (w > 0.0 && share < sum) {
            return i;
        }
    }
    return last; /* only rounding leads here */
}

static double site_weight(const struct weighing *of, uint32_t i)
{
    const struct plan_site *site = &of->plan->sites[i];
    const struct choose_among *among = of->among;
    int may = site->group == among->group && !(among->left_out != NULL && among->left_out[i]) &&
              plan_expected_count(of->plan, i, among->time_us) > 0;
    if (!may) {
        return 0.0;
    }
    return among->weights != NULL ? among->weights[i] : of->rules->grade_weights[site->site->grade - 'A'];
}

static double hazard_weight(const struct weighing *of, uint32_t i)
{
    const struct sibu_hazard_weight *hazard = &of->zone->hazards[i];
    return policy_family_weight(of->rules, hazard->family) * hazard->weight;
}

static double zone_weight(const struct weighing *of, uint32_t i)
{
    struct weighing inside = {of->plan, of->rules, NULL, of->site, &of->site->site->zones[i]};
    double sum = 0.0;
    for (uint32_t k = 0; k < inside.zone->hazard_count; k++) {
        sum += hazard_weight(&inside, k);
    }
    return sum * inside.zone->area_m2;
}

static void draw_origin(const uint8_t R[32], const struct sibu_polygon *polygon, struct draw_result *out)
{
    struct sibu_pcg64 stream;
    sibu_pcg64_open(&stream, R, "origin", 0);
    struct sibu_point origin = sibu_polygon_draw(polygon, &stream);
    out->x_m = origin.x;
    out->y_m = origin.y;
}

static void draw_growth(const uint8_t R[32], const struct sibu_family *family, struct draw_result *out)
{
    for (uint32_t i = 0; i < family->growth_count; i++) {
        struct sibu_pcg64 stream;
        sibu_pcg64_open(&stream, R, "growth", i);
        out->growth[i] = sibu_growth_draw(&family->growths[i], &stream);
    }
}

enum sibu_status choose_at_site(const struct plan *plan, const uint8_t R[32], uint32_t site, struct draw_result *out,
                                struct sibu_fault *fault)
{
    const struct plan_site *at = &plan->sites[site];
    struct weighing of = {plan, plan_rules(plan, site), NULL, at, NULL};
    memset(out, 0, sizeof *out);
    out->site = site;
    out->zone = draw_index(R, "zone", at->site->zone_count, zone_weight, &of);
    if (out->zone == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_NO, at->site->id, "这里没有允许抽取的灾种", "no allowed hazard arises here");
    }
    of.zone = &at->site->zones[out->zone];
    uint32_t hazard = draw_index(R, "family", of.zone->hazard_count, hazard_weight, &of);
    assert(hazard != SIBU_NONE); /* else the zone had no weight */
    out->family = sibu_families_find(plan->families, of.zone->hazards[hazard].family);
    assert(out->family != SIBU_NONE); /* plan_open refuses unknown ones */
    out->floor = of.zone->floor;
    draw_origin(R, &of.zone->polygon, out);
    draw_growth(R, &plan->families->items[out->family], out);
    return SIBU_OK;
}

enum sibu_status choose_in_group(const struct plan *plan, const uint8_t R[32], const struct choose_among *among,
                                 uint32_t *site, struct sibu_fault *fault)
{
    struct weighing of = {plan, &plan->groups[among->group].policy->rules, among, NULL, NULL};
    *site = draw_index(R, "site", plan->site_count, site_weight, &of);
    return *site != SIBU_NONE
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_NO, "", "此刻没有任何场所有人在班", "nobody is on shift at any site");
}

static void add_member(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_name(struct sibu_text *out, const char *key, const struct sibu_name *name)
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, name->in[SIBU_ZH]);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, name->in[SIBU_EN]);
    sibu_text_add(out, "}");
}

static void add_hex(struct sibu_text *out, const char *key, const uint8_t bytes[32])
{
    char hex[65];
    sibu_hex(hex, bytes, 32);
    add_member(out, key, hex);
}

/* What R was made of, where others had a part in it. */
static void add_parts(struct sibu_text *out, const struct draw_tick *tick)
{
    sibu_text_add(out, ",\"parts\":[");
    for (size_t i = 0; i < tick->part_count; i++) {
        char hex[2 * 32 + 1];
        sibu_hex(hex, tick->parts[i], 32);
        sibu_text_addf(out, "%s\"%s\"", i > 0 ? "," : "", hex);
    }
    sibu_text_add(out, "]");
}

static void add_tick(struct sibu_text *out, const struct draw_tick *tick, const struct draw_installation *who)
{
    char id[2 * DRAW_INSTALLATION_BYTES + 1];
    sibu_hex(id, who->id, sizeof who->id);
    sibu_text_addf(out, ",\"tick\":{\"index\":%" PRId64 ",\"u\":\"%016" PRIx64 "\",\"threshold\":\"%016" PRIx64 "\"",
                   tick->index, tick->u, tick->threshold);
    add_member(out, "gate", draw_gate_letter(tick->gate));
    add_member(out, "unit", tick->unit);
    add_member(out, "installation", id);
    sibu_text_addf(out, ",\"epoch\":%" PRIu64, who->epoch);
    if (tick->part_count > 0) {
        add_parts(out, tick);
    } else {
        add_hex(out, "r", tick->r);
    }
    add_hex(out, "R", tick->R);
    sibu_text_add(out, "}");
}

static void add_growth(struct sibu_text *out, const struct sibu_family *family, const struct draw_result *result)
{
    sibu_text_add(out, ",\"growth\":{");
    for (uint32_t i = 0; i < family->growth_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, family->growths[i].name);
        sibu_text_addf(out, ":%.9g", result->growth[i]);
    }
    sibu_text_add(out, "}");
}

/* Who is told at T0, and not before. */
static void add_told(struct sibu_text *out, const struct policy_rules *rules)
{
    sibu_text_add(out, ",\"told_at_t0\":[");
    for (uint32_t i = 0; i < rules->told_count; i++) {
        sibu_text_add(out, i > 0 ? ",{\"who\":{\"zh\":" : "{\"who\":{\"zh\":");
        sibu_text_add_json(out, rules->told[i].who.in[SIBU_ZH]);
        add_member(out, "en", rules->told[i].who.in[SIBU_EN]);
        sibu_text_add(out, "}");
        add_member(out, "how", rules->told[i].how);
        sibu_text_add(out, "}");
    }
    sibu_text_add(out, "]");
}

static const char *json_bool(int value)
{
    return value ? "true" : "false";
}

void choose_document(struct sibu_text *out, const struct plan *plan, const struct draw_tick *tick,
                     const struct draw_result *result, const struct draw_facts *facts)
{
    const struct plan_site *at = &plan->sites[result->site];
    const struct sibu_zone *zone = &at->site->zones[result->zone];
    const struct sibu_family *family = &plan->families->items[result->family];
    char t0[32];
    zone_time_text(at->zone, facts->t0_us, t0);
    sibu_text_add(out, "{\"format\":1");
    add_member(out, "drill", facts->drill);
    add_member(out, "site", at->site->id);
    add_name(out, "site_name", &at->site->name);
    add_member(out, "family", family->id);
    add_name(out, "family_name", &family->name);
    add_member(out, "zone", zone->id);
    add_name(out, "zone_name", &zone->name);
    add_member(out, "floor", at->site->floors[result->floor].id);
    sibu_text_addf(out, ",\"x_m\":%.3f,\"y_m\":%.3f", result->x_m, result->y_m);
    add_member(out, "t0", t0);
    sibu_text_addf(out, ",\"t0_us\":%" PRId64, facts->t0_us);
    add_tick(out, tick, facts->who);
    sibu_text_add(out, ",\"ledger\":");
    head_write(out, &facts->ledger);
    sibu_text_addf(out, ",\"surprise\":%s,\"now\":%s,\"seeded\":%s", json_bool(tick->gate == DRAW_GATE_SURPRISE),
                   json_bool(tick->gate == DRAW_GATE_NOW), json_bool(facts->seeded));
    add_told(out, plan_rules(plan, result->site));
    add_growth(out, family, result);
    add_hex(out, "policy_hash", plan->policy->hash);
    add_hex(out, "site_hash", at->site->hash);
    add_hex(out, "roster_hash", at->roster->hash);
    add_hex(out, "families_hash", plan->families->hash);
    sibu_text_add(out, "}");
}
