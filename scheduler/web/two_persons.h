/* The rule of two persons: a drill at once, and a surprise in a short window, are no surprise to who asks for them, so a second
 * person has to say yes. Off unless the server was started with it, and while fewer than two accounts have the role officer.
 *
 * What waits is kept in memory, for half an hour. See server.h for what a surprise is.
 */
#pragma once
#include "store/store_accounts.h"
#include "web/server_state.h"

#define WISH_WAITS_US (INT64_C(1800) * 1000000)

enum wish_rule { WISH_OFF = 0, WISH_TOO_FEW, WISH_TWO }; /* WISH_TOO_FEW: on, but one officer alone cannot be two */
/* Of a drill of this unit; NULL: as the caller's board shows it. Counted are the officers who reach all that is meant. */
SIBU_MUST_USE enum sibu_status wish_rule(struct server *server, const struct http_request *request, const char *unit,
                                         enum wish_rule *out, struct sibu_fault *fault);

struct wish {
    const char *unit; /* "": the only group */
    int64_t within_s; /* 0: at once */
};
struct wish_end {
    int waits; /* 1: nothing has begun yet, a second person has to say yes */
    int armed; /* 1: a surprise is armed */
    double bits; /* then: the entropy of when */
};
/* Does what the caller asks for, or files it for a second person. Writes the audit trail. SIBU_BAD_INPUT where the unit lies
 * beyond the caller's branch, as where there is none. */
SIBU_MUST_USE enum sibu_status wish_ask(struct server *server, const struct http_request *request,
                                        const struct wish *wish, struct wish_end *out, struct sibu_fault *fault);
/* The caller says yes or no to one that waits. SIBU_NO: it waits no more, or it is the caller's own and `yes`. */
SIBU_MUST_USE enum sibu_status wish_answer(struct server *server, const struct http_request *request, const char *id,
                                           int yes, struct wish_end *out, struct sibu_fault *fault);
/* Those that wait and that the caller reaches; *count in [0, DOOR_WISHES_MAX]. */
void wish_list(struct server *server, const struct http_request *request, struct door_wish out[DOOR_WISHES_MAX],
               size_t *count);
