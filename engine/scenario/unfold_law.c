/* What lets an event happen, and what forbids it. See unfold_law.h and the guards in sibu/unfold.h. */
#include "scenario/unfold_law.h"

#include <string.h>

static double share_of(uint32_t some, uint32_t all)
{
    return all > 0 ? (double)(some < all ? some : all) / (double)all : 0.0;
}

static uint32_t inside_of(const struct sibu_unfold *unfold, const struct sibu_unfold_state *state)
{
    uint32_t inside = 0;
    for (uint32_t zone = 0; zone < unfold->def.site->zone_count; zone++) {
        inside += state->inside[zone];
    }
    return inside;
}

/* Whether one more would be more than people can take in. */
static _Bool is_full(const struct sibu_unfold *unfold, enum sibu_unfold_kind kind, double time_s)
{
    uint32_t lately = 0;
    for (uint32_t i = 0; i < unfold->number; i++) {
        lately += time_s - unfold->times_s[i] < SIBU_UNFOLD_APART_S;
    }
    return unfold->number >= SIBU_UNFOLD_MOST || lately >= SIBU_UNFOLD_AT_A_TIME ||
           unfold->happened[kind] >= unfold->most[kind];
}

/* Whether a zone keeps a way to an exit that is open and less threatened than `exit`, if that one is lost. */
static _Bool keeps_way(const struct sibu_unfold *unfold, uint32_t zone, uint32_t exit, double threat)
{
    const uint32_t exits = unfold->def.site->exit_count;
    for (uint32_t other = 0; other < exits; other++) {
        if (other != exit && !unfold->lost[other] && unfold_way(unfold, zone, other)->from_all &&
            sibu_field_threat(unfold->field, other) < threat) {
            return 1;
        }
    }
    return 0;
}

static double share_of_exit(const struct sibu_unfold *unfold, const struct sibu_unfold_state *state, uint32_t exit,
                            uint32_t inside)
{
    double threat = sibu_field_threat(unfold->field, exit);
    if (unfold->lost[exit] || state->heading[exit] == 0 || !(threat > 0.0)) {
        return 0.0;
    }
    for (uint32_t zone = 0; zone < unfold->def.site->zone_count; zone++) {
        if (state->inside[zone] > 0 && !keeps_way(unfold, zone, exit, threat)) {
            return 0.0;
        }
    }
    return threat * share_of(state->heading[exit], inside);
}

static uint32_t waiting_of(const struct sibu_unfold *unfold, const struct sibu_unfold_state *state)
{
    uint32_t waiting = 0;
    for (uint32_t zone = 0; zone < unfold->def.site->zone_count; zone++) {
        waiting += state->waiting[zone];
    }
    return waiting;
}

static _Bool is_source(const struct sibu_unfold *unfold, uint32_t zone)
{
    for (uint32_t i = 0; i < sibu_field_sources(unfold->field); i++) {
        if (sibu_field_source(unfold->field, i)->zone == zone) {
            return 1;
        }
    }
    return 0;
}

double unfold_weight(const struct sibu_unfold *unfold, uint32_t zone)
{
    const struct sibu_zone *at = &unfold->def.site->zones[zone];
    double weight = 0.0;
    for (uint32_t k = 0; k < at->hazard_count; k++) {
        weight += strcmp(at->hazards[k].family, unfold->def.family->id) == 0 ? at->hazards[k].weight : 0.0;
    }
    return is_source(unfold, zone) ? 0.0 : weight * at->area_m2;
}

double unfold_weight_elsewhere(const struct sibu_unfold *unfold)
{
    double whole = 0.0;
    for (uint32_t zone = 0; zone < unfold->def.site->zone_count; zone++) {
        whole += unfold_weight(unfold, zone);
    }
    return whole;
}

/* Of what needs another place for it. */
static double share_elsewhere(const struct sibu_unfold *unfold, double share)
{
    return unfold_weight_elsewhere(unfold) > 0.0 ? share : 0.0;
}

/* A release, whose cloud goes with the wind. */
static _Bool is_windy(const struct sibu_unfold *unfold)
{
    return unfold->law.release_kg_per_s > 0.0 && unfold->law.wind_m_per_s > 0.0;
}

double unfold_share(const struct sibu_unfold *unfold, const struct sibu_unfold_state *state,
                    const struct unfold_process *process, double time_s)
{
    uint32_t inside = inside_of(unfold, state);
    if (inside == 0 || is_full(unfold, process->kind, time_s)) {
        return 0.0;
    }
    switch (process->kind) {
    case SIBU_UNFOLD_EXIT_LOST:
        return share_of_exit(unfold, state, process->place, inside);
    case SIBU_UNFOLD_ALARM_SILENT:
        return unfold->silent[process->place] ? 0.0 : share_of(state->waiting[process->place], state->people);
    case SIBU_UNFOLD_WARDEN_HURT:
        return state->wardens_inside >= 2 ? share_of(state->wardens_inside, state->wardens) : 0.0;
    case SIBU_UNFOLD_CONTRACTOR_MISSING:
        return share_of(state->contractors_inside, state->contractors);
    case SIBU_UNFOLD_REPORT_CORRECTED:
        return share_elsewhere(unfold, share_of(waiting_of(unfold, state), state->people));
    case SIBU_UNFOLD_SECOND_SOURCE:
        return share_elsewhere(unfold, share_of(inside, state->people));
    case SIBU_UNFOLD_KINDS:
        break;
    case SIBU_UNFOLD_WIND_TURNED:
        return is_windy(unfold) ? share_of(inside, state->people) : 0.0;
    }
    return 0.0;
}
