/* Where a post comes from, as browsers tell it. Pure. */
#pragma once

/* What the browser says of it; each may be NULL. */
struct origin {
    const char *fetch_site; /* Sec-Fetch-Site: newer browsers, over TLS or on this machine */
    const char *origin; /* Origin: all browsers of today, with each post */
    const char *host; /* Host: what it was sent to */
    const char *
        public_url; /* what the server's links begin with, where that was configured: behind a proxy it differs from Host */
    int is_secure; /* 1: it was sent over TLS to the server itself */
};
/* Whether another site's page has sent it. Sec-Fetch-Site decides where it is there; else Origin, which must have scheme, host and
 * port of what was asked for, or of the public address; where neither is there it is no browser, or one so old that
 * only the form's secret guards it, and this says no. */
int origin_is_foreign(const struct origin *from);
