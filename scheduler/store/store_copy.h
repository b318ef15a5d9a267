/* One store copied into another that is empty, of the same kind or the other: for `sibu move`, `backup` and `restore`.
 *
 * What is read is one moment of the source, which others may go on using. What is written is one transaction: all of it or
 * nothing. Each table's rows are counted and hashed as they are read, in one form for both kinds (keys without the number of
 * their site, in the order of keys), and again as they stand in the target; only where both agree it is kept.
 */
#pragma once
#include "sibu/hash.h"
#include "store/store.h"

#define STORE_COPY_TABLES 26

struct store_copy_sum {
    const char *table; /* a constant */
    int64_t rows;
    uint8_t hash[SIBU_HASH_BYTES];
};
/* Called now and then with the table at hand and its rows so far; 0: stop. May be NULL. */
struct store_copy_watch {
    int (*goes_on)(void *data, const char *table, int64_t rows);
    void *data;
};
/* Copies all that `from` holds. SIBU_NO, with nothing changed: `to` holds something already, the watch said stop, or what
 * arrived is not what was sent. Holds both stores while it runs. */
SIBU_MUST_USE enum sibu_status store_copy(struct store *from, struct store *to, const struct store_copy_watch *watch,
                                          struct store_copy_sum sums[STORE_COPY_TABLES], struct sibu_fault *fault);
/* The store is this caller's alone from now on until it is closed: nobody else has it open, nor can open it. SIBU_NO: somebody
 * has. */
SIBU_MUST_USE enum sibu_status store_alone(struct store *store, struct sibu_fault *fault);
/* The records of all drills are in this folder from now on, by their names. */
SIBU_MUST_USE enum sibu_status store_records_in(struct store *store, const char *folder, struct sibu_fault *fault);
/* Copies an SQLite file, sound while somebody writes to it, as it is at one moment; `to` (mode 0600) must not be there. */
SIBU_MUST_USE enum sibu_status store_file_copy(const char *from, const char *to, struct sibu_fault *fault);
