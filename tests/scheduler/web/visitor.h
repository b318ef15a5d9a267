/* Somebody with a browser at a stand's server: keeps its cookie and the secret of its forms, and shows what came back. */
#pragma once
#include "stand.h"

#include "sibu/text.h"

struct visitor {
    const struct stand *stand;
    char cookie[128]; /* "sibu=...", or "" */
    char form[80]; /* "form=...", or "" */
    char header[128]; /* one more header, or "" */
    long status;
    struct sibu_text body; /* of the last answer */
    char location[512], set_cookie[512]; /* of the last answer */
};
#define PASSWORD "seven blue lamps"

void visitor_init(struct visitor *visitor, const struct stand *stand);
void visitor_clear(struct visitor *visitor);
/* body NULL: none. Returns the status; a cookie that comes is kept. */
long visitor_ask(struct visitor *visitor, const char *method, const char *path, const char *body);
long visitor_get(struct visitor *visitor, const char *path);
/* Posts the fields with the form's secret. */
long visitor_post(struct visitor *visitor, const char *path, const char *fields);
int visitor_sees(const struct visitor *visitor, const char *words);
/* Looks at "/password" for the secret of the forms. */
void visitor_find_form(struct visitor *visitor);
/* As the account, with PASSWORD; fails the test where that is not taken. */
void visitor_sign_in(struct visitor *visitor, const char *name);
/* Opens a one-time link (or its path) and makes the account with PASSWORD: signed in then. */
void visitor_join(struct visitor *visitor, const char *link, const char *name);
/* As an administrator: a link for somebody with these roles ("officer=1&warden=1"), as it stands in the page. */
void visitor_invite(struct visitor *administrator, const char *roles, char link[360]);
