/* What was brought and is not kept yet: see draft.h. */
#include "web/draft.h"

#include <pthread.h>
#include <string.h>

struct drafts {
    pthread_mutex_t mutex; /* guards what follows */
    struct draft items[DRAFTS_MAX];
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status drafts_open(struct drafts **out, struct sibu_fault *fault)
{
    struct drafts *drafts = sibu_array_new(1, sizeof *drafts);
    *out = NULL;
    if (drafts == NULL || pthread_mutex_init(&drafts->mutex, NULL) != 0) {
        sibu_array_free(drafts);
        return no_memory(fault);
    }
    *out = drafts;
    return SIBU_OK;
}

static void forget(struct draft *draft)
{
    sibu_array_free(draft->text);
    *draft = (struct draft){.text = NULL};
}

void drafts_close(struct drafts *drafts)
{
    if (drafts != NULL) {
        for (size_t i = 0; i < DRAFTS_MAX; i++) {
            forget(&drafts->items[i]);
        }
        (void)pthread_mutex_destroy(&drafts->mutex);
        sibu_array_free(drafts);
    }
}

/* Under the mutex. NULL where there is none. */
static struct draft *find(struct drafts *drafts, const struct draft *key)
{
    for (size_t i = 0; i < DRAFTS_MAX; i++) {
        struct draft *draft = &drafts->items[i];
        if (draft->hash[0] != '\0' && draft->kind == key->kind && strcmp(draft->hash, key->hash) == 0 &&
            strcmp(draft->site, key->site) == 0) {
            return draft;
        }
    }
    return NULL;
}

/* Under the mutex: those whose time is up go. */
static void tidy(struct drafts *drafts, int64_t now_us)
{
    for (size_t i = 0; i < DRAFTS_MAX; i++) {
        if (drafts->items[i].hash[0] != '\0' && drafts->items[i].expires_us <= now_us) {
            forget(&drafts->items[i]);
        }
    }
}

/* Under the mutex: a free place, or that of the oldest that does not wait; NULL where all wait. */
static struct draft *make_room(struct drafts *drafts)
{
    struct draft *place = NULL;
    for (size_t i = 0; i < DRAFTS_MAX; i++) {
        struct draft *draft = &drafts->items[i];
        if (draft->hash[0] == '\0') {
            return draft;
        }
        place = !draft->waits && (place == NULL || draft->expires_us < place->expires_us) ? draft : place;
    }
    return place;
}

static enum sibu_status put(struct drafts *drafts, const struct draft *from, int64_t now_us, struct sibu_fault *fault)
{
    tidy(drafts, now_us);
    struct draft *place = find(drafts, from);
    char *text = sibu_array_new(from->length + 1, 1);
    if (place != NULL && place->waits && !from->waits) {
        sibu_array_free(text);
        return SIBU_OK; /* it goes on to wait, whoever brings the same again */
    }
    place = place != NULL ? place : make_room(drafts);
    if (text == NULL) {
        return no_memory(fault);
    }
    if (place == NULL) {
        sibu_array_free(text);
        return sibu_fault_set(fault, SIBU_NO, "", "等待第二个人同意的更改太多",
                              "too many changes wait for a second person");
    }
    memcpy(text, from->text, from->length);
    forget(place);
    *place = *from;
    place->text = text;
    place->expires_us = now_us + DRAFT_LASTS_US;
    return SIBU_OK;
}

enum sibu_status drafts_put(struct drafts *drafts, const struct draft *draft, int64_t now_us, struct sibu_fault *fault)
{
    pthread_mutex_lock(&drafts->mutex);
    enum sibu_status status = put(drafts, draft, now_us, fault);
    pthread_mutex_unlock(&drafts->mutex);
    return status;
}

enum sibu_status drafts_find(struct drafts *drafts, const struct draft *key, int64_t now_us, struct sibu_arena *arena,
                             struct draft *out, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    pthread_mutex_lock(&drafts->mutex);
    tidy(drafts, now_us);
    const struct draft *found = key->hash[0] != '\0' ? find(drafts, key) : NULL;
    if (found == NULL) {
        status = sibu_fault_set(fault, SIBU_NO, "sha256", "这份预览已不在：请重新提交",
                                "this preview is gone: bring the text again");
    } else {
        *out = *found;
        out->text = sibu_arena_text(arena, found->text, found->length);
        status = out->text != NULL ? SIBU_OK : no_memory(fault);
    }
    pthread_mutex_unlock(&drafts->mutex);
    return status;
}

int drafts_take(struct drafts *drafts, const struct draft *draft)
{
    pthread_mutex_lock(&drafts->mutex);
    struct draft *found = find(drafts, draft);
    int is_there = found != NULL;
    if (is_there) {
        forget(found);
    }
    pthread_mutex_unlock(&drafts->mutex);
    return is_there;
}

void drafts_list(struct drafts *drafts, enum kept_kind kind, int64_t now_us, struct draft out[DRAFTS_MAX],
                 size_t *count)
{
    *count = 0;
    pthread_mutex_lock(&drafts->mutex);
    tidy(drafts, now_us);
    for (size_t i = 0; i < DRAFTS_MAX; i++) {
        const struct draft *draft = &drafts->items[i];
        if (draft->hash[0] != '\0' && draft->waits && draft->kind == kind) {
            out[*count] = *draft;
            out[(*count)++].text = NULL;
        }
    }
    pthread_mutex_unlock(&drafts->mutex);
}
