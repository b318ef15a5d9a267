/* A drill as it stands, copied for whoever shows it. See drill.h. */
#include <string.h>

#include "drill/host.h"
#include "drill/unfolding.h"

static const char *copy(struct sibu_arena *arena, const char *text)
{
    const char *kept = sibu_arena_text(arena, text, strlen(text));
    return kept != NULL ? kept : "";
}

static int shown(const struct muster_person *person)
{
    return muster_missing(person) || (person->expected && person->need_help && !person->checked_in);
}

/* Those who ask for help first, then those of whom nothing is known, in the order of their numbers. */
static enum sibu_status list_missing(const struct live *live, struct sibu_arena *arena, struct drill_view *out,
                                     struct sibu_fault *fault)
{
    struct drill_missing *items = sibu_arena_take(arena, live->count + 1, sizeof *items);
    if (items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    size_t count = 0;
    for (int help = 1; help >= 0; help--) {
        for (size_t i = 0; i < live->count; i++) {
            const struct muster_person *person = &live->muster.people[i];
            int asks = person->need_help && !person->checked_in;
            if (!shown(person) || asks != help) {
                continue;
            }
            items[count++] = (struct drill_missing){.number = (uint32_t)i + 1,
                                                    .id = copy(arena, live->people[i].id),
                                                    .name = copy(arena, live->people[i].name),
                                                    .name_en = copy(arena, live->people[i].name_en),
                                                    .zone = copy(arena, live->people[i].zone),
                                                    .last_us = person->last_us,
                                                    .need_help = asks};
        }
    }
    out->missing = items;
    out->missing_count = count;
    return SIBU_OK;
}

static enum sibu_status list_doubts(const struct live *live, struct sibu_arena *arena, struct drill_view *out,
                                    struct sibu_fault *fault)
{
    size_t count = 0;
    struct drill_doubt *items = sibu_arena_take(arena, out->counts.doubtful + 1, sizeof *items);
    if (items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < live->count && count < out->counts.doubtful; i++) {
        const struct muster_person *person = &live->muster.people[i];
        if (person->expected && person->checked_in && person->doubt[0] != '\0') {
            items[count++] = (struct drill_doubt){.number = (uint32_t)i + 1,
                                                  .id = copy(arena, live->people[i].id),
                                                  .name = copy(arena, live->people[i].name),
                                                  .name_en = copy(arena, live->people[i].name_en),
                                                  .place = copy(arena, person->place),
                                                  .why = copy(arena, person->doubt)};
        }
    }
    out->doubts = items;
    out->doubt_count = count;
    return SIBU_OK;
}

static enum sibu_status count_musters(const struct live *live, const struct sibu_site *site, struct sibu_arena *arena,
                                      struct drill_view *out, struct sibu_fault *fault)
{
    uint32_t *counts = sibu_arena_take(arena, site->muster_count + 1, sizeof *counts);
    if (counts == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < live->count; i++) {
        const struct muster_person *person = &live->muster.people[i];
        uint32_t muster = person->checked_in ? sibu_site_find_muster(site, person->place) : SIBU_NONE;
        if (muster != SIBU_NONE) {
            counts[muster]++;
        }
    }
    out->at_muster = counts;
    return SIBU_OK;
}

/* Those that are filed. */
static enum sibu_status list_updates(const struct live *live, struct sibu_arena *arena, struct drill_view *out,
                                     struct sibu_fault *fault)
{
    size_t count = 0;
    const struct sibu_unfold_event *events = live->unfolding ? unfolding_events(live->unfolding, &count) : NULL;
    count = count < live->unfolded ? count : live->unfolded;
    struct drill_update *items = sibu_arena_take(arena, count + 1, sizeof *items);
    if (items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        items[i].time_us = live->drill.t0_us + (int64_t)(events[i].time_s * 1e6);
        for (int language = 0; language < SIBU_LANGUAGES; language++) {
            struct sibu_text words = {0};
            unfolding_sentence(live->unfolding, &events[i], (enum sibu_language)language, &words);
            items[i].words.in[language] = copy(arena, sibu_text_get(&words));
            sibu_text_clear(&words);
        }
    }
    out->updates = items;
    out->update_count = count;
    return SIBU_OK;
}

static enum sibu_status glance(const struct hosted *hosted, struct sibu_arena *arena, struct drill_view *out,
                               struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    const struct live_alert *last = live->alert_count > 0 ? &live->alerts[live->alert_count - 1] : NULL;
    *out = (struct drill_view){.running = 1,
                               .id = copy(arena, live->drill.id),
                               .record = copy(arena, live->drill.record),
                               .site = live->site,
                               .zone = copy(arena, live->drill.zone),
                               .family = copy(arena, live->drill.family),
                               .ledger = copy(arena, live->ledger),
                               .ask = live->ask,
                               .state = live->state,
                               .over = drill_state_over(live->state),
                               .real = live->ended == DRILL_REAL_EMERGENCY,
                               .t0_us = live->drill.t0_us,
                               .end_us = live->drill.end_us,
                               .now_us = clock_now_us(hosted->def->clock),
                               .alert_count = live->alert_count,
                               .alert_us = last != NULL ? last->sent_us : 0,
                               .expires_us = last != NULL ? last->expires_us : 0};
    return list_updates(live, arena, out, fault);
}

static enum sibu_status look(const struct hosted *hosted, struct sibu_arena *arena, struct drill_view *out,
                             struct sibu_fault *fault)
{
    const struct live *live = &hosted->live;
    enum sibu_status status = glance(hosted, arena, out, fault);
    out->counts = muster_count(&live->muster);
    if (status == SIBU_OK) {
        status = list_missing(live, arena, out, fault);
    }
    if (status == SIBU_OK) {
        status = list_doubts(live, arena, out, fault);
    }
    if (status == SIBU_OK) {
        status = count_musters(live, hosted->def->plan->sites[live->site].site, arena, out, fault);
    }
    return status == SIBU_OK ? store_outbox_waiting_of(hosted->def->store, live->drill.key, &out->waiting_alerts, fault)
                             : status;
}

static enum sibu_status look_with(struct drill_host *host, const char *which, struct sibu_arena *arena,
                                  enum sibu_status (*how)(const struct hosted *, struct sibu_arena *,
                                                          struct drill_view *, struct sibu_fault *),
                                  struct drill_view *out, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    int any = which == NULL || which[0] == '\0';
    pthread_mutex_lock(&host->mutex);
    const struct hosted *hosted = !any ? host_find(host, which) : host->count == 1 ? host->drills[0] : NULL;
    if (hosted != NULL) {
        status = how(hosted, arena, out, fault);
    } else {
        *out = (struct drill_view){.now_us = clock_now_us(host->def.clock)};
    }
    pthread_mutex_unlock(&host->mutex);
    return status;
}

enum sibu_status drill_look(struct drill_host *host, const char *which, struct sibu_arena *arena,
                            struct drill_view *out, struct sibu_fault *fault)
{
    return look_with(host, which, arena, look, out, fault);
}

enum sibu_status drill_glance(struct drill_host *host, const char *which, struct sibu_arena *arena,
                              struct drill_view *out, struct sibu_fault *fault)
{
    return look_with(host, which, arena, glance, out, fault);
}

enum sibu_status drill_list(struct drill_host *host, struct sibu_arena *arena, struct drill_brief **out, size_t *count,
                            struct sibu_fault *fault)
{
    struct drill_brief *items = sibu_arena_take(arena, POLICY_CONCURRENT_MAX, sizeof *items);
    *out = items;
    *count = 0;
    if (items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    pthread_mutex_lock(&host->mutex);
    for (uint32_t i = 0; i < host->count; i++) {
        const struct live *live = &host->drills[i]->live;
        if (host->drills[i]->is_gone) {
            continue;
        }
        items[(*count)++] = (struct drill_brief){.id = copy(arena, live->drill.id),
                                                 .site = live->site,
                                                 .state = live->state,
                                                 .t0_us = live->drill.t0_us,
                                                 .counts = muster_count(&live->muster)};
    }
    pthread_mutex_unlock(&host->mutex);
    return SIBU_OK;
}

enum sibu_status drill_look_person(struct drill_host *host, const char *token, struct sibu_arena *arena,
                                   struct drill_person_view *out, struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    out->drill = "";
    enum sibu_status status = store_person_by_token(host->def.store, token, arena, &out->person, fault);
    if (status != SIBU_OK) {
        return status;
    }
    uint32_t number = 0;
    struct sibu_fault ignored;
    pthread_mutex_lock(&host->mutex);
    const struct hosted *hosted = host_find_person(host, out->person.key, &number);
    if (hosted == NULL && host->def.node != NULL && host_gather(host, &ignored) == SIBU_OK) {
        hosted = host_find_person(host, out->person.key, &number); /* in one that another server has just begun */
    }
    if (hosted != NULL) {
        out->in_drill = 1;
        out->drill = copy(arena, hosted->live.drill.id);
        out->muster = hosted->live.muster.people[number - 1];
        out->expected = out->muster.expected;
    }
    pthread_mutex_unlock(&host->mutex);
    return SIBU_OK;
}
