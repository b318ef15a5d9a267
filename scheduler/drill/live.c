/* The drill in memory: see live.h. */
#include "drill/live.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "drill/unfolding.h"
#include "sibu/hash.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static int compare_keys(const void *a, const void *b)
{
    int64_t left = ((const struct store_participant *)a)->person;
    int64_t right = ((const struct store_participant *)b)->person;
    return left < right ? -1 : left > right;
}

uint32_t live_number(const struct live *live, int64_t person_key)
{
    struct store_participant wanted = {.person = person_key};
    const struct store_participant *found =
        bsearch(&wanted, live->participants, live->count, sizeof *live->participants, compare_keys);
    return found != NULL ? found->number : 0;
}

static size_t place_of(const struct live *live, const char *token)
{
    struct sibu_hash hash;
    uint8_t bytes[SIBU_HASH_BYTES];
    uint32_t place;
    sibu_hash_init(&hash, "sibu place v1");
    sibu_hash_text(&hash, token);
    sibu_hash_done(&hash, bytes);
    memcpy(&place, bytes, sizeof place);
    return place & (live->places - 1);
}

uint32_t live_number_of_token(const struct live *live, const char *token)
{
    size_t length = strlen(token);
    for (size_t at = place_of(live, token); live->by_token[at] != 0; at = (at + 1) & (live->places - 1)) {
        const char *theirs = live->people[live->by_token[at] - 1].token;
        if (strlen(theirs) == length && sodium_memcmp(theirs, token, length) == 0) {
            return live->by_token[at];
        }
    }
    return 0;
}

static enum sibu_status place_tokens(struct live *live, struct sibu_fault *fault)
{
    live->places = 2;
    while (live->places < 2 * live->count) {
        live->places *= 2;
    }
    live->by_token = sibu_arena_take(&live->arena, live->places, sizeof *live->by_token);
    if (live->by_token == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < live->count; i++) {
        size_t at = place_of(live, live->people[i].token);
        while (live->by_token[at] != 0) {
            at = (at + 1) & (live->places - 1);
        }
        live->by_token[at] = (uint32_t)i + 1;
    }
    return SIBU_OK;
}

uint32_t live_number_of_id(const struct live *live, const char *id)
{
    for (size_t i = 0; i < live->count; i++) {
        if (live->people[i].id != NULL && strcmp(live->people[i].id, id) == 0) {
            return (uint32_t)i + 1;
        }
    }
    return 0;
}

static enum sibu_status load_people(struct live *live, struct store *store, struct sibu_fault *fault)
{
    enum sibu_status status =
        store_participants(store, live->drill.key, &live->arena, &live->participants, &live->count, fault);
    if (status != SIBU_OK) {
        return status;
    }
    live->people = sibu_arena_take(&live->arena, live->count + 1, sizeof *live->people);
    if (live->people == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < live->count; i++) {
        if (live->participants[i].number != i + 1) {
            return sibu_fault_set(fault, SIBU_IO, live->drill.id, "数据库中的参演人员编号不连续",
                                  "the participants in the store are not numbered without a gap");
        }
        live->people[i] = live->participants[i].who;
    }
    return place_tokens(live, fault);
}

static enum sibu_status open_muster(struct live *live, struct sibu_fault *fault)
{
    enum sibu_status status = muster_open(&live->muster, live->count, fault);
    for (size_t i = 0; i < live->count && status == SIBU_OK; i++) {
        if (live->participants[i].expected) {
            muster_expect(&live->muster, live->participants[i].number);
            live->expected++;
        }
    }
    return status;
}

static enum sibu_status put_people(struct live *live, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < live->count && status == SIBU_OK; i++) {
        const struct store_person *from = &live->people[i];
        struct sibu_record_person person = {.number = (uint32_t)i + 1,
                                            .id = from->id,
                                            .name = from->name,
                                            .zone = from->zone,
                                            .shift = from->shift,
                                            .role = from->role,
                                            .pace = from->pace,
                                            .language = from->language,
                                            .expected = live->muster.people[i].expected};
        status = sibu_record_put_person(live->record, &person, fault);
    }
    return status;
}

/* What was known of the site's drills before this one. */
static enum sibu_status put_earlier(struct live *live, const struct drill_host_def *def, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    if (def->earlier == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = def->earlier(def->earlier_data, live->drill.site, live->drill.t0_us, &text, fault);
    if (status == SIBU_OK) {
        status = sibu_record_put_document(live->record, "earlier", sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    return status;
}

/* What is known at T0: the site, the draw, by which rules it will be judged, what earlier drills showed, the people, in one
 * transaction. */
static enum sibu_status fill_record(struct live *live, const struct drill_host_def *def, const struct plan_site *site,
                                    struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_begin(live->record, fault);
    if (status == SIBU_OK) {
        status = sibu_record_put_document(live->record, "site", site->site_bytes, site->site_length, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_record_put_document(live->record, "draw", live->drill.draw, strlen(live->drill.draw), fault);
    }
    if (status == SIBU_OK && def->rating_rules != NULL) {
        status = sibu_record_put_document(live->record, "rating-rules", def->rating_rules, def->rating_length, fault);
    }
    if (status == SIBU_OK && def->finding_rules != NULL) {
        status =
            sibu_record_put_document(live->record, "finding-rules", def->finding_rules, def->finding_length, fault);
    }
    if (status == SIBU_OK) {
        status = put_earlier(live, def, fault);
    }
    if (status == SIBU_OK) {
        status = put_people(live, fault);
    }
    return status == SIBU_OK ? sibu_record_commit(live->record, fault) : status;
}

enum sibu_status live_open_record(struct live *live, const struct drill_host_def *def, struct sibu_fault *fault)
{
    const struct plan_site *site = &def->plan->sites[live->site];
    if (access(live->drill.record, F_OK) == 0) {
        enum sibu_status status = sibu_record_continue(&live->record, live->drill.record, fault);
        struct sibu_record_counts counts = {0};
        if (status == SIBU_OK) {
            status = sibu_record_count(live->record, &counts, fault);
        }
        if (status != SIBU_OK || counts.people > 0 || live->count == 0) {
            return status;
        }
        return fill_record(live, def, site, fault); /* the server died between making the file and filling it */
    }
    enum sibu_status status =
        sibu_record_create(&live->record, live->drill.record, site->site, DRILL_FRAMES_PER_S, fault);
    return status == SIBU_OK ? fill_record(live, def, site, fault) : status;
}

static enum sibu_ask ask_of(const struct live *live, const struct plan *plan)
{
    uint32_t family = sibu_families_find(plan->families, live->drill.family);
    return family == SIBU_NONE ? SIBU_ASK_EVACUATE : plan->families->items[family].ask;
}

enum sibu_status live_open(struct live *live, const struct drill_host_def *def, struct sibu_fault *fault)
{
    live->site = plan_find_site(def->plan, live->drill.site);
    if (live->site == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, live->drill.id, "演练的厂区“%s”不在策略中，请把它加回去",
                              "the drill's site \"%s\" is not in the policy: put it back", live->drill.site);
    }
    live->ask = ask_of(live, def->plan);
    head_short_of(live->drill.draw, strlen(live->drill.draw), live->ledger);
    enum sibu_status status = live_set_state(live, live->drill.state, live->drill.ended, fault);
    if (status == SIBU_OK) {
        status = load_people(live, def->store, fault);
    }
    if (status == SIBU_OK) {
        status = open_muster(live, fault);
    }
    if (status == SIBU_OK) {
        status = live_fold(live, def->store, fault);
    }
    if (status == SIBU_OK) {
        qsort(live->participants, live->count, sizeof *live->participants, compare_keys);
    }
    return status;
}

void live_close(struct live *live)
{
    sibu_record_close(live->record);
    unfolding_close(live->unfolding);
    muster_close(&live->muster);
    sibu_arena_clear(&live->arena);
    memset(live, 0, sizeof *live);
}
