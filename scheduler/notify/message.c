/* Title and text of an alert for one recipient, and what must hold of them: see message.h. */
#include "notify/message.h"

#include <string.h>

#include "notify/cap_words.h"
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

static void add_line(struct sibu_text *out, const struct sibu_text *words)
{
    if (out->length > 0) {
        sibu_text_add(out, "\n");
    }
    cap_words_clean(out, sibu_text_get(words));
}

/* "有效至 10:30。": a message that comes late says itself that it is. */
static void add_until(struct sibu_text *out, const struct alert *alert, enum sibu_language language)
{
    char clock[32];
    sibu_time_text(clock, alert->expires_us + (int64_t)alert->utc_offset_s * 1000000);
    clock[16] = '\0'; /* YYYY-MM-DDThh:mm */
    const char *const values[] = {clock + 11};
    sibu_say_with(out, language, SIBU_SAY_ALERT_VALID_UNTIL, values, 1);
}

static int keep_words(struct message *out, const struct cap_words *words, enum sibu_language language,
                      struct sibu_arena *arena, const struct sibu_text *until)
{
    struct sibu_text title = {.max_length = TEXT_BYTES_MAX}, text = {.max_length = TEXT_BYTES_MAX};
    cap_words_clean(&title, sibu_text_get(&words->headline));
    add_line(&text, &words->description);
    add_line(&text, &words->instruction);
    add_line(&text, until);
    out->title.in[language] = keep(arena, &title);
    out->text.in[language] = keep(arena, &text);
    out->until.in[language] = keep(arena, until);
    sibu_text_clear(&title);
    sibu_text_clear(&text);
    return out->title.in[language] != NULL && out->text.in[language] != NULL && out->until.in[language] != NULL;
}

static enum sibu_status make_language(const struct alert *alert, enum sibu_language language, struct sibu_arena *arena,
                                      struct message *out, struct sibu_fault *fault)
{
    struct cap_words words = {0};
    struct sibu_text until = {.max_length = 64};
    enum sibu_status status = cap_words_fill(&words, alert, language, fault);
    add_until(&until, alert, language);
    if (status == SIBU_OK && !keep_words(out, &words, language, arena, &until)) {
        status = no_memory(fault);
    }
    sibu_text_clear(&until);
    cap_words_clear(&words);
    return status;
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

enum sibu_status message_make(const struct alert *alert, struct sibu_arena *arena, struct message *out,
                              struct sibu_fault *fault)
{
    struct sibu_text drill = {.max_length = TEXT_BYTES_MAX};
    *out = (struct message){.kind = alert->kind,
                            .is_exercise = alert->kind != ALERT_REAL_EMERGENCY,
                            .number = alert->number,
                            .key = "",
                            .link = "",
                            .to = "",
                            .sent_us = alert->sent_us,
                            .expires_us = alert->expires_us,
                            .utc_offset_s = alert->utc_offset_s};
    cap_words_clean(&drill, alert->drill == NULL ? "" : alert->drill);
    out->drill = keep(arena, &drill);
    sibu_text_clear(&drill);
    enum sibu_status status = out->drill == NULL ? no_memory(fault) : SIBU_OK;
    for (int language = 0; language < SIBU_LANGUAGES && status == SIBU_OK; language++) {
        status = make_language(alert, (enum sibu_language)language, arena, out, fault);
    }
    return status == SIBU_OK ? check_words(out, fault) : status;
}
