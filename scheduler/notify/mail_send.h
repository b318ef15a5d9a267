/* How libcurl is told to hand a mail to an SMTP server, and what came of it.
 *
 * Nothing is sent here: the caller's easy handle, multi or not, does it. A parcel belongs to one transfer.
 */
#pragma once
#include <curl/curl.h>
#include <stddef.h>

#include "sibu/fault.h"

enum mail_tls {
    MAIL_TLS_REQUIRED, /* STARTTLS, or nothing is sent: port 587 or 25 */
    MAIL_TLS_OPTIONAL, /* STARTTLS where it is offered: who sits between can take the offer away */
    MAIL_TLS_NONE,
    MAIL_TLS_FIRST /* smtps: port 465 */
};
struct mail_server {
    const char *host; /* a name or address, no scheme */
    int port; /* 1..65535 */
    enum mail_tls tls;
    const char *user, *password; /* NULL or "": none. Where TLS is not sure, only for a server on this machine */
    const char *ca_file; /* PEM; NULL or "": the system's */
};

/* What a transfer needs until it has ended. All zero is a valid start. */
struct mail_parcel {
    struct curl_slist *to;
    const char *bytes;
    size_t length, at;
};
struct mail_letter {
    const char *from, *to; /* checked by mail_write */
    const char *bytes; /* what mail_write gave; must outlive the transfer */
    size_t length;
};

/* Sets the easy handle, which is new or reset; the caller has set its time limits, and none of what is set here. The
 * parcel must outlive the transfer and is cleared after it. SIBU_BAD_INPUT where the server cannot be used like this. */
SIBU_MUST_USE enum sibu_status mail_send_set(CURL *easy, const struct mail_server *server,
                                             const struct mail_letter *letter, struct mail_parcel *parcel,
                                             struct sibu_fault *fault);
void mail_parcel_clear(struct mail_parcel *parcel);
/* Whether the settings can be used at all: asked when they are read. */
SIBU_MUST_USE enum sibu_status mail_server_check(const struct mail_server *server, struct sibu_fault *fault);

enum mail_verdict { MAIL_ACCEPTED, MAIL_RETRY, MAIL_GIVE_UP };
struct mail_judgement {
    enum mail_verdict verdict;
    const char *fault; /* "" accepted, "refused" (5xx), "later" (4xx), "login", "tls", "connect", "resolve", "timeout",
                          "broken" (ended early), "address"; static */
};
/* Of a transfer's result and its CURLINFO_RESPONSE_CODE. The server's code decides, for libcurl's own result is the same
 * for "not now" and "never". A mail whose acceptance got lost is sent again with the same Message-ID. */
struct mail_judgement mail_judge(CURLcode result, long response_code);
