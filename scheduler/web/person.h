/* Whose phone asks: by the own link, or by the cookie that the page behind it left in the browser. */
#pragma once
#include "web/page.h"

/* Leaves the person's token in the browser, for the codes that it opens later. A cookie that other sites cannot send with a
 * form, and scripts cannot read. */
void person_remember(const struct server *server, struct http_request *request, struct http_answer *answer,
                     const char *token);
/* The token in a personal link, or the token itself, as somebody may paste it; in the request's arena. NULL: no memory. */
const char *person_token_in(struct http_request *request, const char *link);
/* The person of the cookie. SIBU_NO: there is none, or it is nobody's. */
SIBU_MUST_USE enum sibu_status person_of_cookie(struct server *server, struct http_request *request,
                                                struct drill_person_view *out, struct sibu_fault *fault);
/* What the page's script needs, as <div id="me">: the token ("": nobody is known), the drill ("": none), its sentences. And where
 * it puts the state of answers: <ul id="mine">, and of the network: <p id="net">. */
void person_add_script(struct sibu_text *out, enum sibu_language language, const char *token, const char *drill);
