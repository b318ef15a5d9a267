/* The alert as CAP 1.2 (OASIS CAP-v1.2): from what is known at the time to the XML that goes out, in Chinese and English.
 *
 * Depends on the catalogue (assets/text/alert.json) and libxml2. No input or output, no clock. Any thread.
 *
 * Invariants: 1. every text of an exercise begins with 【演练】 or "DRILL:", and none says that it is no drill; 2. a real
 * emergency is a kind of its own with words of its own, never an exercise with another flag; 3. what cap_write gives is
 * valid against the schema and has passed cap_check.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/site.h"
#include "sibu/text.h"

enum alert_kind {
    ALERT_START, /* the drill begins: what is simulated, where, what to do */
    ALERT_UPDATE, /* something changed: `news` says what */
    ALERT_ALL_CLEAR, /* the drill is over */
    ALERT_ABORT, /* the drill is called off: CAP Cancel */
    ALERT_REAL_EMERGENCY /* something real happened: CAP status Actual */
};

struct alert_place {
    const char *id;
    struct sibu_name name;
};
struct alert_earlier { /* a message of this drill that went out before and has not expired */
    const char *identifier;
    int64_t sent_us;
};

/* Strings are UTF-8 and may hold anything: what XML cannot carry is replaced by U+FFFD. NULL counts as "". */
struct alert {
    enum alert_kind kind;
    const char *drill; /* id, "2026-000017" */
    uint32_t number; /* of this message in the drill, 1.. */
    struct alert_place site;
    int32_t utc_offset_s; /* of the site at that time, whole minutes within 14 h */
    int64_t sent_us, expires_us; /* UTC; shown in whole seconds */
    const struct alert_earlier *earlier; /* all of them, oldest first; an abort needs at least one */
    size_t earlier_count;
    const char *family; /* id of the hazard family */
    const char *category; /* CAP category: Fire, CBRNE, ... ; anything else becomes Safety */
    const char *ask; /* sibu_ask_name: the responseTypes; the words are the family's */
    struct sibu_name hazard; /* name of the family, may be "" */
    struct sibu_name headline, instruction, avoid; /* of the family: {0} is where it is, {1} where to go; may be "" */
    struct sibu_name news; /* what changed, for ALERT_UPDATE */
    const char *lost_exit; /* id of an exit that cannot be used any more, for ALERT_UPDATE; "" or NULL: none */
    const struct alert_place *zones; /* where it is; at least one */
    size_t zone_count;
    const struct alert_place *musters; /* where to go; at least one */
    size_t muster_count;
    const char *polygon; /* "lat,lon lat,lon ..." where the site has real coordinates, else "" */
    const char *base_url; /* of the server */
    const char *ledger; /* head of the draw's ledger, "1234 · 1a2b 3c4d 5e6f 7081", for ALERT_START; "" or NULL: none */
};

#define CAP_BYTES_MAX (256 << 10)
#define CAP_IDENTIFIER_BYTES 160

/* The identifier of the alert, "sibu.SITE.DRILL.NUMBER"; what CAP forbids in it becomes '-'. */
void cap_identifier(const struct alert *alert, char out[CAP_IDENTIFIER_BYTES]);

/* Replaces `out` by the message. SIBU_BAD_INPUT, naming the element, where what was given makes no lawful message: so a
 * drill writes each kind that it may need before it sends the first. SIBU_LIMIT above CAP_BYTES_MAX. */
SIBU_MUST_USE enum sibu_status cap_write(const struct alert *alert, struct sibu_text *out, struct sibu_fault *fault);

/* What the schema does not catch in a CAP message: SIBU_OK, or SIBU_BAD_INPUT with the element in the place. `name`
 * stands for the message in the fault. The bytes may come from anywhere: no entity is followed. */
SIBU_MUST_USE enum sibu_status cap_check(const char *name, const char *xml, size_t length, struct sibu_fault *fault);

/* 1 only where the bytes are a CAP message of status Exercise. */
int cap_is_exercise(const char *xml, size_t length);

/* 1 where the text says in Chinese or English that it is no drill, however it is spaced and capitalised. */
int cap_denies_drill(const char *text);
