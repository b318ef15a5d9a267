/* The figures of closed drills, a line each (evaluate/earlier.h): kept so that the next drill's record can tell of the earlier ones
 * at T0 without opening their records. They are made from records and can be made again. store.h says what every call may return. */
#pragma once
#include "store/store.h"

/* Keeps the drill's line; where there is one already that one stays. */
SIBU_MUST_USE enum sibu_status store_figures_put(struct store *store, int64_t drill, const char *line,
                                                 struct sibu_fault *fault);
/* The lines of the site's drills that began before t0_us: the newest `most` of them, the oldest first. */
struct store_figures_of {
    const char *site;
    int64_t t0_us;
    size_t most;
};
SIBU_MUST_USE enum sibu_status store_figures(struct store *store, struct store_figures_of of, struct sibu_arena *arena,
                                             const char ***items, size_t *count, struct sibu_fault *fault);
/* Closed drills that have no line, the newest first, `most` at the most. */
SIBU_MUST_USE enum sibu_status store_figures_wanting(struct store *store, size_t most, struct sibu_arena *arena,
                                                     struct store_drill **items, size_t *count,
                                                     struct sibu_fault *fault);
