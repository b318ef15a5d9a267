/* What of a family makes fields: its substances, and growths whose names sibu_field_law_of knows. See docs/family.md.
 *
 * Depends on: scenario/family_reader.h, json.
 */
#include <string.h>

#include "scenario/family_reader.h"
#include "sibu/field.h"
#include "sibu/json.h"

#define WEIGHT_MOST 1e6

/* Where a growth of this name must lie, both ends included. */
struct bounds {
    const char *name;
    double least, most;
};
static const struct bounds BOUNDS[] = {{"growth_kw_per_s2", 1e-6, 100.0},
                                       {"fire_growth_kw_per_s2", 1e-6, 100.0},
                                       {"peak_kw", 1.0, 1e7},
                                       {"burning_s", 0.0, SIBU_FIELD_BURNING_MOST_S},
                                       {"soot_yield_kg_per_kg", 0.0, 1.0},
                                       {"carbon_monoxide_yield_kg_per_kg", 0.0, 1.0},
                                       {"release_kg_per_s", 1e-9, 1e5},
                                       {"release_s", 1.0, 1e6},
                                       {"outlet_height_m", 0.0, 1000.0},
                                       {"wind_m_per_s", 0.0, 100.0},
                                       {"wind_bearing_deg", 0.0, 360.0},
                                       {"methane_m3_per_s", 1e-9, 1e5},
                                       {"airflow_lost_percent", 0.0, 100.0},
                                       {"stored_energy_mj", 0.0, 1e7},
                                       {"cloud_m3", 0.0, 1e6},
                                       {"dust_kg_per_m3", 0.0, 100.0},
                                       {"water_m3_per_h", 0.0, 1e6}};

static enum sibu_status check_growth(struct family_reader *reader, const struct sibu_growth *growth)
{
    for (size_t i = 0; i < sizeof BOUNDS / sizeof BOUNDS[0]; i++) {
        const struct bounds *bounds = &BOUNDS[i];
        if (strcmp(bounds->name, growth->name) == 0 && (growth->min < bounds->least || growth->max > bounds->most)) {
            char place[240];
            sibu_json_place(sibu_json_member(reader->root, "growth"), growth->name, place);
            return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "应在 %g 到 %g 之间",
                                  "must lie between %g and %g", bounds->least, bounds->most);
        }
    }
    return SIBU_OK;
}

static _Bool is_release(const struct sibu_family *family)
{
    for (uint32_t i = 0; i < family->growth_count; i++) {
        if (strcmp(family->growths[i].name, "release_kg_per_s") == 0) {
            return 1;
        }
    }
    return 0;
}

static enum sibu_status read_substance(struct family_reader *reader, struct sibu_json_value object,
                                       struct sibu_json_value value, struct sibu_family *family)
{
    enum sibu_substance substance = sibu_substance_of(sibu_json_key(value));
    if (substance == SIBU_SUBSTANCES) {
        return family_refuse(reader, value, NULL,
                             "没有这种物质；可用 chlorine、ammonia、lpg、hydrogen-sulfide、carbon-monoxide、methane",
                             "is no substance: chlorine, ammonia, lpg, hydrogen-sulfide, carbon-monoxide or methane");
    }
    return sibu_json_number(object, sibu_json_key(value), 0.0, WEIGHT_MOST, &family->substances[substance],
                            reader->fault);
}

static enum sibu_status read_substances(struct family_reader *reader, struct sibu_family *family)
{
    struct sibu_json_value object;
    double whole = 0.0;
    enum sibu_status status = sibu_json_object(reader->root, "substances", &object, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    for (struct sibu_json_value value = sibu_json_first(object); value.node != NULL && status == SIBU_OK;
         value = sibu_json_next(value)) {
        status = read_substance(reader, object, value, family);
    }
    for (int i = 0; i < SIBU_SUBSTANCES; i++) {
        whole += family->substances[i];
    }
    return status == SIBU_OK && !(whole > 0.0)
               ? family_refuse(reader, reader->root, "substances", "至少一种物质的权重应大于 0",
                               "must give at least one substance a weight above 0")
               : status;
}

enum sibu_status family_read_field(struct family_reader *reader, struct sibu_family *family)
{
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < family->growth_count && status == SIBU_OK; i++) {
        status = check_growth(reader, &family->growths[i]);
    }
    if (status != SIBU_OK || is_release(family)) {
        return status == SIBU_OK ? read_substances(reader, family) : status;
    }
    return sibu_json_member(reader->root, "substances").node == NULL
               ? SIBU_OK
               : family_refuse(reader, reader->root, "substances", "只有带 release_kg_per_s 的灾种才有泄漏物质",
                               "only a family with release_kg_per_s has substances");
}
