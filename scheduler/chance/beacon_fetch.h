/* Rounds of a public beacon, fetched over HTTP (libcurl): GET {base}/{chain hash}/info and .../public/{round}.
 *
 * Up to three addresses are asked one after the other until one answers as it should; each gets an equal share of the
 * time that is left. Redirects are not followed, certificates are verified, answers over 4 KiB are broken off, and what
 * is answered is checked as far as beacon.h can (read there what it cannot). A caller blocks for the timeout at most; one
 * thread at a time uses a fetcher. The same requests go out whatever a tick will bring: they depend on the clock alone.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/beacon.h"

#define BEACON_URLS_MAX 3

struct beacon_source {
    const char *urls[BEACON_URLS_MAX]; /* "https://api.drand.sh", a path may follow; at most 500 bytes */
    size_t url_count; /* 1..BEACON_URLS_MAX */
    uint8_t hash[BEACON_HASH_BYTES]; /* of the chain, from the policy */
    int timeout_ms; /* for all addresses together, real time, > 0 */
    const char *proxy; /* NULL: as the environment says (https_proxy); "": none */
};

struct beacon_fetch;

/* Copies the source. SIBU_BAD_INPUT: an address that is not http:// or https://. */
SIBU_MUST_USE enum sibu_status beacon_fetch_open(struct beacon_fetch **out, const struct beacon_source *source,
                                                 struct sibu_fault *fault);
void beacon_fetch_close(struct beacon_fetch *fetch); /* NULL is allowed */

/* SIBU_IO: no address answered as it should; the fault is of the last, and its place the address. Try again later. */
SIBU_MUST_USE enum sibu_status beacon_fetch_info(struct beacon_fetch *fetch, struct beacon_chain *out,
                                                 struct sibu_fault *fault);
/* As above; SIBU_NO: an address says that the round is not there yet (404 or 425), and none has it. */
SIBU_MUST_USE enum sibu_status beacon_fetch_round(struct beacon_fetch *fetch, const struct beacon_chain *chain,
                                                  int64_t round, struct beacon_round *out, struct sibu_fault *fault);
