/* The links of one epoch: a hash chain that its holder gives link by link, in the opposite order of its making.
 *
 * s_N is 32 random bytes, s_{i-1} = BLAKE2b-256("sibu link v1": installation, epoch, i, s_i) in the encoding of
 * docs/ledger.md, and s_0, the anchor, is published before the first tick. Link i belongs to the tick first_tick + i - 1.
 * A link proves all earlier ones and tells nothing of the later ones. Server and witnesses each have such chains.
 *
 * Keeps the seed and every 1,024th link: a link costs at most 1,023 hashes. No clock, no entropy; thread safe once open.
 */
#pragma once
#include <stdint.h>

#include "draw/tick.h"
#include "sibu/fault.h"
#include "sibu/hash.h"

#define CHAIN_LINK_BYTES SIBU_HASH_BYTES
#define CHAIN_MARK_LINKS 1024
#define CHAIN_LINKS_MAX (INT64_C(1) << 22) /* a year of 10-second ticks has 3,162,240 */

struct chain;

/* Makes the chain of `links` in [1, CHAIN_LINKS_MAX] from s_N: a hash a link. The caller closes it. SIBU_NO_MEMORY. */
SIBU_MUST_USE enum sibu_status chain_open(struct chain **out, const struct draw_installation *who, int64_t links,
                                          const uint8_t seed[CHAIN_LINK_BYTES], struct sibu_fault *fault);
void chain_close(struct chain *chain); /* wipes it; NULL is allowed */
int64_t chain_links(const struct chain *chain);
void chain_anchor(const struct chain *chain, uint8_t out[CHAIN_LINK_BYTES]);
/* Link i. False unless 1 <= i <= links. */
int chain_link(const struct chain *chain, int64_t i, uint8_t out[CHAIN_LINK_BYTES]);

/* A link that is known, by its number; 0: the anchor. */
struct chain_known {
    int64_t number;
    uint8_t link[CHAIN_LINK_BYTES];
};
/* The earlier link `to` that follows from `from`; from->number - to hashes. False where to is not in [0, from->number]. */
int chain_earlier(const struct draw_installation *who, const struct chain_known *from, int64_t to,
                  uint8_t out[CHAIN_LINK_BYTES]);
/* True where `later` leads to `known`, later->number >= known->number >= 0. */
int chain_leads(const struct draw_installation *who, const struct chain_known *later, const struct chain_known *known);
