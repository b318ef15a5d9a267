/* The ledger of findings and grades: what drills showed that must be mended, until it is closed with proof, and the grades of
 * sites. Rows are only ever added, and each holds the hash of all before it (docs/findings.md). No person of a roster
 * stands in it but whom officers name as the one who mends. store.h says what every call may return.
 */
#pragma once
#include "sibu/hash.h"
#include "store/store.h"

#define STORE_FINDING_TEXT_MAX 4000 /* bytes of a sentence, a reason or a proof */
#define STORE_FINDINGS_SINCE 8 /* the database's user_version from which on it is there */
#define STORE_FINDING_WORD_MAX 240 /* bytes of every other text of a row */

/* One row. A finding is known by (site, kind, place). Texts are "" and numbers 0 where the event says nothing of them. */
struct store_finding_row {
    int64_t row, time_us; /* row: 1.. without a gap; given by the store */
    const char *site, *kind, *place; /* kind: "missing"; place: id of a zone, exit or channel, "" the whole site */
    const char *event; /* "opened", "seen", "closed" ...: finding_book.h has them all */
    const char *who; /* the account's or caller's name; "system": the server */
    const char *drill; /* "2026-000017": whose evaluation it came from */
    const char *mark; /* severity, or a grade */
    const char *owner; /* who mends it */
    int64_t due_us; /* by when */
    int64_t value; /* what the event counts: a level, a score in hundredths */
    const char *zh, *en; /* the sentence with its evidence; a reason or a proof is the same in both */
    const char *file; /* SHA-256 of the file that proves it, 64 hexadecimal digits */
    uint8_t hash[SIBU_HASH_BYTES]; /* given by the store */
};

/* Adds the rows in one transaction: all or none. On disk when it returns. SIBU_BAD_INPUT where a text is too long, and
 * where one of the rows is "drilled" and the ledger has that of its drill already: then nothing is added, SIBU_NO. */
SIBU_MUST_USE enum sibu_status store_findings_add(struct store *store, const struct store_finding_row *rows,
                                                  size_t count, struct sibu_fault *fault);
/* All rows in order; site NULL: of all sites. */
SIBU_MUST_USE enum sibu_status store_findings(struct store *store, const char *site, struct sibu_arena *arena,
                                              struct store_finding_row **items, size_t *count,
                                              struct sibu_fault *fault);

/* The hash of a row behind the one that has `before` (32 zero bytes for the first). */
void store_finding_hash(const struct store_finding_row *row, const uint8_t before[SIBU_HASH_BYTES],
                        uint8_t out[SIBU_HASH_BYTES]);
/* Checks the ledger of an open store. *rows: how many are sound. SIBU_NO: the first row that is not as it must be,
 * "STORE:finding:17". */
SIBU_MUST_USE enum sibu_status store_findings_check(struct store *store, int64_t *rows, struct sibu_fault *fault);
/* Checks the ledger in a server's database, which is opened for reading only. *rows: how many are sound; 0 where an older
 * Sibu has made the file. SIBU_NO: the first row that is not as it must be, "FILE:finding:17". */
SIBU_MUST_USE enum sibu_status finding_file_check(const char *path, int64_t *rows, struct sibu_fault *fault);
