/* The document "earlier" of a drill's record: what was known at T0 of the site's earlier drills, and of what they left to be
 * mended. It is written once, at T0, so that whoever reads the record years later sees what the drill was compared with.
 *
 * Its parts are lines: one JSON object a drill, made when that drill was judged and kept by the server. The document takes
 * the newest EARLIER_DRILLS_MAX of them as they are. docs/record.md has every member. Pure.
 * Depends on: figures, finding_book, finding_rules, sibu/json.h.
 */
#pragma once
#include "evaluate/figures.h"
#include "evaluate/finding_book.h"
#include "sibu/text.h"

#define EARLIER_DRILLS_MAX 60
#define EARLIER_FINDINGS_MAX 500 /* the gravest; the document says how many more there were */
#define EARLIER_WORD_MAX 240 /* bytes of an id */

struct earlier_drill {
    const char *drill; /* "2026-000017" */
    int64_t t0_us;
    const char *family, *zone; /* ids */
    const char *end; /* "all-clear", "abort", "real-emergency" or "closed" */
    uint32_t expected;
    struct figures figures;
};
/* One that is open at T0, or closed with proof that no drill has confirmed yet. */
struct earlier_finding {
    int64_t id; /* its number in the ledger of findings */
    const char *kind, *place; /* with the site they are its key (finding_book.h) */
    const char *opened_by, *seen_by; /* drills: the first and the last that showed it */
    enum finding_severity severity;
    int closed; /* 1: closed with proof, and the next drill is to tell whether it was mended */
    int64_t opened_us, due_us;
    uint32_t times; /* drills that showed it */
    struct sibu_name words; /* what it showed last, with its evidence */
};
struct earlier {
    int known; /* 0: the record has no such document, or none that can be read */
    const struct earlier_drill *drills; /* the oldest first */
    size_t drill_count;
    const struct earlier_finding *findings; /* by id */
    size_t finding_count, findings_left_out;
    struct grade_rule score; /* of it the weights alone, by which scores are reckoned; drills 0: there are none */
};

/* The line of a drill; no line end. */
void earlier_drill_text(const struct earlier_drill *drill, struct sibu_text *out);

struct earlier_source {
    const char *const *lines; /* of earlier drills, the oldest first; of more than EARLIER_DRILLS_MAX the last */
    size_t line_count;
    const struct finding_book *book; /* of the site's rows up to T0 */
    const struct finding_rules *rules; /* in force at T0 */
};
/* The document. Fails for want of memory. */
SIBU_MUST_USE enum sibu_status earlier_text(const struct earlier_source *source, struct sibu_text *out,
                                            struct sibu_fault *fault);

/* Reads the document of a drill of t0_us, which anybody may have written; nothing that it says can be of T0 or later.
 * SIBU_BAD_INPUT names what is wrong with its JSON pointer, and *out is all zero. Strings and lists are the arena's. */
SIBU_MUST_USE enum sibu_status earlier_read(struct earlier *out, const char *bytes, size_t length, int64_t t0_us,
                                            struct sibu_arena *arena, struct sibu_fault *fault);
/* The score of a drill by the document's weights, 0 to 100 points; not known where there are none. It has no error. */
struct figure earlier_score(const struct earlier *earlier, const struct figures *figures);
