/* Simulated workers: see phones.h. One loop, one thread; only the inbox has threads of its own. */
#include "phones/phones.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "phones/inbox.h"
#include "phones/people_list.h"
#include "phones/post.h"
#include "phones/walk.h"
#include "sibu/hash.h"

/* The most steps of the world in one call, so that answers are sent and alerts taken while it catches up. */
#define STEPS_A_CALL 200
/* Gates report once a second of the clock, or when so many have passed. */
static const int64_t GATE_US = 1000000;
#define GATE_EVENTS_MAX 500

struct phones {
    struct phones_def def;
    char server[512], key[64];
    struct post *post;
    struct inbox *inbox;
    struct sibu_arena memory;
    struct people_list people; /* items[phone] */
    uint32_t *walker_of; /* walker_of[phone]: index in the walk + 1, or 0 */
    int drill, over;
    struct walk walk;
    int64_t behind_us; /* gates reported up to here */
    struct sibu_text gates; /* what they saw since: a JSON array without its end */
    size_t gate_events;
    uint32_t answers; /* made so far: part of each one's key */
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status ask(struct phones *phones, const char *path, struct sibu_text *answer, struct sibu_fault *fault)
{
    long http_status = 0;
    struct post_request request = {.method = "GET", .path = path, .body = NULL, .authorized = 1};
    enum sibu_status status = post_now(phones->post, &request, &http_status, answer, fault);
    if (status == SIBU_OK && http_status != 200) {
        return sibu_fault_set(fault, http_status == 401 ? SIBU_BAD_INPUT : SIBU_IO, phones->server,
                              "服务器以 %ld 拒绝 %s", "the server answers %ld to %s", http_status, path);
    }
    return status;
}

static enum sibu_status list_people(struct phones *phones, struct sibu_fault *fault)
{
    struct sibu_text answer = {0};
    size_t most = phones->def.people_max > 0 ? phones->def.people_max : SIZE_MAX;
    enum sibu_status status = ask(phones, "/v1/people", &answer, fault);
    if (status == SIBU_OK) {
        status = people_list_read(&answer, most, &phones->memory, &phones->people, fault);
    }
    sibu_text_clear(&answer);
    if (status == SIBU_OK) {
        phones->walker_of = sibu_arena_take(&phones->memory, phones->people.count + 1, sizeof *phones->walker_of);
        if (phones->walker_of == NULL) {
            return no_memory(fault);
        }
    }
    return status;
}

/* Tells the server where each phone takes its alerts. */
static enum sibu_status tell_addresses(struct phones *phones, struct sibu_fault *fault)
{
    struct sibu_text body = {0};
    struct sibu_text answer = {0};
    long http_status = 0;
    sibu_text_add(&body, "[");
    for (size_t i = 0; i < phones->people.count; i++) {
        sibu_text_add(&body, i > 0 ? ",{\"site\":" : "{\"site\":");
        sibu_text_add_json(&body, phones->people.items[i].site);
        sibu_text_add(&body, ",\"id\":");
        sibu_text_add_json(&body, phones->people.items[i].id);
        sibu_text_addf(&body, ",\"url\":\"http://%s:%u/p/%zu\"}", phones->def.address,
                       (unsigned)inbox_port(phones->inbox), i);
    }
    sibu_text_add(&body, "]");
    struct post_request request = {
        .method = "PUT", .path = "/v1/addresses", .body = sibu_text_get(&body), .authorized = 1};
    enum sibu_status status =
        sibu_text_ok(&body) ? post_now(phones->post, &request, &http_status, &answer, fault) : no_memory(fault);
    if (status == SIBU_OK && http_status != 200) {
        status = sibu_fault_set(fault, SIBU_IO, phones->server, "服务器不接受地址（%ld）",
                                "the server does not take the addresses (%ld)", http_status);
    }
    sibu_text_clear(&body);
    sibu_text_clear(&answer);
    return status;
}

static enum sibu_status open_all(struct phones *phones, struct sibu_fault *fault)
{
    enum sibu_status status = post_open(&phones->post, phones->server, phones->key, fault);
    if (status == SIBU_OK) {
        status = list_people(phones, fault);
    }
    if (status == SIBU_OK && phones->people.count == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, phones->server, "服务器上没有人员", "the server knows no people");
    }
    if (status == SIBU_OK) {
        status =
            inbox_open(&phones->inbox, phones->def.address, (uint32_t)phones->people.count, phones->def.clock, fault);
    }
    return status == SIBU_OK ? tell_addresses(phones, fault) : status;
}

enum sibu_status phones_open(struct phones **out, const struct phones_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    struct phones *phones = sibu_array_new(1, sizeof *phones);
    if (phones == NULL) {
        return no_memory(fault);
    }
    phones->def = *def;
    (void)snprintf(phones->server, sizeof phones->server, "%s", def->server);
    (void)snprintf(phones->key, sizeof phones->key, "%s", def->officer_key);
    enum sibu_status status = open_all(phones, fault);
    if (status != SIBU_OK) {
        phones_close(phones);
        return status;
    }
    *out = phones;
    return SIBU_OK;
}

void phones_close(struct phones *phones)
{
    if (phones != NULL) {
        inbox_close(phones->inbox);
        post_close(phones->post);
        walk_close(&phones->walk);
        sibu_text_clear(&phones->gates);
        sibu_arena_clear(&phones->memory);
        sibu_array_free(phones);
    }
}

/* The people on shift at the alerted site, as lists for the walk. Who is on shift the server knows best: it is asked anew. */
static enum sibu_status list_walkers(struct phones *phones, const struct people_list *now, const char *site,
                                     struct walk_def *def, struct sibu_fault *fault)
{
    const char **ids = sibu_arena_take(&phones->memory, phones->people.count + 1, sizeof *ids);
    const char **tokens = sibu_arena_take(&phones->memory, phones->people.count + 1, sizeof *tokens);
    const char **zones = sibu_arena_take(&phones->memory, phones->people.count + 1, sizeof *zones);
    enum sibu_pace *paces = sibu_arena_take(&phones->memory, phones->people.count + 1, sizeof *paces);
    if (ids == NULL || tokens == NULL || zones == NULL || paces == NULL) {
        return no_memory(fault);
    }
    for (size_t i = 0; i < phones->people.count && i < now->count; i++) {
        const struct listed_person *person = &phones->people.items[i];
        if (strcmp(person->site, site) != 0 || strcmp(now->items[i].id, person->id) != 0 ||
            !now->items[i].expected_now) {
            continue;
        }
        ids[def->count] = person->id;
        tokens[def->count] = person->token;
        zones[def->count] = person->zone;
        paces[def->count] = person->pace;
        phones->walker_of[i] = (uint32_t)++def->count;
    }
    def->ids = ids;
    def->tokens = tokens;
    def->zones = zones;
    def->paces = paces;
    return SIBU_OK;
}

static enum sibu_status fetch_site(struct phones *phones, const char *site, struct sibu_text *bytes,
                                   struct sibu_fault *fault)
{
    char path[160];
    (void)snprintf(path, sizeof path, "/v1/site?site=%s", site);
    return ask(phones, path, bytes, fault);
}

/* The first alert of a drill is here: everybody on shift at that site is put where they work. */
static enum sibu_status begin_walk(struct phones *phones, const struct inbox_item *alert, struct sibu_fault *fault)
{
    const char *site = phones->people.items[alert->phone].site;
    struct sibu_text list = {0};
    struct sibu_text bytes = {0};
    struct people_list now = {0};
    struct walk_def def = {
        .seed = phones->def.seed, .shares = phones->def.shares, .t0_us = alert->sent_us, .shelters = alert->shelters};
    enum sibu_status status = fetch_site(phones, site, &bytes, fault);
    if (status == SIBU_OK) {
        status = ask(phones, "/v1/people", &list, fault);
    }
    if (status == SIBU_OK) {
        status = people_list_read(&list, phones->people.count, &phones->memory, &now, fault);
    }
    if (status == SIBU_OK) {
        status = list_walkers(phones, &now, site, &def, fault);
    }
    if (status == SIBU_OK) {
        def.site_bytes = sibu_text_get(&bytes);
        def.site_length = bytes.length;
        status = walk_open(&phones->walk, &def, fault);
    }
    phones->drill = status == SIBU_OK;
    phones->behind_us = alert->sent_us;
    sibu_text_clear(&list);
    sibu_text_clear(&bytes);
    return status;
}

/* Who walks hears what is new, and takes another exit where theirs is lost. */
static enum sibu_status take_update(struct phones *phones, const struct inbox_item *item, struct sibu_fault *fault)
{
    if (!phones->drill || item->lost_exit[0] == '\0') {
        return SIBU_OK;
    }
    return walk_lose_exit(&phones->walk, item->lost_exit, fault);
}

/* One phone has the alert: when its owner answers, and where all stay in shelter, says so. */
static void hear(struct phones *phones, const struct inbox_item *item)
{
    uint32_t walker = phones->walker_of[item->phone];
    struct walker *person = walker > 0 ? &phones->walk.people[walker - 1] : NULL;
    if (person && (person->mind.answers || person->mind.needs_help || person->mind.cannot)) {
        person->answer_us = item->received_us + (int64_t)(person->mind.answer_s * 1e6);
    }
    if (person && item->shelters && person->mind.walks && person->mind.checks_in) {
        person->check_in_us = item->received_us + (int64_t)((person->mind.answer_s + person->mind.scan_s) * 1e6);
    }
}

static enum sibu_status take_alerts(struct phones *phones, struct sibu_fault *fault)
{
    struct inbox_item item;
    enum sibu_status status = SIBU_OK;
    while (status == SIBU_OK && inbox_take(phones->inbox, &item)) {
        if (item.kind == INBOX_UPDATE) {
            status = take_update(phones, &item, fault);
            continue;
        }
        if (item.kind != INBOX_ALERT) {
            phones->over = 1;
            continue;
        }
        if (!phones->drill) {
            status = begin_walk(phones, &item, fault);
        }
        if (status == SIBU_OK) {
            hear(phones, &item);
        }
    }
    return status;
}

static const char *place_of(const struct phones *phones, const struct sibu_event *event)
{
    const struct sibu_site *site = phones->walk.site;
    if (event->kind == SIBU_EVENT_EXIT) {
        return site->exits[event->place].id;
    }
    return event->kind == SIBU_EVENT_ARRIVE ? site->musters[event->place].id : "";
}

static const char *kind_of(const struct sibu_event *event)
{
    if (event->kind == SIBU_EVENT_START) {
        return "start";
    }
    return event->kind == SIBU_EVENT_EXIT ? "exit" : "arrive";
}

/* What a gate or a reader saw, for the next report. */
static void note_sighting(struct phones *phones, const struct sibu_event *event)
{
    struct sibu_text *out = &phones->gates;
    int64_t time_us = phones->walk.t0_us + (int64_t)(event->time_s * 1e6);
    sibu_text_add(out, phones->gate_events++ == 0 ? "[{\"id\":" : ",{\"id\":");
    sibu_text_add_json(out, phones->walk.people[event->person].id);
    sibu_text_add(out, ",\"site\":");
    sibu_text_add_json(out, phones->walk.site->id);
    sibu_text_addf(out, ",\"kind\":\"%s\",\"place\":", kind_of(event));
    sibu_text_add_json(out, place_of(phones, event));
    sibu_text_addf(out, ",\"time_us\":%" PRId64 "}", time_us);
}

static void take_event(struct phones *phones, const struct sibu_event *event)
{
    struct walker *person = &phones->walk.people[event->person];
    if (event->kind == SIBU_EVENT_DOOR || event->kind == SIBU_EVENT_STAIR || event->kind == SIBU_EVENT_OVERCOME) {
        return; /* no gate sees it */
    }
    note_sighting(phones, event);
    if (event->kind == SIBU_EVENT_ARRIVE) {
        person->muster = event->place;
        if (person->mind.checks_in) {
            person->check_in_us = phones->walk.t0_us + (int64_t)((event->time_s + person->mind.scan_s) * 1e6);
        }
    }
}

static enum sibu_status walk_on(struct phones *phones, int64_t now_us, struct sibu_fault *fault)
{
    double until_s = (double)(now_us - phones->walk.t0_us) / 1e6;
    enum sibu_status status = SIBU_OK;
    for (int i = 0; i < STEPS_A_CALL && status == SIBU_OK && sibu_world_time_s(phones->walk.world) < until_s; i++) {
        struct sibu_events events = {0};
        if (sibu_world_walking(phones->walk.world) == 0 && sibu_world_waiting(phones->walk.world) == 0) {
            break; /* everybody who walks has arrived: nothing moves any more */
        }
        status = walk_step(&phones->walk, &events, fault);
        for (size_t e = 0; e < events.count; e++) {
            take_event(phones, &events.items[e]);
        }
    }
    return status;
}

static enum sibu_status report_gates(struct phones *phones, int64_t now_us, struct sibu_fault *fault)
{
    if (phones->gate_events == 0 || (now_us - phones->behind_us < GATE_US && phones->gate_events < GATE_EVENTS_MAX)) {
        return SIBU_OK;
    }
    sibu_text_add(&phones->gates, "]");
    struct post_request request = {
        .method = "POST", .path = "/v1/sightings", .body = sibu_text_get(&phones->gates), .authorized = 1};
    enum sibu_status status = sibu_text_ok(&phones->gates) ? post_add(phones->post, &request, fault) : no_memory(fault);
    sibu_text_clear(&phones->gates);
    phones->gate_events = 0;
    phones->behind_us = now_us;
    return status;
}

/* Posts one answer of one person. `field` and `value` are the member that says which. */
static enum sibu_status send_answer(struct phones *phones, const struct walker *person, const char *path,
                                    const char *const member[2], int64_t client_us, struct sibu_fault *fault)
{
    struct sibu_text body = {0};
    sibu_text_add(&body, "{\"token\":");
    sibu_text_add_json(&body, person->token);
    sibu_text_addf(&body, ",\"key\":\"phone-%" PRId64 "-%u\",\"client_us\":%" PRId64 ",", phones->walk.t0_us,
                   (unsigned)phones->answers++, client_us);
    sibu_text_add_json(&body, member[0]);
    sibu_text_add(&body, ":");
    sibu_text_add_json(&body, member[1]);
    sibu_text_add(&body, "}");
    struct post_request request = {.method = "POST", .path = path, .body = sibu_text_get(&body)};
    enum sibu_status status = sibu_text_ok(&body) ? post_add(phones->post, &request, fault) : no_memory(fault);
    sibu_text_clear(&body);
    return status;
}

static enum sibu_status say_what_is_due(struct phones *phones, struct walker *person, int64_t now_us,
                                        struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (person->answer_us > 0 && person->answer_us <= now_us) {
        const char *answer = person->mind.needs_help ? "need-help" : person->mind.cannot ? "cannot" : "acknowledge";
        status = send_answer(phones, person, "/v1/answer", (const char *const[]){"answer", answer}, person->answer_us,
                             fault);
        person->answer_us = 0;
    }
    if (status == SIBU_OK && person->check_in_us > 0 && person->check_in_us <= now_us) {
        const char *muster = person->muster == SIBU_NONE ? "" : phones->walk.site->musters[person->muster].id;
        status = send_answer(phones, person, "/v1/check-in", (const char *const[]){"point", muster},
                             person->check_in_us, fault);
        person->check_in_us = 0;
    }
    return status;
}

enum sibu_status phones_step(struct phones *phones, int wait_ms, struct sibu_fault *fault)
{
    int64_t now_us = clock_now_us(phones->def.clock);
    enum sibu_status status = take_alerts(phones, fault);
    if (status == SIBU_OK && phones->drill && !phones->over) {
        status = walk_on(phones, now_us, fault);
        for (size_t i = 0; i < phones->walk.count && status == SIBU_OK; i++) {
            status = say_what_is_due(phones, &phones->walk.people[i], now_us, fault);
        }
        if (status == SIBU_OK) {
            status = report_gates(phones, now_us, fault);
        }
    }
    return status == SIBU_OK ? post_step(phones->post, wait_ms, fault) : status;
}

static int says_nothing_more(const struct phones *phones)
{
    for (size_t i = 0; i < phones->walk.count; i++) {
        if (phones->walk.people[i].answer_us > 0 || phones->walk.people[i].check_in_us > 0) {
            return 0;
        }
    }
    return phones->gate_events == 0;
}

void phones_look(struct phones *phones, struct phones_view *out)
{
    struct post_counts posts = post_counts(phones->post);
    *out = (struct phones_view){.people = (uint32_t)phones->people.count,
                                .drill = phones->drill,
                                .over = phones->over,
                                .sent = posts.accepted,
                                .refused = posts.refused,
                                .unsent = posts.waiting};
    inbox_counts(phones->inbox, &out->alerts, &out->repeated_alerts);
    if (phones->drill) {
        out->on_site = (uint32_t)phones->walk.count;
        out->waiting = (uint32_t)sibu_world_waiting(phones->walk.world);
        out->walking = (uint32_t)sibu_world_walking(phones->walk.world);
        out->arrived = (uint32_t)sibu_world_done(phones->walk.world);
        out->world_s = sibu_world_time_s(phones->walk.world);
        out->settled = out->waiting == 0 && out->walking == 0 && says_nothing_more(phones) && posts.waiting == 0;
    }
}

void phones_digest(const struct phones *phones, uint8_t out[32])
{
    memset(out, 0, 32);
    if (phones->drill) {
        sibu_world_digest(phones->walk.world, out);
    }
}

/* The number in the record of each walker, found by the roster's id. */
static enum sibu_status number_walkers(const struct phones *phones, struct sibu_record *record,
                                       struct sibu_arena *arena, uint32_t **numbers, struct sibu_fault *fault)
{
    struct sibu_record_person *people = NULL;
    size_t count = 0;
    enum sibu_status status = sibu_record_people(record, arena, &people, &count, fault);
    *numbers = sibu_arena_take(arena, phones->walk.count + 1, sizeof **numbers);
    if (status != SIBU_OK || *numbers == NULL) {
        return status != SIBU_OK ? status : no_memory(fault);
    }
    for (size_t i = 0; i < phones->walk.count; i++) {
        for (size_t p = 0; p < count && (*numbers)[i] == 0; p++) {
            (*numbers)[i] = strcmp(people[p].id, phones->walk.people[i].id) == 0 ? people[p].number : 0;
        }
        if ((*numbers)[i] == 0 || (i > 0 && (*numbers)[i] <= (*numbers)[i - 1])) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, phones->walk.people[i].id, "记录中的人员与模拟人员不一致",
                                  "the record's people are not the simulated ones");
        }
    }
    return SIBU_OK;
}

static enum sibu_status put_frames(const struct phones *phones, struct sibu_record *record, const uint32_t *numbers,
                                   struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_begin(record, fault);
    for (size_t i = 0; i < phones->walk.frame_count && status == SIBU_OK; i++) {
        const struct track_frame *from = &phones->walk.frames[i];
        struct sibu_record_frame frame = {.time_s = from->time_s,
                                          .count = phones->walk.count,
                                          .person = numbers,
                                          .x_m = from->x_m,
                                          .y_m = from->y_m,
                                          .heading_x = from->heading_x,
                                          .heading_y = from->heading_y,
                                          .floor = from->floor};
        status = sibu_record_put_frame(record, &frame, fault);
    }
    return status == SIBU_OK ? sibu_record_commit(record, fault) : status;
}

enum sibu_status phones_write_track(const struct phones *phones, struct sibu_record *record, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    uint32_t *numbers = NULL;
    enum sibu_status status = SIBU_OK;
    if (phones->drill) {
        status = number_walkers(phones, record, &arena, &numbers, fault);
        if (status == SIBU_OK) {
            status = put_frames(phones, record, numbers, fault);
        }
    }
    sibu_arena_clear(&arena);
    return status;
}
