/* The words of an alert: see cap_words.h. Which sentence belongs to which kind of alert is decided here and only here. */
#include "notify/cap_words.h"

#include <string.h>

#include "sibu/catalogue.h"

#define WORDS_BYTES_MAX 16384
#define REPLACEMENT "\xEF\xBF\xBD"

static const char *text_or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static const char *name_in(const struct sibu_name *name, enum sibu_language language)
{
    return text_or_empty(name->in[language]);
}

/* Characters that XML forbids or a reader can do nothing with: controls, U+FFFE and U+FFFF. */
static int is_useless(const unsigned char *raw)
{
    return raw[0] < ' ' || raw[0] == 0x7F || (raw[0] == 0xC2 && raw[1] < 0xA0) ||
           (raw[0] == 0xEF && raw[1] == 0xBF && raw[2] >= 0xBE);
}

/* How many bytes the character at `raw` has, 0 where it is none that we write (XML 1.0, section 2.2). */
static size_t character_bytes(const unsigned char *raw)
{
    size_t bytes = raw[0] < 0x80 ? 1 : raw[0] < 0xE0 ? 2 : raw[0] < 0xF0 ? 3 : 4;
    if (strnlen((const char *)raw, bytes) < bytes || !sibu_utf8_valid((const char *)raw, bytes)) {
        return 0;
    }
    return is_useless(raw) ? 0 : bytes;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void cap_words_clean(struct sibu_text *out, const char *raw)
{
    size_t length = strlen(raw), start = 0;
    while (start < length && is_blank(raw[start])) {
        start++;
    }
    while (length > start && is_blank(raw[length - 1])) {
        length--;
    }
    for (size_t i = start; i < length;) {
        size_t bytes = character_bytes((const unsigned char *)raw + i);
        if (is_blank(raw[i])) {
            sibu_text_add(out, is_blank(raw[i - 1]) ? "" : " "); /* the first character is none */
        } else if (bytes == 0) {
            sibu_text_add(out, REPLACEMENT);
        } else {
            sibu_text_add_bytes(out, raw + i, bytes);
        }
        i += bytes == 0 ? 1 : bytes;
    }
}

/* What others wrote, as a sentence of its own: the stops at its end are left out, and one is put where `ends` says so.
 * Nothing stays nothing. */
static void add_phrase(struct sibu_text *out, const char *raw, enum sibu_language language, int ends)
{
    static const char *const STOPS[] = {"。", ".", " ", "!", "!"};
    size_t length = strlen(raw);
    for (size_t i = 0; i < sizeof STOPS / sizeof STOPS[0];) {
        size_t bytes = strlen(STOPS[i]);
        int found = length >= bytes && memcmp(raw + length - bytes, STOPS[i], bytes) == 0;
        length -= found ? bytes : 0;
        i = found ? 0 : i + 1;
    }
    sibu_text_add_bytes(out, raw, length);
    if (ends && length > 0) {
        sibu_text_add(out, language == SIBU_ZH ? "。" : ".");
    }
}

/* The names of the places, as a list in the language. */
static void add_places(struct sibu_text *out, const struct alert_place *places, size_t count,
                       enum sibu_language language)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            sibu_text_add(out, sibu_say(language, SIBU_SAY_ALERT_PLACE_SEPARATOR));
        }
        sibu_text_add(out, name_in(&places[i].name, language));
    }
}

/* Where to go: the assembly point, or the nearest of several. */
static void add_muster(struct sibu_text *out, const struct alert *alert, enum sibu_language language)
{
    struct sibu_text names = {.max_length = WORDS_BYTES_MAX};
    add_places(&names, alert->musters, alert->muster_count, language);
    const char *values[] = {sibu_text_get(&names)};
    sibu_say_with(out, language, alert->muster_count > 1 ? SIBU_SAY_ALERT_MUSTER_SEVERAL : SIBU_SAY_ALERT_MUSTER_ONE,
                  values, 1);
    out->failed |= names.failed;
    sibu_text_clear(&names);
}

/* Which sentences a kind of alert is made of. */
struct sentences {
    enum sibu_say_id headline, description, instruction;
};

static struct sentences sentences_of(const struct alert *alert)
{
    int shelters = alert->ask != NULL && strcmp(alert->ask, "shelter") == 0;
    enum sibu_say_id ask = shelters ? SIBU_SAY_ALERT_SHELTER_INSTRUCTION : SIBU_SAY_ALERT_EVACUATE_INSTRUCTION;
    switch (alert->kind) {
    case ALERT_START:
        return (struct sentences){shelters ? SIBU_SAY_ALERT_SHELTER_HEADLINE : SIBU_SAY_ALERT_EVACUATE_HEADLINE,
                                  SIBU_SAY_ALERT_START_DESCRIPTION, ask};
    case ALERT_UPDATE:
        return (struct sentences){SIBU_SAY_ALERT_UPDATE_HEADLINE, SIBU_SAY_ALERT_UPDATE_DESCRIPTION, ask};
    case ALERT_ALL_CLEAR:
        return (struct sentences){SIBU_SAY_ALERT_ALL_CLEAR_HEADLINE, SIBU_SAY_ALERT_ALL_CLEAR_DESCRIPTION,
                                  SIBU_SAY_ALERT_ALL_CLEAR_INSTRUCTION};
    case ALERT_ABORT:
        return (struct sentences){SIBU_SAY_ALERT_ABORT_HEADLINE, SIBU_SAY_ALERT_ABORT_DESCRIPTION,
                                  SIBU_SAY_ALERT_ABORT_INSTRUCTION};
    case ALERT_REAL_EMERGENCY:
        break;
    }
    return (struct sentences){SIBU_SAY_ALERT_REAL_HEADLINE, SIBU_SAY_ALERT_REAL_DESCRIPTION,
                              SIBU_SAY_ALERT_REAL_INSTRUCTION};
}

/* A sentence with the drill's mark before it, but for a real emergency. */
static void add_sentence(struct sibu_text *out, const struct alert *alert, enum sibu_language language,
                         enum sibu_say_id id, const char *const values[4])
{
    if (alert->kind != ALERT_REAL_EMERGENCY) {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_ALERT_DRILL_MARK));
    }
    sibu_say_with(out, language, id, values, 4);
}

/* What the sentences are filled with. */
struct parts {
    struct sibu_text muster, hazard, news, instruction, avoid;
};

static void fill_headline(struct cap_words *words, const struct alert *alert, enum sibu_language language,
                          const struct parts *parts)
{
    enum sibu_say_id id = sentences_of(alert).headline;
    const char *muster = sibu_text_get(&parts->muster);
    const char *const of_start[] = {sibu_text_get(&words->area), sibu_text_get(&parts->hazard), muster, ""};
    const char *const of_update[] = {sibu_text_get(&parts->news), "", "", ""};
    const char *const of_real[] = {muster, "", "", ""};
    add_sentence(&words->headline, alert, language, id,
                 alert->kind == ALERT_START            ? of_start
                 : alert->kind == ALERT_REAL_EMERGENCY ? of_real
                                                       : of_update);
}

static void fill_description(struct cap_words *words, const struct alert *alert, enum sibu_language language,
                             const struct parts *parts)
{
    int is_update = alert->kind == ALERT_UPDATE;
    const char *const values[] = {name_in(&alert->site.name, language), text_or_empty(alert->drill),
                                  is_update ? sibu_text_get(&parts->news) : sibu_text_get(&words->area),
                                  sibu_text_get(&parts->hazard)};
    add_sentence(&words->description, alert, language, sentences_of(alert).description, values);
}

static void fill_instruction(struct cap_words *words, const struct alert *alert, enum sibu_language language,
                             const struct parts *parts)
{
    const char *const values[] = {sibu_text_get(&parts->muster), sibu_text_get(&parts->instruction),
                                  sibu_text_get(&parts->avoid), ""};
    add_sentence(&words->instruction, alert, language, sentences_of(alert).instruction, values);
    if (alert->kind == ALERT_START || alert->kind == ALERT_UPDATE) {
        sibu_text_add(&words->instruction, language == SIBU_EN ? " " : "");
        sibu_text_add(&words->instruction, sibu_say(language, SIBU_SAY_ALERT_SOMETHING_REAL));
    }
}

static void fill_parts(struct parts *parts, const struct alert *alert, enum sibu_language language)
{
    add_muster(&parts->muster, alert, language);
    add_phrase(&parts->hazard, name_in(&alert->headline, language), language, 0);
    add_phrase(&parts->news, name_in(&alert->news, language), language, 0);
    add_phrase(&parts->instruction, name_in(&alert->instruction, language), language, 1);
    add_phrase(&parts->avoid, name_in(&alert->avoid, language), language, 1);
}

static void list_parts(struct parts *parts, struct sibu_text *list[5])
{
    list[0] = &parts->muster;
    list[1] = &parts->hazard;
    list[2] = &parts->news;
    list[3] = &parts->instruction;
    list[4] = &parts->avoid;
}

static void fill_all(struct cap_words *words, const struct alert *alert, enum sibu_language language)
{
    int is_real = alert->kind == ALERT_REAL_EMERGENCY;
    const char *const site[] = {name_in(&alert->site.name, language)};
    const char *const drill[] = {text_or_empty(alert->drill)};
    struct parts parts = {0};
    struct sibu_text *list[5];
    list_parts(&parts, list);
    fill_parts(&parts, alert, language);
    add_places(&words->area, alert->zones, alert->zone_count, language);
    sibu_text_add(&words->event, sibu_say(language, is_real ? SIBU_SAY_ALERT_EVENT_REAL : SIBU_SAY_ALERT_EVENT_DRILL));
    sibu_say_with(&words->sender_name, language, SIBU_SAY_ALERT_SENDER_NAME, site, 1);
    sibu_say_with(&words->note, language, SIBU_SAY_ALERT_NOTE, drill, 1);
    fill_headline(words, alert, language, &parts);
    fill_description(words, alert, language, &parts);
    fill_instruction(words, alert, language, &parts);
    for (size_t i = 0; i < 5; i++) {
        words->headline.failed |= list[i]->failed;
        sibu_text_clear(list[i]);
    }
}

static void list_texts(struct cap_words *words, struct sibu_text *list[7])
{
    list[0] = &words->event;
    list[1] = &words->sender_name;
    list[2] = &words->headline;
    list[3] = &words->description;
    list[4] = &words->instruction;
    list[5] = &words->note;
    list[6] = &words->area;
}

enum sibu_status cap_words_fill(struct cap_words *words, const struct alert *alert, enum sibu_language language,
                                struct sibu_fault *fault)
{
    struct sibu_text *texts[7];
    list_texts(words, texts);
    for (size_t i = 0; i < 7; i++) {
        texts[i]->max_length = WORDS_BYTES_MAX;
    }
    fill_all(words, alert, language);
    for (size_t i = 0; i < 7; i++) {
        if (!sibu_text_ok(texts[i])) {
            return sibu_fault_set(fault, SIBU_LIMIT, "cap:/alert/info", "警报的文字超过 %d 字节",
                                  "a text of the alert has more than %d bytes", WORDS_BYTES_MAX);
        }
    }
    return SIBU_OK;
}

void cap_words_clear(struct cap_words *words)
{
    struct sibu_text *texts[7];
    list_texts(words, texts);
    for (size_t i = 0; i < 7; i++) {
        sibu_text_clear(texts[i]);
    }
}
