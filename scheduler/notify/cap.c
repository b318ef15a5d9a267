/* An alert as CAP 1.2: see cap.h. Elements stand in the order that the schema asks for.
 *
 * Depends on libxml2's writer. Whatever a text holds, it passes cap_words_clean before it is written.
 */
#include "notify/cap.h"

#include <libxml/parser.h>
#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <string.h>

#include "notify/cap_words.h"
#include "sibu/catalogue.h"

#define CAP_NAMESPACE "urn:oasis:names:tc:emergency:cap:1.2"
#define SENDER_BYTES 120
#define TIME_BYTES 32

/* What CAP says about a kind of alert. */
struct kind {
    const char *status, *type, *response, *urgency, *severity;
};
static const struct kind KINDS[] = {
    [ALERT_START] = {"Exercise", "Alert", "Evacuate", "Immediate", "Severe"},
    [ALERT_UPDATE] = {"Exercise", "Update", "Evacuate", "Immediate", "Severe"},
    [ALERT_ALL_CLEAR] = {"Exercise", "Update", "AllClear", "Past", "Minor"},
    [ALERT_ABORT] = {"Exercise", "Cancel", "AllClear", "Past", "Minor"},
    [ALERT_REAL_EMERGENCY] = {"Actual", "Alert", "Evacuate", "Immediate", "Extreme"},
};

/* The message while it is written. */
struct sheet {
    const struct alert *alert;
    struct kind kind;
    xmlTextWriterPtr writer;
    int failed; /* the writer found no memory */
    char sender[SENDER_BYTES], sent[TIME_BYTES], expires[TIME_BYTES];
    struct cap_words words[SIBU_LANGUAGES];
};

/* Appends `text` to out[*used] with everything but letters, digits, dot, hyphen and underline made a hyphen. */
static void add_plain(char *out, size_t bytes, size_t *used, const char *text)
{
    static const char PLAIN[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
    for (const char *c = text == NULL ? "" : text; *c != '\0' && *used + 1 < bytes; c++) {
        out[(*used)++] = strchr(PLAIN, *c) != NULL ? *c : '-';
    }
    out[*used] = '\0';
}

void cap_identifier(const struct alert *alert, char out[CAP_IDENTIFIER_BYTES])
{
    char number[16];
    size_t used = 0;
    (void)snprintf(number, sizeof number, ".%u", alert->number);
    size_t room = CAP_IDENTIFIER_BYTES - strlen(number); /* the number always fits: it makes the identifier unique */
    add_plain(out, room, &used, "sibu.");
    add_plain(out, room, &used, alert->site.id);
    add_plain(out, room, &used, ".");
    add_plain(out, room, &used, alert->drill);
    add_plain(out, CAP_IDENTIFIER_BYTES, &used, number);
}

static void make_sender(const struct alert *alert, char out[SENDER_BYTES])
{
    size_t used = 5;
    memcpy(out, "sibu@", 6);
    add_plain(out, SENDER_BYTES, &used, alert->site.id);
}

/* "2026-11-23T09:30:00+08:00": whole seconds in the site's time; UTC itself is written -00:00 (CAP 1.2, 3.3.2). */
static void make_time(int64_t time_us, int32_t offset_s, char out[TIME_BYTES])
{
    char text[32];
    int32_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
    sibu_time_text(text, time_us + (int64_t)offset_s * 1000000);
    (void)snprintf(out, TIME_BYTES, "%.19s%c%02d:%02d", text, offset_s > 0 ? '+' : '-', (int)(minutes / 60 % 100),
                   (int)(minutes % 60));
}

static void keep(struct sheet *sheet, int code)
{
    sheet->failed |= code < 0;
}

static void start(struct sheet *sheet, const char *name)
{
    keep(sheet, xmlTextWriterStartElement(sheet->writer, BAD_CAST name));
}

static void end(struct sheet *sheet)
{
    keep(sheet, xmlTextWriterEndElement(sheet->writer));
}

static void element(struct sheet *sheet, const char *name, const char *raw)
{
    struct sibu_text clean = {.max_length = CAP_BYTES_MAX};
    cap_words_clean(&clean, raw == NULL ? "" : raw);
    keep(sheet, xmlTextWriterWriteElement(sheet->writer, BAD_CAST name, BAD_CAST sibu_text_get(&clean)));
    sheet->failed |= !sibu_text_ok(&clean);
    sibu_text_clear(&clean);
}

static void element_of_text(struct sheet *sheet, const char *name, const struct sibu_text *text)
{
    element(sheet, name, sibu_text_get(text));
}

/* An element that holds a name and its value: eventCode, parameter, geocode. */
static void named_value(struct sheet *sheet, const char *name, const char *value_name, const char *value)
{
    start(sheet, name);
    element(sheet, "valueName", value_name);
    element(sheet, "value", value);
    end(sheet);
}

static int has_ledger(const struct alert *alert)
{
    return alert->kind == ALERT_START && alert->ledger != NULL && alert->ledger[0] != '\0';
}

static void write_note(struct sheet *sheet)
{
    struct sibu_text note = {.max_length = CAP_BYTES_MAX};
    sibu_text_add(&note, sibu_text_get(&sheet->words[SIBU_EN].note));
    sibu_text_add(&note, " ");
    sibu_text_add(&note, sibu_text_get(&sheet->words[SIBU_ZH].note));
    if (has_ledger(sheet->alert)) {
        const char *const values[] = {sheet->alert->ledger};
        sibu_text_add(&note, " ");
        sibu_say_with(&note, SIBU_EN, SIBU_SAY_ALERT_LEDGER, values, 1);
        sibu_text_add(&note, " ");
        sibu_say_with(&note, SIBU_ZH, SIBU_SAY_ALERT_LEDGER, values, 1);
    }
    element_of_text(sheet, "note", &note);
    sibu_text_clear(&note);
}

/* Those the message is for: the people of the site. Addresses are split by blanks, one with blanks stands in quotes. */
static void write_addresses(struct sheet *sheet)
{
    struct sibu_text addresses = {.max_length = 1024};
    sibu_text_add(&addresses, "\"site:");
    for (const char *c = sheet->alert->site.id == NULL ? "" : sheet->alert->site.id; *c != '\0'; c++) {
        sibu_text_add_bytes(&addresses, *c == '"' ? "'" : c, 1);
    }
    sibu_text_add(&addresses, "\"");
    element_of_text(sheet, "addresses", &addresses);
    sheet->failed |= !sibu_text_ok(&addresses);
    sibu_text_clear(&addresses);
}

/* The messages that this one replaces or takes back, each as sender,identifier,sent. */
static void write_references(struct sheet *sheet)
{
    const struct alert *alert = sheet->alert;
    if (strcmp(sheet->kind.type, "Alert") == 0 || alert->earlier_count == 0) {
        return;
    }
    struct sibu_text references = {.max_length = CAP_BYTES_MAX};
    for (size_t i = 0; i < alert->earlier_count; i++) {
        char sent[TIME_BYTES];
        make_time(alert->earlier[i].sent_us, alert->utc_offset_s, sent);
        sibu_text_addf(&references, "%s%s,%s,%s", i > 0 ? " " : "", sheet->sender, alert->earlier[i].identifier, sent);
    }
    element_of_text(sheet, "references", &references);
    sheet->failed |= !sibu_text_ok(&references);
    sibu_text_clear(&references);
}

static void write_head(struct sheet *sheet)
{
    char identifier[CAP_IDENTIFIER_BYTES];
    cap_identifier(sheet->alert, identifier);
    element(sheet, "identifier", identifier);
    element(sheet, "sender", sheet->sender);
    element(sheet, "sent", sheet->sent);
    element(sheet, "status", sheet->kind.status);
    element(sheet, "msgType", sheet->kind.type);
    element(sheet, "source", "Sibu 四不");
    element(sheet, "scope", "Private");
    write_addresses(sheet);
    element(sheet, "code", "urn:sibu:drill:1");
    if (sheet->alert->kind != ALERT_REAL_EMERGENCY) {
        write_note(sheet);
    }
    write_references(sheet);
    element(sheet, "incidents", sheet->alert->drill);
}

/* The category of the family where CAP knows it. What a real emergency is nobody has told us: Safety. */
static const char *category_of(const struct alert *alert)
{
    static const char *const KNOWN[] = {"Geo",    "Met", "Safety",    "Security", "Rescue", "Fire",
                                        "Health", "Env", "Transport", "Infra",    "CBRNE",  "Other"};
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (alert->kind != ALERT_REAL_EMERGENCY && alert->category != NULL && strcmp(alert->category, KNOWN[i]) == 0) {
            return KNOWN[i];
        }
    }
    return "Safety";
}

/* Shelter is another response than to leave; who leaves upwind, or may not go in, avoids something besides. */
static void write_responses(struct sheet *sheet)
{
    const struct alert *alert = sheet->alert;
    int asks = alert->kind == ALERT_START || alert->kind == ALERT_UPDATE;
    const char *ask = asks && alert->ask != NULL ? alert->ask : "";
    element(sheet, "responseType", strcmp(ask, "shelter") == 0 ? "Shelter" : sheet->kind.response);
    if (strcmp(ask, "upwind") == 0 || strcmp(ask, "equipped-rescue") == 0) {
        element(sheet, "responseType", "Avoid");
    }
}

static void write_area(struct sheet *sheet, const struct cap_words *words)
{
    const struct alert *alert = sheet->alert;
    start(sheet, "area");
    element_of_text(sheet, "areaDesc", &words->area);
    if (alert->polygon != NULL && alert->polygon[0] != '\0') {
        element(sheet, "polygon", alert->polygon);
    }
    for (size_t i = 0; i < alert->zone_count; i++) {
        named_value(sheet, "geocode", "urn:sibu:zone", alert->zones[i].id);
    }
    end(sheet);
}

static void write_info(struct sheet *sheet, enum sibu_language language)
{
    const struct alert *alert = sheet->alert;
    const struct cap_words *words = &sheet->words[language];
    int is_real = alert->kind == ALERT_REAL_EMERGENCY;
    start(sheet, "info");
    element(sheet, "language", language == SIBU_ZH ? "zh-CN" : "en-US");
    element(sheet, "category", category_of(alert));
    element_of_text(sheet, "event", &words->event);
    write_responses(sheet);
    element(sheet, "urgency", sheet->kind.urgency);
    element(sheet, "severity", sheet->kind.severity);
    element(sheet, "certainty", "Observed");
    named_value(sheet, "eventCode", "urn:sibu:hazard", is_real ? "real-emergency" : alert->family);
    element(sheet, "expires", sheet->expires);
    element_of_text(sheet, "senderName", &words->sender_name);
    element_of_text(sheet, "headline", &words->headline);
    element_of_text(sheet, "description", &words->description);
    element_of_text(sheet, "instruction", &words->instruction);
    if (alert->base_url != NULL && alert->base_url[0] != '\0') {
        element(sheet, "web", alert->base_url);
    }
    for (size_t i = 0; i < alert->muster_count; i++) {
        named_value(sheet, "parameter", "urn:sibu:assembly", alert->musters[i].id);
    }
    if (alert->lost_exit != NULL && alert->lost_exit[0] != '\0') {
        named_value(sheet, "parameter", "urn:sibu:lost-exit", alert->lost_exit);
    }
    if (has_ledger(alert)) {
        named_value(sheet, "parameter", "urn:sibu:ledger", alert->ledger);
    }
    write_area(sheet, words);
    end(sheet);
}

static void write_message(struct sheet *sheet)
{
    xmlTextWriterSetIndent(sheet->writer, 1);
    xmlTextWriterSetIndentString(sheet->writer, BAD_CAST "  ");
    keep(sheet, xmlTextWriterStartDocument(sheet->writer, NULL, "UTF-8", NULL));
    start(sheet, "alert");
    keep(sheet, xmlTextWriterWriteAttribute(sheet->writer, BAD_CAST "xmlns", BAD_CAST CAP_NAMESPACE));
    write_head(sheet);
    write_info(sheet, SIBU_ZH);
    write_info(sheet, SIBU_EN);
    end(sheet);
    keep(sheet, xmlTextWriterEndDocument(sheet->writer));
}

static enum sibu_status write_all(struct sheet *sheet, struct sibu_text *out, struct sibu_fault *fault)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    sheet->writer = buffer == NULL ? NULL : xmlNewTextWriterMemory(buffer, 0);
    sheet->failed = sheet->writer == NULL;
    if (!sheet->failed) {
        write_message(sheet);
        xmlFreeTextWriter(sheet->writer); /* flushes into the buffer */
        sibu_text_add_bytes(out, (const char *)xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    }
    if (buffer != NULL) {
        xmlBufferFree(buffer);
    }
    if (sheet->failed || !sibu_text_ok(out)) {
        return sibu_fault_set(fault, SIBU_LIMIT, "cap:/alert", "警报太长，放不下 (%d 字节)",
                              "the alert is too long, or there is no memory (%d bytes)", CAP_BYTES_MAX);
    }
    return SIBU_OK;
}

static enum sibu_status check_times(const struct alert *alert, struct sibu_fault *fault)
{
    if (alert->utc_offset_s % 60 != 0 || alert->utc_offset_s < -14 * 3600 || alert->utc_offset_s > 14 * 3600) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "cap:/alert/sent", "时区偏移 %d 秒不合理",
                              "a UTC offset of %d s is none", (int)alert->utc_offset_s);
    }
    if (alert->number == 0 || alert->kind < ALERT_START || alert->kind > ALERT_REAL_EMERGENCY) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "cap:/alert/identifier", "警报没有编号或类别",
                              "the alert has no number or no kind");
    }
    return SIBU_OK;
}

static enum sibu_status fill_and_write(struct sheet *sheet, struct sibu_text *out, struct sibu_fault *fault)
{
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        enum sibu_status status =
            cap_words_fill(&sheet->words[language], sheet->alert, (enum sibu_language)language, fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    enum sibu_status status = write_all(sheet, out, fault);
    return status == SIBU_OK ? cap_check("cap", sibu_text_get(out), out->length, fault) : status;
}

enum sibu_status cap_write(const struct alert *alert, struct sibu_text *out, struct sibu_fault *fault)
{
    sibu_text_clear(out);
    out->max_length = CAP_BYTES_MAX;
    enum sibu_status status = check_times(alert, fault);
    if (status != SIBU_OK) {
        return status;
    }
    xmlInitParser();
    struct sheet sheet = {.alert = alert, .kind = KINDS[alert->kind]};
    make_sender(alert, sheet.sender);
    make_time(alert->sent_us, alert->utc_offset_s, sheet.sent);
    make_time(alert->expires_us, alert->utc_offset_s, sheet.expires);
    status = fill_and_write(&sheet, out, fault);
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        cap_words_clear(&sheet.words[language]);
    }
    if (status != SIBU_OK) {
        sibu_text_clear(out);
    }
    return status;
}
