/* What a witness must not forget: epochs with their seeds, the last head of each log, every link that was given.
 *
 * One SQLite file, witness.db, that its owner alone can read. A change is on the disk when shelf_end says so, whole or not
 * at all, whatever kills the process or the machine. What is read between shelf_begin and shelf_end holds until then,
 * though a second process use the same file. Not thread safe.
 */
#pragma once
#include "witness/witness.h"

struct shelf;
/* Opens or makes the file in this folder. `name` is the witness's: SIBU_BAD_INPUT where the file is another's. NULL: as it
 * was, or "sibu-witness" at first; it is written to `kept`. */
SIBU_MUST_USE enum sibu_status shelf_open(struct shelf **out, const char *folder, const char *name,
                                          char kept[NOTE_NAME_MAX + 1], struct sibu_fault *fault);
void shelf_close(struct shelf *shelf); /* NULL is allowed */

SIBU_MUST_USE enum sibu_status shelf_begin(struct shelf *shelf, struct sibu_fault *fault);
/* Keeps all since shelf_begin where status is SIBU_OK, else undoes it. Returns status, or why it could not be kept. */
SIBU_MUST_USE enum sibu_status shelf_end(struct shelf *shelf, enum sibu_status status, struct sibu_fault *fault);

/* Each *found: 1 where it is kept. */
struct shelf_epoch {
    int found;
    struct witness_epoch epoch;
    uint8_t seed[CHAIN_LINK_BYTES];
};
struct shelf_log {
    int found;
    struct note_key key;
    struct tree_head head; /* the last one cosigned; no leaves: none yet */
    int64_t moment_s; /* the latest for which a link was given; INT64_MIN: none */
    char note[NOTE_MAX]; /* that head with the log's line and ours; "" where there is none */
};
struct shelf_given {
    int found;
    struct witness_given given;
};
SIBU_MUST_USE enum sibu_status shelf_find_log(struct shelf *shelf, const uint8_t id[DRAW_INSTALLATION_BYTES],
                                              struct shelf_log *out, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status shelf_find_epoch(struct shelf *shelf, const struct draw_installation *who,
                                                struct shelf_epoch *out, struct sibu_fault *fault);
/* The epochs kept in all, and whether a log has this name. */
SIBU_MUST_USE enum sibu_status shelf_count(struct shelf *shelf, const char *origin, int64_t *epochs, int *is_taken,
                                           struct sibu_fault *fault);
/* The link given for this tick, and *last_tick: the latest one given in this epoch (INT64_MIN: none). */
SIBU_MUST_USE enum sibu_status shelf_find_given(struct shelf *shelf, const struct draw_installation *who, int64_t tick,
                                                struct shelf_given *out, int64_t *last_tick, struct sibu_fault *fault);

/* These stand between shelf_begin and shelf_end. The log is added with its first epoch. */
SIBU_MUST_USE enum sibu_status shelf_add_epoch(struct shelf *shelf, const struct witness_epoch *epoch,
                                               const uint8_t seed[CHAIN_LINK_BYTES], struct sibu_fault *fault);
/* The link, and with it the log's new head, as a note. */
SIBU_MUST_USE enum sibu_status shelf_add_given(struct shelf *shelf, const struct draw_installation *who,
                                               const struct witness_given *given, const char *note,
                                               struct sibu_fault *fault);
