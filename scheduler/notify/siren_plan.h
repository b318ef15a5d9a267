/* What an alert becomes at the sirens of a site: which messages, in which order, to which zones. Pure; any thread.
 *
 *     start, update      STATE "alerting" or "running", SPEAK to each zone
 *     all-clear, abort   STATE "ended", STOP to each zone, and once the broker has all of these SPEAK
 *     real emergency     STATE "real", SOUND and SPEAK to each zone, no exercise
 *
 * A STOP has an event number of its own, one below its alert's: so it ends what was said before, and what follows it is
 * still said.
 */
#pragma once
#include "notify/message.h"
#include "notify/siren_words.h"

#define SIREN_PLAN_ZONES_MAX 80 /* the messages of two alerts in a row fit into the queue of a connection */
#define SIREN_PLAN_STEPS_MAX (1 + 2 * SIREN_PLAN_ZONES_MAX)
#define SIREN_ZONE_ALL "all"

/* The zones of a site: those that the topics of its alarms name, "sibu/v1/SITE/ZONE/cmd", each once; where no alarm has a
 * topic, the one zone "all". SIBU_BAD_INPUT where site or topic cannot be used, SIBU_LIMIT where there are too many. Strings
 * belong to the arena. */
SIBU_MUST_USE enum sibu_status siren_zones(const struct sibu_site *site, struct sibu_arena *arena,
                                           const char *const **zones, size_t *count, struct sibu_fault *fault);

struct siren_step {
    enum siren_kind kind;
    uint32_t zone; /* index; not for SIREN_STATE */
    uint32_t wave; /* 0, or 1: only when all of wave 0 are confirmed */
};
/* Fills `out`, SIREN_PLAN_STEPS_MAX long, in the order in which they are said; returns how many. */
size_t siren_plan(enum alert_kind kind, size_t zone_count, struct siren_step *out);
/* The word of the state. */
const char *siren_plan_phase(enum alert_kind kind);
/* The event number of a step of the alert with this number in the drill. */
int64_t siren_plan_event(const struct siren_step *step, uint32_t alert_number);
/* The key of a step: that of the outbox item, a point, and what is said where; the same in every attempt. */
void siren_plan_key(const struct siren_step *step, const char *item_key, const char *zone, char out[SIREN_ID_MAX + 1]);
/* A step of the alert at the zone as it is published; key and words must outlive it. Of the message all but title and text is
 * asked. */
struct siren_message siren_plan_message(const struct siren_step *step, const struct message *message, const char *zone,
                                        const char *key, const struct sibu_text words[SIBU_LANGUAGES]);
/* Replaces `out` by what is spoken in the language: the alert's words, cut to what a voice text may have. SIBU_LIMIT where
 * not even the mark would fit. */
SIBU_MUST_USE enum sibu_status siren_plan_words(const struct message *message, enum sibu_language language,
                                                struct sibu_text *out, struct sibu_fault *fault);
