/* What a drill tells everybody: its alert, and its ends. Inside drill/ only.
 *
 * All texts that a drill may need are written and checked before its first alert goes out (announce_rehearse), so that
 * an end never fails for a text.
 */
#pragma once
#include "drill/live.h"
#include "notify/cap.h"

/* SIBU_OK where each kind of message of this drill can be written lawfully. */
SIBU_MUST_USE enum sibu_status announce_rehearse(const struct live *live, const struct drill_host_def *def,
                                                 int64_t now_us, struct sibu_fault *fault);
/* Writes the message and files it: for everybody who is expected, each at the own address. */
SIBU_MUST_USE enum sibu_status announce(struct live *live, const struct drill_host_def *def, enum alert_kind kind,
                                        int64_t now_us, struct sibu_fault *fault);
