/* Topics and payloads: see siren_words.h. */
#include "notify/siren_words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sibu/json.h"

static int is_id(const char *id, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)id[i] < ' ' || id[i] == 0x7f || id[i] == '+' || id[i] == '#' || id[i] == '/') {
            return 0;
        }
    }
    return length > 0 && length <= SIREN_ID_MAX && sibu_utf8_valid(id, length);
}

enum sibu_status siren_id_check(const char *id, const char *place, struct sibu_fault *fault)
{
    return is_id(id, strlen(id))
               ? SIBU_OK
               : sibu_fault_set(
                     fault, SIBU_BAD_INPUT, place, "应为 1 至 %d 字节，不含 + # / 和控制字符（MQTT 主题不允许）",
                     "should be 1 to %d bytes without + # / and control characters, which MQTT topics forbid",
                     SIREN_ID_MAX);
}

static enum sibu_status check_text(const struct siren_message *message, struct sibu_fault *fault)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        const char *text = message->text[i];
        size_t length = text == NULL ? 0 : strlen(text);
        if (length == 0 || length > SIREN_TEXT_MAX || !sibu_utf8_valid(text, length)) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, "siren", "播报文字应有中英文，各 1 至 %d 字节",
                                  "the voice text should be there in Chinese and English, 1 to %d bytes each",
                                  SIREN_TEXT_MAX);
        }
    }
    return SIBU_OK;
}

enum sibu_status siren_zone_check(const char *zone, const char *place, struct sibu_fault *fault)
{
    enum sibu_status status = siren_id_check(zone, place, fault);
    if (status == SIBU_OK && strcmp(zone, "dev") == 0) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, place, "分区不能叫 dev，那是设备的主题",
                                "a zone cannot be called dev: that topic is the devices'");
    }
    return status;
}

enum sibu_status siren_message_check(const struct siren_message *message, struct sibu_fault *fault)
{
    enum sibu_status status = siren_id_check(message->drill, "siren drill", fault);
    status = status != SIBU_OK ? status : siren_id_check(message->key, "siren key", fault);
    if (status == SIBU_OK) {
        status = message->kind == SIREN_STATE ? siren_id_check(message->phase, "siren phase", fault)
                                              : siren_zone_check(message->zone, "siren zone", fault);
    }
    if (status == SIBU_OK && message->kind == SIREN_SPEAK) {
        status = check_text(message, fault);
    }
    if (status == SIBU_OK && (message->event <= 0 || message->event > INT64_MAX / 2)) {
        status =
            sibu_fault_set(fault, SIBU_BAD_INPUT, "siren", "事件编号应大于 0", "the event's number should be above 0");
    }
    return status;
}

void siren_topic(const char *site, const struct siren_message *message, char *out)
{
    int is_state = message->kind == SIREN_STATE;
    (void)snprintf(out, SIREN_TOPIC_BYTES, "sibu/v1/%s/%s%s", site, is_state ? "state" : message->zone,
                   is_state ? "" : "/cmd");
}

void siren_response_topic(const char *site, const struct siren_message *message, char *out)
{
    (void)snprintf(out, SIREN_TOPIC_BYTES, "sibu/v1/%s/%s/ack", site, message->zone);
}

static void add_member(struct sibu_text *out, const char *name, const char *value)
{
    sibu_text_addf(out, "\"%s\":", name);
    sibu_text_add_json(out, value);
    sibu_text_add(out, ",");
}

void siren_payload(const struct siren_message *message, struct sibu_text *out)
{
    static const char *const COMMANDS[] = {
        [SIREN_STATE] = "", [SIREN_SOUND] = "sound", [SIREN_SPEAK] = "speak", [SIREN_STOP] = "stop"};
    char until[32];
    sibu_text_clear(out);
    out->max_length = 8 * SIREN_PAYLOAD_MAX;
    sibu_time_text(until, message->expires_us);
    sibu_text_add(out, "{");
    if (message->kind == SIREN_STATE) {
        add_member(out, "phase", message->phase);
    } else {
        add_member(out, "command", COMMANDS[message->kind]);
    }
    add_member(out, "drill", message->drill);
    add_member(out, "key", message->key);
    if (message->kind == SIREN_SPEAK) {
        sibu_text_add(out, "\"text\":{\"zh\":");
        sibu_text_add_json(out, message->text[SIBU_ZH]);
        sibu_text_add(out, ",\"en\":");
        sibu_text_add_json(out, message->text[SIBU_EN]);
        sibu_text_add(out, "},");
    }
    add_member(out, "until", until);
    sibu_text_addf(out, "\"exercise\":%s,\"event\":%" PRId64 "}", message->is_exercise ? "true" : "false",
                   message->event);
}

/* The id up to the next slash, into `out`; what follows the slash, or NULL. */
static const char *take_id(const char *text, char out[SIREN_ID_MAX + 1])
{
    size_t length = strcspn(text, "/");
    if (text[length] == '\0' || !is_id(text, length)) {
        return NULL;
    }
    (void)snprintf(out, SIREN_ID_MAX + 1, "%.*s", (int)length, text);
    return text + length + 1;
}

/* Who speaks, and about what. */
static int read_topic(const char *site, const char *topic, struct siren_heard *out)
{
    char start[SIREN_TOPIC_BYTES];
    int n = snprintf(start, sizeof start, "sibu/v1/%s/", site);
    if (strncmp(topic, start, (size_t)n) != 0) {
        return 0;
    }
    int is_device = strncmp(topic + n, "dev/", 4) == 0;
    const char *rest = take_id(topic + n + (is_device ? 4 : 0), is_device ? out->device : out->zone);
    if (rest == NULL || strcmp(out->device, SIREN_SELF) == 0) {
        return 0;
    }
    out->kind = strcmp(rest, "ack") == 0 ? SIREN_HEARD_ACK : SIREN_HEARD_STATUS;
    return out->kind == SIREN_HEARD_ACK || (is_device && strcmp(rest, "status") == 0);
}

static int read_word(const char *word, size_t length, struct siren_heard *out)
{
    static const struct {
        const char *word;
        enum siren_heard_kind kind;
        int value;
    } WORDS[] = {{"done", SIREN_HEARD_ACK, 1},
                 {"failed", SIREN_HEARD_ACK, 0},
                 {"online", SIREN_HEARD_STATUS, 1},
                 {"offline", SIREN_HEARD_STATUS, 0}};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (WORDS[i].kind == out->kind && strlen(WORDS[i].word) == length && memcmp(WORDS[i].word, word, length) == 0) {
            out->is_done = out->kind == SIREN_HEARD_ACK && WORDS[i].value;
            out->is_online = out->kind == SIREN_HEARD_STATUS && WORDS[i].value;
            return 1;
        }
    }
    return 0;
}

static int read_ack(struct sibu_json_value root, struct siren_heard *out)
{
    const char *result = sibu_json_as_string(sibu_json_member(root, "result"));
    struct sibu_json_value key = sibu_json_member(root, "key");
    if (sibu_json_kind(key) == SIBU_JSON_STRING) {
        const char *text = sibu_json_as_string(key);
        if (!is_id(text, strlen(text))) {
            return 0;
        }
        (void)snprintf(out->key, sizeof out->key, "%s", text);
    }
    return read_word(result, strlen(result), out);
}

static int read_status(struct sibu_json_value root, struct siren_heard *out)
{
    static const double BATTERY[3] = {0, 100, -1};
    struct sibu_json_value online = sibu_json_member(root, "online");
    const char *firmware = sibu_json_as_string(sibu_json_member(root, "firmware"));
    double battery = -1;
    struct sibu_fault fault;
    if (sibu_json_kind(online) != SIBU_JSON_BOOL || strlen(firmware) >= sizeof out->firmware ||
        (firmware[0] != '\0' && !is_id(firmware, strlen(firmware))) ||
        sibu_json_number_or(root, "battery", BATTERY, &battery, &fault) != SIBU_OK) {
        return 0;
    }
    out->is_online = sibu_json_as_bool(online);
    out->battery_percent = (int)battery;
    (void)snprintf(out->firmware, sizeof out->firmware, "%s", firmware);
    return 1;
}

static int read_payload(const struct siren_raw *raw, struct siren_heard *out)
{
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    if (read_word(raw->payload, raw->payload_length, out)) {
        return 1;
    }
    if (sibu_json_open(&document, "mqtt", raw->payload, raw->payload_length, &fault) != SIBU_OK) {
        return 0;
    }
    struct sibu_json_value root = sibu_json_root(document);
    int fine = sibu_json_kind(root) == SIBU_JSON_OBJECT &&
               (out->kind == SIREN_HEARD_ACK ? read_ack(root, out) : read_status(root, out));
    sibu_json_close(document);
    return fine;
}

enum sibu_status siren_hear(const char *site, const struct siren_raw *raw, struct siren_heard *out)
{
    *out = (struct siren_heard){.battery_percent = -1};
    if (raw->payload_length == 0 || raw->payload_length > SIREN_HEARD_MAX || !read_topic(site, raw->topic, out)) {
        return SIBU_NO;
    }
    if (raw->key != NULL && out->kind == SIREN_HEARD_ACK) {
        if (!is_id(raw->key, raw->key_length)) {
            return SIBU_NO;
        }
        (void)snprintf(out->key, sizeof out->key, "%.*s", (int)raw->key_length, raw->key);
    }
    int fine = read_payload(raw, out) && (out->kind == SIREN_HEARD_STATUS || out->key[0] != '\0');
    return fine ? SIBU_OK : SIBU_NO;
}
