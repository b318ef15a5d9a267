/* Reads zones: what a part of a floor is called, used for, and what can go wrong in it. See feature_read.h. */
#include "site/feature_read.h"
#include "site/property.h"
#include "site/shape_read.h"

#define HAZARDS_MAX 100U
#define WEIGHT_MIN 1e-6
#define WEIGHT_MAX 1e6

static int read_hazard(struct draft *draft, struct sibu_json_value hazards, struct sibu_json_value member,
                       struct sibu_hazard_weight *out)
{
    const char *family = sibu_json_key(member);
    if (family[0] == '\0') {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, member, NULL),
                       "灾种编号不能为空", "the id of a hazard family must not be empty");
        return 0;
    }
    out->family = draft_text(draft, family);
    return draft_take(draft, sibu_json_number(hazards, family, WEIGHT_MIN, WEIGHT_MAX, &out->weight, &draft->fault)) &&
           out->family != NULL;
}

static int read_hazards(struct draft *draft, struct sibu_json_value properties, struct sibu_zone *zone)
{
    struct sibu_json_value hazards = sibu_json_member(properties, "hazards");
    if (hazards.node == NULL) {
        return 1;
    }
    size_t count = sibu_json_count(hazards);
    if (sibu_json_kind(hazards) != SIBU_JSON_OBJECT || count > HAZARDS_MAX) {
        sibu_fault_set(sink_next(draft->sink), SIBU_BAD_INPUT, sink_place(draft->sink, hazards, NULL),
                       "应为灾种及其权重：{\"fire-electrical\": 1}，最多 %u 个",
                       "must be hazard families with weights, {\"fire-electrical\": 1}, %u at most", HAZARDS_MAX);
        return 0;
    }
    struct sibu_hazard_weight *weights = draft_new(draft, count, sizeof weights[0]);
    struct sibu_json_value member = sibu_json_first(hazards);
    int good = weights != NULL;
    for (uint32_t i = 0; weights != NULL && member.node != NULL; i++, member = sibu_json_next(member)) {
        good = read_hazard(draft, hazards, member, &weights[i]) && good;
    }
    zone->hazards = weights;
    zone->hazard_count = (uint32_t)count;
    return good;
}

int read_zone(struct draft *draft, struct sibu_json_value feature, struct sibu_json_value properties)
{
    struct sibu_zone zone = {0};
    size_t use = 0;
    int good = read_id(draft, properties, &zone.id);
    good = read_name(draft, properties, &zone.name) && good;
    good = read_floor(draft, properties, "floor", &zone.floor) && good;
    good = draft_take(draft, sibu_json_choice(properties, "use", USE_NAMES, &use, &draft->fault)) && good;
    good = read_hazards(draft, properties, &zone) && good;
    good = read_polygon(draft, feature, &zone.polygon) && good;
    zone.use = (enum sibu_use)use;
    zone.area_m2 = good && !draft->frame_wrong ? sibu_polygon_area(&zone.polygon) : 0.0;
    draft->zones[draft->counts[KIND_ZONE]] = zone;
    return good;
}
