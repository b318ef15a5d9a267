/* The front of a march: nodes whose length has changed, in buckets by length, the shortest bucket first.
 *
 * Depends on: sibu/memory.h. One thread. Who comes first into a bucket is taken first; beyond that the order does not
 * matter: see way_field.h on why the result is the same in any order. Each node is in one bucket at most, so nothing is
 * allocated while a field is solved.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/memory.h"

#define WAY_FRONT_PER_S 2.0f /* buckets a second: two cells of open floor each */
#define WAY_FRONT_BUCKETS 16384u /* 8,192 s; the last one holds all that is longer */
#define WAY_FRONT_NONE 0xfffffffeu /* nobody */
#define WAY_FRONT_OUT 0xffffffffu /* in `after`: in no bucket */

/* All that marching needs to know of a node but its length: half a line of cache, because nodes are come upon in no
 * order that memory likes. */
struct way_spot {
    uint32_t links[4]; /* by enum way_link: the neighbour over which a way may lead from here, else the node itself */
    float time_s; /* from one side of its cell to the other at 1 m/s, a multiple of the quantum */
    uint32_t after; /* the next node in the same bucket of the front */
    uint8_t leads; /* bit per link: a way may lead over it from here */
    uint8_t comes; /* bit per link: a way may lead over it from the neighbour to here */
    uint8_t tight; /* 1: see way_map.h */
    uint8_t slants; /* 1: it has some; see way_slant.h */
    uint8_t fill[4]; /* no spot lies in two lines */
};
struct way_bucket {
    uint32_t first, last; /* nodes; WAY_FRONT_NONE: it is empty */
};
struct way_front {
    struct way_spot *spots; /* by node */
    struct way_bucket *buckets;
    uint32_t lowest; /* no bucket below has a node */
    size_t count;
};

/* An empty front for so many nodes. False: no memory; close it all the same. */
SIBU_MUST_USE _Bool way_front_open(struct way_front *front, size_t nodes);
void way_front_close(struct way_front *front);

static inline uint32_t way_front_bucket(float length)
{
    float bucket = length * WAY_FRONT_PER_S;
    return bucket < (float)(WAY_FRONT_BUCKETS - 1) ? (uint32_t)bucket : WAY_FRONT_BUCKETS - 1;
}

/* Puts a node in. One that is in already stays where it is: its new length may belong to a lower bucket, but moving it
 * would take longer than what is done twice for it. */
static inline void way_front_put(struct way_front *front, uint32_t node, float length)
{
    if (front->spots[node].after != WAY_FRONT_OUT) {
        return;
    }
    uint32_t number = way_front_bucket(length);
    struct way_bucket *bucket = &front->buckets[number];
    front->spots[node].after = WAY_FRONT_NONE;
    if (bucket->first == WAY_FRONT_NONE) {
        bucket->first = node;
    } else {
        front->spots[bucket->last].after = node;
    }
    bucket->last = node;
    front->lowest = number < front->lowest ? number : front->lowest;
    front->count++;
}

/* Takes a node out of the lowest bucket; count > 0. */
static inline uint32_t way_front_take(struct way_front *front)
{
    while (front->buckets[front->lowest].first == WAY_FRONT_NONE) {
        front->lowest++;
    }
    uint32_t node = front->buckets[front->lowest].first;
    front->buckets[front->lowest].first = front->spots[node].after;
    front->spots[node].after = WAY_FRONT_OUT;
    front->count--;
    return node;
}
