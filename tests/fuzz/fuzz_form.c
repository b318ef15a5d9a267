/* Any bytes as a form of several parts: a field that is found lies inside the body, whole, with the boundary behind it. The first
 * line is the Content-Type, the second the name of a field, the rest the body.
 *
 * Entry point of libFuzzer; replay.c calls it for each file of the corpus. Aborts on a finding.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "finding.h"
#include "fuzz.h"
#include "sibu/memory.h"
#include "web/form_data.h"

/* The next line, without its end, as a text; the rest stays. */
static void read_line(const uint8_t **at, size_t *left, char out[256])
{
    const uint8_t *end = memchr(*at, '\n', *left);
    size_t length = end != NULL ? (size_t)(end - *at) : *left;
    (void)snprintf(out, 256, "%.*s", (int)(length < 255 ? length : 255), (const char *)*at);
    length += end != NULL;
    *at += length;
    *left -= length;
}

static void check_found(const struct form_body *body, const char *value, size_t length)
{
    char behind[FORM_BOUNDARY_MOST + 5];
    size_t wanted = (size_t)snprintf(behind, sizeof behind, "\r\n--%s", body->boundary);
    size_t from = (size_t)(value - body->bytes);
    finding(value < body->bytes || from > body->length || length > body->length - from, "a value outside of the body");
    finding(body->length - from - length < wanted || memcmp(value + length, behind, wanted) != 0,
            "a value without its boundary");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char type[256] = "", name[256] = "", boundary[FORM_BOUNDARY_MOST + 1];
    read_line(&bytes, &length, type);
    read_line(&bytes, &length, name);
    if (form_boundary(type, boundary)) {
        uint8_t *exact = sibu_array_new(1, length); /* no NUL behind it: a sanitizer sees what is read there */
        finding(exact == NULL, "no memory");
        if (length > 0) {
            memcpy(exact, bytes, length);
        }
        const struct form_body body = {(const char *)exact, length, boundary};
        const char *value = NULL;
        size_t found = 0;
        if (form_data_find(&body, name, &value, &found)) {
            check_found(&body, value, found);
        }
        sibu_array_free(exact);
    }
    return 0;
}
