/* The feed of alerts as Atom: see cap_feed.h. */
#include "notify/cap_feed.h"

#include <stdio.h>
#include <string.h>

#include "notify/message.h"
#include "sibu/catalogue.h"
#include "sibu/hash.h"

#define URN_BYTES 48
#define ENTRY_BYTES_MAX 16384
#define ATOM_TIME_BYTES 40

/* "urn:uuid:..." of a name: a UUID of version 8, made of a hash (RFC 9562). */
static void make_urn(const char *purpose, const char *name, int64_t time_us, char out[URN_BYTES])
{
    uint8_t b[SIBU_HASH_BYTES];
    struct sibu_hash hash;
    sibu_hash_init(&hash, purpose);
    sibu_hash_text(&hash, name);
    sibu_hash_integer(&hash, (uint64_t)time_us);
    sibu_hash_done(&hash, b);
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x80);
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    (void)snprintf(out, URN_BYTES, "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                   b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
                   b[15]);
}

static void make_time(int64_t time_us, char out[ATOM_TIME_BYTES])
{
    char text[32];
    sibu_time_text(text, time_us);
    (void)snprintf(out, ATOM_TIME_BYTES, "%.19sZ", text);
}

static void add_element(struct sibu_text *out, const char *name, const char *value)
{
    sibu_text_addf(out, "<%s>", name);
    sibu_text_add_xml(out, value);
    sibu_text_addf(out, "</%s>\n", name);
}

static void add_link(struct sibu_text *out, const struct cap_feed *feed, const char *rel_and_type, const char *path)
{
    sibu_text_addf(out, "<link %s href=\"", rel_and_type);
    sibu_text_add_xml(out, feed->base_url);
    sibu_text_add(out, "/feed/");
    sibu_text_add_xml(out, path);
    sibu_text_addf(out, "?key=%s\"/>\n", feed->key);
}

static void add_both(struct sibu_text *out, const char *name, const char *zh, const char *en)
{
    sibu_text_addf(out, "<%s>", name);
    sibu_text_add_xml(out, zh);
    sibu_text_add(out, " / ");
    sibu_text_add_xml(out, en);
    sibu_text_addf(out, "</%s>\n", name);
}

/* Where the message is found: what stands in identifiers needs no escape in a URL. */
static void add_message_link(struct sibu_text *out, const struct cap_feed *feed, const char *identifier)
{
    char path[CAP_IDENTIFIER_BYTES + 8];
    (void)snprintf(path, sizeof path, "%s.xml", identifier);
    add_link(out, feed, "rel=\"alternate\" type=\"application/cap+xml\"", path);
}

static void add_entry(struct sibu_text *out, const struct cap_feed *feed, const struct cap_feed_item *item,
                      const struct message *message)
{
    char urn[URN_BYTES], time[ATOM_TIME_BYTES];
    make_urn("sibu entry v1", item->identifier, message->sent_us, urn);
    make_time(message->sent_us, time);
    sibu_text_add(out, "<entry>\n");
    add_element(out, "id", urn);
    add_both(out, "title", message->title.in[SIBU_ZH], message->title.in[SIBU_EN]);
    add_element(out, "updated", time);
    add_message_link(out, feed, item->identifier);
    sibu_text_addf(out, "<category term=\"%s\"/>\n", feed->is_exercise ? "Exercise" : "Actual");
    add_both(out, "summary", message->until.in[SIBU_ZH], message->until.in[SIBU_EN]);
    sibu_text_add(out, "</entry>\n");
}

static void add_head(struct sibu_text *out, const struct cap_feed *feed, int64_t updated_us)
{
    char urn[URN_BYTES], time[ATOM_TIME_BYTES];
    enum sibu_say_id title = feed->is_exercise ? SIBU_SAY_FEED_EXERCISE : SIBU_SAY_FEED_ACTUAL;
    make_urn("sibu feed v1", feed->installation, feed->is_exercise, urn);
    make_time(updated_us, time);
    sibu_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    add_element(out, "id", urn);
    add_both(out, "title", sibu_say(SIBU_ZH, title), sibu_say(SIBU_EN, title));
    add_element(out, "updated", time);
    sibu_text_add(out, "<author><name>Sibu 四不</name></author>\n");
    add_link(out, feed, "rel=\"self\" type=\"application/atom+xml\"",
             feed->is_exercise ? "exercise.atom" : "actual.atom");
}

/* Appends the entry of an item where it belongs in this feed. *sent_us: its time, 0 where it does not. */
static enum sibu_status add_item(struct sibu_text *out, const struct cap_feed *feed, const struct cap_feed_item *item,
                                 int64_t *sent_us, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct message message;
    enum sibu_status status = message_read(item->xml, strlen(item->xml), &arena, &message, fault);
    *sent_us = 0;
    if (status == SIBU_OK && message.is_exercise == feed->is_exercise) {
        add_entry(out, feed, item, &message);
        *sent_us = item->sent_us;
    }
    sibu_arena_clear(&arena);
    return status == SIBU_NO_MEMORY ? status : SIBU_OK;
}

static enum sibu_status add_items(struct sibu_text *out, const struct cap_feed *feed, int64_t *newest_us,
                                  struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; status == SIBU_OK && i < feed->count; i++) {
        int64_t sent_us = 0;
        if (out->length + ENTRY_BYTES_MAX > CAP_FEED_BYTES_MAX) {
            break;
        }
        status = add_item(out, feed, &feed->items[i], &sent_us, fault);
        *newest_us = sent_us > *newest_us ? sent_us : *newest_us;
    }
    return status;
}

enum sibu_status cap_feed_write(const struct cap_feed *feed, struct sibu_text *out, int64_t *newest_us,
                                struct sibu_fault *fault)
{
    struct sibu_text entries = {.max_length = CAP_FEED_BYTES_MAX};
    sibu_text_clear(out);
    *newest_us = 0;
    enum sibu_status status = add_items(&entries, feed, newest_us, fault);
    if (status == SIBU_OK) {
        add_head(out, feed, *newest_us);
        sibu_text_add(out, sibu_text_get(&entries));
        sibu_text_add(out, "</feed>\n");
    }
    if (status == SIBU_OK && (!sibu_text_ok(&entries) || !sibu_text_ok(out))) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "feed", "内存不足", "out of memory");
    }
    sibu_text_clear(&entries);
    return status;
}
