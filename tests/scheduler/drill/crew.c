/* See crew.h. */
#include "crew.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "draw/choose.h"
#include "drill/unfold_check.h"
#include "notify/notify.h"
#include "sibu/record.h"
#include "store/store_claims.h"
#include "web/finish.h"

static void need(int holds, const char *what, const struct sibu_fault *fault)
{
    if (!holds) {
        fail_msg("%s: %s: %s", what, fault->place, fault->what[SIBU_EN]);
    }
}

static void put_file(struct crew *crew, const char *name, const char *bytes)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", crew->folder, name);
    need(file_write(path, bytes, strlen(bytes), 0600, &crew->fault) == SIBU_OK, path, &crew->fault);
}

/* The little works under another id. */
static void put_site(struct crew *crew, const char *name, const char *id)
{
    char path[4096];
    struct sibu_text site = {0}, copy = {0};
    (void)snprintf(path, sizeof path, "%s/tests/system/little/site.geojson", getenv("SIBU_SOURCE"));
    need(file_read(path, 1 << 20, &site, &crew->fault) == SIBU_OK, path, &crew->fault);
    const char *at = strstr(sibu_text_get(&site), "little-works");
    assert_non_null(at);
    sibu_text_add_bytes(&copy, sibu_text_get(&site), (size_t)(at - sibu_text_get(&site)));
    sibu_text_add(&copy, id);
    sibu_text_add(&copy, at + strlen("little-works"));
    put_file(crew, name, sibu_text_get(&copy));
    sibu_text_clear(&site);
    sibu_text_clear(&copy);
}

static void put_roster(struct crew *crew)
{
    struct sibu_text roster = {0};
    sibu_text_add(&roster, "id,name,zone,shift,role,language,pace\n");
    for (int i = 0; i < CREW_PEOPLE; i++) {
        sibu_text_addf(&roster, "W%02d,Worker %d,%s,always,%s,zh,normal\n", i + 1, i + 1, i % 2 == 0 ? "shop" : "yard",
                       i == 0 ? "warden" : "worker");
    }
    put_file(crew, "roster.csv", sibu_text_get(&roster));
    sibu_text_clear(&roster);
}

static void put_policy(struct crew *crew)
{
    struct sibu_text policy = {0};
    sibu_text_addf(
        &policy,
        "{\"format\":1,\"tick_s\":60,\"mean\":0.01,\"least\":0,\"most\":4,\"gap_days\":0,\"concurrent\":2,"
        "\"windows\":[{}],\"families\":\"%s/scenarios/families\",\"groups\":[{\"id\":\"works\",\"sites\":["
        "{\"site\":\"one.geojson\",\"roster\":\"roster.csv\"},{\"site\":\"two.geojson\",\"roster\":\"roster.csv\"}]}]}",
        getenv("SIBU_SOURCE"));
    put_file(crew, "policy.json", sibu_text_get(&policy));
    sibu_text_clear(&policy);
}

static void import_people(struct crew *crew, const struct plan_site *site)
{
    struct store_person people[CREW_PEOPLE];
    assert_int_equal(site->roster->count, CREW_PEOPLE);
    for (size_t i = 0; i < CREW_PEOPLE; i++) {
        const struct roster_person *from = &site->roster->people[i];
        people[i] = (struct store_person){.site = site->site->id,
                                          .id = from->id,
                                          .name = from->name,
                                          .name_en = from->name_en,
                                          .zone = from->zone,
                                          .shift = from->shift,
                                          .role = roster_role_name(from->role),
                                          .language = roster_language_name(from->language),
                                          .pace = roster_pace_name(from->pace)};
    }
    need(store_people_import(crew->base.store, site->site->id, people, CREW_PEOPLE, &crew->fault) == SIBU_OK, "people",
         &crew->fault);
}

void crew_open(struct crew *crew)
{
    char path[128];
    memset(crew, 0, sizeof *crew);
    (void)snprintf(crew->folder, sizeof crew->folder, "/tmp/sibu-crew-XXXXXX");
    assert_non_null(mkdtemp(crew->folder));
    (void)snprintf(crew->records, sizeof crew->records, "%s/records", crew->folder);
    need(file_make_folder(crew->records, &crew->fault) == SIBU_OK, "records", &crew->fault);
    fixture_open(&crew->base);
    put_roster(crew);
    put_site(crew, "one.geojson", "one");
    put_site(crew, "two.geojson", "two");
    put_policy(crew);
    (void)snprintf(path, sizeof path, "%s/policy.json", crew->folder);
    need(plan_open(&crew->plan, path, &crew->fault) == SIBU_OK, "policy", &crew->fault);
    for (uint32_t i = 0; i < crew->plan->site_count; i++) {
        import_people(crew, &crew->plan->sites[i]);
    }
    crew->now_us = CREW_MORNING_US;
}

static void serve(struct crew *crew, struct crew_node *node, size_t index)
{
    static const int64_t OFF_US[CREW_MOST] = {0, -700000, 300000};
    (void)snprintf(node->name, sizeof node->name, "node-%zu", index);
    node->off_us = OFF_US[index];
    clock_init_standing(&node->clock, crew->now_us + node->off_us);
    need(store_open(&node->store, crew->base.path, &crew->fault) == SIBU_OK, "store", &crew->fault);
    const struct notify_options options = {.base_url = "http://127.0.0.1:1"};
    need(notify_open(&node->notify, node->store, &node->clock, &options, &crew->fault) == SIBU_OK, "notify",
         &crew->fault);
    const struct drill_host_def def = {.plan = crew->plan,
                                       .store = node->store,
                                       .clock = &node->clock,
                                       .notify = node->notify,
                                       .warden_after_us = 90 * CREW_SECOND_US,
                                       .folder = crew->records,
                                       .base_url = "http://127.0.0.1:1",
                                       .node = crew->is_alone ? NULL : node->name,
                                       .lease_us = CREW_LEASE_US,
                                       .evaluate = finish_evaluate};
    need(drill_host_open(&node->host, &def, &crew->fault) == SIBU_OK, "host", &crew->fault);
}

void crew_serve(struct crew *crew, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        serve(crew, &crew->nodes[crew->count], crew->count);
        crew->count++;
    }
}

void crew_leave(struct crew *crew, size_t node)
{
    struct crew_node *leaving = &crew->nodes[node];
    if (leaving->host != NULL) {
        notify_close(leaving->notify);
        drill_host_close(leaving->host);
        store_close(leaving->store);
        clock_clear(&leaving->clock);
        leaving->host = NULL;
    }
}

void crew_close(struct crew *crew)
{
    for (size_t i = 0; i < crew->count; i++) {
        crew_leave(crew, i);
    }
    plan_close(crew->plan);
    fixture_close(&crew->base);
    file_remove_folder(crew->folder);
}

void crew_set(struct crew *crew, int64_t now_us)
{
    crew->now_us = now_us;
    for (size_t i = 0; i < crew->count; i++) {
        if (crew->nodes[i].host != NULL) {
            clock_set_us(&crew->nodes[i].clock, now_us + crew->nodes[i].off_us);
        }
    }
}

enum sibu_status crew_begin(struct crew *crew, size_t node, const char *site, uint8_t seed, char id[24])
{
    struct drill_host *host = crew->nodes[node].host;
    struct draw_installation who = {{1, 2, 3}, 1};
    struct draw_tick tick = {.index = 1, .r = {seed}, .unit = site, .gate = DRAW_GATE_NOW, .start = 1};
    struct draw_result result;
    struct sibu_text document = {0};
    uint32_t at = plan_find_site(crew->plan, site);
    draw_root(&who, tick.index, tick.r, tick.R);
    need(choose_at_site(crew->plan, tick.R, at, &result, &crew->fault) == SIBU_OK, "draw", &crew->fault);
    need(drill_number(host, at, crew->now_us, id, &crew->fault) == SIBU_OK, "number", &crew->fault);
    struct draw_facts facts = {.drill = id, .who = &who, .t0_us = crew->now_us, .seeded = 1};
    choose_document(&document, crew->plan, &tick, &result, &facts);
    const struct drill_start start = {.id = id,
                                      .site = at,
                                      .t0_us = crew->now_us,
                                      .family = crew->plan->families->items[result.family].id,
                                      .zone = crew->plan->sites[at].site->zones[result.zone].id,
                                      .document = sibu_text_get(&document)};
    enum sibu_status status = drill_begin(host, &start, &crew->fault);
    sibu_text_clear(&document);
    return status;
}

void crew_step(struct crew *crew, size_t node)
{
    int closed = 0;
    if (crew->nodes[node].host != NULL) {
        need(drill_step(crew->nodes[node].host, &closed, &crew->fault) == SIBU_OK, "step", &crew->fault);
    }
}

static void step_from(struct crew *crew, size_t first)
{
    for (size_t i = first; i < crew->count; i++) {
        crew_step(crew, i);
    }
}

void crew_go_on(struct crew *crew, size_t first, int64_t until_us)
{
    while (crew->now_us < until_us) {
        crew_set(crew, crew->now_us + CREW_SECOND_US);
        step_from(crew, first);
    }
}

int crew_driver(struct crew *crew, const char *id)
{
    char name[64];
    struct store_claim *claims = NULL;
    size_t count = 0;
    (void)snprintf(name, sizeof name, "drill/%s", id);
    need(store_claims(crew->base.store, name, &crew->base.arena, &claims, &count, &crew->fault) == SIBU_OK, "claims",
         &crew->fault);
    return count == 1 ? claims[0].holder[strlen("node-")] - '0' : -1;
}

void crew_pass(struct crew *crew)
{
    while (!fixture_sql(&crew->base, "UPDATE claim SET until_us = 1 WHERE name LIKE 'drill/%'")) {
        (void)poll(NULL, 0, 2); /* a server is just writing */
    }
}

void crew_take_over(struct crew *crew, size_t first, const char *id)
{
    crew_pass(crew);
    step_from(crew, first);
    step_from(crew, first);
    assert_in_range(crew_driver(crew, id), first, crew->count - 1);
}

/* Of the crew it uses what does not change: any thread. */
enum drill_verdict crew_answer(struct crew *crew, size_t node, const char *site, int n, const char *kind,
                               const char *key)
{
    enum drill_verdict verdict = DRILL_NOBODY;
    int64_t received_us = 0;
    size_t count = 0;
    struct store_person *people = NULL;
    struct sibu_arena arena = {0};
    struct sibu_fault fault;
    need(store_people(crew->nodes[node].store, site, &arena, &people, &count, &fault) == SIBU_OK, "people", &fault);
    assert_in_range(n, 0, (int)count - 1);
    const struct drill_answer answer = {.token = people[n].token,
                                        .kind = kind,
                                        .place = strcmp(kind, "check-in") == 0 ? "gate" : "",
                                        .key = key,
                                        .drill = ""};
    need(drill_take(crew->nodes[node].host, &answer, &verdict, &received_us, &fault) == SIBU_OK, "answer", &fault);
    sibu_arena_clear(&arena);
    return verdict;
}

enum sibu_status crew_end(struct crew *crew, size_t node, const char *id, enum drill_state how)
{
    struct sibu_fault fault;
    return drill_stop(crew->nodes[node].host, &(struct drill_end){id, how, "officer"}, &fault);
}

struct drill_view crew_look(struct crew *crew, size_t node, const char *id)
{
    struct drill_view view;
    need(drill_look(crew->nodes[node].host, id, &crew->base.arena, &view, &crew->fault) == SIBU_OK, "look",
         &crew->fault);
    return view;
}

static struct store_drill read_drill(struct crew *crew, const char *id)
{
    struct store_drill drill;
    need(store_drill_by_id(crew->base.store, id, &crew->base.arena, &drill, &crew->fault) == SIBU_OK, id, &crew->fault);
    return drill;
}

const char *crew_record(struct crew *crew, const char *id)
{
    return read_drill(crew, id).record;
}

/* Whether the node could; SIBU_NO: another has it in hand. */
static int finish_at(struct crew *crew, size_t node, const char *id)
{
    char page[200];
    struct drill_host *host = crew->nodes[node].host;
    enum sibu_status status = drill_complete(host, id, &crew->fault);
    need(status == SIBU_OK || status == SIBU_NO, "complete", &crew->fault);
    if (status == SIBU_OK) {
        (void)snprintf(page, sizeof page, "%s/page.html", crew->folder);
        status = finish_record(crew_record(crew, id), page, NULL, SIBU_ZH, &crew->fault);
        need(status == SIBU_OK || status == SIBU_BAD_INPUT, "finish",
             &crew->fault); /* sealed already: see crew_check */
        drill_ended(host, id);
    }
    return status != SIBU_NO;
}

void crew_finish(struct crew *crew, size_t first, const char *id)
{
    int is_finished = 0;
    while (strcmp(read_drill(crew, id).state, "closed") != 0) {
        crew_set(crew, crew->now_us + CREW_SECOND_US);
        step_from(crew, first);
        (void)poll(NULL, 0, 2); /* its forecast takes real time */
    }
    for (size_t i = first; i < crew->count && !is_finished; i++) {
        is_finished = crew->nodes[i].host != NULL && finish_at(crew, i, id);
    }
    assert_true(is_finished);
    step_from(crew, first);
}

int64_t crew_number(struct crew *crew, const char *sql)
{
    return fixture_number(&crew->base, sql);
}

/* What is asked ("count(*) FROM event"), of this drill alone; `more` begins with AND, or is empty. */
static int64_t of_drill(struct crew *crew, const char *id, const char *what, const char *more)
{
    char sql[300];
    (void)snprintf(sql, sizeof sql, "SELECT %s WHERE drill = (SELECT key FROM drill WHERE id = '%s')%s", what, id,
                   more);
    return crew_number(crew, sql);
}

static void check_rows(struct crew *crew, const char *id, struct sibu_record *record)
{
    struct sibu_record_counts counts;
    need(sibu_record_count(record, &counts, &crew->fault) == SIBU_OK, "count", &crew->fault);
    assert_int_equal(counts.people, CREW_PEOPLE);
    assert_int_equal(counts.events, of_drill(crew, id, "count(*) FROM event", ""));
    assert_int_equal(counts.responses, of_drill(crew, id, "count(*) FROM response", ""));
    assert_int_equal(counts.deliveries, of_drill(crew, id, "count(*) FROM delivery", ""));
    assert_int_equal(of_drill(crew, id, "count(*) - max(sequence) FROM event", ""), 0);
    assert_int_equal(of_drill(crew, id, "count(*) FROM event", " AND kind = 'alert'"),
                     of_drill(crew, id, "count(*) FROM alert", ""));
}

/* Each event of the kind once: an update for each that unfolded, each state once but for a real emergency. */
static void check_once(struct crew *crew, const char *id)
{
    int64_t unfolded = of_drill(crew, id, "count(*) FROM event", " AND kind = 'unfold'");
    int64_t ends = of_drill(crew, id, "count(*) FROM alert", " AND ends_earlier = 1");
    int64_t wardens = of_drill(crew, id, "count(*) FROM alert", " AND to_wardens = 1");
    assert_int_equal(of_drill(crew, id, "count(*) FROM alert", ""), 1 + unfolded + ends + wardens);
    assert_int_equal(of_drill(crew, id, "count(DISTINCT detail) FROM event", " AND kind = 'unfold'"), unfolded);
    assert_int_equal(
        ends, of_drill(crew, id, "count(*) FROM event", " AND kind IN ('all-clear', 'abort', 'real-emergency')"));
    assert_in_range(wardens, 0, 1);
    assert_int_equal(of_drill(crew, id, "count(*) FROM event", " AND kind = 'closed'"), 1);
    assert_int_equal(of_drill(crew, id, "count(*) FROM event", " AND kind = 'drawn'"), 1);
}

static void check_documents(struct crew *crew, struct sibu_record *record)
{
    static const char *const NAMES[] = {"site", "draw", "scenario", "forecast", "evaluation", "alert-1"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const char *bytes = NULL;
        size_t length = 0;
        need(sibu_record_document(record, NAMES[i], &crew->base.arena, &bytes, &length, &crew->fault) == SIBU_OK,
             NAMES[i], &crew->fault);
        if (bytes == NULL) {
            fail_msg("the record has no document \"%s\"", NAMES[i]);
        }
    }
}

/* Nothing is left of records that were given up: all files of the drill are the one record and what SQLite keeps beside it while it is
 * open. */
static void check_folder(struct crew *crew, const char *id, const char *record)
{
    const char *own = strrchr(record, '/') + 1;
    size_t others = 0;
    DIR *folder = opendir(crew->records);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strncmp(entry->d_name, id, strlen(id)) == 0 && strncmp(entry->d_name, own, strlen(own)) != 0) {
            print_message("left beside %s: %s\n", own, entry->d_name);
            others++;
        }
    }
    assert_int_equal(closedir(folder), 0);
    assert_int_equal(others, 0);
}

void crew_check(struct crew *crew, const char *id)
{
    struct sibu_record *record = NULL;
    uint8_t fingerprint[32];
    enum unfold_verdict verdict = UNFOLD_NOTHING;
    need(sibu_record_open(&record, crew_record(crew, id), &crew->fault) == SIBU_OK, "record", &crew->fault);
    need(sibu_record_fingerprint(record, fingerprint, &crew->fault) == SIBU_OK, "seal", &crew->fault);
    need(sibu_record_verify(record, &crew->fault) == SIBU_OK, "verify", &crew->fault);
    check_documents(crew, record);
    need(unfold_check(record, crew->plan->families, &verdict, &crew->fault) == SIBU_OK, "unfolded", &crew->fault);
    assert_int_equal(verdict, UNFOLD_FOLLOWS);
    check_rows(crew, id, record);
    check_once(crew, id);
    sibu_record_close(record);
    check_folder(crew, id, crew_record(crew, id));
}
