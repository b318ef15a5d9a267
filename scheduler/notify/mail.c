/* Mails: see mail.h. */
#include "notify/mail.h"

#include <sodium.h>
#include <string.h>

#include "draw/date.h"
#include "sibu/catalogue.h"

#define LINE_BYTES 57 /* 76 characters of base64 */
#define WORD_BYTES 39 /* 52 characters, and with "=?UTF-8?B??=" and "Subject: " 73 */
#define KEY_MAX 64
#define LINK_MAX 2000

static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                              ".!#$%&'*+/=?^`{|}~"; /* from '.' on: in local parts alone */
#define KEY_LETTERS 64
#define DOMAIN_LETTERS 65

static int is_of(const char *text, size_t length, size_t letters)
{
    for (size_t i = 0; i < length; i++) {
        const char *at = strchr(LETTERS, text[i]);
        if (text[i] == '\0' || at == NULL || (size_t)(at - LETTERS) >= letters) {
            return 0;
        }
    }
    return length > 0;
}

/* No dot at an end, and no two side by side. */
static int dots_are_apart(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.' && (i == 0 || i + 1 == length || text[i + 1] == '.')) {
            return 0;
        }
    }
    return 1;
}

enum sibu_status mail_address_check(const char *address, const char *place, struct sibu_fault *fault)
{
    size_t local = strcspn(address, "@"), all = strlen(address);
    const char *domain = address + local + 1;
    if (all > MAIL_ADDRESS_MAX || address[local] == '\0' || local > 64 || !is_of(address, local, sizeof LETTERS - 1) ||
        !dots_are_apart(address, local) || !is_of(domain, all - local - 1, DOMAIN_LETTERS) ||
        !dots_are_apart(domain, all - local - 1)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "不是可用的邮箱地址（只收 ASCII，最多 %d 个字符）",
                              "is not a usable mail address (ASCII, at most %d characters)", MAIL_ADDRESS_MAX);
    }
    return SIBU_OK;
}

static enum sibu_status check_link(const char *link, struct sibu_fault *fault)
{
    int fine = strncmp(link, "http://", 7) == 0 || strncmp(link, "https://", 8) == 0;
    for (const char *c = link; *c != '\0'; c++) {
        fine = fine && *c > ' ' && *c <= '~' && strchr("\"<>\\^`{|}", *c) == NULL;
    }
    return fine && strlen(link) <= LINK_MAX
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_BAD_INPUT, "mail link", "应为 http 或 https 网址",
                                "should be an http or https address");
}

static enum sibu_status check_words(const struct mail *mail, struct sibu_fault *fault)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        size_t title = strlen(mail->title[i]), text = strlen(mail->text[i]);
        if (title == 0 || title > MAIL_TEXT_MAX || text > MAIL_TEXT_MAX || !sibu_utf8_valid(mail->title[i], title) ||
            !sibu_utf8_valid(mail->text[i], text)) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, "mail", "标题为空，或文字不是 UTF-8、超过 %d 字节",
                                  "the title is empty, or a text is no UTF-8 or above %d bytes", MAIL_TEXT_MAX);
        }
    }
    return SIBU_OK;
}

static enum sibu_status check(const struct mail *mail, struct sibu_fault *fault)
{
    enum sibu_status status = mail_address_check(mail->from, "mail from", fault);
    status = status != SIBU_OK ? status : mail_address_check(mail->to, "mail to", fault);
    status = status != SIBU_OK ? status : check_link(mail->link, fault);
    status = status != SIBU_OK ? status : check_words(mail, fault);
    if (status == SIBU_OK && (!is_of(mail->key, strlen(mail->key), KEY_LETTERS) || strlen(mail->key) > KEY_MAX)) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, "mail key", "应为 1 至 %d 个字母、数字或 -_",
                                "should be 1 to %d letters, digits or -_", KEY_MAX);
    }
    return status;
}

static void add_base64(struct sibu_text *out, const char *bytes, size_t length)
{
    char line[sodium_base64_ENCODED_LEN(LINE_BYTES, sodium_base64_VARIANT_ORIGINAL)];
    sodium_bin2base64(line, sizeof line, (const unsigned char *)bytes, length, sodium_base64_VARIANT_ORIGINAL);
    sibu_text_add(out, line);
}

/* How many bytes of the text a word takes: whole characters. */
static size_t word_length(const char *text)
{
    size_t length = strlen(text);
    if (length <= WORD_BYTES) {
        return length;
    }
    length = WORD_BYTES;
    while (length > 1 && ((unsigned char)text[length] & 0xc0) == 0x80) {
        length--;
    }
    return length;
}

/* Encoded words (RFC 2047), one on a line. */
static void add_words(struct sibu_text *out, const char *text)
{
    while (*text != '\0') {
        size_t length = word_length(text);
        sibu_text_add(out, "=?UTF-8?B?");
        add_base64(out, text, length);
        sibu_text_add(out, "?=");
        text += length;
        sibu_text_add(out, *text != '\0' ? "\r\n " : "");
    }
}

/* RFC 5322: "Thu, 26 Nov 2026 08:30:00 +0000". */
static void add_date(struct sibu_text *out, const char *name, int64_t time_us)
{
    static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t s = time_us < 0 ? 0 : time_us / 1000000, days = s / 86400;
    struct date date = date_of_days(days);
    int in_day = (int)(s % 86400);
    sibu_text_addf(out, "%s: %s, %d %s %d %02d:%02d:%02d +0000\r\n", name, DAYS[date_weekday(days)], (int)date.day,
                   MONTHS[date.month - 1], (int)date.year, in_day / 3600, in_day / 60 % 60, in_day % 60);
}

/* The text in one line, or in lines that end with \n: other control characters become blanks. */
static void add_clean(struct sibu_text *out, const char *text, int lines)
{
    for (; *text != '\0'; text++) {
        int control = (unsigned char)*text < ' ' || *text == 0x7f;
        char byte = control && !(lines && *text == '\n') ? ' ' : *text;
        sibu_text_add_bytes(out, &byte, 1);
    }
}

static void add_subject(struct sibu_text *out, const struct mail *mail)
{
    struct sibu_text subject = {.max_length = 3 * MAIL_TEXT_MAX};
    add_clean(&subject, mail->title[mail->language], 0);
    sibu_text_add(&subject, " / ");
    add_clean(&subject, mail->title[!mail->language], 0);
    sibu_text_add(out, "Subject: ");
    add_words(out, sibu_text_get(&subject));
    sibu_text_add(out, "\r\n");
    out->failed = out->failed || !sibu_text_ok(&subject);
    sibu_text_clear(&subject);
}

static void add_from(struct sibu_text *out, const struct mail *mail)
{
    struct sibu_text name = {.max_length = MAIL_TEXT_MAX};
    add_clean(&name, mail->from_name == NULL ? "" : mail->from_name, 0);
    sibu_text_add(out, "From: ");
    add_words(out, sibu_text_get(&name));
    sibu_text_addf(out, "%s<%s>\r\n", name.length > 0 ? "\r\n " : "", mail->from);
    out->failed = out->failed || !sibu_text_ok(&name);
    sibu_text_clear(&name);
}

static void add_headers(struct sibu_text *out, const struct mail *mail)
{
    add_date(out, "Date", mail->sent_us);
    add_from(out, mail);
    sibu_text_addf(out, "To: <%s>\r\n", mail->to);
    add_subject(out, mail);
    sibu_text_addf(out, "Message-ID: <%s@%s>\r\n", mail->key, strchr(mail->from, '@') + 1);
    add_date(out, "Expires", mail->expires_us);
    sibu_text_add(out, "Auto-Submitted: auto-generated\r\nX-Priority: 1\r\nMIME-Version: 1.0\r\n");
    sibu_text_addf(out, "Content-Type: multipart/alternative;\r\n boundary=\"=_%s\"\r\n\r\n", mail->key);
}

/* A part of the message; what bounds the parts cannot stand in base64. */
static void add_part(struct sibu_text *out, const struct mail *mail, const char *type, struct sibu_text *body)
{
    const char *bytes = sibu_text_get(body);
    sibu_text_addf(out, "--=_%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
                   mail->key, type);
    for (size_t at = 0; at < body->length; at += LINE_BYTES) {
        size_t left = body->length - at;
        add_base64(out, bytes + at, left < LINE_BYTES ? left : LINE_BYTES);
        sibu_text_add(out, "\r\n");
    }
    out->failed = out->failed || !sibu_text_ok(body);
    sibu_text_clear(body);
}

static void add_lines(struct sibu_text *out, const char *text)
{
    for (const char *end = strchr(text, '\n'); *text != '\0'; end = strchr(text, '\n')) {
        size_t length = end == NULL ? strlen(text) : (size_t)(end - text);
        sibu_text_add_bytes(out, text, length);
        sibu_text_add(out, "\r\n");
        text += length + (end != NULL);
    }
}

static void write_plain(struct sibu_text *out, const struct mail *mail)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        enum sibu_language language = i == 0 ? mail->language : (enum sibu_language) !mail->language;
        struct sibu_text words = {.max_length = 3 * MAIL_TEXT_MAX};
        add_clean(&words, mail->title[language], 0);
        sibu_text_add(&words, "\n\n");
        add_clean(&words, mail->text[language], 1);
        sibu_text_addf(&words, "\n\n%s\n%s\n%s", sibu_say(language, SIBU_SAY_MAIL_LINK), mail->link,
                       i == 0 ? "\n----\n\n" : "");
        add_lines(out, sibu_text_get(&words));
        out->failed = out->failed || !sibu_text_ok(&words);
        sibu_text_clear(&words);
    }
}

static void add_html_lines(struct sibu_text *out, const char *text)
{
    struct sibu_text line = {.max_length = MAIL_TEXT_MAX};
    for (; *text != '\0'; text += *text == '\n') {
        size_t length = strcspn(text, "\n");
        sibu_text_clear(&line);
        sibu_text_add_bytes(&line, text, length);
        sibu_text_add_xml(out, sibu_text_get(&line));
        sibu_text_add(out, text[length] == '\n' ? "<br>\r\n" : "");
        out->failed = out->failed || !sibu_text_ok(&line);
        text += length;
    }
    sibu_text_clear(&line);
}

static void write_html(struct sibu_text *out, const struct mail *mail)
{
    static const char *const TAGS[] = {[SIBU_ZH] = "zh-CN", [SIBU_EN] = "en"};
    sibu_text_addf(out, "<!DOCTYPE html>\r\n<html lang=\"%s\"><head><meta charset=\"utf-8\"></head><body>\r\n",
                   TAGS[mail->language]);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        enum sibu_language language = i == 0 ? mail->language : (enum sibu_language) !mail->language;
        sibu_text_addf(out, "%s<div lang=\"%s\"><h1>", i == 0 ? "" : "<hr>\r\n", TAGS[language]);
        sibu_text_add_xml(out, mail->title[language]);
        sibu_text_add(out, "</h1>\r\n<p>");
        add_html_lines(out, mail->text[language]);
        sibu_text_addf(out, "</p>\r\n<p>%s<br>\r\n<a href=\"", sibu_say(language, SIBU_SAY_MAIL_LINK));
        sibu_text_add_xml(out, mail->link);
        sibu_text_add(out, "\">");
        sibu_text_add_xml(out, mail->link);
        sibu_text_add(out, "</a></p></div>\r\n");
    }
    sibu_text_add(out, "</body></html>\r\n");
}

enum sibu_status mail_write(const struct mail *mail, struct sibu_text *out, struct sibu_fault *fault)
{
    sibu_text_clear(out);
    enum sibu_status status = check(mail, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_text body = {.max_length = 16 * MAIL_TEXT_MAX};
    out->max_length = 3 * MAIL_BYTES_MAX;
    add_headers(out, mail);
    write_plain(&body, mail);
    add_part(out, mail, "text/plain", &body);
    write_html(&body, mail);
    add_part(out, mail, "text/html", &body);
    sibu_text_addf(out, "--=_%s--\r\n", mail->key);
    if (sibu_text_ok(out) && out->length <= MAIL_BYTES_MAX) {
        return SIBU_OK;
    }
    int full = out->length > MAIL_BYTES_MAX;
    sibu_text_clear(out);
    return full ? sibu_fault_set(fault, SIBU_LIMIT, "mail", "邮件太长", "the mail is too long")
                : sibu_fault_set(fault, SIBU_NO_MEMORY, "mail", "内存不足", "there is no memory left");
}
