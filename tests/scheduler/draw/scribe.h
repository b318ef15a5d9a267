/* A ledger written in memory as a server would write it, for tests of the book. Bytes come from a seed. */
#pragma once
#include "draw/book.h"
#include "draw/note.h"

#define SCRIBE_ROWS_MAX 4000
#define SCRIBE_BEGIN_US                                                                                                \
    (INT64_C(1767196800) * 1000000) /* 2026-01-01 00:00 at UTC+8: a month, quarter and half-year begin */

struct scribe {
    struct book *book;
    struct sibu_arena arena;
    struct ledger_row *rows; /* all of them */
    int count;
    struct note_signer signer;
    struct zone *zone;
    int64_t now_us;
    uint64_t seed;
    int drills; /* begun so far */
    int forgets; /* 1: rows are not kept, for long ledgers */
};

/* Opens with start and rules. The text of the rules is one of rules.h; it fails the test where it is none. */
void scribe_open(struct scribe *scribe, const char *rules, const char *zone);
void scribe_close(struct scribe *scribe);
/* Writes a row and takes it; clears the body. */
void scribe_put(struct scribe *scribe, const char *kind, struct sibu_text *body);
void scribe_rules(struct scribe *scribe, const char *rules, int64_t from_tick);
/* The rows that have to stand before the next tick: missed ones, periods. */
void scribe_periods(struct scribe *scribe);
/* The next tick, with what has to stand before it; its moment is now. Interlocks `closed`. Returns how many start. */
int64_t scribe_tick(struct scribe *scribe, uint32_t closed);
/* What starts is held at its own site (a group's at the first one), or has this reason; ends what runs at once. */
void scribe_drills(struct scribe *scribe, const char *reason);
void scribe_end(struct scribe *scribe); /* the drill that began first */
void scribe_skip(struct scribe *scribe, int64_t ticks);
void scribe_surprise(struct scribe *scribe, uint32_t unit, int64_t within_s);
/* The signed head of the ledger as it stands. */
void scribe_head(const struct scribe *scribe, char note[NOTE_MAX]);
/* Reads rows into a new book; returns the number of the row that it refuses, 0: it takes all. The caller closes *out. */
int64_t scribe_read(const struct ledger_row *rows, int count, struct book **out, struct sibu_fault *fault);
/* The hashes of the rows from index `from` on, made anew. */
void scribe_repair(struct ledger_row *rows, int from, int count);
