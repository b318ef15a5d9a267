/* From an alert to the messages for sirens: see siren_plan.h. */
#include "notify/siren_plan.h"

#include <stdio.h>
#include <string.h>

#include "notify/robot_part.h"
#include "sibu/hash.h"

#define HASH_BYTES 4 /* of a zone's id in a key: the key stays within its limit, and says which zone it was */

static int has_zone(const char *const *zones, size_t count, const char *zone)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(zones[i], zone) == 0) {
            return 1;
        }
    }
    return 0;
}

/* ZONE of "sibu/v1/SITE/ZONE/cmd", in the arena. */
static enum sibu_status zone_of_topic(const struct sibu_site *site, const char *topic, struct sibu_arena *arena,
                                      const char **zone, struct sibu_fault *fault)
{
    static const char HEAD[] = "sibu/v1/", TAIL[] = "/cmd";
    size_t length = strlen(topic), site_length = strlen(site->id), head = sizeof HEAD - 1 + site_length + 1;
    int fits = length > head + sizeof TAIL - 1 && strncmp(topic, HEAD, sizeof HEAD - 1) == 0 &&
               strncmp(topic + sizeof HEAD - 1, site->id, site_length) == 0 && topic[head - 1] == '/' &&
               strcmp(topic + length - (sizeof TAIL - 1), TAIL) == 0;
    if (!fits) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, site->id,
                              "警报器的 topic“%.200s”不能用：应为 sibu/v1/%s/分区/cmd（见 docs/sirens.md）",
                              "the alarm's topic \"%.200s\" cannot be used: it must be sibu/v1/%s/ZONE/cmd "
                              "(docs/sirens.md)",
                              topic, site->id);
    }
    *zone = sibu_arena_text(arena, topic + head, length - head - (sizeof TAIL - 1));
    if (*zone == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "siren", "内存不足", "there is no memory left");
    }
    return siren_zone_check(*zone, topic, fault);
}

static enum sibu_status list_zones(const struct sibu_site *site, struct sibu_arena *arena, const char **zones,
                                   size_t *count, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < site->alarm_count; i++) {
        const char *zone = NULL;
        if (site->alarms[i].topic == NULL || site->alarms[i].topic[0] == '\0') {
            continue; /* a horn that no broker knows */
        }
        enum sibu_status status = zone_of_topic(site, site->alarms[i].topic, arena, &zone, fault);
        if (status != SIBU_OK) {
            return status;
        }
        if (has_zone(zones, *count, zone)) {
            continue;
        }
        if (*count == SIREN_PLAN_ZONES_MAX) {
            return sibu_fault_set(fault, SIBU_LIMIT, site->id, "警报器的分区超过 %d 个；请让相邻的警报器共用一个 topic",
                                  "its alarms have more than %d zones; give neighbouring alarms the same topic",
                                  SIREN_PLAN_ZONES_MAX);
        }
        zones[(*count)++] = zone;
    }
    return SIBU_OK;
}

enum sibu_status siren_zones(const struct sibu_site *site, struct sibu_arena *arena, const char *const **zones,
                             size_t *count, struct sibu_fault *fault)
{
    const char **list = sibu_arena_take(arena, SIREN_PLAN_ZONES_MAX, sizeof *list);
    *zones = list;
    *count = 0;
    if (list == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "siren", "内存不足", "there is no memory left");
    }
    enum sibu_status status = siren_id_check(site->id, site->id, fault);
    if (status == SIBU_OK) {
        status = list_zones(site, arena, list, count, fault);
    }
    if (status == SIBU_OK && *count == 0) {
        list[(*count)++] = SIREN_ZONE_ALL;
    }
    return status;
}

static size_t add_steps(struct siren_step *out, size_t count, struct siren_step like, size_t zone_count)
{
    for (size_t i = 0; i < zone_count; i++) {
        like.zone = (uint32_t)i;
        out[count++] = like;
    }
    return count;
}

size_t siren_plan(enum alert_kind kind, size_t zone_count, struct siren_step *out)
{
    int ends = kind == ALERT_ALL_CLEAR || kind == ALERT_ABORT;
    size_t count = 0;
    out[count++] = (struct siren_step){.kind = SIREN_STATE};
    if (kind == ALERT_REAL_EMERGENCY) {
        count = add_steps(out, count, (struct siren_step){.kind = SIREN_SOUND}, zone_count);
    }
    if (ends) {
        count = add_steps(out, count, (struct siren_step){.kind = SIREN_STOP}, zone_count);
    }
    return add_steps(out, count, (struct siren_step){.kind = SIREN_SPEAK, .wave = ends ? 1 : 0}, zone_count);
}

const char *siren_plan_phase(enum alert_kind kind)
{
    static const char *const PHASES[] = {[ALERT_START] = "alerting",
                                         [ALERT_UPDATE] = "running",
                                         [ALERT_ALL_CLEAR] = "ended",
                                         [ALERT_ABORT] = "ended",
                                         [ALERT_REAL_EMERGENCY] = "real"};
    return PHASES[kind];
}

int64_t siren_plan_event(const struct siren_step *step, uint32_t alert_number)
{
    return 2 * (int64_t)alert_number + 2 - (step->kind == SIREN_STOP);
}

void siren_plan_key(const struct siren_step *step, const char *item_key, const char *zone, char out[SIREN_ID_MAX + 1])
{
    static const char *const WORDS[] = {
        [SIREN_STATE] = "state", [SIREN_SOUND] = "sound", [SIREN_SPEAK] = "speak", [SIREN_STOP] = "stop"};
    uint8_t bytes[SIBU_HASH_BYTES];
    char hex[2 * HASH_BYTES + 1] = "";
    if (step->kind != SIREN_STATE) {
        struct sibu_hash hash;
        sibu_hash_init(&hash, "sibu siren v1");
        sibu_hash_text(&hash, zone);
        sibu_hash_done(&hash, bytes);
        sibu_hex(hex, bytes, HASH_BYTES);
    }
    (void)snprintf(out, SIREN_ID_MAX + 1, "%.*s.%s%s%s", MESSAGE_KEY_CHARACTERS, item_key, WORDS[step->kind],
                   hex[0] != '\0' ? "." : "", hex);
}

struct siren_message siren_plan_message(const struct siren_step *step, const struct message *message, const char *zone,
                                        const char *key, const struct sibu_text words[SIBU_LANGUAGES])
{
    return (struct siren_message){.kind = step->kind,
                                  .zone = zone,
                                  .drill = message->drill,
                                  .phase = siren_plan_phase(message->kind),
                                  .is_exercise = message->is_exercise,
                                  .event = siren_plan_event(step, message->number),
                                  .key = key,
                                  .expires_us = message->expires_us,
                                  .text = {sibu_text_get(&words[SIBU_ZH]), sibu_text_get(&words[SIBU_EN])}};
}

/* How long the text is as JSON, without its quotes. */
static size_t json_length(const char *text)
{
    struct sibu_text json = {0};
    sibu_text_add_json(&json, text);
    size_t length = sibu_text_ok(&json) ? json.length - 2 : SIZE_MAX;
    sibu_text_clear(&json);
    return length;
}

enum sibu_status siren_plan_words(const struct message *message, enum sibu_language language, struct sibu_text *out,
                                  struct sibu_fault *fault)
{
    for (size_t bytes = SIREN_TEXT_MAX; bytes >= SIREN_TEXT_MAX / 8; bytes /= 2) {
        sibu_text_clear(out);
        if (robot_words_of(out, message, language, bytes) && sibu_text_ok(out) &&
            json_length(sibu_text_get(out)) <= SIREN_TEXT_MAX) { /* so that any payload fits */
            return SIBU_OK;
        }
    }
    return sibu_fault_set(fault, SIBU_LIMIT, "siren", "播报文字放不下", "the words to be spoken do not fit");
}
