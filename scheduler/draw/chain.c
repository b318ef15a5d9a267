/* The links of an epoch: see chain.h. Depends on: sibu/hash.h, libsodium for wiping. */
#include "draw/chain.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "sibu/memory.h"

struct chain {
    struct draw_installation who;
    int64_t links;
    uint8_t seed[CHAIN_LINK_BYTES]; /* s_N */
    size_t mark_count;
    uint8_t (*marks)[CHAIN_LINK_BYTES]; /* [k]: s at 1,024 k, from the anchor on; owned */
};

/* From s_i to s_{i-1}, in place. */
static void step_down(const struct draw_installation *who, int64_t i, uint8_t link[CHAIN_LINK_BYTES])
{
    struct sibu_hash hash;
    sibu_hash_init(&hash, "sibu link v1");
    sibu_hash_field(&hash, who->id, sizeof who->id);
    sibu_hash_integer(&hash, who->epoch);
    sibu_hash_integer(&hash, (uint64_t)i);
    sibu_hash_field(&hash, link, CHAIN_LINK_BYTES);
    sibu_hash_done(&hash, link);
}

static void fill_marks(struct chain *chain)
{
    uint8_t link[CHAIN_LINK_BYTES];
    memcpy(link, chain->seed, sizeof link);
    for (int64_t i = chain->links; i >= 0; i--) {
        if (i % CHAIN_MARK_LINKS == 0) {
            memcpy(chain->marks[i / CHAIN_MARK_LINKS], link, sizeof link);
        }
        if (i > 0) {
            step_down(&chain->who, i, link);
        }
    }
}

enum sibu_status chain_open(struct chain **out, const struct draw_installation *who, int64_t links,
                            const uint8_t seed[CHAIN_LINK_BYTES], struct sibu_fault *fault)
{
    assert(links >= 1 && links <= CHAIN_LINKS_MAX);
    *out = NULL;
    struct chain *chain = sibu_array_new(1, sizeof *chain);
    size_t marks = (size_t)(links / CHAIN_MARK_LINKS) + 1;
    if (chain != NULL) {
        chain->marks = sibu_array_new(marks, sizeof *chain->marks);
    }
    if (chain == NULL || chain->marks == NULL) {
        sibu_array_free(chain);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "chain", "内存不足", "out of memory");
    }
    chain->who = *who;
    chain->links = links;
    chain->mark_count = marks;
    memcpy(chain->seed, seed, sizeof chain->seed);
    fill_marks(chain);
    *out = chain;
    return SIBU_OK;
}

void chain_close(struct chain *chain)
{
    if (chain != NULL) {
        sodium_memzero(chain->marks, chain->mark_count * sizeof *chain->marks);
        sibu_array_free(chain->marks);
        sodium_memzero(chain, sizeof *chain);
        sibu_array_free(chain);
    }
}

int64_t chain_links(const struct chain *chain)
{
    return chain->links;
}

void chain_anchor(const struct chain *chain, uint8_t out[CHAIN_LINK_BYTES])
{
    memcpy(out, chain->marks[0], CHAIN_LINK_BYTES);
}

int chain_link(const struct chain *chain, int64_t i, uint8_t out[CHAIN_LINK_BYTES])
{
    if (i < 1 || i > chain->links) {
        return 0;
    }
    int64_t mark = (i + CHAIN_MARK_LINKS - 1) / CHAIN_MARK_LINKS; /* the first one at or above i */
    int64_t at = mark * CHAIN_MARK_LINKS;
    if (mark < (int64_t)chain->mark_count) {
        memcpy(out, chain->marks[mark], CHAIN_LINK_BYTES);
    } else {
        memcpy(out, chain->seed, CHAIN_LINK_BYTES);
        at = chain->links;
    }
    for (; at > i; at--) {
        step_down(&chain->who, at, out);
    }
    return 1;
}

int chain_earlier(const struct draw_installation *who, const struct chain_known *from, int64_t to,
                  uint8_t out[CHAIN_LINK_BYTES])
{
    if (to < 0 || to > from->number || from->number > CHAIN_LINKS_MAX) {
        return 0;
    }
    memcpy(out, from->link, CHAIN_LINK_BYTES);
    for (int64_t i = from->number; i > to; i--) {
        step_down(who, i, out);
    }
    return 1;
}

int chain_leads(const struct draw_installation *who, const struct chain_known *later, const struct chain_known *known)
{
    uint8_t link[CHAIN_LINK_BYTES];
    return chain_earlier(who, later, known->number, link) && memcmp(link, known->link, sizeof link) == 0;
}
