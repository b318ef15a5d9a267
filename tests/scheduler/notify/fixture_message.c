/* Alerts as messages: see fixture_message.h. */
#include "fixture_message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct alert_place ZONES[] = {{"tank-farm", {{"罐区", "Tank farm"}}}};
static const struct alert_place MUSTERS[] = {{"M1", {{"东门广场", "East gate yard"}}}};
static const struct alert_earlier EARLIER[] = {{"sibu.chem-park.2026-000017.1", FIXTURE_T0_US}};

struct alert fixture_alert(enum alert_kind kind)
{
    return (struct alert){
        .kind = kind,
        .drill = "2026-000017",
        .number = kind == ALERT_START ? 1 : 3,
        .site = {"chem-park", {{"甲化工园", "Chem Park A"}}},
        .utc_offset_s = 8 * 3600,
        .sent_us = FIXTURE_T0_US + 123456,
        .expires_us = FIXTURE_T0_US + 3600 * (int64_t)1000000,
        .earlier = EARLIER,
        .earlier_count = kind == ALERT_START ? 0 : 1,
        .family = "fire-hot-work",
        .category = "Fire",
        .ask = "evacuate",
        .headline = {{"动火作业引发火灾。", "Fire from hot work."}},
        .instruction = {{"沿“绿色”标识走 </b>\"\\\r\n<at user_id=\"all\">",
                         "Follow the \"green\" signs & <!channel> \\n"}},
        .avoid = {{"不要乘电梯！🔥", "Do not use the lift! {text} {secret}"}},
        .news = {{"2 号楼梯有模拟烟气", "simulated smoke in stair 2"}},
        .zones = ZONES,
        .zone_count = 1,
        .musters = MUSTERS,
        .muster_count = 1,
        .polygon = "",
        .base_url = "http://127.0.0.1:8080",
    };
}

struct message fixture_message(enum alert_kind kind, struct sibu_arena *arena)
{
    struct alert alert = fixture_alert(kind);
    struct message message;
    struct sibu_fault fault = {.place = ""};
    struct sibu_text xml = {0};
    enum sibu_status status = cap_write(&alert, &xml, &fault);
    if (status == SIBU_OK) {
        status = message_read(sibu_text_get(&xml), xml.length, arena, &message, &fault);
    }
    sibu_text_clear(&xml);
    if (status != SIBU_OK) {
        print_message("%s: %s\n", fault.place, fault.what[SIBU_EN]);
    }
    assert_int_equal(status, SIBU_OK);
    message.key = FIXTURE_KEY;
    message.link = FIXTURE_LINK;
    return message;
}

/* The text, and `more` as often as it has room, and the line that ends it. */
static const char *lengthen(struct sibu_arena *arena, const char *text, const char *more, const char *until)
{
    struct sibu_text out = {0};
    sibu_text_add_bytes(&out, text, strlen(text) - strlen(until));
    while (out.length < 25000) {
        sibu_text_add(&out, more);
    }
    sibu_text_add(&out, until[0] != '\0' ? "\n" : "");
    sibu_text_add(&out, until);
    char *kept = sibu_arena_text(arena, sibu_text_get(&out), out.length);
    assert_non_null(kept);
    sibu_text_clear(&out);
    return kept;
}

struct message fixture_long_message(enum alert_kind kind, struct sibu_arena *arena)
{
    struct message message = fixture_message(kind, arena);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        message.title.in[i] = lengthen(arena, message.title.in[i], "长\"a🔥\\", "");
        message.text.in[i] = lengthen(arena, message.text.in[i], "走\"b<🔥\\", message.until.in[i]);
    }
    return message;
}
