/* The fields of a multipart/form-data body (RFC 7578), as a browser sends a form with a file in it. Pure. Any thread.
 */
#pragma once
#include <stddef.h>

#define FORM_BOUNDARY_MOST 70 /* RFC 2046 */

/* The boundary that a Content-Type names, at most FORM_BOUNDARY_MOST characters and NUL. False: it is another type. */
int form_boundary(const char *content_type, char out[FORM_BOUNDARY_MOST + 1]);

struct form_body {
    const char *bytes;
    size_t length;
    const char *boundary;
};
/* The first field of this name: *length bytes from *value, inside the body. False where there is none that is whole. */
int form_data_find(const struct form_body *body, const char *name, const char **value, size_t *length);
