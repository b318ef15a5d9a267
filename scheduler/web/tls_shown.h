/* The certificate that is shown to who connects now: it may be another than the one that connections of before were shown, which go
 * on with theirs. Each connection holds what it was shown until it ends; what nobody holds and is shown no more is freed.
 *
 * Any thread.
 */
#pragma once
#include "web/tls.h"

struct tls_shown;
struct tls_hold; /* of one connection */

/* Copies what it needs of `tls`. The caller closes it. */
SIBU_MUST_USE enum sibu_status tls_shown_open(struct tls_shown **out, const struct tls *tls, struct sibu_fault *fault);
/* After the last connection has ended. NULL is allowed. */
void tls_shown_close(struct tls_shown *shown);
/* Shows another from now on. Where that fails the one before stays. */
SIBU_MUST_USE enum sibu_status tls_shown_renew(struct tls_shown *shown, const struct tls *tls,
                                               struct sibu_fault *fault);

/* Before the first byte of the connection: it shows what is shown now. `session` is GnuTLS's. NULL: out of memory, and it shows what
 * it would without. */
struct tls_hold *tls_shown_take(struct tls_shown *shown, void *session);
void tls_shown_give(struct tls_shown *shown, struct tls_hold *hold); /* NULL is allowed */
/* How many certificates are in memory: 1, and those that connections of before hold. */
size_t tls_shown_count(struct tls_shown *shown);
