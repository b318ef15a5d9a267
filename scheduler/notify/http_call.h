/* An HTTP request as a channel writes it: values only. Whoever makes it owns the memory that it points to.
 *
 * Depends on nothing. Any thread.
 */
#pragma once
#include <stddef.h>

struct http_call {
    const char *method; /* "POST", "PUT" or "GET" */
    const char *url; /* http or https */
    const char *const *headers; /* "Name: value" each */
    size_t header_count;
    const char *body;
    size_t body_length;
};
