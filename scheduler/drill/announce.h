/* What a drill tells everybody: its alert, and its ends. Inside drill/ only.
 *
 * All texts that a drill may need are written and checked before its first alert goes out (announce_rehearse), so that
 * an end never fails for a text.
 */
#pragma once
#include "drill/host.h"
#include "notify/cap.h"

/* SIBU_OK where each kind of message of this drill can be written lawfully. */
SIBU_MUST_USE enum sibu_status announce_rehearse(const struct live *live, const struct drill_host_def *def,
                                                 int64_t now_us, struct sibu_fault *fault);
/* What an update says: what is new and what is asked, as a family's texts ({1}: the assembly point). */
struct announce_news {
    struct sibu_name news, ask;
    const char *lost_exit; /* id of an exit that cannot be used any more, or "" */
    const uint32_t *silent; /* those of whom it tells wardens, and nobody else; NULL: it is no such message */
    size_t silent_count;
    const struct sibu_record_event *of; /* filed before it, in one transaction; NULL: none */
    int for_all; /* 0: only for those who have not checked in: who is at an assembly point is on no way */
};
/* An update, for those of the expected whom it concerns. Alerts that still wait go out before it. SIBU_NO: the drill has moved on
 * meanwhile, or another server drives it. */
SIBU_MUST_USE enum sibu_status announce_update(struct hosted *hosted, const struct announce_news *news, int64_t now_us,
                                               struct sibu_fault *fault);
/* The identifier of the drill's alert of this number, 1 for the first. */
void announce_identifier(const struct live *live, const struct drill_host_def *def, uint32_t number,
                         char out[CAP_IDENTIFIER_BYTES]);
/* A message for everybody who is expected, each at the own address: written, to be filed together with what it tells of,
 * so that neither is ever there without the other. Starts as all zero. */
struct announcement {
    char identifier[CAP_IDENTIFIER_BYTES];
    struct sibu_text xml;
    struct store_alert alert; /* points to the two above */
};
/* The caller clears it, written or not. */
SIBU_MUST_USE enum sibu_status announce_write(const struct live *live, const struct drill_host_def *def,
                                              enum alert_kind kind, int64_t now_us, struct announcement *out,
                                              struct sibu_fault *fault);
void announce_filed(struct live *live, const struct announcement *announcement); /* later ones refer to it */
void announce_clear(struct announcement *announcement);
