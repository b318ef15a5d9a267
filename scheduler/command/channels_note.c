/* What an officer should mind about channels that are in themselves in order: see channels_words.h. */
#include <string.h>

#include "command/channels_words.h"

static int begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Whoever knows the URL of these can post. */
static int url_is_secret(enum channel_kind kind)
{
    return kind == CHANNEL_DINGTALK || kind == CHANNEL_WECOM || kind == CHANNEL_FEISHU || kind == CHANNEL_SLACK ||
           kind == CHANNEL_TEAMS;
}

static int is_in_the_clear(const struct channel *channel)
{
    if (channel_is_robot(channel->kind)) {
        return begins_with(channel->robot.url, "http://");
    }
    return (channel->kind == CHANNEL_SMTP && channel->mail.tls != CHANNEL_TLS_REQUIRED) ||
           (channel->kind == CHANNEL_MQTT && !channel->mqtt.tls);
}

static int is_unsigned(const struct channel *channel)
{
    return (channel->kind == CHANNEL_DINGTALK || channel->kind == CHANNEL_FEISHU) && channel->robot.secret[0] == '\0';
}

static size_t notes_of(const struct channel *channel, struct channels_note *notes)
{
    const struct {
        enum sibu_say_id id;
        int holds;
    } RULES[] = {
        {SIBU_SAY_CHANNELS_NOTE_CLEAR, is_in_the_clear(channel)},
        {SIBU_SAY_CHANNELS_NOTE_INLINE, channel->url_is_inline && url_is_secret(channel->kind)},
        {SIBU_SAY_CHANNELS_NOTE_UNSIGNED, is_unsigned(channel)},
        {SIBU_SAY_CHANNELS_NOTE_STATUS, channel->kind == CHANNEL_GENERIC && channel->robot.template.ok_by_status},
        {SIBU_SAY_CHANNELS_NOTE_PHONE,
         channel->kind == CHANNEL_GENERIC && strstr(channel->robot.url, "{phone}") != NULL},
        {SIBU_SAY_CHANNELS_NOTE_ABROAD, channel->kind == CHANNEL_WEBPUSH},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        if (RULES[i].holds) {
            notes[count++] = (struct channels_note){RULES[i].id, channel->id};
        }
    }
    return count;
}

size_t channels_notes(const struct channels *channels, struct channels_note *notes)
{
    size_t count = 0;
    if (channels->order_count == 0) {
        notes[count++] = (struct channels_note){SIBU_SAY_CHANNELS_NOTE_NOBODY, ""};
    } else if (channels->order_count == 1) {
        notes[count++] = (struct channels_note){SIBU_SAY_CHANNELS_NOTE_SINGLE, ""};
    }
    for (size_t i = 0; i < channels->count; i++) {
        count += notes_of(&channels->items[i], notes + count);
    }
    return count;
}
