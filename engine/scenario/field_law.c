/* What a family has drawn, as the law of its fields; and that law as JSON. See sibu/field.h.
 *
 * Which growths make which field stands in docs/family.md; the shares and heats below are our own assumptions.
 */
#include <string.h>

#include "sibu/field.h"
#include "sibu/fire.h"
#include "sibu/random.h"

#define PEAK_KW 5000.0 /* of a fire whose family gives none */
#define LONG_S 86400.0 /* a release whose family gives no end */
#define OUTLET_M 1.0
#define WIND_M_PER_S 2.0
#define METHANE_KG_PER_M3 0.656 /* at 25 degrees Celsius */
#define DUST_MJ_PER_KG 20.0
#define DUST_SHARE 0.1 /* of a dust cloud's heat that goes into its blast */
#define SECONDS_PER_H 3600.0

static double drawn(const struct sibu_family *family, const double *growth, const char *name, double otherwise)
{
    for (uint32_t i = 0; i < family->growth_count; i++) {
        if (strcmp(family->growths[i].name, name) == 0) {
            return growth[i];
        }
    }
    return otherwise;
}

/* By weight, from a stream of its own. */
static enum sibu_substance draw_substance(const struct sibu_family *family, const uint8_t *key)
{
    struct sibu_pcg64 stream;
    double whole = 0.0, sum = 0.0;
    sibu_pcg64_open(&stream, key, "substance", 0);
    for (int i = 0; i < SIBU_SUBSTANCES; i++) {
        whole += family->substances[i];
    }
    double share = sibu_draw_unit(&stream) * whole;
    enum sibu_substance chosen = SIBU_SUBSTANCE_METHANE;
    for (int i = 0; i < SIBU_SUBSTANCES && !(share < sum); i++) {
        chosen = family->substances[i] > 0.0 ? (enum sibu_substance)i : chosen;
        sum += family->substances[i];
    }
    return chosen;
}

static void set_fire(const struct sibu_family *family, const double *growth, struct sibu_field_law *out)
{
    struct sibu_fire usual = sibu_fire_default();
    out->growth_kw_per_s2 =
        drawn(family, growth, "growth_kw_per_s2", drawn(family, growth, "fire_growth_kw_per_s2", 0.0));
    if (out->growth_kw_per_s2 > 0.0) {
        out->peak_kw = drawn(family, growth, "peak_kw", PEAK_KW);
        double burning_s = drawn(family, growth, "burning_s", 0.0);
        out->burning_s = burning_s < SIBU_FIELD_BURNING_MOST_S ? burning_s : SIBU_FIELD_BURNING_MOST_S;
        out->soot_yield = drawn(family, growth, "soot_yield_kg_per_kg", usual.soot_yield);
        out->carbon_monoxide_yield =
            drawn(family, growth, "carbon_monoxide_yield_kg_per_kg", usual.carbon_monoxide_yield);
    }
}

static void set_gas(const struct sibu_family *family, const double *growth, const uint8_t *key,
                    struct sibu_field_law *out)
{
    double methane = drawn(family, growth, "methane_m3_per_s", 0.0) * METHANE_KG_PER_M3;
    out->release_kg_per_s = drawn(family, growth, "release_kg_per_s", methane);
    out->airing_share = 1.0 - drawn(family, growth, "airflow_lost_percent", 0.0) / 100.0;
    if (out->release_kg_per_s > 0.0) {
        out->substance = methane > 0.0 ? SIBU_SUBSTANCE_METHANE : draw_substance(family, key);
        out->release_s = drawn(family, growth, "release_s", LONG_S);
        out->height_m = drawn(family, growth, "outlet_height_m", OUTLET_M);
        out->wind_m_per_s = drawn(family, growth, "wind_m_per_s", WIND_M_PER_S);
        out->wind_from_deg = drawn(family, growth, "wind_bearing_deg", 0.0);
    }
}

void sibu_field_law_of(const struct sibu_family *family, const double *growth, const uint8_t *key,
                       struct sibu_field_law *out)
{
    double dust_kg = drawn(family, growth, "cloud_m3", 0.0) * drawn(family, growth, "dust_kg_per_m3", 0.0);
    *out = (struct sibu_field_law){0};
    set_fire(family, growth, out);
    set_gas(family, growth, key, out);
    out->blast_mj = drawn(family, growth, "stored_energy_mj", dust_kg * DUST_MJ_PER_KG * DUST_SHARE);
    out->water_m3_per_s = drawn(family, growth, "water_m3_per_h", 0.0) / SECONDS_PER_H;
}

struct member {
    const char *name;
    double *value;
    double most;
};
#define MEMBERS 13

static void list_members(struct sibu_field_law *law, struct member out[MEMBERS])
{
    const struct member all[MEMBERS] = {{"growth_kw_per_s2", &law->growth_kw_per_s2, 100.0},
                                        {"peak_kw", &law->peak_kw, 1e7},
                                        {"burning_s", &law->burning_s, SIBU_FIELD_BURNING_MOST_S},
                                        {"soot_yield", &law->soot_yield, 1.0},
                                        {"carbon_monoxide_yield", &law->carbon_monoxide_yield, 1.0},
                                        {"release_kg_per_s", &law->release_kg_per_s, 1e5},
                                        {"release_s", &law->release_s, 1e6},
                                        {"height_m", &law->height_m, 1000.0},
                                        {"wind_m_per_s", &law->wind_m_per_s, 100.0},
                                        {"wind_from_deg", &law->wind_from_deg, 360.0},
                                        {"airing_share", &law->airing_share, 1.0},
                                        {"blast_mj", &law->blast_mj, 1e8},
                                        {"water_m3_per_s", &law->water_m3_per_s, 1e3}};
    memcpy(out, all, sizeof all);
}

void sibu_field_law_write(const struct sibu_field_law *law, struct sibu_text *out)
{
    struct sibu_field_law copy = *law;
    struct member members[MEMBERS];
    list_members(&copy, members);
    for (size_t i = 0; i < MEMBERS; i++) {
        sibu_text_addf(out, "%s\"%s\":%.17g", i > 0 ? "," : "{", members[i].name, *members[i].value);
    }
    if (law->release_kg_per_s > 0.0) {
        sibu_text_addf(out, ",\"substance\":\"%s\"", sibu_substance_facts(law->substance)->id);
    }
    sibu_text_add(out, "}");
}

enum sibu_status sibu_field_law_read(struct sibu_json_value value, struct sibu_field_law *out, struct sibu_fault *fault)
{
    struct member members[MEMBERS];
    const char *substance = "";
    *out = (struct sibu_field_law){0};
    list_members(out, members);
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < MEMBERS && status == SIBU_OK; i++) {
        status = sibu_json_number(value, members[i].name, 0.0, members[i].most, members[i].value, fault);
    }
    if (status != SIBU_OK || !(out->release_kg_per_s > 0.0)) {
        return status;
    }
    status = sibu_json_string_or(value, "substance", "", &substance, fault);
    out->substance = sibu_substance_of(substance);
    if (status == SIBU_OK && out->substance == SIBU_SUBSTANCES) {
        char place[240];
        sibu_json_place(value, "substance", place);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "没有“%s”这种物质", "there is no substance \"%s\"",
                              substance);
    }
    return status;
}
