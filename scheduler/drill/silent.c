/* Wardens are told of the silent: see silent.h. */
#include "drill/silent.h"

#include <stdio.h>
#include <string.h>

#include "drill/announce.h"
#include "sibu/catalogue.h"

#define NAMES_MAX 30 /* that one message holds; the count is of all */

static int is_silent(const struct live *live, uint32_t number)
{
    const struct muster_person *person = &live->muster.people[number - 1];
    return person->expected && person->last_us == 0;
}

static int has_warden(const struct live *live)
{
    for (uint32_t number = 1; number <= live->count; number++) {
        if (live->muster.people[number - 1].expected && strcmp(live->people[number - 1].role, "warden") == 0) {
            return 1;
        }
    }
    return 0;
}

/* "Zhang Wei (shop), Li Na (yard) and others". */
static void add_names(struct sibu_text *out, const struct live *live, enum sibu_language language,
                      const struct announce_news *news)
{
    for (size_t i = 0; i < news->silent_count && i < NAMES_MAX; i++) {
        const struct store_person *person = &live->people[news->silent[i] - 1];
        const char *name = language == SIBU_EN && person->name_en[0] != '\0' ? person->name_en : person->name;
        sibu_text_add(out, i == 0 ? "" : language == SIBU_ZH ? "、" : ", ");
        sibu_text_add(out, name);
        sibu_text_add(out, language == SIBU_ZH ? "（" : " (");
        sibu_text_add(out, person->zone);
        sibu_text_add(out, language == SIBU_ZH ? "）" : ")");
    }
    if (news->silent_count > NAMES_MAX) {
        sibu_text_add(out, sibu_say(language, SIBU_SAY_ALERT_SILENT_MORE));
    }
}

static const char *write_news(const struct live *live, enum sibu_language language, const struct announce_news *news,
                              struct sibu_arena *arena)
{
    char count[16];
    struct sibu_text names = {0}, text = {0};
    (void)snprintf(count, sizeof count, "%zu", news->silent_count);
    add_names(&names, live, language, news);
    sibu_say_with(&text, language, SIBU_SAY_ALERT_SILENT_NEWS, (const char *[]){count, sibu_text_get(&names)}, 2);
    const char *kept = sibu_text_ok(&text) ? sibu_arena_text(arena, sibu_text_get(&text), text.length) : NULL;
    sibu_text_clear(&names);
    sibu_text_clear(&text);
    return kept;
}

static enum sibu_status tell(struct hosted *hosted, int64_t now_us, struct sibu_arena *arena, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    struct announce_news news = {.lost_exit = "", .for_all = 1};
    uint32_t *silent = sibu_arena_take(arena, live->count + 1, sizeof *silent);
    for (uint32_t number = 1; silent != NULL && number <= live->count; number++) {
        if (is_silent(live, number)) {
            silent[news.silent_count++] = number;
        }
    }
    if (silent != NULL && news.silent_count == 0) {
        return SIBU_OK;
    }
    int complete = silent != NULL;
    news.silent = silent;
    for (int language = 0; language < SIBU_LANGUAGES && complete; language++) {
        news.news.in[language] = write_news(live, (enum sibu_language)language, &news, arena);
        news.ask.in[language] = sibu_say((enum sibu_language)language, SIBU_SAY_ALERT_SILENT_ASK);
        complete = news.news.in[language] != NULL;
    }
    if (!complete) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    enum sibu_status status = announce_update(hosted, &news, now_us, fault);
    if (status == SIBU_OK) {
        notify_wake(hosted->def->notify);
    }
    return status;
}

enum sibu_status silent_tell(struct hosted *hosted, int64_t now_us, struct sibu_fault *fault)
{
    struct live *live = &hosted->live;
    int64_t after_us = hosted->def->warden_after_us;
    if (live->wardens_told || after_us == 0 || drill_state_over(live->state) || now_us - live->drill.t0_us < after_us) {
        return SIBU_OK;
    }
    struct sibu_arena arena = {0};
    enum sibu_status status = has_warden(live) ? tell(hosted, now_us, &arena, fault) : SIBU_OK;
    live->wardens_told = status == SIBU_OK;
    sibu_arena_clear(&arena);
    return status;
}
