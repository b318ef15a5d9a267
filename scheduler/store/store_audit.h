/* The audit trail: who did what, on what, from where, and what came of it. Rows are only ever added, and each holds the hash
 * of all before it, so that none can be changed or taken out unseen (the last ones can be cut off; docs/officer.md). No
 * person of a roster, no telephone number and no secret stands in it. store.h says what every call may return.
 */
#pragma once
#include "sibu/hash.h"
#include "store/store.h"

#define STORE_AUDIT_TEXT_MAX 200 /* bytes of one text of a row; what is longer is cut at a character */

struct store_audit {
    int64_t row, time_us; /* row: 1.. without a gap; given by the store */
    const char *who; /* the account's name; "key": the officer's key; "system": the server; "-": nobody who is known */
    const char *roles; /* that they had: "administrator+officer" */
    const char *action; /* "sign-in", "surprise" */
    const char *object; /* what it was done to; "" */
    const char *address; /* of the network; "" */
    const char *result; /* "ok", "asked" before something begins, "refused" */
    uint8_t hash[SIBU_HASH_BYTES]; /* given by the store */
};
/* Adds a row. On disk when it returns. */
SIBU_MUST_USE enum sibu_status store_audit_put(struct store *store, const struct store_audit *row,
                                               struct sibu_fault *fault);
/* At most `most` rows before the row `before` (0: the end), the newest first. */
struct store_audit_part {
    int64_t before;
    size_t most;
};
SIBU_MUST_USE enum sibu_status store_audit(struct store *store, struct store_audit_part part, struct sibu_arena *arena,
                                           struct store_audit **items, size_t *count, struct sibu_fault *fault);

/* The hash of a row behind the one that has `before` (32 zero bytes for the first). */
void store_audit_hash(const struct store_audit *row, const uint8_t before[SIBU_HASH_BYTES],
                      uint8_t out[SIBU_HASH_BYTES]);
/* Checks the trail of an open store. *rows: how many are sound. SIBU_NO: the first row that is not as it must be,
 * "STORE:audit:17". */
SIBU_MUST_USE enum sibu_status store_audit_check(struct store *store, int64_t *rows, struct sibu_fault *fault);
/* Checks the trail in a server's database, which is opened for reading only. *rows: how many are sound; 0 where an older
 * Sibu has made the file. SIBU_NO: the first row that is not as it must be, "FILE:audit:17". */
SIBU_MUST_USE enum sibu_status audit_file_check(const char *path, int64_t *rows, struct sibu_fault *fault);
/* The same, telling of each row that is sound; its texts are valid during the call. */
struct audit_watch {
    void (*look)(void *data, const struct store_audit *row);
    void *data;
};
SIBU_MUST_USE enum sibu_status audit_file_read(const char *path, const struct audit_watch *watch, int64_t *rows,
                                               struct sibu_fault *fault);
