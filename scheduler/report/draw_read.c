/* See draw_read.h. */
#include "report/draw_read.h"

#include <string.h>

#include "draw/ledger.h"
#include "sibu/json.h"

#define OFFSET_HOURS_MAX 14

static int two_digits(const char *text)
{
    int both = text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
    return both ? (text[0] - '0') * 10 + (text[1] - '0') : -1;
}

int32_t draw_offset_s(const char *t0)
{
    size_t length = strlen(t0);
    const char *at = length >= 6 ? t0 + length - 6 : "";
    if ((at[0] != '+' && at[0] != '-') || at[3] != ':') {
        return 0;
    }
    int hours = two_digits(at + 1), minutes = two_digits(at + 4);
    if (hours < 0 || hours > OFFSET_HOURS_MAX || minutes < 0 || minutes > 59) {
        return 0;
    }
    return (at[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static const char *keep(struct sibu_arena *arena, const char *text)
{
    const char *copy = sibu_arena_text(arena, text, strlen(text));
    return copy != NULL ? copy : "";
}

static const char *member_text(struct sibu_json_value object, const char *key, struct sibu_arena *arena)
{
    return keep(arena, sibu_json_as_string(sibu_json_member(object, key)));
}

static struct sibu_name member_name(struct sibu_json_value object, const char *key, struct sibu_arena *arena)
{
    struct sibu_json_value name = sibu_json_member(object, key);
    return (struct sibu_name){{member_text(name, "zh", arena), member_text(name, "en", arena)}};
}

static void read_point(struct report_draw *out, struct sibu_json_value root)
{
    struct sibu_fault ignored;
    out->has_point = sibu_json_number(root, "x_m", -1e6, 1e6, &out->x_m, &ignored) == SIBU_OK &&
                     sibu_json_number(root, "y_m", -1e6, 1e6, &out->y_m, &ignored) == SIBU_OK;
}

static void read_tick(struct report_draw *out, struct sibu_json_value root, struct sibu_arena *arena)
{
    struct sibu_fault ignored;
    struct sibu_json_value tick = sibu_json_member(root, "tick");
    out->has_tick = sibu_json_kind(tick) == SIBU_JSON_OBJECT &&
                    sibu_json_integer(tick, "index", 0, INT64_C(1) << 53, &out->tick, &ignored) == SIBU_OK;
    out->u = member_text(tick, "u", arena);
    out->threshold = member_text(tick, "threshold", arena);
    out->has_tick = out->has_tick && out->u[0] != '\0' && out->threshold[0] != '\0';
}

static void read_root(struct report_draw *out, struct sibu_json_value root, struct sibu_arena *arena)
{
    out->drill = member_text(root, "drill", arena);
    out->site = member_text(root, "site", arena);
    out->family = member_text(root, "family", arena);
    out->zone = member_text(root, "zone", arena);
    out->floor = member_text(root, "floor", arena);
    out->t0 = member_text(root, "t0", arena);
    out->site_name = member_name(root, "site_name", arena);
    out->family_name = member_name(root, "family_name", arena);
    out->zone_name = member_name(root, "zone_name", arena);
    out->surprise = sibu_json_as_bool(sibu_json_member(root, "surprise"));
    out->seeded = sibu_json_as_bool(sibu_json_member(root, "seeded"));
    out->offset_s = draw_offset_s(out->t0);
    read_point(out, root);
    read_tick(out, root, arena);
    out->has_ledger = head_read(root, &out->ledger);
}

static struct report_draw nothing_drawn(void)
{
    static const struct sibu_name NOWHERE = {{"", ""}};
    return (struct report_draw){.drill = "",
                                .site = "",
                                .family = "",
                                .zone = "",
                                .floor = "",
                                .t0 = "",
                                .u = "",
                                .threshold = "",
                                .site_name = NOWHERE,
                                .family_name = NOWHERE,
                                .zone_name = NOWHERE};
}

enum sibu_status draw_read(struct report_draw *out, struct sibu_record *record, struct sibu_arena *arena,
                           struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    struct sibu_arena scratch = {0};
    const char *bytes = NULL;
    size_t length = 0;
    *out = nothing_drawn();
    enum sibu_status status = sibu_record_document(record, "draw", &scratch, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL && sibu_json_open(&document, "draw", bytes, length, &ignored) == SIBU_OK) {
        uint8_t hash[SIBU_HASH_BYTES];
        ledger_document_hash(bytes, length, hash);
        read_root(out, sibu_json_root(document), arena);
        sibu_hex(out->hash, hash, sizeof hash);
    }
    sibu_json_close(document);
    sibu_arena_clear(&scratch);
    return status;
}
