/* Every message of a drill says in its first words that it is a drill: each kind of message, over each kind of channel, to people of
 * both languages, is written as it goes out, decoded as its reader does, and looked at. The table has a row for each kind that
 * the program knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <sodium.h>

#include "fixture_message.h"
#include "notify/channel.h"
#include "notify/siren_plan.h"
#include "sibu/json.h"

#define NOW_US (FIXTURE_T0_US + 1000000)
#define TEXTS_MAX 24
#define BOTH SIBU_LANGUAGES /* Chinese first, English behind a line end or a stroke */
#define BOTH_TURNED (BOTH + 1)

/* What one message is, decoded: what people read, each from its first word, and in which language. */
struct reading {
    struct sibu_arena arena;
    struct {
        const char *words;
        int language;
    } texts[TEXTS_MAX];
    size_t count;
    int is_silent; /* 1: there are no words in it at all */
};
/* What there is to write. */
struct subject {
    const struct channel *channel;
    struct store_outbox_item item;
    struct message message;
};
struct seen {
    const char *pointer;
    int language;
};
struct row {
    void (*read)(const struct subject *subject, const struct seen *seen, struct reading *out);
    struct seen seen[6]; /* for JSON */
    struct channel channel;
};

static void keep(struct reading *out, const char *words, size_t length, int language)
{
    assert_true(out->count < TEXTS_MAX);
    char *kept = sibu_arena_text(&out->arena, words, length);
    assert_non_null(kept);
    out->texts[out->count].words = kept;
    out->texts[out->count++].language = language;
}

static struct sibu_json_value at(struct sibu_json_value value, const char *pointer)
{
    while (*pointer == '/') {
        char token[32] = "";
        size_t length = strcspn(pointer + 1, "/");
        assert_true(length < sizeof token);
        memcpy(token, pointer + 1, length);
        value = sibu_json_kind(value) == SIBU_JSON_ARRAY ? sibu_json_item(value, (size_t)strtoul(token, NULL, 10))
                                                         : sibu_json_member(value, token);
        pointer += length + 1;
    }
    return value;
}

static void keep_json(const char *body, size_t length, const struct seen *seen, struct reading *out)
{
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    assert_int_equal(sibu_json_open(&document, "body", body, length, &fault), SIBU_OK);
    for (size_t i = 0; seen[i].pointer != NULL; i++) {
        struct sibu_json_value value = at(sibu_json_root(document), seen[i].pointer);
        assert_int_equal(sibu_json_kind(value), SIBU_JSON_STRING);
        const char *words = sibu_json_as_string(value);
        keep(out, words, strlen(words), seen[i].language);
    }
    sibu_json_close(document);
}

static struct http_call call_of(const struct subject *subject, struct vapid_desk *desk, struct reading *out)
{
    struct http_call call = {.method = ""};
    struct sibu_fault fault = {.place = ""};
    struct channel_way way = {subject->channel, NULL, desk};
    struct channel_item what = {&subject->item, &subject->message, FIXTURE_LINK, NOW_US};
    enum sibu_status status = channel_write_call(&way, &what, &out->arena, &call, &fault);
    if (status != SIBU_OK) {
        fail_msg("%s: %s: %s", channel_kind_name(subject->channel->kind), fault.place, fault.what[SIBU_EN]);
    }
    return call;
}

static void read_robot(const struct subject *subject, const struct seen *seen, struct reading *out)
{
    struct http_call call = call_of(subject, NULL, out);
    keep_json(call.body, call.body_length, seen, out);
}

/* What fills the variables of the registered text, which begins with the first. */
static void read_aliyun(const struct subject *subject, const struct seen *seen, struct reading *out)
{
    struct http_call call = call_of(subject, NULL, out);
    struct sibu_text param = {0};
    const char *at = strstr(call.url, "&TemplateParam=");
    assert_non_null(at);
    for (at += 15; *at != '&'; at += *at == '%' ? 3 : 1) {
        char byte = *at;
        if (*at == '%') {
            byte = (char)strtoul((const char[]){at[1], at[2], '\0'}, NULL, 16);
        }
        sibu_text_add_bytes(&param, &byte, 1);
    }
    keep_json(sibu_text_get(&param), param.length, seen, out);
    sibu_text_clear(&param);
}

static void keep_info(const xmlNode *info, struct reading *out)
{
    static const char *const ELEMENTS[] = {"headline", "description"};
    int language = -1;
    for (const xmlNode *node = info->children; node != NULL; node = node->next) {
        xmlChar *text = xmlNodeGetContent(node);
        const char *name = (const char *)node->name, *words = (const char *)text;
        language = strcmp(name, "language") == 0 ? (strncmp(words, "zh", 2) == 0 ? SIBU_ZH : SIBU_EN) : language;
        for (size_t i = 0; i < 2; i++) {
            if (strcmp(name, ELEMENTS[i]) == 0) {
                keep(out, words, strlen(words), language);
            }
        }
        xmlFree(text);
    }
    assert_true(language >= 0);
}

static void read_cap(const struct subject *subject, const struct seen *seen, struct reading *out)
{
    (void)seen;
    struct http_call call = call_of(subject, NULL, out);
    xmlDoc *document = xmlReadMemory(call.body, (int)call.body_length, "cap", NULL, XML_PARSE_NONET);
    assert_non_null(document);
    for (const xmlNode *node = xmlDocGetRootElement(document)->children; node != NULL; node = node->next) {
        if (strcmp((const char *)node->name, "status") == 0) {
            xmlChar *status = xmlNodeGetContent(node);
            assert_string_equal((const char *)status, subject->message.is_exercise ? "Exercise" : "Actual");
            xmlFree(status);
        }
        if (strcmp((const char *)node->name, "info") == 0) {
            keep_info(node, out);
        }
    }
    xmlFreeDoc(document);
    assert_int_equal(out->count, 4);
}

/* Base64 over lines, up to `end`. */
static void keep_base64(const char *from, const char *end, int language, struct reading *out)
{
    uint8_t bytes[32768];
    size_t length = 0;
    assert_int_equal(sodium_base642bin(bytes, sizeof bytes, from, (size_t)(end - from), "\r\n", &length, NULL,
                                       sodium_base64_VARIANT_ORIGINAL),
                     0);
    keep(out, (const char *)bytes, length, language);
}

static void read_subject(const char *mail, int language, struct reading *out)
{
    static const char HEAD[] = "=?UTF-8?B?";
    struct sibu_text joined = {0};
    const char *at = strstr(mail, "\r\nSubject: ");
    assert_non_null(at);
    for (at += 11; strncmp(at, HEAD, sizeof HEAD - 1) == 0; at += strncmp(at, "\r\n ", 3) == 0 ? 3 : 0) {
        at += sizeof HEAD - 1;
        size_t length = strcspn(at, "?"), got = 0;
        uint8_t bytes[128];
        assert_int_equal(
            sodium_base642bin(bytes, sizeof bytes, at, length, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL), 0);
        sibu_text_add_bytes(&joined, (const char *)bytes, got);
        at += length + 2;
    }
    assert_true(joined.length > 0);
    keep(out, sibu_text_get(&joined), joined.length, language);
    sibu_text_clear(&joined);
}

/* The subject, the plain text, and of the page what stands in its first heading. */
static void read_mail(const struct subject *subject, const struct seen *seen, struct reading *out)
{
    (void)seen;
    struct channel_load load = {.letter = {.bytes = NULL}};
    struct sibu_fault fault = {.place = ""};
    struct channel_item what = {&subject->item, &subject->message, FIXTURE_LINK, NOW_US};
    assert_int_equal(channel_write_letter(subject->channel, &what, &load, &fault), SIBU_OK);
    int language = strcmp(subject->item.language, "en") == 0 ? BOTH_TURNED : BOTH;
    const char *at = sibu_text_get(&load.letter);
    read_subject(at, language, out);
    for (int part = 0; part < 2; part++) {
        at = strstr(at, "Content-Transfer-Encoding: base64\r\n\r\n");
        assert_non_null(at);
        at += 37;
        const char *end = strstr(at, "\r\n--=_");
        assert_non_null(end);
        keep_base64(at, end, language, out);
    }
    const char *heading = strstr(out->texts[out->count - 1].words, "<h1>");
    assert_non_null(heading);
    out->texts[out->count - 1].words = heading + 4;
    channel_load_clear(&load);
}

/* What is encrypted has room for the drill and the key and for no word: the phone asks the server for those. */
static void read_push(const struct subject *subject, const struct seen *seen, struct reading *out)
{
    (void)seen;
    struct vapid_key key = {.secret = {1}};
    struct vapid_desk desk = {.key = &key, .subject = "mailto:safety@plant.example"};
    assert_true(p256_point_of(key.secret, key.point));
    base64url_write(key.public_text, sizeof key.public_text, key.point, sizeof key.point);
    struct http_call call = call_of(subject, &desk, out);
    size_t plain = strlen("{\"drill\":\"\",\"key\":\"\"}") + strlen(subject->message.drill) + strlen(FIXTURE_KEY);
    assert_int_equal(call.body_length, PUSH_HEAD_BYTES + plain + 1 + 16);
    out->is_silent = 1;
}

static void read_siren(const struct subject *subject, const struct seen *seen, struct reading *out)
{
    struct siren_step steps[SIREN_PLAN_STEPS_MAX];
    struct sibu_text words[SIBU_LANGUAGES] = {{0}}, payload = {0};
    struct sibu_fault fault;
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        assert_int_equal(siren_plan_words(&subject->message, (enum sibu_language)i, &words[i], &fault), SIBU_OK);
    }
    size_t count = siren_plan(subject->message.kind, 1, steps);
    for (size_t i = 0; i < count; i++) {
        struct siren_message message = siren_plan_message(&steps[i], &subject->message, "hall", FIXTURE_KEY, words);
        siren_payload(&message, &payload);
        const char *flag = subject->message.is_exercise ? "\"exercise\":true" : "\"exercise\":false";
        assert_non_null(strstr(sibu_text_get(&payload), flag));
        if (steps[i].kind == SIREN_SPEAK) {
            keep_json(sibu_text_get(&payload), payload.length, seen, out);
        }
    }
    sibu_text_clear(&payload);
    sibu_text_clear(&words[SIBU_ZH]);
    sibu_text_clear(&words[SIBU_EN]);
}

#define ROBOT(robot_kind, robot_url)                                                                                   \
    .robot = {.kind = (robot_kind),                                                                                    \
              .url = (robot_url),                                                                                      \
              .secret = "",                                                                                            \
              .token = "tk",                                                                                           \
              .topic = "plant",                                                                                        \
              .template = {.method = "POST",                                                                           \
                           .body = "{\"t\":\"{text}\",\"b\":\"{title}\"}",                                             \
                           .user = "",                                                                                 \
                           .text_max_bytes = 2000,                                                                     \
                           .ok_by_status = 1,                                                                          \
                           .ok_path = "",                                                                              \
                           .ok_value = ""}}
#define HOOK "https://chat.example/hook"

static const struct row ROWS[CHANNEL_KINDS] = {
    [CHANNEL_DINGTALK] = {read_robot,
                          {{"/text/content", BOTH}},
                          {ROBOT(ROBOT_DINGTALK, "https://oapi.example/robot/send?access_token=T")}},
    [CHANNEL_WECOM] = {read_robot, {{"/text/content", BOTH}}, {ROBOT(ROBOT_WECOM, HOOK)}},
    [CHANNEL_FEISHU] = {read_robot, {{"/content/text", BOTH}}, {ROBOT(ROBOT_FEISHU, HOOK)}},
    [CHANNEL_SLACK] = {read_robot,
                       {{"/text", BOTH},
                        {"/blocks/0/text/text", BOTH},
                        {"/blocks/1/text/text", SIBU_ZH},
                        {"/blocks/2/text/text", SIBU_EN}},
                       {ROBOT(ROBOT_SLACK, HOOK)}},
    [CHANNEL_TEAMS] = {read_robot,
                       {{"/attachments/0/content/body/0/inlines/0/text", SIBU_ZH},
                        {"/attachments/0/content/body/1/inlines/0/text", SIBU_ZH},
                        {"/attachments/0/content/body/4/inlines/0/text", SIBU_EN},
                        {"/attachments/0/content/body/5/inlines/0/text", SIBU_EN}},
                       {ROBOT(ROBOT_TEAMS, HOOK)}},
    [CHANNEL_NTFY] = {read_robot, {{"/title", BOTH}, {"/message", BOTH}}, {ROBOT(ROBOT_NTFY, HOOK)}},
    [CHANNEL_GOTIFY] = {read_robot, {{"/title", BOTH}, {"/message", BOTH}}, {ROBOT(ROBOT_GOTIFY, HOOK)}},
    [CHANNEL_APPRISE] = {read_robot, {{"/title", BOTH}, {"/body", BOTH}}, {ROBOT(ROBOT_APPRISE, HOOK)}},
    [CHANNEL_ALIYUN] = {read_aliyun,
                        {{"/zh", SIBU_ZH}, {"/en", SIBU_EN}, {"/more", BOTH}},
                        {.robot = {.kind = ROBOT_ALIYUN,
                                   .url = "https://sms.example",
                                   .secret = "s",
                                   .token = "",
                                   .topic = "",
                                   .template = {.method = "POST",
                                                .body =
                                                    "{\"zh\":\"{title_zh}\",\"en\":\"{title_en}\",\"more\":\"{text}\"}",
                                                .user = "id",
                                                .text_max_bytes = 1000,
                                                .ok_by_status = 1,
                                                .ok_path = "",
                                                .ok_value = ""},
                                   .sign_name = "sign",
                                   .template_code = "SMS_1"}}},
    [CHANNEL_GENERIC] = {read_robot, {{"/t", BOTH}, {"/b", BOTH}}, {ROBOT(ROBOT_GENERIC, HOOK)}},
    [CHANNEL_SMTP] = {read_mail, {{NULL, 0}}, {.mail = {.from = "drill@plant.example"}}},
    [CHANNEL_WEBPUSH] = {read_push, {{NULL, 0}}, {.push = {.subject = "mailto:safety@plant.example"}}},
    [CHANNEL_MQTT] = {read_siren, {{"/text/zh", SIBU_ZH}, {"/text/en", SIBU_EN}}, {.id = "horn"}},
    [CHANNEL_HTTP] = {read_cap, {{NULL, 0}}, {.id = "post"}},
};

static const char *address_of(enum channel_kind kind)
{
    return kind == CHANNEL_SMTP     ? "zhang@plant.example"
           : kind == CHANNEL_ALIYUN ? "+8615300000001"
           : kind == CHANNEL_HTTP   ? "http://phone.example/p"
           : kind == CHANNEL_WEBPUSH
               ? "{\"endpoint\":\"https://push.example.net/x\",\"p256dh\":\"BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-"
                 "JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\",\"auth\":\"BTBZMqHH6r4Tts7J_aSIgg\"}"
               : "";
}

/* The first words are the mark, in each language that stands there. */
static void expect_mark(const char *words, int language, int is_exercise)
{
    static const char *const MARKS[2][SIBU_LANGUAGES] = {{"真实险情", "REAL EMERGENCY"}, {"【演练】", "DRILL:"}};
    enum sibu_language begins = language == SIBU_EN || language == BOTH_TURNED ? SIBU_EN : SIBU_ZH;
    const char *first = MARKS[is_exercise][begins], *other = MARKS[is_exercise][begins == SIBU_ZH ? SIBU_EN : SIBU_ZH];
    if (strncmp(words, first, strlen(first)) != 0) {
        fail_msg("does not begin with %s: %.200s", first, words);
    }
    if (language >= BOTH) {
        const char *second = strstr(words, other);
        if (second == NULL || (strchr("\n>", second[-1]) == NULL && memcmp(second - 3, " / ", 3) != 0)) {
            fail_msg("the other language does not begin with %s: %.400s", other, words);
        }
    }
}

/* Of a real emergency somewhere in each language, of a drill nowhere. */
static void expect_truth(const struct reading *reading, int is_exercise)
{
    static const char *const TRUTH[] = {"演练已经结束。这是真实险情！", "THE DRILL IS OVER. THIS IS REAL."};
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        int is_said = 0;
        for (size_t k = 0; k < reading->count; k++) {
            is_said |= strstr(reading->texts[k].words, TRUTH[i]) != NULL;
        }
        assert_int_equal(is_said, !is_exercise);
    }
}

static void look_at(enum channel_kind channel_kind, enum alert_kind kind, const char *language)
{
    const struct row *row = &ROWS[channel_kind];
    struct channel channel = row->channel;
    struct reading reading = {.count = 0};
    struct sibu_text xml = {0};
    struct sibu_fault fault;
    struct alert alert = fixture_alert(kind);
    assert_int_equal(cap_write(&alert, &xml, &fault), SIBU_OK);
    channel.kind = channel_kind;
    struct subject subject = {.channel = &channel,
                              .item = {.address = address_of(channel_kind),
                                       .token = "k7Qz",
                                       .language = language,
                                       .site = "chem-park",
                                       .identifier = "sibu.chem-park.2026-000017.1",
                                       .xml = sibu_text_get(&xml),
                                       .idempotency_key = FIXTURE_KEY,
                                       .expires_us = alert.expires_us,
                                       .attempt = 1},
                              .message = fixture_message(kind, &reading.arena)};
    row->read(&subject, row->seen, &reading);
    for (size_t i = 0; i < reading.count; i++) {
        expect_mark(reading.texts[i].words, reading.texts[i].language, kind != ALERT_REAL_EMERGENCY);
    }
    assert_int_equal(reading.count == 0, reading.is_silent);
    if (!reading.is_silent) {
        expect_truth(&reading, kind != ALERT_REAL_EMERGENCY);
    }
    sibu_text_clear(&xml);
    sibu_arena_clear(&reading.arena);
}

static void every_kind_of_message_over_every_kind_of_channel_begins_with_its_mark(void **state)
{
    (void)state;
    for (int channel = 0; channel < CHANNEL_KINDS; channel++) {
        if (ROWS[channel].read == NULL) {
            fail_msg("nobody looks at what %s sends", channel_kind_name((enum channel_kind)channel));
        }
        for (int kind = 0; kind < FIXTURE_KINDS; kind++) {
            look_at((enum channel_kind)channel, (enum alert_kind)kind, "zh");
            look_at((enum channel_kind)channel, (enum alert_kind)kind, "en");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_message_over_every_kind_of_channel_begins_with_its_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
