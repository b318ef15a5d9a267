/* What a server shows that answers over TLS: its certificate and its key, from two PEM files, checked before anything is
 * opened. The certificate's file holds those that vouch for it behind it, as certificate authorities hand it out.
 */
#pragma once
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

/* The library's words for what is spoken: TLS 1.2 and 1.3, and no key exchange that a stolen key opens afterwards. */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA"

struct tls {
    struct sibu_text certificate, key; /* PEM; owned */
    int64_t expires_us; /* the certificate, UTC */
};
/* Reads both files. SIBU_BAD_INPUT, naming the file: it is not there or is no PEM of its kind, others can read the key, or
 * the two do not belong together. An expired certificate is taken: its phones will say so, and an alert goes out all the same. */
SIBU_MUST_USE enum sibu_status tls_read(struct tls *out, const char *certificate, const char *key,
                                        struct sibu_fault *fault);
/* Overwrites the key, and frees. */
void tls_clear(struct tls *tls);
