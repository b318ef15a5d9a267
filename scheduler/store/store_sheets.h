/* Answer sheets of evaluators in the store: lines that are only ever added (store.h says the rest). */
#pragma once
#include "store/store_audit.h"

/* Keeps the line as the drill's sheet `number` (1 ...), with its row of the audit trail, in one transaction. SIBU_NO where that number
 * is not the one behind the drill's last: somebody else was quicker. */
SIBU_MUST_USE enum sibu_status store_sheet_put(struct store *store, int64_t drill, uint32_t number, const char *line,
                                               const struct store_audit *row, struct sibu_fault *fault);
/* The drill's lines, in the order of their numbers. */
SIBU_MUST_USE enum sibu_status store_sheets(struct store *store, int64_t drill, struct sibu_arena *arena,
                                            const char ***items, size_t *count, struct sibu_fault *fault);
/* The drills that have any: `key` and `record` alone are filled. */
SIBU_MUST_USE enum sibu_status store_sheet_drills(struct store *store, struct sibu_arena *arena,
                                                  struct store_drill **items, size_t *count, struct sibu_fault *fault);
