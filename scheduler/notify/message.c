/* Title and text of an alert for one recipient, and what must hold of them: see message.h. */
#include "notify/message.h"

#include <stdlib.h>
#include <string.h>

#include "notify/cap_words.h"
#include "notify/cap_xml.h"
#include "sibu/catalogue.h"

#define TEXT_BYTES_MAX 65536

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "message", "内存不足", "there is no memory left");
}

/* A copy in the arena; NULL where the text has failed or there is no memory. */
static const char *keep(struct sibu_arena *arena, const struct sibu_text *text)
{
    return sibu_text_ok(text) ? sibu_arena_text(arena, sibu_text_get(text), text->length) : NULL;
}

static void add_line(struct sibu_text *out, const char *words)
{
    if (out->length > 0) {
        sibu_text_add(out, "\n");
    }
    cap_words_clean(out, words);
}

/* "有效至 10:30。": a message that comes late says itself that it is. */
static void add_until(struct sibu_text *out, const struct message *message, enum sibu_language language)
{
    char clock[32];
    sibu_time_text(clock, message->expires_us + (int64_t)message->utc_offset_s * 1000000);
    clock[16] = '\0'; /* YYYY-MM-DDThh:mm */
    const char *const values[] = {clock + 11};
    sibu_say_with(out, language, SIBU_SAY_ALERT_VALID_UNTIL, values, 1);
}

/* The words of one language of the message. */
static enum sibu_status read_language(const xmlNode *info, struct sibu_arena *arena, struct message *out,
                                      struct sibu_fault *fault)
{
    enum sibu_language language = cap_xml_language(info);
    struct sibu_text title = {.max_length = TEXT_BYTES_MAX}, text = {.max_length = TEXT_BYTES_MAX};
    struct sibu_text until = {.max_length = 64};
    add_until(&until, out, language);
    cap_words_clean(&title, cap_xml_text_in(info, "headline"));
    add_line(&text, cap_xml_text_in(info, "description"));
    add_line(&text, cap_xml_text_in(info, "instruction"));
    add_line(&text, sibu_text_get(&until));
    out->title.in[language] = keep(arena, &title);
    out->text.in[language] = keep(arena, &text);
    out->until.in[language] = keep(arena, &until);
    sibu_text_clear(&title);
    sibu_text_clear(&text);
    sibu_text_clear(&until);
    int fine = out->title.in[language] != NULL && out->text.in[language] != NULL && out->until.in[language] != NULL;
    return fine ? SIBU_OK : no_memory(fault);
}

static enum alert_kind kind_of(const xmlNode *alert)
{
    if (!cap_xml_says(alert, "status", "Exercise")) {
        return ALERT_REAL_EMERGENCY;
    }
    if (cap_xml_says(alert, "msgType", "Cancel")) {
        return ALERT_ABORT;
    }
    if (cap_xml_says(cap_xml_child(alert, "info"), "responseType", "AllClear")) {
        return ALERT_ALL_CLEAR;
    }
    return cap_xml_says(alert, "msgType", "Update") ? ALERT_UPDATE : ALERT_START;
}

/* What stands behind the last point of "sibu.SITE.DRILL.NUMBER"; 0 where that is none. */
static uint32_t number_of(const char *identifier)
{
    const char *point = strrchr(identifier, '.');
    unsigned long number = point == NULL ? 0 : strtoul(point + 1, NULL, 10);
    return number > UINT32_MAX ? 0 : (uint32_t)number;
}

/* Of "...T09:30:00+08:00", whose form is known to be right. */
static int32_t offset_of(const char *time)
{
    const char *sign = time + strlen(time) - 6;
    int32_t hours = (sign[1] - '0') * 10 + (sign[2] - '0'), minutes = (sign[4] - '0') * 10 + (sign[5] - '0');
    return (sign[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static enum sibu_status read_head(const xmlNode *alert, struct sibu_arena *arena, struct message *out,
                                  struct sibu_fault *fault)
{
    int64_t sent_s = 0, expires_s = 0;
    const char *sent = cap_xml_text_in(alert, "sent"), *drill = cap_xml_text_in(alert, "incidents");
    *out = (struct message){.kind = kind_of(alert), .key = "", .link = "", .to = ""};
    (void)cap_xml_time(sent, &sent_s); /* the message has passed cap_check: all of this is there */
    (void)cap_xml_time(cap_xml_text_in(cap_xml_child(alert, "info"), "expires"), &expires_s);
    out->is_exercise = out->kind != ALERT_REAL_EMERGENCY;
    out->drill = sibu_arena_text(arena, drill, strlen(drill));
    out->number = number_of(cap_xml_text_in(alert, "identifier"));
    out->sent_us = sent_s * 1000000;
    out->expires_us = expires_s * 1000000;
    out->utc_offset_s = offset_of(sent);
    return out->drill == NULL ? no_memory(fault) : SIBU_OK;
}

static enum sibu_status refuse(struct sibu_fault *fault, const char *member, const char *zh, const char *en)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, member, "%s%.0s", "%.0s%s", zh, en);
}

/* Valid UTF-8 without control characters; a line end only where `lines`. */
static int is_clean(const char *text, int lines)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (((unsigned char)*c < ' ' && !(lines && *c == '\n')) || *c == 0x7F) {
            return 0;
        }
    }
    return sibu_utf8_valid(text, strlen(text));
}

static int begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static int ends_with_line(const char *text, const char *line)
{
    size_t length = strlen(text), of_line = strlen(line);
    return of_line > 0 && length > of_line && text[length - of_line - 1] == '\n' &&
           strcmp(text + length - of_line, line) == 0;
}

/* Says in its first words what it is, and an exercise nowhere says that it is none. */
static int is_marked(const struct message *message, const char *text, enum sibu_language language)
{
    enum sibu_say_id mark = message->is_exercise ? SIBU_SAY_ALERT_DRILL_MARK : SIBU_SAY_ALERT_REAL_MARK;
    return begins_with(text, sibu_say(language, mark)) && !(message->is_exercise && cap_denies_drill(text));
}

static enum sibu_status check_language(const struct message *message, enum sibu_language language,
                                       struct sibu_fault *fault)
{
    const char *title = message->title.in[language], *text = message->text.in[language];
    if (!is_clean(title, 0) || !is_clean(text, 1)) {
        return refuse(fault, "message:/text", "含有控制字符或不是 UTF-8", "holds control characters or is no UTF-8");
    }
    if (!is_marked(message, title, language)) {
        return refuse(fault, "message:/title", "开头必须说明是演练还是真实险情，演练不得说不是演练",
                      "must say in its first words whether it is a drill or real, and no drill that it is none");
    }
    if (!is_marked(message, text, language)) {
        return refuse(fault, "message:/text", "开头必须说明是演练还是真实险情，演练不得说不是演练",
                      "must say in its first words whether it is a drill or real, and no drill that it is none");
    }
    if (!ends_with_line(text, message->until.in[language])) {
        return refuse(fault, "message:/text", "末行必须是有效期", "must end with the line that says how long it holds");
    }
    return SIBU_OK;
}

/* Letters that stand as they are in a URL, a header and a file name. */
static int is_key(const char *key)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return strlen(key) == MESSAGE_KEY_CHARACTERS && strspn(key, LETTERS) == MESSAGE_KEY_CHARACTERS;
}

/* A web address of printing ASCII, or none. */
static int is_link(const char *link)
{
    size_t length = strlen(link);
    for (const char *c = link; *c != '\0'; c++) {
        if (*c <= ' ' || *c >= 0x7F || strchr("\"<>\\^`{|}", *c) != NULL) {
            return 0;
        }
    }
    return length == 0 ||
           (length <= MESSAGE_LINK_BYTES_MAX && (begins_with(link, "https://") || begins_with(link, "http://")));
}

static enum sibu_status check_words(const struct message *message, struct sibu_fault *fault)
{
    int is_real = message->kind == ALERT_REAL_EMERGENCY;
    if (message->is_exercise == is_real) {
        return refuse(fault, "message:/is_exercise", "只有真实险情不是演练", "only a real emergency is no exercise");
    }
    if (!is_clean(message->drill, 0)) {
        return refuse(fault, "message:/drill", "含有控制字符", "holds control characters");
    }
    if (message->expires_us <= message->sent_us) {
        return refuse(fault, "message:/expires_us", "不晚于发出的时间", "is not later than the message was sent");
    }
    enum sibu_status status = check_language(message, SIBU_ZH, fault);
    return status == SIBU_OK ? check_language(message, SIBU_EN, fault) : status;
}

enum sibu_status message_check(const struct message *message, struct sibu_fault *fault)
{
    if (!is_key(message->key)) {
        return refuse(fault, "message:/key", "应为 22 个 base64url 字符", "must be 22 characters of base64url");
    }
    if (!is_link(message->link)) {
        return refuse(fault, "message:/link", "不是网址", "is no web address");
    }
    if (strlen(message->to) > MESSAGE_TO_BYTES_MAX || !is_clean(message->to, 0)) {
        return refuse(fault, "message:/to", "太长或含有控制字符", "is too long or holds control characters");
    }
    return check_words(message, fault);
}

static enum sibu_status read_message(const xmlNode *alert, struct sibu_arena *arena, struct message *out,
                                     struct sibu_fault *fault)
{
    enum sibu_status status = read_head(alert, arena, out, fault);
    for (const xmlNode *info = cap_xml_child(alert, "info"); info != NULL && status == SIBU_OK;
         info = cap_xml_next(info->next, "info")) {
        status = read_language(info, arena, out, fault);
    }
    return status == SIBU_OK ? check_words(out, fault) : status;
}

enum sibu_status message_read(const char *xml, size_t length, struct sibu_arena *arena, struct message *out,
                              struct sibu_fault *fault)
{
    enum sibu_status status = cap_check("alert", xml, length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    xmlDocPtr document = cap_xml_parse(xml, length);
    if (document == NULL) {
        return no_memory(fault);
    }
    status = read_message(xmlDocGetRootElement(document), arena, out, fault);
    xmlFreeDoc(document);
    return status;
}
