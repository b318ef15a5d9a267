/* What the parts of a plan must say about each other before a drill can be drawn from it. Pure. Depends on: plan. */
#include <string.h>

#include "draw/period.h"
#include "draw/plan_load.h"

#define YEAR_2026_S INT64_C(1767225600)
#define YEAR_S (INT64_C(365) * 86400)
#define OFFSETS_MAX 64
#define LEAST_SHARE_OF_BOX 0.001

static enum sibu_status check_ids(const struct plan *plan, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < plan->site_count; i++) {
        const char *id = plan->sites[i].site->id;
        if (plan_find_site(plan, id) != i) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, plan->sites[i].site_path, "另一个场所也用了 id“%.60s”",
                                  "another site has the id \"%.60s\" too", id);
        }
    }
    return SIBU_OK;
}

static enum sibu_status check_allowed(const struct plan *plan, const char *path, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        const struct policy_rules *rules = &plan->policy->groups[i].rules;
        for (uint32_t k = 0; k < rules->allowed_count; k++) {
            if (sibu_families_find(plan->families, rules->allowed[k].id) == SIBU_NONE) {
                return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "allowed_families 中的灾种“%.60s”不存在",
                                      "allowed_families names \"%.60s\", which is no hazard family",
                                      rules->allowed[k].id);
            }
        }
    }
    return SIBU_OK;
}

static enum sibu_status check_hazard(const struct plan *plan, const struct plan_site *at, const struct sibu_zone *zone,
                                     const char *id, struct sibu_fault *fault)
{
    uint32_t family = sibu_families_find(plan->families, id);
    if (family == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, at->site_path, "区域“%.60s”列出的灾种“%.60s”不存在",
                              "the zone \"%.60s\" lists \"%.60s\", which is no hazard family", zone->id, id);
    }
    if ((plan->families->items[family].uses >> (unsigned)zone->use & 1u) == 0) {
        return sibu_fault_set(
            fault, SIBU_BAD_INPUT, at->site_path,
            "区域“%.60s”列出的灾种“%.60s”不会发生在用途为 %s 的区域（见其 arises）",
            "the zone \"%.60s\" lists \"%.60s\", which does not arise where the use is %s (see its arises)", zone->id,
            id, sibu_use_name(zone->use));
    }
    return SIBU_OK;
}

static enum sibu_status check_zone(const struct plan *plan, const struct plan_site *at, const struct sibu_zone *zone,
                                   int *possible, struct sibu_fault *fault)
{
    const struct policy_rules *rules = &plan->groups[at->group].policy->rules;
    for (uint32_t i = 0; i < zone->hazard_count; i++) {
        enum sibu_status status = check_hazard(plan, at, zone, zone->hazards[i].family, fault);
        if (status != SIBU_OK) {
            return status;
        }
        *possible |= policy_family_weight(rules, zone->hazards[i].family) > 0.0;
    }
    struct sibu_box box = sibu_polygon_box(&zone->polygon);
    double box_m2 = (box.max_x - box.min_x) * (box.max_y - box.min_y);
    if (zone->hazard_count > 0 && !(zone->area_m2 >= LEAST_SHARE_OF_BOX * box_m2)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, at->site_path, "区域“%.60s”过于狭长，请拆成几个区域",
                              "the zone \"%.60s\" is too thin for its extent: divide it into several", zone->id);
    }
    return SIBU_OK;
}

static enum sibu_status check_hazards(const struct plan *plan, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < plan->site_count; i++) {
        const struct plan_site *at = &plan->sites[i];
        enum sibu_status status = SIBU_OK;
        int possible = 0;
        for (uint32_t k = 0; k < at->site->zone_count && status == SIBU_OK; k++) {
            status = check_zone(plan, at, &at->site->zones[k], &possible, fault);
        }
        if (status == SIBU_OK && !possible) {
            status = sibu_fault_set(fault, SIBU_BAD_INPUT, at->site_path, "没有任何区域列出允许抽取的灾种 (hazards)",
                                    "none of its zones lists a hazard family that may be drawn (hazards)");
        }
        if (status != SIBU_OK) {
            return status;
        }
    }
    return SIBU_OK;
}

/* A window can be so short that no tick falls into it, at any offset that the zone has in a year. */
static enum sibu_status check_ticks(const struct plan *plan, const char *path, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        const struct policy_rules *rules = &plan->policy->groups[i].rules;
        struct weights_offset offsets[OFFSETS_MAX];
        size_t count = period_offsets(plan->groups[i].zone, YEAR_2026_S, YEAR_2026_S + YEAR_S, offsets, OFFSETS_MAX);
        struct weights_def weekly = {.tick_s = plan->policy->tick_s,
                                     .segments = rules->segments,
                                     .segment_count = rules->segment_count,
                                     .offsets = offsets,
                                     .offset_count = count < OFFSETS_MAX ? count : OFFSETS_MAX};
        int64_t first = YEAR_2026_S / plan->policy->tick_s;
        if (weights_sum(&weekly, first, (size_t)(YEAR_S / plan->policy->tick_s)) == 0) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "时段太短，没有任何抽签时刻（每 %d 秒一次）落在其中",
                                  "the windows are so short that no tick (one each %d s) falls into them",
                                  (int)plan->policy->tick_s);
        }
    }
    return SIBU_OK;
}

enum sibu_status plan_check(const struct plan *plan, const char *path, struct sibu_fault *fault)
{
    enum sibu_status status = check_ids(plan, fault);
    if (status == SIBU_OK) {
        status = check_allowed(plan, path, fault);
    }
    if (status == SIBU_OK) {
        status = check_hazards(plan, fault);
    }
    return status == SIBU_OK ? check_ticks(plan, path, fault) : status;
}
