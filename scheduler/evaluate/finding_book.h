/* The ledger of findings read: how each finding stands, what grades sites have, and what the next rows are.
 *
 * Rows in (store_findings.h), values out; nothing is written here. A finding is known by site, kind and place, whichever
 * drill showed it: what is seen again at the same place is the same finding. It is kept until somebody closes it with
 * proof, and the next drill says whether it was mended. Events of rows:
 *
 *   drilled    a drill was judged (once each); value: things looked at
 *   opened     seen for the first time; mark: severity, owner, due, sentence
 *   seen       seen again while open; a graver severity brings the due time forward
 *   reopened   seen again though it was closed; due anew
 *   mended     could be measured, and was not seen; open ones still wait for proof
 *   unknown    the drill could not tell
 *   assigned due proof closed     by an officer: owner; due, reason; proof, file; proof, file
 *   returned noted                likewise: a closing taken back, due anew, why; a note, which changes nothing
 *   escalated  overdue: value is the level, from 1
 *   graded     kind "grade", place: the grade of the site file, mark: the grade now, value: the score in hundredths (-1:
 *              the site file's grade has changed, and counting begins anew)
 *
 * Pure. Depends on: store_findings, finding, grade.
 */
#pragma once
#include "evaluate/finding.h"
#include "store/store_findings.h"

#define FINDING_DAY_US (INT64_C(86400) * 1000000)
#define FINDING_GRADE_KIND "grade"

enum finding_word { FINDING_SEEN, FINDING_MENDED, FINDING_UNKNOWN };
/* "seen", "mended", "unknown". */
const char *finding_word_name(enum finding_word word);

/* Strings are those of the rows. */
struct finding_item {
    int64_t id; /* the number of the row that opened it */
    const char *site, *kind, *place;
    int closed; /* 1: closed with proof, and not seen since */
    enum finding_severity severity;
    const char *owner;
    int64_t opened_us, due_us, closed_us; /* closed_us: 0 while open */
    uint32_t times; /* drills that have shown it */
    const char *opened_by, *drill; /* the first and the last of them */
    const char *zh, *en; /* what it showed */
    enum finding_word word; /* what the last drill that was judged said of it */
    const char *word_drill;
    int32_t level; /* of escalation since it was opened last; 0: none */
    const char *proof, *file, *closed_by; /* the last proof; "" where there is none */
};
struct finding_grade {
    const char *site;
    char base, grade; /* of the site file, and now; 'A'..'D' */
    int32_t scores[GRADE_DRILLS_MAX]; /* since the last change of base, the oldest first */
    size_t score_count;
    int64_t time_us; /* of the last row */
    const char *zh, *en; /* why it is so */
};
struct finding_book {
    const struct finding_item *items; /* in the order of their ids */
    size_t count;
    const struct finding_grade *grades; /* by site */
    size_t grade_count;
    struct sibu_arena arena;
};
/* Reads the rows, which outlive the book. Rows that no writer of ours makes are passed over. The caller closes it. */
SIBU_MUST_USE enum sibu_status finding_book_open(struct finding_book *out, const struct store_finding_row *rows,
                                                 size_t count, struct sibu_fault *fault);
void finding_book_close(struct finding_book *book); /* all zero is allowed */
const struct finding_item *finding_book_find(const struct finding_book *book, int64_t id); /* NULL: there is none */
const struct finding_grade *finding_book_grade(const struct finding_book *book, const char *site); /* or NULL */
int finding_is_overdue(const struct finding_item *item, int64_t now_us);

/* Rows to be added. The caller clears the arena. */
struct finding_rows {
    const struct store_finding_row *items;
    size_t count;
    struct sibu_arena arena;
};
/* What a drill's looks do to the ledger: its "drilled" row, a row for each finding that is opened or was there, and the
 * grade. `book` is that of the site's rows. */
struct finding_drill {
    const char *site, *drill; /* ids */
    const struct sibu_site *plan; /* for names; NULL: ids are said */
    char base; /* the grade of the site file; 0: not known, and the site is not graded */
    int64_t time_us; /* when it was judged */
};
SIBU_MUST_USE enum sibu_status finding_judge_drill(struct finding_rows *out, const struct finding_book *book,
                                                   const struct finding_rules *rules, const struct finding_drill *drill,
                                                   const struct finding_looks *looks, struct sibu_fault *fault);
/* A row for each open finding that has come to a higher level by now. */
SIBU_MUST_USE enum sibu_status finding_escalate(struct finding_rows *out, const struct finding_book *book,
                                                const struct finding_rules *rules, int64_t now_us,
                                                struct sibu_fault *fault);

/* What an officer does to a finding. All but FINDING_REOPEN and FINDING_NOTE need it to be open; FINDING_REOPEN takes a closing
 * back, with a reason and a new due time. */
enum finding_act {
    FINDING_ASSIGN,
    FINDING_DUE,
    FINDING_PROOF,
    FINDING_CLOSE,
    FINDING_REOPEN,
    FINDING_NOTE,
    FINDING_ACTS
};
/* "assign", "due", "proof", "close", "reopen", "note"; FINDING_ACTS where there is none of this name. */
enum finding_act finding_act_of(const char *name);
struct finding_deed {
    enum finding_act act;
    const char *who;
    const char *text; /* the new owner; the reason of a new due time, or why it is open again; the proof; the note */
    const char *file; /* SHA-256 of the proof's file, 64 hexadecimal digits, or "" */
    int64_t due_us;
    int64_t time_us;
};
/* The row of it. SIBU_NO: the finding is closed, or to be reopened and open. SIBU_BAD_INPUT: no text, a due time that has passed, a file that is no
 * SHA-256. Strings are those given. */
SIBU_MUST_USE enum sibu_status finding_act(struct store_finding_row *out, const struct finding_item *item,
                                           const struct finding_deed *deed, struct sibu_fault *fault);
