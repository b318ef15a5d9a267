/* What is said to sirens, lamps and panels over MQTT, and what they say: topics and payloads. Pure; any thread.
 *
 *     sibu/v1/SITE/state             retained: which drill goes on, how far it is, until when
 *     sibu/v1/SITE/ZONE/cmd          sound, speak or stop; answered on sibu/v1/SITE/ZONE/ack or by the device's own topic
 *     sibu/v1/SITE/dev/ID/ack        a device did, or failed to do, what the message of this key asked
 *     sibu/v1/SITE/dev/ID/status     retained: online, firmware, battery; "offline" is a device's last will
 *
 * Sibu itself is the device "sibu". No topic or payload names a person. Only drill sounders are driven, with their own
 * voice: never the fire panel.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "sibu/fault.h"
#include "sibu/text.h"

#define SIREN_ID_MAX 64 /* bytes of a site's, zone's, device's or drill's id, of a phase and of a key */
#define SIREN_TOPIC_BYTES 256
#define SIREN_TEXT_MAX 512 /* bytes of a voice text in one language */
#define SIREN_PAYLOAD_MAX 2048
#define SIREN_HEARD_MAX 1024 /* longer payloads are not read */
#define SIREN_SELF "sibu"

enum siren_kind { SIREN_STATE, SIREN_SOUND, SIREN_SPEAK, SIREN_STOP };

struct siren_message {
    enum siren_kind kind;
    const char *zone; /* not for SIREN_STATE */
    const char *drill, *phase; /* phase: for SIREN_STATE */
    int is_exercise;
    int64_t event; /* number of the drill's event, > 0: a message of a lower one never follows it */
    const char *key; /* idempotency key: the correlation data, and what an acknowledgement repeats */
    int64_t expires_us; /* by the clock. A command lives 30 s of real time at most */
    const char *text[SIBU_LANGUAGES]; /* for SIREN_SPEAK; begins with 【演练】 and "DRILL:" in a drill */
};

/* SIBU_BAD_INPUT unless the id is 1..SIREN_ID_MAX bytes of UTF-8 without + # / and control characters. */
SIBU_MUST_USE enum sibu_status siren_id_check(const char *id, const char *place, struct sibu_fault *fault);
/* The same, and a zone is not called "dev": that topic is the devices'. */
SIBU_MUST_USE enum sibu_status siren_zone_check(const char *zone, const char *place, struct sibu_fault *fault);
SIBU_MUST_USE enum sibu_status siren_message_check(const struct siren_message *message, struct sibu_fault *fault);
/* Of a checked message. `out` has SIREN_TOPIC_BYTES. */
void siren_topic(const char *site, const struct siren_message *message, char *out);
void siren_response_topic(const char *site, const struct siren_message *message, char *out);
/* Replaces `out` by the payload, JSON. It fails (sibu_text_ok) only for want of memory. */
void siren_payload(const struct siren_message *message, struct sibu_text *out);

enum siren_heard_kind { SIREN_HEARD_ACK, SIREN_HEARD_STATUS };
struct siren_heard {
    enum siren_heard_kind kind;
    char device[SIREN_ID_MAX + 1]; /* "" where a zone answers as one */
    char zone[SIREN_ID_MAX + 1]; /* "" where a device answers */
    char key[SIREN_ID_MAX + 1]; /* ACK: whose message it was */
    int is_done; /* ACK: 1 done, 0 failed */
    int is_online; /* STATUS */
    int battery_percent; /* STATUS: 0..100, -1 not told */
    char firmware[33]; /* STATUS: "" not told */
};
/* A message as it came: hostile. `key` is its correlation data, or NULL. An acknowledgement is "done" or "failed", or
 * {"result": "done", "key": "..."}; a status "online" or "offline", or {"online": true, "battery": 80, "firmware": "1.2"};
 * other members are passed over. SIBU_NO: it is none of these, or Sibu's own. */
struct siren_raw {
    const char *topic;
    const char *payload;
    size_t payload_length;
    const char *key;
    size_t key_length;
};
SIBU_MUST_USE enum sibu_status siren_hear(const char *site, const struct siren_raw *raw, struct siren_heard *out);
