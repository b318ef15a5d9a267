/* Writing a simulated evacuation down. See simulate_record.h. */
#include "command/simulate_record.h"

#include <stdio.h>

#include "sibu/memory.h"

#define COMMIT_FRAMES 40u /* rows of ten simulated seconds go to the disk together */

static const char *const PACES[SIBU_PACES] = {"fast", "normal", "slow", "impaired", "wheelchair"};

static _Bool open_frame(struct simulate_record *record, size_t people)
{
    record->person = sibu_array_new(people, sizeof *record->person);
    record->x_m = sibu_array_new(people, sizeof *record->x_m);
    record->y_m = sibu_array_new(people, sizeof *record->y_m);
    record->heading_x = sibu_array_new(people, sizeof *record->heading_x);
    record->heading_y = sibu_array_new(people, sizeof *record->heading_y);
    record->floor = sibu_array_new(people, sizeof *record->floor);
    record->target = sibu_array_new(people, sizeof *record->target);
    return record->target && record->person && record->x_m && record->y_m && record->heading_x && record->heading_y &&
           record->floor;
}

static enum sibu_status put_person(struct simulate_record *record, const struct simulate_cast *cast, size_t i,
                                   struct sibu_fault *fault)
{
    const struct sibu_person_def *person = &cast->people[i];
    uint32_t zone = sibu_site_zone_at(record->site, person->floor, person->x_m, person->y_m);
    char id[16];
    (void)snprintf(id, sizeof id, "P%04u", (unsigned)person->id);
    return sibu_record_put_person(record->record,
                                  &(struct sibu_record_person){
                                      .number = person->id,
                                      .id = id,
                                      .name = id,
                                      .zone = zone == SIBU_NONE ? "" : record->site->zones[zone].id,
                                      .shift = "",
                                      .role = "worker",
                                      .pace = PACES[cast->who[i].pace],
                                      .language = "",
                                      .expected = 1,
                                  },
                                  fault);
}

static enum sibu_status put_head(struct simulate_record *record, const struct sibu_text *site_file,
                                 const struct simulate_cast *cast, struct sibu_fault *fault)
{
    static const struct sibu_record_event BEGIN = {.kind = "simulation", .place = "", .detail = ""};
    enum sibu_status status = sibu_record_begin(record->record, fault);
    if (status == SIBU_OK) {
        status = sibu_record_put_document(record->record, "site", sibu_text_get(site_file), site_file->length, fault);
    }
    for (size_t i = 0; status == SIBU_OK && i < cast->count; i++) {
        status = put_person(record, cast, i, fault);
    }
    return status == SIBU_OK ? sibu_record_put_event(record->record, &BEGIN, fault) : status;
}

enum sibu_status simulate_record_open(struct simulate_record *out, const char *path, const struct sibu_text *site_file,
                                      const struct sibu_world_def *def, const struct simulate_cast *cast,
                                      struct sibu_fault *fault)
{
    *out = (struct simulate_record){.site = def->site, .goal = def->goal};
    if (!open_frame(out, cast->count)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, path, "内存不足", "no memory left");
    }
    enum sibu_status status = sibu_record_create(&out->record, path, def->site, SIMULATE_FRAMES_PER_S, fault);
    return status == SIBU_OK ? put_head(out, site_file, cast, fault) : status;
}

static const char *kind_of(const struct simulate_record *record, const struct sibu_event *event, const char **place)
{
    *place = "";
    switch ((enum sibu_event_kind)event->kind) {
    case SIBU_EVENT_START:
        return "start";
    case SIBU_EVENT_EXIT:
        *place = record->site->exits[event->place].id;
        return "exit";
    case SIBU_EVENT_ARRIVE:
        *place = record->site->musters[event->place].id;
        return "arrive";
    case SIBU_EVENT_OVERCOME:
        return "overcome";
    case SIBU_EVENT_DOOR:
    case SIBU_EVENT_STAIR:
        break;
    }
    return NULL; /* doors and stairs are in the trajectory, for whoever wants to know */
}

static enum sibu_status put_events(struct simulate_record *record, const struct sibu_world *world,
                                   struct sibu_fault *fault)
{
    struct sibu_events events = sibu_world_events(world);
    struct sibu_people_view people = sibu_world_people(world);
    for (size_t i = 0; i < events.count; i++) {
        struct sibu_record_event event = {.detail = ""};
        event.kind = kind_of(record, &events.items[i], &event.place);
        event.time_us = (int64_t)(events.items[i].time_s * 1e6);
        event.person = people.id[events.items[i].person];
        enum sibu_status status = event.kind ? sibu_record_put_event(record->record, &event, fault) : SIBU_OK;
        if (status != SIBU_OK) {
            return status;
        }
    }
    return SIBU_OK;
}

/* Who is out of an exit is gone from the picture; who stands at a muster stays in it. */
static size_t fill_frame(struct simulate_record *record, const struct sibu_people_view *people)
{
    size_t count = 0;
    for (size_t i = 0; i < people->count; i++) {
        if (people->state[i] == SIBU_PERSON_DONE && record->goal == SIBU_GOAL_EXIT) {
            continue;
        }
        record->person[count] = people->id[i];
        record->x_m[count] = people->x_m[i];
        record->y_m[count] = people->y_m[i];
        record->heading_x[count] = people->heading_x[i];
        record->heading_y[count] = people->heading_y[i];
        record->floor[count] = people->floor[i];
        count++;
    }
    return count;
}

/* With each frame, who has chosen an exit or assembly point, or another one than before. */
static enum sibu_status put_targets(struct simulate_record *record, const struct sibu_world *world,
                                    struct sibu_fault *fault)
{
    struct sibu_people_view people = sibu_world_people(world);
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < people.count && status == SIBU_OK; i++) {
        uint32_t target = sibu_world_target(world, (uint32_t)i);
        if (target == SIBU_NONE || target + 1 == record->target[i]) {
            continue;
        }
        struct sibu_record_event event = {.kind = "target", .person = people.id[i], .detail = ""};
        event.time_us = (int64_t)((double)record->frames / SIMULATE_FRAMES_PER_S * 1e6);
        event.place =
            record->goal == SIBU_GOAL_MUSTER ? record->site->musters[target].id : record->site->exits[target].id;
        record->target[i] = target + 1;
        status = sibu_record_put_event(record->record, &event, fault);
    }
    return status;
}

static enum sibu_status put_frame(struct simulate_record *record, const struct sibu_world *world,
                                  struct sibu_fault *fault)
{
    struct sibu_people_view people = sibu_world_people(world);
    struct sibu_record_frame frame = {.time_s = (double)record->frames / SIMULATE_FRAMES_PER_S,
                                      .count = fill_frame(record, &people),
                                      .person = record->person,
                                      .x_m = record->x_m,
                                      .y_m = record->y_m,
                                      .heading_x = record->heading_x,
                                      .heading_y = record->heading_y,
                                      .floor = record->floor};
    record->frames++;
    enum sibu_status status = sibu_record_put_frame(record->record, &frame, fault);
    if (status == SIBU_OK && record->frames % COMMIT_FRAMES == 0) {
        status = sibu_record_commit(record->record, fault);
        status = status == SIBU_OK ? sibu_record_begin(record->record, fault) : status;
    }
    return status;
}

enum sibu_status simulate_record_step(struct simulate_record *record, const struct sibu_world *world,
                                      struct sibu_fault *fault)
{
    if (!record->record) {
        return SIBU_OK;
    }
    enum sibu_status status = put_events(record, world, fault);
    if (status == SIBU_OK && sibu_world_time_s(world) + 1e-9 >= (double)record->frames / SIMULATE_FRAMES_PER_S) {
        status = put_targets(record, world, fault);
        status = status == SIBU_OK ? put_frame(record, world, fault) : status;
    }
    return status;
}

enum sibu_status simulate_record_seal(struct simulate_record *record, struct sibu_fault *fault)
{
    if (!record->record) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_record_commit(record->record, fault);
    return status == SIBU_OK ? sibu_record_seal(record->record, fault) : status;
}

void simulate_record_close(struct simulate_record *record)
{
    sibu_record_close(record->record);
    sibu_array_free(record->person);
    sibu_array_free(record->x_m);
    sibu_array_free(record->y_m);
    sibu_array_free(record->heading_x);
    sibu_array_free(record->heading_y);
    sibu_array_free(record->floor);
    sibu_array_free(record->target);
    *record = (struct simulate_record){0};
}
