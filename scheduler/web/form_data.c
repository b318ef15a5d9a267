/* Fields of multipart/form-data: see form_data.h. */
#include "web/form_data.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A piece of the body that is left to be read. */
struct rest {
    const char *at;
    size_t length;
};

/* Where the text begins in the first `length` bytes; NULL: nowhere. */
static const char *find(const struct rest *in, const char *text)
{
    size_t length = strlen(text);
    const char *at = in->at, *end = in->at + in->length;
    while (at != NULL && (size_t)(end - at) >= length) {
        at = memchr(at, text[0], (size_t)(end - at) - length + 1);
        if (at != NULL && memcmp(at, text, length) == 0) {
            return at;
        }
        at = at != NULL ? at + 1 : NULL;
    }
    return NULL;
}

/* Goes on behind the text, and leaves in `before` what stands before it. False: it is not there. */
static int cut(struct rest *rest, const char *text, struct rest *before)
{
    const char *at = find(rest, text);
    if (at == NULL) {
        return 0;
    }
    size_t passed = (size_t)(at - rest->at);
    *before = (struct rest){rest->at, passed};
    rest->at += passed + strlen(text);
    rest->length -= passed + strlen(text);
    return 1;
}

int form_boundary(const char *content_type, char out[FORM_BOUNDARY_MOST + 1])
{
    static const char TYPE[] = "multipart/form-data", WORD[] = "boundary=";
    const char *at = content_type != NULL && strncasecmp(content_type, TYPE, sizeof TYPE - 1) == 0
                         ? strstr(content_type, WORD)
                         : NULL;
    if (at == NULL) {
        return 0;
    }
    at += sizeof WORD - 1;
    at += *at == '"';
    size_t length = strcspn(at, "\"; \t");
    (void)snprintf(out, FORM_BOUNDARY_MOST + 1, "%.*s", length <= FORM_BOUNDARY_MOST ? (int)length : 0, at);
    return out[0] != '\0';
}

/* Whether the part's head says that it is the field of this name. */
static int is_named(const struct rest *head, const char *name)
{
    static const char WORD[] = "; name=\"";
    const char *at = find(head, WORD);
    size_t length = strlen(name);
    if (at == NULL) {
        return 0;
    }
    at += sizeof WORD - 1;
    size_t left = (size_t)(head->at + head->length - at);
    return left > length && memcmp(at, name, length) == 0 && at[length] == '"';
}

int form_data_find(const struct form_body *body, const char *name, const char **value, size_t *length)
{
    char delimiter[FORM_BOUNDARY_MOST + 5];
    struct rest rest = {body->bytes, body->length}, head, part;
    (void)snprintf(delimiter, sizeof delimiter, "\r\n--%s", body->boundary);
    if (!cut(&rest, delimiter + 2, &head)) { /* the first has no line before it */
        return 0;
    }
    while (cut(&rest, "\r\n\r\n", &head) && cut(&rest, delimiter, &part)) {
        if (is_named(&head, name)) {
            *value = part.at;
            *length = part.length;
            return 1;
        }
    }
    return 0;
}
