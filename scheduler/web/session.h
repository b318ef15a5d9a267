/* Who asks: the officer's key, shown as a bearer by programs or kept in a cookie by the board's browser.
 *
 * The cookie holds a keyed hash of the key, not the key, and a second one guards forms against other sites.
 */
#pragma once
#include "web/server_state.h"

#define SESSION_TEXT_BYTES 65 /* 64 hexadecimal digits and NUL */

/* Whether the request shows the key as a bearer, compared in constant time. The cookie alone opens no API. */
int session_is_officer(const struct server *server, const struct http_request *request);
/* Cookie only: for pages. */
int session_has_cookie(const struct server *server, const struct http_request *request);
int session_key_fits(const struct server *server, const char *key);
/* The value of the cookie, and the secret that the board's forms carry. */
void session_cookie(const struct server *server, char out[SESSION_TEXT_BYTES]);
void session_form_token(const struct server *server, char out[SESSION_TEXT_BYTES]);
/* Whether the form that was posted carries the secret. */
int session_form_fits(const struct server *server, struct http_request *request);
