/* Two records laid side by side: is it the same site, and who is whom.
 *
 * Pure but for memory. Depends on the replay.
 */
#pragma once
#include "view/replay.h"

enum compare_site {
    COMPARE_SITE_SAME, /* the plans lie over each other: one thing can be drawn over the other */
    COMPARE_SITE_CHANGED, /* the same site by its id, and its floors are others now */
    COMPARE_SITE_OTHER
};
enum compare_site compare_site_of(const struct sibu_site *here, const struct sibu_site *there);
/* The floor of `to` that a floor of `from` is: by its id; SIBU_NONE where `to` has none such. */
uint32_t compare_floor_of(const struct sibu_site *from, uint32_t floor, const struct sibu_site *to);
/* 1 where both are one record, or a copy of it: the same T0, people, times and frames. */
int compare_is_same_record(const struct replay *here, const struct replay *there);
/* For each person of `here` the same one of `there` (index, or SIBU_NONE): by id; those without an id by number, where
 * the one of that number there has no id either. out holds here->people_count. */
SIBU_MUST_USE enum sibu_status compare_twins(const struct replay *here, const struct replay *there, uint32_t *out,
                                             struct sibu_fault *fault);
