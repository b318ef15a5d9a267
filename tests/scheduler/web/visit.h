/* Requests to a stand's server over real HTTP on loopback. */
#pragma once
#include "sibu/text.h"
#include "stand.h"

struct visit {
    const char *method, *path; /* the path as in a URL, with its query */
    const char *body; /* or NULL */
    const char *header; /* one more header line, or NULL */
    int as_officer; /* shows the key */
};
struct reply {
    long status;
    struct sibu_text head, body; /* head: all header lines but Date */
};
/* The caller clears the reply. */
struct reply visit(const struct stand *stand, struct visit what);
void reply_clear(struct reply *reply);
/* The value of a header of the reply, "" where it has none. */
void reply_header(const struct reply *reply, const char *name, char out[256]);
long visit_status(const struct stand *stand, struct visit what);
/* Whether the answer has this status and the text in it. */
int visit_has(const struct stand *stand, struct visit what, const char *text);
/* A page as a signed-in officer sees it. */
struct reply visit_page(const struct stand *stand, const char *path);
