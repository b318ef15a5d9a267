/* Records compared with the ledger that is verified: whether each is the record of a drill that the ledger tells of, with the
 * draw that stands there, and, where all are to be here, whether one is missing. */
#pragma once
#include "command/verify_faults.h"
#include "draw/book.h"
#include "draw/head.h"
#include "sibu/record.h"

#define VERIFY_DRILL_BYTES 72 /* of a drill's number, with the NUL */

/* What a record's draw document says. */
struct verify_record {
    const char *path;
    int has_draw; /* 0: it holds no draw document that can be read */
    char drill[VERIFY_DRILL_BYTES];
    uint8_t hash[SIBU_HASH_BYTES]; /* of the document, as in the ledger */
    int64_t tick;
    char u[17], threshold[17], gate[2], R[65];
    int has_head;
    struct tree_head head;
    int64_t row; /* of the ledger, that tells of the drill; 0: none */
    const char *differs; /* the member that is not as there; NULL: none */
};
struct verify_held { /* a drill that the ledger says was held */
    char drill[VERIFY_DRILL_BYTES];
    int64_t row;
    int has_record;
};
/* All zero at first. */
struct verify_records {
    struct verify_record *items;
    size_t count, capacity;
    struct verify_held *held;
    size_t held_count, held_capacity;
    int64_t drawn; /* the last row that starts came from */
    int out_of_memory;
};
/* Takes what the record's draw document says. `path` must live as long as the list. */
SIBU_MUST_USE enum sibu_status verify_records_add(struct verify_records *records, struct sibu_record *record,
                                                  const char *path, struct sibu_fault *fault);
/* With each row before the book takes it. */
void verify_records_look(struct verify_records *records, const struct book *book, const struct ledger_row *row);
/* One finding for each record that does not go together with the ledger; with `all`, one for each held drill that has none. */
void verify_records_judge(const struct verify_records *records, int all, struct verify_faults *faults);
void verify_records_clear(struct verify_records *records);
