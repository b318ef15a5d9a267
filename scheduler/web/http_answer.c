/* Refusals, and what was answered in numbers: see http.h. */
#include "web/http.h"

#include <stdio.h>

void http_answer_no(struct http_answer *answer, unsigned status, const char *what)
{
    answer->status = status;
    sibu_text_clear(&answer->body);
    sibu_text_add(&answer->body, "{\"ok\":false,\"what\":");
    sibu_text_add_json(&answer->body, what);
    sibu_text_add(&answer->body, "}\n");
}

static unsigned status_of(enum sibu_status status)
{
    switch (status) {
    case SIBU_BAD_INPUT:
        return 400;
    case SIBU_LIMIT:
        return 413;
    case SIBU_NO:
        return 409;
    case SIBU_OK:
    case SIBU_IO:
    case SIBU_NO_MEMORY:
    default:
        return 503;
    }
}

void http_answer_fault(struct http_answer *answer, const struct sibu_fault *fault)
{
    char what[600];
    (void)snprintf(what, sizeof what, "%s%s%s", fault->place, fault->place[0] != '\0' ? ": " : "",
                   fault->what[SIBU_EN]);
    http_answer_no(answer, status_of(fault->status), what);
}

uint64_t http_count(const struct http_counts *counts, unsigned digit)
{
    return atomic_load_explicit(&counts->by_class[digit], memory_order_relaxed);
}
