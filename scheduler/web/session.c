/* Sessions: see session.h. Depends on the officer's key only, so a restart signs nobody out. */
#include "web/session.h"

#include <sodium.h>
#include <string.h>

#include "sibu/hash.h"

static void derive(const struct server *server, const char *purpose, char out[SESSION_TEXT_BYTES])
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    sibu_hash_init(&hash, purpose);
    sibu_hash_text(&hash, server->officer_key);
    sibu_hash_done(&hash, bytes);
    sibu_hex(out, bytes, sizeof bytes);
}

void session_cookie(const struct server *server, char out[SESSION_TEXT_BYTES])
{
    derive(server, "sibu cookie v1", out);
}

void session_form_token(const struct server *server, char out[SESSION_TEXT_BYTES])
{
    derive(server, "sibu form v1", out);
}

static int same(const char *a, const char *b)
{
    size_t length = strlen(a);
    return length == strlen(b) && sodium_memcmp(a, b, length) == 0;
}

int session_key_fits(const struct server *server, const char *key)
{
    return key != NULL && same(key, server->officer_key);
}

int session_has_cookie(const struct server *server, const struct http_request *request)
{
    char expected[SESSION_TEXT_BYTES];
    session_cookie(server, expected);
    const char *cookie = http_cookie(request, "sibu");
    return cookie != NULL && same(cookie, expected);
}

int session_is_officer(const struct server *server, const struct http_request *request)
{
    const char *header = http_header(request, "Authorization");
    static const char BEARER[] = "Bearer ";
    if (header != NULL && strncmp(header, BEARER, sizeof BEARER - 1) == 0) {
        return session_key_fits(server, header + sizeof BEARER - 1);
    }
    return 0; /* the cookie alone opens no API: a form on another site could send it */
}

int session_form_fits(const struct server *server, struct http_request *request)
{
    char expected[SESSION_TEXT_BYTES];
    session_form_token(server, expected);
    const char *token = http_form(request, "form");
    return token != NULL && same(token, expected);
}
