/* What is known of each person in a drill, stage by stage: queued, accepted or not by each channel, page opened, seen,
 * answered, checked in. Read from the store; for GET /v1/evidence and the page /evidence.
 */
#pragma once
#include "store/store_reach.h"
#include "web/http.h"
#include "web/server_state.h"

/* A channel's stages; a time is 0 where there is none. */
struct evidence_channel {
    const char *channel;
    int64_t queued_us, accepted_us, failed_us;
    int64_t accepted_times, failed_times;
    const char *item, *fault; /* words of the stages QUEUED and FAILED, or "" */
};
struct evidence_person {
    const struct store_participant *who; /* NULL: the channels that speak to all at once */
    const struct evidence_channel *channels;
    size_t channel_count;
    int64_t opened_us, seen_us, answered_us, checked_in_us;
    const char *answer; /* of the first answer, or "" */
};
struct evidence {
    struct store_drill drill;
    const struct evidence_person *people; /* in the order of their numbers */
    size_t count;
    struct evidence_person all; /* channels that speak to all at once */
};
/* Of the drill with this id; NULL or "": of the newest. SIBU_NO where there is none that the
 * caller reaches. All lives in the request's arena. */
SIBU_MUST_USE enum sibu_status evidence_make(struct server *server, struct http_request *request, const char *drill,
                                             struct evidence *out, struct sibu_fault *fault);
