/* What the store tells of the past: all drills, and who had a part in how many. For statistics (store.h says the rest). */
#pragma once
#include "store/store.h"

/* All drills, the oldest first; record and draw are "". */
SIBU_MUST_USE enum sibu_status store_drills(struct store *store, struct sibu_arena *arena, struct store_drill **items,
                                            size_t *count, struct sibu_fault *fault);
/* Those whom rosters name now, and in how many drills they were expected. */
struct store_attendance {
    const char *site, *id, *name;
    int64_t drills, last_us; /* T0 of the last of them; 0: none yet */
};
SIBU_MUST_USE enum sibu_status store_attendances(struct store *store, struct sibu_arena *arena,
                                                 struct store_attendance **items, size_t *count,
                                                 struct sibu_fault *fault);
