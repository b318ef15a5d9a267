/* The words and the rows of what unfolds. See unfolding.h. */
#include <string.h>

#include "drill/unfolding.h"
#include "drill/unfolding_read.h"
#include "sibu/catalogue.h"
#include "sibu/hash.h"

#define EIGHTH_DEG 45.0

struct sentences {
    enum sibu_say_id news, ask;
};

static struct sentences sentences_of(enum sibu_unfold_kind kind)
{
    static const struct sentences SENTENCES[SIBU_UNFOLD_KINDS] = {
        [SIBU_UNFOLD_EXIT_LOST] = {SIBU_SAY_UNFOLD_NEWS_EXIT_LOST, SIBU_SAY_UNFOLD_ASK_EXIT_LOST},
        [SIBU_UNFOLD_ALARM_SILENT] = {SIBU_SAY_UNFOLD_NEWS_ALARM_SILENT, SIBU_SAY_UNFOLD_ASK_ALARM_SILENT},
        [SIBU_UNFOLD_WARDEN_HURT] = {SIBU_SAY_UNFOLD_NEWS_WARDEN_HURT, SIBU_SAY_UNFOLD_ASK_WARDEN_HURT},
        [SIBU_UNFOLD_SECOND_SOURCE] = {SIBU_SAY_UNFOLD_NEWS_SECOND_SOURCE, SIBU_SAY_UNFOLD_ASK_SECOND_SOURCE},
        [SIBU_UNFOLD_WIND_TURNED] = {SIBU_SAY_UNFOLD_NEWS_WIND_TURNED, SIBU_SAY_UNFOLD_ASK_WIND_TURNED},
        [SIBU_UNFOLD_CONTRACTOR_MISSING] = {SIBU_SAY_UNFOLD_NEWS_CONTRACTOR_MISSING,
                                            SIBU_SAY_UNFOLD_ASK_CONTRACTOR_MISSING},
        [SIBU_UNFOLD_REPORT_CORRECTED] = {SIBU_SAY_UNFOLD_NEWS_REPORT_CORRECTED, SIBU_SAY_UNFOLD_ASK_REPORT_CORRECTED},
    };
    return SENTENCES[kind];
}

static const char *bearing_name(double bearing_deg, enum sibu_language language)
{
    static const enum sibu_say_id NAMES[8] = {
        SIBU_SAY_UNFOLD_BEARING_0, SIBU_SAY_UNFOLD_BEARING_1, SIBU_SAY_UNFOLD_BEARING_2, SIBU_SAY_UNFOLD_BEARING_3,
        SIBU_SAY_UNFOLD_BEARING_4, SIBU_SAY_UNFOLD_BEARING_5, SIBU_SAY_UNFOLD_BEARING_6, SIBU_SAY_UNFOLD_BEARING_7};
    return sibu_say(language, NAMES[(unsigned)(bearing_deg / EIGHTH_DEG + 0.5) % 8]);
}

static const char *place_name(const struct unfolding *unfolding, const struct sibu_unfold_event *event,
                              enum sibu_language language)
{
    const struct sibu_site *site = unfolding_site(unfolding);
    if (event->kind == SIBU_UNFOLD_WIND_TURNED) {
        return bearing_name(event->bearing_deg, language);
    }
    return event->kind == SIBU_UNFOLD_EXIT_LOST ? site->exits[event->place].name.in[language]
                                                : site->zones[event->place].name.in[language];
}

void unfolding_say(const struct unfolding *unfolding, const struct sibu_unfold_event *event,
                   struct unfolding_words *words)
{
    struct sentences sentences = sentences_of(event->kind);
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        enum sibu_language language = (enum sibu_language)i;
        const char *const values[] = {place_name(unfolding, event, language), "{1}"};
        sibu_say_with(&words->news[i], language, sentences.news, values, 2);
        sibu_say_with(&words->ask[i], language, sentences.ask, values, 2);
    }
}

void unfolding_words_clear(struct unfolding_words *words)
{
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        sibu_text_clear(&words->news[i]);
        sibu_text_clear(&words->ask[i]);
    }
}

/* {"zh":...,"en":...} of two strings. */
static void add_pair(struct sibu_text *out, const char *key, const char *const texts[SIBU_LANGUAGES])
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, texts[SIBU_ZH]);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, texts[SIBU_EN]);
    sibu_text_add(out, "}");
}

void unfolding_sentence(const struct unfolding *unfolding, const struct sibu_unfold_event *event,
                        enum sibu_language language, struct sibu_text *out)
{
    struct sentences sentences = sentences_of(event->kind);
    const char *stop = language == SIBU_ZH ? "。" : ".";
    const char *const values[] = {place_name(unfolding, event, language),
                                  sibu_say(language, SIBU_SAY_UNFOLD_MUSTER_ANY)};
    sibu_text_add(out, sibu_say(language, SIBU_SAY_ALERT_DRILL_MARK));
    sibu_say_with(out, language, sentences.news, values, 2);
    sibu_text_addf(out, language == SIBU_ZH ? "%s" : "%s ", stop);
    sibu_say_with(out, language, sentences.ask, values, 2);
    sibu_text_add(out, stop);
}

static void add_words(struct sibu_text *out, const struct unfolding *unfolding, const struct sibu_unfold_event *event)
{
    struct sibu_text whole[SIBU_LANGUAGES] = {{0}, {0}};
    for (int i = 0; i < SIBU_LANGUAGES; i++) {
        unfolding_sentence(unfolding, event, (enum sibu_language)i, &whole[i]);
    }
    add_pair(out, "words", (const char *const[]){sibu_text_get(&whole[SIBU_ZH]), sibu_text_get(&whole[SIBU_EN])});
    sibu_text_clear(&whole[SIBU_ZH]);
    sibu_text_clear(&whole[SIBU_EN]);
}

void unfolding_detail(const struct unfolding *unfolding, const struct sibu_unfold_event *event, const char *alert,
                      struct sibu_text *out)
{
    sibu_text_addf(out, "{\"number\":%u,\"what\":\"%s\"", (unsigned)event->number, sibu_unfold_name(event->kind));
    if (event->place != SIBU_NONE) {
        add_pair(out, "place_name",
                 (const char *const[]){place_name(unfolding, event, SIBU_ZH), place_name(unfolding, event, SIBU_EN)});
    }
    sibu_text_addf(out, ",\"rate_per_min\":%.9g,\"share\":%.9g,\"heading\":%u", event->per_min, event->share,
                   (unsigned)event->heading);
    if (event->floor != SIBU_NONE) {
        sibu_text_addf(out, ",\"x_m\":%.3f,\"y_m\":%.3f", event->x_m, event->y_m);
    }
    if (event->kind == SIBU_UNFOLD_WIND_TURNED) {
        sibu_text_addf(out, ",\"bearing_deg\":%.1f", event->bearing_deg);
    }
    sibu_text_add(out, ",\"alert\":");
    sibu_text_add_json(out, alert);
    add_words(out, unfolding, event);
    sibu_text_add(out, "}");
}

void unfolding_scenario(const struct unfolding *unfolding, struct sibu_text *out)
{
    const struct unfolding_draw *draw = unfolding_draw(unfolding);
    const char *before = "";
    char hash[2 * SIBU_HASH_BYTES + 1];
    struct sibu_field_law law;
    sibu_text_add(out, "{\"format\":1,\"family\":");
    sibu_text_add_json(out, draw->family->id);
    sibu_text_add(out, ",\"zone\":");
    sibu_text_add_json(out, unfolding_site(unfolding)->zones[draw->origin.zone].id);
    sibu_text_addf(out, ",\"x_m\":%.3f,\"y_m\":%.3f,\"ask\":\"%s\",\"growth\":{", draw->origin.x_m, draw->origin.y_m,
                   sibu_ask_name(draw->family->ask));
    for (uint32_t i = 0; i < draw->family->growth_count; i++) {
        sibu_text_addf(out, "%s\"%s\":%.9g", i > 0 ? "," : "", draw->family->growths[i].name, draw->growth[i]);
    }
    sibu_text_add(out, "},\"events\":[");
    for (uint32_t i = 0; i < draw->family->event_count; i++) {
        const struct sibu_event_rate *rate = &draw->family->events[i];
        sibu_text_addf(out, "%s{\"what\":\"%s\",\"per_min\":%.9g,\"most\":%u}", before, sibu_unfold_name(rate->kind),
                       unfolding_per_min(unfolding, rate->kind), (unsigned)rate->most);
        before = ",";
    }
    sibu_hex(hash, draw->families_hash, SIBU_HASH_BYTES);
    sibu_field_law_of(draw->family, draw->growth, draw->key, &law);
    sibu_text_add(out, "],\"field\":");
    sibu_field_law_write(&law, out);
    sibu_text_addf(out, ",\"families_hash\":\"%s\"}", hash);
}
