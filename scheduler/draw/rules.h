/* The rules of the draw as the ledger keeps them: everything that a threshold follows from, and nothing else.
 *
 * A rules text is made from a plan (rules_write) and read back (rules_open); one set of rules has one text, byte for byte
 * (docs/ledger.md). So whoever has the ledger needs no policy file, no calendar and no time zone database. A "unit" is what
 * is drawn for by itself: a site, or a group, whose id then has a star before it. Immutable once open; any number of
 * threads may read.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/law.h"
#include "draw/policy.h"
#include "draw/weights.h"
#include "sibu/fault.h"
#include "sibu/memory.h"
#include "sibu/text.h"

#define RULES_LAWS_MAX 1000
#define RULES_UNITS_MAX (POLICY_SITES_MAX + POLICY_GROUPS_MAX)
#define RULES_BUDGETS_MAX POLICY_BUDGETS_MAX
#define RULES_BYTES_MAX ((size_t)2 << 20)

/* How many, and when. Units with the same law have the same index. */
struct rules_law {
    enum law_kind kind;
    enum policy_period period;
    uint32_t least, most;
    double mean; /* expected starts in a period */
    int64_t gap_ticks; /* >= 1: after a start at s, the next is drawn at s + gap at the earliest */
    const char *timezone; /* by its clock the periods begin */
    const struct weights_segment *segments;
    uint32_t segment_count;
    const struct weights_days *nevers;
    uint32_t never_count;
    const struct weights_span *closed; /* from calendars */
    uint32_t closed_count;
};
struct rules_group {
    const char *id;
    uint32_t law; /* whose calendar holds for a surprise in the group */
    uint32_t interlocks; /* bit i: the i-th interlock closes this group */
    uint32_t most_per_month; /* drills held; 0: no limit */
    uint32_t concurrent; /* drills at one time; 0: no limit of its own */
    struct result_rule results; /* what moves its sites; drills 0: nothing */
};
struct rules_unit {
    const char *id; /* a site's, or "*" and a group's */
    uint32_t group, law;
    char
        grade; /* 'A'..'D': as its drills have graded it (policy "grades"); 0: as the site file says, which stands nowhere here */
    int draws; /* 0: only surprises are drawn for it (a group whose sites have draws of their own) */
    /* Only where rules_moves: by how many steps its results have moved it, -1, 0 or 1; and the means that the steps lead to
     * (where it does not draw: its weights in the group's draw), fewer, own, more. */
    int moved;
    double steps[3];
};
/* A ceiling on the drills that are held in a calendar month, quarter or half-year at some sites together. */
struct rules_budget {
    const char *branch; /* whose it is, for people; "": the whole */
    uint32_t law; /* by whose calendar its time counts */
    uint32_t months; /* 1, 3 or 6 */
    uint32_t most; /* 1 or more */
    const uint32_t *sites; /* units without a star, ascending */
    uint32_t site_count; /* 1 or more */
};
struct rules {
    int64_t tick_s, delay_s;
    uint32_t concurrent; /* drills at one time in the whole installation, 1 to 64 */
    const char *const *interlocks; /* their ids */
    uint32_t interlock_count;
    const struct rules_law *laws;
    uint32_t law_count;
    const struct rules_group *groups;
    uint32_t group_count;
    const struct rules_unit *units;
    uint32_t unit_count;
    const struct rules_budget *budgets; /* NULL where there are none */
    uint32_t budget_count;
    struct sibu_arena arena; /* owns everything above */
};

/* Reads a rules text. SIBU_BAD_INPUT where it is none; what the policy's reader guarantees is checked again, for the bytes
 * are hostile. *out is NULL then. The caller closes it. */
SIBU_MUST_USE enum sibu_status rules_open(struct rules **out, const char *bytes, size_t length,
                                          struct sibu_fault *fault);
void rules_close(struct rules *rules); /* NULL is allowed */
/* The one text of these rules. */
void rules_write(struct sibu_text *out, const struct rules *rules);

uint32_t rules_find_unit(const struct rules *rules, const char *id); /* SIBU_NONE where there is none */
int rules_moves(const struct rules *rules, uint32_t unit); /* 1: a site, in a group whose results move its sites */
/* The weights of a law on a clock whose offsets are known. */
struct weights_def rules_weights(const struct rules *rules, uint32_t law, const struct weights_offset *offsets,
                                 size_t count);
