/* What a channels file means, in words and as JSON: see channels_words.h. Sentences: assets/text/channels.json. */
#include "command/channels_words.h"

#include <stdio.h>

#define NUMBER_BYTES 16

static enum sibu_say_id kind_words(enum channel_kind kind)
{
    static const enum sibu_say_id IDS[CHANNEL_KINDS] = {
        [CHANNEL_DINGTALK] = SIBU_SAY_CHANNELS_KIND_DINGTALK, [CHANNEL_WECOM] = SIBU_SAY_CHANNELS_KIND_WECOM,
        [CHANNEL_FEISHU] = SIBU_SAY_CHANNELS_KIND_FEISHU,     [CHANNEL_SLACK] = SIBU_SAY_CHANNELS_KIND_SLACK,
        [CHANNEL_TEAMS] = SIBU_SAY_CHANNELS_KIND_TEAMS,       [CHANNEL_NTFY] = SIBU_SAY_CHANNELS_KIND_NTFY,
        [CHANNEL_GOTIFY] = SIBU_SAY_CHANNELS_KIND_GOTIFY,     [CHANNEL_APPRISE] = SIBU_SAY_CHANNELS_KIND_APPRISE,
        [CHANNEL_ALIYUN] = SIBU_SAY_CHANNELS_KIND_ALIYUN_SMS, [CHANNEL_GENERIC] = SIBU_SAY_CHANNELS_KIND_GENERIC,
        [CHANNEL_SMTP] = SIBU_SAY_CHANNELS_KIND_SMTP,         [CHANNEL_WEBPUSH] = SIBU_SAY_CHANNELS_KIND_WEBPUSH,
        [CHANNEL_MQTT] = SIBU_SAY_CHANNELS_KIND_MQTT,         [CHANNEL_HTTP] = SIBU_SAY_CHANNELS_KIND_HTTP};
    return IDS[kind];
}

static void put_number(char out[NUMBER_BYTES], int32_t number)
{
    (void)snprintf(out, NUMBER_BYTES, "%d", (int)number);
}

static void say(struct sibu_text *out, enum sibu_language language, enum sibu_say_id id, const char *first,
                const char *second)
{
    const char *const values[] = {first, second};
    sibu_say_with(out, language, id, values, 2);
}

static void say_channel(struct sibu_text *out, const struct channel *channel, enum sibu_language language)
{
    char host[CHANNEL_HOST_BYTES], rate[NUMBER_BYTES];
    struct sibu_text by = {0}, limit = {0};
    channel_host(channel, host);
    put_number(rate, channel->rate_per_min);
    if (host[0] != '\0') {
        say(&by, language, SIBU_SAY_CHANNELS_AT_HOST, host, "");
    }
    if (channel->rate_per_min > 0) {
        say(&limit, language, SIBU_SAY_CHANNELS_RATE, rate, "");
    }
    const char *const values[] = {
        channel->id, sibu_say(language, kind_words(channel->kind)),
        sibu_say(language, channel->to == CHANNEL_TO_GROUP ? SIBU_SAY_CHANNELS_TO_GROUP : SIBU_SAY_CHANNELS_TO_PERSON),
        sibu_text_get(&by), sibu_text_get(&limit)};
    sibu_text_add(out, "  ");
    sibu_say_with(out, language, SIBU_SAY_CHANNELS_LINE, values, 5);
    sibu_text_add(out, "\n");
    sibu_text_clear(&by);
    sibu_text_clear(&limit);
}

static void say_order(struct sibu_text *out, const struct channels *channels, enum sibu_language language)
{
    char wait[NUMBER_BYTES];
    put_number(wait, channels->escalate_after_s);
    for (size_t i = 0; i < channels->order_count; i++) {
        say(out, language, i == 0 ? SIBU_SAY_CHANNELS_ORDER : SIBU_SAY_CHANNELS_ORDER_NEXT,
            channels->items[channels->order[i]].id, wait);
        sibu_text_add(out, "\n");
    }
    put_number(wait, channels->warden_after_s);
    say(out, language, SIBU_SAY_CHANNELS_WARDEN, wait, "");
    sibu_text_add(out, "\n");
}

static void say_ranges(struct sibu_text *out, const struct channels *channels, enum sibu_language language)
{
    struct sibu_text ranges = {0};
    for (size_t i = 0; i < channels->allow_private_count; i++) {
        sibu_text_addf(&ranges, "%s%s", i > 0 ? ", " : "", channels->allow_private_text[i]);
    }
    say(out, language, ranges.length > 0 ? SIBU_SAY_CHANNELS_PRIVATE : SIBU_SAY_CHANNELS_PRIVATE_NONE,
        sibu_text_get(&ranges), "");
    sibu_text_add(out, "\n");
    sibu_text_clear(&ranges);
}

static void say_notes(struct sibu_text *out, const struct channels *channels, enum sibu_language language)
{
    struct channels_note notes[CHANNELS_NOTES_MAX];
    size_t count = channels_notes(channels, notes);
    for (size_t i = 0; i < count; i++) {
        struct sibu_text words = {0};
        say(&words, language, notes[i].id, notes[i].channel, "");
        say(out, language, SIBU_SAY_CHANNELS_NOTE, sibu_text_get(&words), "");
        sibu_text_add(out, "\n");
        sibu_text_clear(&words);
    }
}

void channels_words(struct sibu_text *out, const char *path, const struct channels *channels,
                    enum sibu_language language)
{
    char count[NUMBER_BYTES];
    put_number(count, (int32_t)channels->count);
    say(out, language, SIBU_SAY_CHANNELS_HEAD, path, count);
    sibu_text_add(out, "\n");
    for (size_t i = 0; i < channels->count; i++) {
        say_channel(out, &channels->items[i], language);
    }
    say_order(out, channels, language);
    say_ranges(out, channels, language);
    say_notes(out, channels, language);
}

static void add_member(struct sibu_text *out, const char *key, const char *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, value);
}

static void add_channel(struct sibu_text *out, const struct channel *channel)
{
    char host[CHANNEL_HOST_BYTES];
    channel_host(channel, host);
    sibu_text_add(out, "{\"id\":");
    sibu_text_add_json(out, channel->id);
    add_member(out, "kind", channel_kind_name(channel->kind));
    add_member(out, "to", channel->to == CHANNEL_TO_GROUP ? "group" : "person");
    add_member(out, "host", host);
    sibu_text_addf(out, ",\"rate_per_min\":%d}", (int)channel->rate_per_min);
}

static void add_notes(struct sibu_text *out, const struct channels *channels)
{
    struct channels_note notes[CHANNELS_NOTES_MAX];
    size_t count = channels_notes(channels, notes);
    sibu_text_add(out, ",\"notes\":[");
    for (size_t i = 0; i < count; i++) {
        struct sibu_text zh = {0}, en = {0};
        say(&zh, SIBU_ZH, notes[i].id, notes[i].channel, "");
        say(&en, SIBU_EN, notes[i].id, notes[i].channel, "");
        sibu_text_add(out, i > 0 ? ",{\"channel\":" : "{\"channel\":");
        sibu_text_add_json(out, notes[i].channel);
        add_member(out, "zh", sibu_text_get(&zh));
        add_member(out, "en", sibu_text_get(&en));
        sibu_text_add(out, "}");
        sibu_text_clear(&zh);
        sibu_text_clear(&en);
    }
    sibu_text_add(out, "]}\n");
}

void channels_words_json(struct sibu_text *out, const char *path, const struct channels *channels)
{
    sibu_text_add(out, "{\"file\":");
    sibu_text_add_json(out, path);
    sibu_text_add(out, ",\"ok\":true,\"channels\":[");
    for (size_t i = 0; i < channels->count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_channel(out, &channels->items[i]);
    }
    sibu_text_add(out, "],\"order\":[");
    for (size_t i = 0; i < channels->order_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, channels->items[channels->order[i]].id);
    }
    sibu_text_addf(out, "],\"escalate_after_s\":%d,\"warden_after_s\":%d,\"allow_private\":[",
                   (int)channels->escalate_after_s, (int)channels->warden_after_s);
    for (size_t i = 0; i < channels->allow_private_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, channels->allow_private_text[i]);
    }
    sibu_text_add(out, "]");
    add_notes(out, channels);
}

void channels_words_fault_json(struct sibu_text *out, const char *path, const struct sibu_fault *fault)
{
    sibu_text_add(out, "{\"file\":");
    sibu_text_add_json(out, path);
    sibu_text_add(out, ",\"ok\":false,\"faults\":[{\"place\":");
    sibu_text_add_json(out, fault->place);
    add_member(out, "zh", fault->what[SIBU_ZH]);
    add_member(out, "en", fault->what[SIBU_EN]);
    sibu_text_add(out, "}]}\n");
}
