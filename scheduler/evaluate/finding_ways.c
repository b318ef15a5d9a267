/* Looks at channels and at calls for help: see finding.h and finding_part.h. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/finding_part.h"

static int compare_deliveries(const void *a, const void *b)
{
    const struct sibu_record_delivery *left = *(const struct sibu_record_delivery *const *)a;
    const struct sibu_record_delivery *right = *(const struct sibu_record_delivery *const *)b;
    int order = strcmp(left->channel, right->channel);
    if (order == 0) {
        order = (left->person > right->person) - (left->person < right->person);
    }
    return order != 0 ? order : (left->ended_us > right->ended_us) - (left->ended_us < right->ended_us);
}

/* What one channel did. Of people with an attempt on it that began before the drill's end. */
struct way {
    const char *channel;
    uint32_t tried, reached, late;
};

/* The attempts of one person on one channel: from the first that began to the first that was accepted. */
static void take_person(struct way *way, const struct sibu_record_delivery *const *attempts, size_t count,
                        int64_t end_us)
{
    int64_t first_us = attempts[0]->started_us;
    way->tried++;
    for (size_t i = 0; i < count; i++) {
        first_us = attempts[i]->started_us < first_us ? attempts[i]->started_us : first_us;
    }
    for (size_t i = 0; i < count; i++) {
        if (attempts[i]->fault[0] == '\0' && attempts[i]->ended_us <= end_us) {
            way->reached++;
            way->late += (double)(attempts[i]->ended_us - first_us) / 1e6 > EVALUATION_LATE_S ? 1 : 0;
            return;
        }
    }
}

static void add_way(struct finding_looking *looking, const struct way *way)
{
    finding_add(looking, (struct finding_look){.kind = FINDING_UNREACHED,
                                               .place = way->channel,
                                               .value = (double)(way->tried - way->reached) / way->tried,
                                               .count = way->tried - way->reached,
                                               .of = way->tried});
    if (way->reached > 0) {
        finding_add(looking, (struct finding_look){.kind = FINDING_LATE,
                                                   .place = way->channel,
                                                   .value = (double)way->late / way->reached,
                                                   .count = way->late,
                                                   .of = way->reached});
    }
}

/* The sorted attempts, channel by channel and person by person. */
static void take_ways(struct finding_looking *looking, const struct sibu_record_delivery *const *sorted, size_t count)
{
    struct way way = {0};
    size_t ways = 0;
    for (size_t from = 0, to = 0; from < count; from = to) {
        if (way.channel == NULL || strcmp(way.channel, sorted[from]->channel) != 0) {
            if (way.channel != NULL && ways++ < FINDING_CHANNELS_MAX - 1) {
                add_way(looking, &way);
            }
            way = (struct way){.channel = sorted[from]->channel};
        }
        while (to < count && sorted[to]->person == sorted[from]->person &&
               strcmp(sorted[to]->channel, way.channel) == 0) {
            to++;
        }
        take_person(&way, sorted + from, to - from, looking->source->evaluation->end_us);
    }
    if (way.channel != NULL && ways < FINDING_CHANNELS_MAX) {
        add_way(looking, &way);
    }
}

static void look_at_all(struct finding_looking *looking)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    const struct evaluation_deliveries *all = &evaluation->deliveries;
    struct way way = {"", evaluation->all.expected, all->reached, all->late};
    add_way(looking, &way);
}

enum sibu_status finding_look_channels(struct finding_looking *looking)
{
    struct sibu_record_delivery *deliveries = NULL;
    struct sibu_arena *arena = &looking->out->arena;
    size_t count = 0, kept = 0;
    enum sibu_status status =
        sibu_record_deliveries(looking->source->record, arena, &deliveries, &count, looking->fault);
    if (status != SIBU_OK || count == 0) {
        return status; /* no alert went out by a channel that this record tells of */
    }
    const struct sibu_record_delivery **sorted = sibu_arena_take(arena, count, sizeof *sorted);
    if (sorted == NULL) {
        return finding_no_memory(looking);
    }
    for (size_t i = 0; i < count; i++) {
        if (finding_expected(looking, deliveries[i].person) != NULL &&
            deliveries[i].started_us <= looking->source->evaluation->end_us) {
            sorted[kept++] = &deliveries[i];
        }
    }
    qsort(sorted, kept, sizeof *sorted, compare_deliveries);
    look_at_all(looking);
    take_ways(looking, sorted, kept);
    return SIBU_OK;
}

/* A person's call counts once. Who checked in, or was never expected, needs nobody any more. */
static uint32_t count_calls(const struct finding_looking *looking, const char *zone, const uint8_t *called,
                            uint32_t *open)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    uint32_t calls = 0;
    *open = 0;
    for (size_t i = 0; i < evaluation->people_count; i++) {
        const struct evaluation_person *person = &evaluation->people[i];
        if (called[i] && strcmp(person->zone, zone) == 0) {
            calls++;
            *open += person->state == EVALUATION_NEED_HELP ? 1 : 0;
        }
    }
    return calls;
}

enum sibu_status finding_look_help(struct finding_looking *looking)
{
    const struct evaluation *evaluation = looking->source->evaluation;
    struct sibu_record_response *responses = NULL;
    size_t count = 0;
    uint8_t *called = sibu_arena_take(&looking->out->arena, evaluation->people_count, 1);
    enum sibu_status status =
        sibu_record_responses(looking->source->record, &looking->out->arena, &responses, &count, looking->fault);
    if (status != SIBU_OK || called == NULL) {
        return status != SIBU_OK ? status : finding_no_memory(looking);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(responses[i].kind, "need-help") == 0 && finding_expected(looking, responses[i].person) != NULL) {
            called[looking->index_of[responses[i].person] - 1] = 1;
        }
    }
    for (size_t i = 0; i < evaluation->zone_count; i++) {
        uint32_t open = 0;
        uint32_t calls = count_calls(looking, evaluation->zones[i].zone, called, &open);
        finding_add(
            looking,
            (struct finding_look){
                .kind = FINDING_HELP, .place = evaluation->zones[i].zone, .value = open, .count = open, .of = calls});
    }
    return SIBU_OK;
}
