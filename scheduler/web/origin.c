/* Where a post comes from: see origin.h. */
#include "web/origin.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Scheme, host and port of an address, by their lengths in it; 0 where there is none of them. */
struct parts {
    const char *scheme, *host, *port;
    size_t scheme_length, host_length, port_length;
};

static size_t port_at(const char *host, size_t length)
{
    size_t at = length;
    while (at > 0 && host[at - 1] >= '0' && host[at - 1] <= '9') {
        at--;
    }
    return at > 0 && host[at - 1] == ':' ? at - 1 : length;
}

/* Every port is written, the usual one too. */
static struct parts split(const char *scheme, size_t scheme_length, const char *rest)
{
    size_t length = strcspn(rest, "/?#");
    size_t end = port_at(rest, length);
    struct parts parts = {.scheme = scheme, .scheme_length = scheme_length, .host = rest, .host_length = end};
    int is_written = end < length;
    parts.port = is_written ? rest + end + 1 : scheme_length == strlen("https") ? "443" : "80";
    parts.port_length = is_written ? length - end - 1 : strlen(parts.port);
    return parts;
}

static int same(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && strncasecmp(a, b, a_length) == 0;
}

static int are_same(const struct parts *a, const struct parts *b)
{
    return a->host_length > 0 && same(a->scheme, a->scheme_length, b->scheme, b->scheme_length) &&
           same(a->host, a->host_length, b->host, b->host_length) &&
           same(a->port, a->port_length, b->port, b->port_length);
}

static struct parts split_url(const char *url)
{
    const char *at = strstr(url, "://");
    return at != NULL ? split(url, (size_t)(at - url), at + 3) : (struct parts){.scheme = ""};
}

int origin_is_foreign(const struct origin *from)
{
    if (from->fetch_site != NULL) {
        return strcmp(from->fetch_site, "same-origin") != 0 && strcmp(from->fetch_site, "none") != 0;
    }
    if (from->origin == NULL) {
        return 0;
    }
    const struct parts origin = split_url(from->origin);
    const char *scheme = from->is_secure ? "https" : "http";
    const struct parts asked = split(scheme, strlen(scheme), from->host != NULL ? from->host : "");
    const struct parts known = split_url(from->public_url != NULL ? from->public_url : "");
    return !are_same(&origin, &asked) && !are_same(&origin, &known);
}
