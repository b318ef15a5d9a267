/* What a drill counts for in a ranking: its site, the site's sector or county, or a branch of the organisation (docs/ranking.md).
 * Belongs to `sibu ranking`: reads its options --by, --organisation and --under.
 */
#pragma once
#include "command/command.h"
#include "evaluate/ranking.h"
#include "organisation/organisation.h"
#include "report/ranking_page.h"
#include "sibu/hash.h"
#include "sibu/record.h"

/* What the drills on one site file count for: checking a site takes longer than all else, and most drills share theirs. */
struct ranking_known {
    uint8_t hash[SIBU_HASH_BYTES]; /* of the file's bytes */
    struct ranking_drill drill; /* key and names alone */
};

struct ranking_label {
    enum ranking_by by;
    struct organisation *organisation; /* owned; NULL: no file was given, and every site stands at the top */
    uint32_t under; /* the branch whose sites count; SIBU_NONE: the top, all of them */
    struct ranking_known *known; /* owned; their texts are in `arena` */
    size_t known_count, known_capacity;
    struct sibu_arena arena;
};
/* Reads the options. SIBU_BAD_INPUT: one that is none, a branch without the organisation's file or that is not in it, a faulty
 * file. The caller closes it, whatever is returned. */
SIBU_MUST_USE enum sibu_status ranking_label_open(struct ranking_label *label, struct command_call *call,
                                                  struct sibu_fault *fault);
void ranking_label_close(struct ranking_label *label);
/* Fills key and names of the drill, which live as long as `label`. Key NULL: its site stands in no branch that counts. Key "": its site's file
 * names no sector or county, or the site stands at the very branch whose parts are compared. */
SIBU_MUST_USE enum sibu_status ranking_label_take(struct ranking_label *label, struct sibu_record *record,
                                                  struct ranking_drill *drill, struct sibu_fault *fault);
const char *ranking_label_name(enum ranking_by by); /* as --by takes it */
const char *ranking_label_under(const struct ranking_label *label); /* the branch's id; "": the top */
