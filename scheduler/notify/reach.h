/* Whether a person can be reached, by which channels, and why not: from addresses, and from what became of the last
 * attempts. Nothing is sent to find out. Pure. Any thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/text.h"

/* A channel to persons. */
struct reach_way {
    const char *channel; /* its id */
    const char *address; /* the kind it needs: "url", "email", "phone" or "push" */
    int is_down; /* 1: its peer did not answer, and it is left alone */
};
/* Of a person; NULL counts as "". push: the subscription as the store keeps it. */
struct reach_addresses {
    const char *url, *email, *phone, *push;
};
/* What became of attempts on one channel; all zero: there were none. */
struct reach_proof {
    int64_t accepted_us, failed_us; /* of the last; 0: none */
};

/* What stands against one channel. */
enum reach_state {
    REACH_OPEN, /* nothing that is known */
    REACH_DOWN,
    REACH_FAILED, /* the last attempt was not accepted */
    REACH_MALFORMED, /* the address cannot be used */
    REACH_NO_ADDRESS
};
#define REACH_STATES 5
const char *reach_state_name(enum reach_state state); /* "open", "down", "failed", "malformed", "no-address" */
/* Where several stand against it, the one that is mended last: a channel that is down comes up again by itself. */
enum reach_state reach_by(const struct reach_way *way, const struct reach_addresses *addresses,
                          const struct reach_proof *proof);

/* Why a person cannot be reached. */
enum reach_why {
    REACH_CAN, /* by at least one channel */
    REACH_WHY_DOWN, /* each channel for which there is an address is down, ... */
    REACH_WHY_FAILED, /* ... or its last attempt failed, ... */
    REACH_WHY_MALFORMED, /* ... or its address cannot be used; the least of these stands for all */
    REACH_WHY_NO_ADDRESS, /* of any kind */
    REACH_WHY_OTHER_KIND, /* there are addresses, but of kinds that no channel uses */
    REACH_WHY_ONLY_GROUPS /* there is no channel to persons */
};
#define REACH_WHYS 7
const char *reach_why_name(enum reach_why why); /* "", "down", "failed", "malformed", "no-address", ... */
/* `states`: of each channel to persons. */
enum reach_why reach_sum(const enum reach_state *states, size_t count, const struct reach_addresses *addresses);

/* The address of the kind, or "". */
const char *reach_address(const struct reach_addresses *addresses, const char *kind);
/* Appends what may be shown of an address: "w…@plant.example", "…07", "https://push.example/…". */
void reach_mask(const char *kind, const char *value, struct sibu_text *out);
