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

/* Without the mark of a drill at its beginning: it is put there once, by us. */
static const char *unmarked(const char *raw)
{
    static const char *const MARKS[] = {"【演练】", "DRILL:", " "};
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0];) {
        size_t bytes = strlen(MARKS[i]);
        int found = strncmp(raw, MARKS[i], bytes) == 0;
        raw += found ? bytes : 0;
        i = found ? 0 : i + 1;
    }
    return raw;
}

/* How long the text is without the stops at its end. */
static size_t length_without_stops(const char *raw)
{
    static const char *const STOPS[] = {"。", ".", " ", "！", "!"};
    size_t length = strlen(raw);
    for (size_t i = 0; i < sizeof STOPS / sizeof STOPS[0];) {
        size_t bytes = strlen(STOPS[i]);
        int found = length >= bytes && memcmp(raw + length - bytes, STOPS[i], bytes) == 0;
        length -= found ? bytes : 0;
        i = found ? 0 : i + 1;
    }
    return length;
}

/* What a family's text says of this drill: {0} becomes where it is, {1} where to go. No mark before it and no stop
 * behind it. */
static void add_phrase(struct sibu_text *out, const char *raw, const char *zone, const char *muster)
{
    const char *text = unmarked(raw);
    size_t length = length_without_stops(text);
    for (size_t i = 0; i < length;) {
        int is_zone = strncmp(text + i, "{0}", 3) == 0, is_muster = strncmp(text + i, "{1}", 3) == 0;
        if (is_zone || is_muster) {
            sibu_text_add(out, is_zone ? zone : muster);
            i += 3;
        } else {
            sibu_text_add_bytes(out, text + i, 1);
            i++;
        }
    }
}

/* Ends the sentence, where there is one. */
static void add_stop(struct sibu_text *out, enum sibu_language language)
{
    if (out->length > 0) {
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

static struct sentences sentences_of(enum alert_kind kind)
{
    static const struct sentences SENTENCES[] = {
        [ALERT_START] = {SIBU_SAY_ALERT_START_HEADLINE, SIBU_SAY_ALERT_START_DESCRIPTION,
                         SIBU_SAY_ALERT_START_INSTRUCTION},
        [ALERT_UPDATE] = {SIBU_SAY_ALERT_UPDATE_HEADLINE, SIBU_SAY_ALERT_UPDATE_DESCRIPTION,
                          SIBU_SAY_ALERT_START_INSTRUCTION},
        [ALERT_ALL_CLEAR] = {SIBU_SAY_ALERT_ALL_CLEAR_HEADLINE, SIBU_SAY_ALERT_ALL_CLEAR_DESCRIPTION,
                             SIBU_SAY_ALERT_ALL_CLEAR_INSTRUCTION},
        [ALERT_ABORT] = {SIBU_SAY_ALERT_ABORT_HEADLINE, SIBU_SAY_ALERT_ABORT_DESCRIPTION,
                         SIBU_SAY_ALERT_ABORT_INSTRUCTION},
        [ALERT_REAL_EMERGENCY] = {SIBU_SAY_ALERT_REAL_HEADLINE, SIBU_SAY_ALERT_REAL_DESCRIPTION,
                                  SIBU_SAY_ALERT_REAL_INSTRUCTION},
    };
    return SENTENCES[kind];
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
    struct sibu_text muster, headline, situation, instruction, avoid, check_in;
};

/* What is simulated and where, in a few words: the family's name at the place, or else its headline. */
static void fill_situation(struct parts *parts, const struct alert *alert, enum sibu_language language,
                           const char *zone)
{
    const char *hazard = name_in(&alert->hazard, language);
    if (alert->kind == ALERT_UPDATE) {
        add_phrase(&parts->situation, name_in(&alert->news, language), zone, sibu_text_get(&parts->muster));
    } else if (hazard[0] != '\0') {
        const char *const values[] = {zone, hazard};
        sibu_say_with(&parts->situation, language, SIBU_SAY_ALERT_HAZARD_AT_PLACE, values, 2);
    } else {
        sibu_text_add(&parts->situation, sibu_text_get(&parts->headline));
    }
}

/* A family's text that does not say where it is, or where to go, is helped to it. */
static void fill_parts(struct parts *parts, const struct alert *alert, enum sibu_language language, const char *zone)
{
    const char *headline = name_in(&alert->headline, language), *instruction = name_in(&alert->instruction, language);
    add_muster(&parts->muster, alert, language);
    const char *muster = sibu_text_get(&parts->muster);
    if (strstr(headline, "{0}") == NULL) {
        const char *const values[] = {zone};
        sibu_say_with(&parts->headline, language, SIBU_SAY_ALERT_PLACE_FIRST, values, 1);
    }
    add_phrase(&parts->headline, headline, zone, muster);
    add_phrase(&parts->instruction, instruction, zone, muster);
    add_stop(&parts->instruction, language);
    add_phrase(&parts->avoid, name_in(&alert->avoid, language), zone, muster);
    add_stop(&parts->avoid, language);
    if (alert->ask != NULL && strcmp(alert->ask, "shelter") == 0) {
        sibu_text_add(&parts->check_in, sibu_say(language, SIBU_SAY_ALERT_CHECK_IN_SHELTER));
    } else if (strstr(instruction, "{1}") == NULL) {
        const char *const values[] = {muster};
        sibu_say_with(&parts->check_in, language, SIBU_SAY_ALERT_CHECK_IN, values, 1);
    }
    fill_situation(parts, alert, language, zone);
}

static void fill_sentences(struct cap_words *words, const struct alert *alert, enum sibu_language language,
                           const struct parts *parts)
{
    struct sentences sentences = sentences_of(alert->kind);
    const char *muster = sibu_text_get(&parts->muster), *situation = sibu_text_get(&parts->situation);
    const char *const of_headline[] = {alert->kind == ALERT_UPDATE           ? situation
                                       : alert->kind == ALERT_REAL_EMERGENCY ? muster
                                                                             : sibu_text_get(&parts->headline),
                                       "", "", ""};
    const char *const of_description[] = {name_in(&alert->site.name, language), text_or_empty(alert->drill), situation,
                                          ""};
    const char *const of_ask[] = {sibu_text_get(&parts->instruction), sibu_text_get(&parts->avoid),
                                  sibu_text_get(&parts->check_in), ""};
    const char *const of_end[] = {muster, "", "", ""};
    int asks = alert->kind == ALERT_START || alert->kind == ALERT_UPDATE;
    add_sentence(&words->headline, alert, language, sentences.headline, of_headline);
    add_sentence(&words->description, alert, language, sentences.description, of_description);
    add_sentence(&words->instruction, alert, language, sentences.instruction, asks ? of_ask : of_end);
}

#define PARTS 6

static void list_parts(struct parts *parts, struct sibu_text *list[PARTS])
{
    list[0] = &parts->muster;
    list[1] = &parts->headline;
    list[2] = &parts->situation;
    list[3] = &parts->instruction;
    list[4] = &parts->avoid;
    list[5] = &parts->check_in;
}

static void fill_all(struct cap_words *words, const struct alert *alert, enum sibu_language language)
{
    int is_real = alert->kind == ALERT_REAL_EMERGENCY;
    const char *const site[] = {name_in(&alert->site.name, language)};
    const char *const drill[] = {text_or_empty(alert->drill)};
    struct parts parts = {0};
    struct sibu_text *list[PARTS];
    list_parts(&parts, list);
    for (size_t i = 0; i < PARTS; i++) {
        list[i]->max_length = WORDS_BYTES_MAX;
    }
    add_places(&words->area, alert->zones, alert->zone_count, language);
    fill_parts(&parts, alert, language, sibu_text_get(&words->area));
    sibu_text_add(&words->event, sibu_say(language, is_real ? SIBU_SAY_ALERT_EVENT_REAL : SIBU_SAY_ALERT_EVENT_DRILL));
    sibu_say_with(&words->sender_name, language, SIBU_SAY_ALERT_SENDER_NAME, site, 1);
    sibu_say_with(&words->note, language, SIBU_SAY_ALERT_NOTE, drill, 1);
    fill_sentences(words, alert, language, &parts);
    for (size_t i = 0; i < PARTS; i++) {
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
