/* The record that grows while a drill is followed: a file of the viewer's own, in a folder of its own (live_folder.h),
 * written out of the server's answers through sibu/record.h and read by the replay like any other record. It goes when
 * the viewer ends, and is no document: the drill's own record is the server's.
 *
 * Parts may come again and in any order: rows that are there already are the caller's to leave out, by asking for what is
 * behind them (live_book_query). One thread.
 */
#pragma once
#include "sibu/text.h"
#include "view/live_folder.h"
#include "view/live_part.h"

struct live_book {
    struct live_folder folder; /* owned */
    char path[LIVE_FOLDER_PATH + 32]; /* of the record; "" while there is none */
    struct sibu_record *record; /* owned; NULL: none */
    unsigned count; /* of records so far */
    char drill[LIVE_ID_BYTES]; /* the number of the drill that it holds */
    struct sibu_text have; /* what the server need not tell again: names of documents and "people", between commas */
    int has_people;
    size_t events, deliveries; /* rows */
};

/* Makes the folder. The caller closes the book. */
SIBU_MUST_USE enum sibu_status live_book_open(struct live_book *book, struct sibu_fault *fault);
void live_book_close(struct live_book *book); /* files and folder go; all zero is allowed */
void live_book_forget(struct live_book *book); /* the record goes, the folder stays */
/* Writes what the part tells of its drill; one of another drill begins another record. *grew: 1 where anything was new. A
 * part that no record takes changes nothing, or leaves the book at a new drill without a record. */
SIBU_MUST_USE enum sibu_status live_book_take(struct live_book *book, const struct live_part *part, int *grew,
                                              struct sibu_fault *fault);
/* Adds "have=site,people&events=12&deliveries=7", what to ask for next. */
void live_book_query(const struct live_book *book, struct sibu_text *out);
