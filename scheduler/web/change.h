/* Another roster, plan of a site or policy that an officer brings: looked at as the next start of the server would read it, kept in the data folder
 * (draw/kept.h), in force from that start on; rules of the draw then wait as all changes of rules do.
 *
 * What is kept is what was looked at, by its SHA-256. Where the server has the rule of two persons, another officer has to say
 * yes to a policy, to a plan of a site, and to a roster that leaves a shift without anybody: by these the times of drills, or where
 * they may arise, could be narrowed. One is looked at at a time: whoever comes meanwhile is asked to try again, so that the other
 * threads serve on.
 */
#pragma once
#include "draw/policy_diff.h"
#include "draw/site_diff.h"
#include "roster/roster_diff.h"
#include "web/draft.h"
#include "web/http.h"
#include "web/server_state.h"

#define CHANGE_SITE_NAME "site.geojson" /* stands for the text in faults */

struct change_ask {
    enum kept_kind kind;
    const char *site; /* whose roster or plan; "": the policy */
    const char *text;
    size_t length;
    int is_new; /* 1: nobody has looked at it yet */
};
struct change {
    enum kept_kind kind;
    const char *site; /* "": of the policy */
    char hash[DRAFT_HASH_BYTES]; /* SHA-256 of the text */
    struct plan *plan; /* as it would be */
    uint32_t index; /* of the site in it; not of the policy */
    struct roster_diff people; /* of a roster */
    struct policy_diff members; /* of a policy */
    struct site_diff parts; /* of a site */
    int breaks; /* 1: it could narrow when or where drills may come */
};
/* Looks at it against what is in force, and changes nothing. SIBU_BAD_INPUT with the first fault; those of a
 * roster or a site, 1000 at most, are in `faults` (or NULL), which the caller clears. SIBU_IO while another is looked at. The
 * caller clears the change, before the request's arena is freed. */
SIBU_MUST_USE enum sibu_status change_look(struct server *server, struct http_request *request,
                                           const struct change_ask *ask, struct change *out,
                                           struct sibu_fault_list *faults, struct sibu_fault *fault);
void change_clear(struct change *change);
/* The same, and it can be asked for by its hash for half an hour. */
SIBU_MUST_USE enum sibu_status change_bring(struct server *server, struct http_request *request,
                                            const struct change_ask *ask, struct change *out,
                                            struct sibu_fault_list *faults, struct sibu_fault *fault);

enum change_end { CHANGE_KEPT = 0, CHANGE_WAITS, CHANGE_DROPPED };
enum change_word { CHANGE_KEEP = 0, CHANGE_YES, CHANGE_NO };
/* Keeps the draft of this kind, site and hash, or lets it wait for a second person; or that person says yes or no to one
 * that waits. On disk when it returns; the audit trail has it. SIBU_NO: it is gone, waits not, or waits for another person. */
SIBU_MUST_USE enum sibu_status change_do(struct server *server, struct http_request *request, const struct draft *draft,
                                         enum change_word word, enum change_end *end, struct sibu_fault *fault);
/* What is kept for the next start and is not in force: its SHA-256, or "". */
SIBU_MUST_USE enum sibu_status change_pending(const struct server *server, enum kept_kind kind, const char *site,
                                              char hash[DRAFT_HASH_BYTES], struct sibu_fault *fault);
/* The plan as the next start would read it, with this text in its place where it is not NULL. The caller closes it. */
SIBU_MUST_USE enum sibu_status change_next_plan(const struct server *server, const struct change_ask *ask,
                                                struct plan **out, struct sibu_fault *fault);
/* "policy", "roster", "site": as the audit trail has them. Static. */
const char *change_kind_name(enum kept_kind kind);
