/* The front of a march: nodes whose length has changed, in buckets by length, the shortest bucket first.
 *
 * Depends on: sibu/memory.h. One thread. Inside a bucket the order does not matter: see way_field.h on why the result is
 * the same in any order. Each node is in one bucket at most, so nothing is allocated while a field is solved.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/memory.h"

#define WAY_FRONT_PER_S 8.0f /* buckets a second: half a cell of open floor each */
#define WAY_FRONT_BUCKETS 65536u /* 8,192 s; the last one holds all that is longer */
#define WAY_FRONT_FIRST 0x80000000u /* in `before`: the first of the bucket with this number */
#define WAY_FRONT_OUT 0xffffffffu /* in `before`: in no bucket; in `after` and `head`: nobody */

/* All that marching needs to know of a node but its length: half a line of cache, because nodes are come upon in no
 * order that memory likes. */
struct way_spot {
    uint32_t links[4]; /* by enum way_link: the neighbour over which a way may lead from here, else the node itself */
    float time_s; /* from one side of its cell to the other at 1 m/s, a multiple of the quantum */
    uint32_t after, before; /* nodes in the same bucket of the front */
    uint8_t leads; /* bit per link: a way may lead over it from here */
    uint8_t comes; /* bit per link: a way may lead over it from the neighbour to here */
    uint8_t tight; /* 1: see way_map.h */
    uint8_t slants; /* 1: it has some; see way_slant.h */
};
struct way_front {
    struct way_spot *spots; /* by node */
    uint32_t *head; /* by bucket: its first node */
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

static inline void way_front_drop(struct way_front *front, uint32_t node)
{
    uint32_t before = front->spots[node].before, after = front->spots[node].after;
    if (before & WAY_FRONT_FIRST) {
        front->head[before & ~WAY_FRONT_FIRST] = after;
    } else {
        front->spots[before].after = after;
    }
    if (after != WAY_FRONT_OUT) {
        front->spots[after].before = before;
    }
    front->spots[node].before = WAY_FRONT_OUT;
    front->count--;
}

/* Puts a node in, or moves it to where its new length belongs. */
static inline void way_front_put(struct way_front *front, uint32_t node, float length)
{
    if (front->spots[node].before != WAY_FRONT_OUT) {
        way_front_drop(front, node);
    }
    uint32_t bucket = way_front_bucket(length), first = front->head[bucket];
    front->spots[node].after = first;
    front->spots[node].before = bucket | WAY_FRONT_FIRST;
    if (first != WAY_FRONT_OUT) {
        front->spots[first].before = node;
    }
    front->head[bucket] = node;
    front->lowest = bucket < front->lowest ? bucket : front->lowest;
    front->count++;
}

/* Takes a node out of the lowest bucket; count > 0. */
static inline uint32_t way_front_take(struct way_front *front)
{
    while (front->head[front->lowest] == WAY_FRONT_OUT) {
        front->lowest++;
    }
    uint32_t node = front->head[front->lowest], after = front->spots[node].after;
    front->head[front->lowest] = after;
    if (after != WAY_FRONT_OUT) {
        front->spots[after].before = front->lowest | WAY_FRONT_FIRST;
    }
    front->spots[node].before = WAY_FRONT_OUT;
    front->count--;
    return node;
}
