/* Rosters, plans of sites and policies that somebody has brought and that are not kept yet: looked at, or waiting for a second person. In memory,
 * for half an hour. Guards itself; any thread.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "draw/kept.h"
#include "sibu/fault.h"
#include "sibu/memory.h"
#include "web/password.h"

#define DRAFTS_MAX 8
#define DRAFT_LASTS_US (INT64_C(1800) * 1000000)
#define DRAFT_HASH_BYTES 65 /* 64 hexadecimal digits and NUL */
#define DRAFT_SITE_BYTES 128

struct draft {
    char hash[DRAFT_HASH_BYTES]; /* SHA-256 of the text; "": the place is free */
    enum kept_kind kind;
    char site[DRAFT_SITE_BYTES]; /* whose roster or plan; "": the policy */
    char *text;
    size_t length;
    int waits; /* 1: for a second person to say yes */
    int64_t account; /* of who asked for that; 0: the officer's key */
    char who[PASSWORD_NAME_MOST + 1];
    int64_t expires_us;
};
struct drafts;
SIBU_MUST_USE enum sibu_status drafts_open(struct drafts **out, struct sibu_fault *fault);
void drafts_close(struct drafts *drafts); /* NULL is allowed */

/* Keeps a copy. One of the same kind, site and hash is replaced, unless it waits; else the oldest that does not wait makes room. SIBU_NO where all
 * wait. */
SIBU_MUST_USE enum sibu_status drafts_put(struct drafts *drafts, const struct draft *draft, int64_t now_us,
                                          struct sibu_fault *fault);
/* The one of the key's kind, site and hash, its text copied to the arena. SIBU_NO where there is none any more. */
SIBU_MUST_USE enum sibu_status drafts_find(struct drafts *drafts, const struct draft *key, int64_t now_us,
                                           struct sibu_arena *arena, struct draft *out, struct sibu_fault *fault);
/* Forgets it. True to one caller alone: whoever gets it may go on. */
int drafts_take(struct drafts *drafts, const struct draft *draft);
/* Those of the kind that wait, without their texts. *count in [0, DRAFTS_MAX]. */
void drafts_list(struct drafts *drafts, enum kept_kind kind, int64_t now_us, struct draft out[DRAFTS_MAX],
                 size_t *count);
