/* Questions to an organisation: see organisation.h. Pure. */
#include "organisation/organisation.h"

#include <string.h>

void organisation_close(struct organisation *organisation)
{
    if (organisation != NULL) {
        sibu_arena_clear(&organisation->arena);
        sibu_array_free(organisation);
    }
}

uint32_t organisation_find_branch(const struct organisation *organisation, const char *id)
{
    uint32_t low = 0, high = organisation != NULL ? organisation->branch_count : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(id, organisation->branches[organisation->by_id[middle]].id);
        if (order == 0) {
            return organisation->by_id[middle];
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle : high;
    }
    return SIBU_NONE;
}

uint32_t organisation_find_sector(const struct organisation *organisation, const char *id)
{
    for (uint32_t i = 0; organisation != NULL && i < organisation->sector_count; i++) {
        if (strcmp(organisation->sectors[i].id, id) == 0) {
            return i;
        }
    }
    return SIBU_NONE;
}

const struct organisation_site *organisation_find_site(const struct organisation *organisation, const char *id)
{
    uint32_t low = 0, high = organisation != NULL ? organisation->site_count : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(id, organisation->sites[middle].id);
        if (order == 0) {
            return &organisation->sites[middle];
        }
        low = order > 0 ? middle + 1 : low;
        high = order < 0 ? middle : high;
    }
    return NULL;
}

uint32_t organisation_branch_of(const struct organisation *organisation, const char *site)
{
    const struct organisation_site *found = organisation_find_site(organisation, site);
    return found != NULL ? found->branch : SIBU_NONE;
}

int organisation_is_below(const struct organisation *organisation, uint32_t branch, uint32_t top)
{
    while (branch != top && branch != SIBU_NONE) {
        branch = organisation->branches[branch].under;
    }
    return branch == top;
}
