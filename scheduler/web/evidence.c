/* What is known of each person in a drill: see evidence.h. */
#include "web/evidence.h"

#include <string.h>

#include "store/store_history.h"
#include "web/scope.h"

static enum sibu_status find_drill(struct server *server, struct http_request *request, const char *id,
                                   struct store_drill *out, struct sibu_fault *fault)
{
    struct store_drill *items = NULL;
    size_t count = 0;
    if (id != NULL && id[0] != '\0') {
        return scope_past_one(server, request, id, out, fault);
    }
    enum sibu_status status = scope_past(server, request, &items, &count, fault);
    if (status == SIBU_OK && count == 0) {
        return sibu_fault_set(fault, SIBU_NO, "drill", "还没有演练", "there has been no drill yet");
    }
    if (status == SIBU_OK) {
        *out = items[count - 1];
    }
    return status;
}

static void take_channel(struct evidence_channel *channel, const struct store_evidence *row)
{
    channel->channel = row->channel;
    if (row->stage == STORE_STAGE_QUEUED) {
        channel->queued_us = row->time_us;
        channel->item = row->word;
    } else if (row->stage == STORE_STAGE_ACCEPTED) {
        channel->accepted_us = row->time_us;
        channel->accepted_times = row->times;
    } else {
        channel->failed_us = row->time_us;
        channel->failed_times = row->times;
        channel->fault = row->word;
    }
}

static void take_sign(struct evidence_person *person, const struct store_evidence *row)
{
    if (row->stage == STORE_STAGE_OPENED) {
        person->opened_us = row->time_us;
    } else if (row->stage == STORE_STAGE_SEEN) {
        person->seen_us = row->time_us;
    } else if (row->stage == STORE_STAGE_CHECKED_IN) {
        person->checked_in_us = row->time_us;
    } else if (person->answered_us == 0) { /* rows of one stage come by time */
        person->answered_us = row->time_us;
        person->answer = row->word;
    }
}

/* Rows, and where their channels are put: there are no more channels than rows. */
struct reading {
    const struct store_evidence *rows;
    size_t at, count;
    struct evidence_channel *channels;
    size_t used;
};

/* The rows of this number, which come next if there are any. */
static void read_person(struct reading *from, uint32_t number, struct evidence_person *person)
{
    struct evidence_channel *first = &from->channels[from->used];
    person->channels = first;
    person->answer = "";
    for (; from->at < from->count && from->rows[from->at].person == number; from->at++) {
        const struct store_evidence *row = &from->rows[from->at];
        if (row->stage > STORE_STAGE_FAILED) {
            take_sign(person, row);
            continue;
        }
        if (person->channel_count == 0 || strcmp(first[person->channel_count - 1].channel, row->channel) != 0) {
            first[person->channel_count++] = (struct evidence_channel){.item = "", .fault = ""};
            from->used++;
        }
        take_channel(&first[person->channel_count - 1], row);
    }
}

static enum sibu_status read_people(struct reading *from, const struct store_participant *people, size_t count,
                                    struct sibu_arena *arena, struct evidence *out)
{
    struct evidence_person *items = sibu_arena_take(arena, count + 1, sizeof *items);
    from->channels = sibu_arena_take(arena, from->count + 1, sizeof *from->channels);
    if (items == NULL || from->channels == NULL) {
        return SIBU_NO_MEMORY;
    }
    read_person(from, 0, &out->all);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct evidence_person){.who = &people[i]};
        read_person(from, people[i].number, &items[i]);
    }
    out->people = items;
    out->count = count;
    return SIBU_OK;
}

enum sibu_status evidence_make(struct server *server, struct http_request *request, const char *drill,
                               struct evidence *out, struct sibu_fault *fault)
{
    struct sibu_arena *arena = &request->arena;
    struct store_participant *people = NULL;
    struct store_evidence *rows = NULL;
    size_t count = 0;
    struct reading from = {.at = 0};
    *out = (struct evidence){.count = 0};
    enum sibu_status status = find_drill(server, request, drill, &out->drill, fault);
    if (status == SIBU_OK) {
        status = store_participants(server->store, out->drill.key, arena, &people, &count, fault);
    }
    if (status == SIBU_OK) {
        status = store_evidences(server->store, out->drill.key, arena, &rows, &from.count, fault);
    }
    if (status == SIBU_OK) {
        from.rows = rows;
        status = read_people(&from, people, count, arena, out) == SIBU_OK
                     ? SIBU_OK
                     : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return status;
}
