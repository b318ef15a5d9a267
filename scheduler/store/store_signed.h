/* Signatures of drills' reports in the store: one for each drill, never changed (store.h says the rest). */
#pragma once
#include "store/store_audit.h"

/* Keeps the line (report/signed.h) as the drill's, with its row of the audit trail, in one transaction. SIBU_NO where it has one. */
SIBU_MUST_USE enum sibu_status store_signed_put(struct store *store, int64_t drill, const char *line,
                                                const struct store_audit *row, struct sibu_fault *fault);
/* The drill's line, in the arena; NULL where nobody has signed its report. */
SIBU_MUST_USE enum sibu_status store_signed(struct store *store, int64_t drill, struct sibu_arena *arena,
                                            const char **line, struct sibu_fault *fault);
/* The drills whose report is signed: `key` and `record` alone are filled. */
SIBU_MUST_USE enum sibu_status store_signed_drills(struct store *store, struct sibu_arena *arena,
                                                   struct store_drill **items, size_t *count, struct sibu_fault *fault);
