/* The server's life: see server.h. */
#include "web/server.h"
#include "store/store_where.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "sibu/record.h"
#include "web/check_in.h"
#include "web/finish.h"
#include "web/invite.h"
#include "web/openings.h"
#include "web/report_desk.h"
#include "web/reserve.h"
#include "web/route.h"
#include "web/server_state.h"
#include "web/server_turn.h"
#include "web/sheet_desk.h"

/* Threads that have connections: as many as there are cores, within these. */
#define HTTP_THREADS_MIN 2
#define HTTP_THREADS_MAX 16
#define KEY_BYTES 32

static enum sibu_status read_key(const char *path, char out[SERVER_KEY_BYTES], struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, 4096, &text, fault);
    if (status == SIBU_OK) {
        const char *key = sibu_text_get(&text);
        size_t length = strcspn(key, "\r\n");
        if (length != SERVER_KEY_BYTES - 1) {
            status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "密钥应有 %d 个字符",
                                    "the key should have %d characters", SERVER_KEY_BYTES - 1);
        } else {
            (void)snprintf(out, SERVER_KEY_BYTES, "%.*s", (int)length, key);
        }
    }
    sibu_text_clear(&text);
    return status;
}

/* A key of the data folder: made at the first start, kept where only this user can read it. */
static enum sibu_status open_key(const struct server *server, const char *name, char out[SERVER_KEY_BYTES],
                                 struct sibu_fault *fault)
{
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/%s", server->folder, name);
    if (access(path, F_OK) == 0) {
        return read_key(path, out, fault);
    }
    uint8_t bytes[KEY_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2base64(out, SERVER_KEY_BYTES, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char line[SERVER_KEY_BYTES + 1];
    int length = snprintf(line, sizeof line, "%s\n", out);
    return file_write(path, line, (size_t)length, 0600, fault);
}

static enum sibu_status import_roster(struct server *server, const struct plan_site *site, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_person *people = sibu_arena_take(&arena, site->roster->count + 1, sizeof *people);
    if (people == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (size_t i = 0; i < site->roster->count; i++) {
        const struct roster_person *from = &site->roster->people[i];
        people[i] = (struct store_person){.site = site->site->id,
                                          .id = from->id,
                                          .name = from->name,
                                          .name_en = from->name_en,
                                          .zone = from->zone,
                                          .shift = from->shift,
                                          .role = roster_role_name(from->role),
                                          .language = roster_language_name(from->language),
                                          .pace = roster_pace_name(from->pace),
                                          .url = from->url,
                                          .email = from->email,
                                          .phone = from->phone,
                                          .token = ""};
    }
    enum sibu_status status = store_people_import(server->store, site->site->id, people, site->roster->count, fault);
    sibu_arena_clear(&arena);
    return status;
}

/* A server that takes all for its own must be the only one. */
static enum sibu_status check_alone(struct server *server, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_claim *nodes = NULL;
    size_t count = 0;
    enum sibu_status status = store_claims(server->store, "node/", &arena, &nodes, &count, fault);
    if (status == SIBU_OK && count > 0) {
        status = sibu_fault_set(
            fault, SIBU_BAD_INPUT, "--node", "这个数据库上已有服务器“%.40s”在运行：这一台也要有自己的 --node",
            "server \"%.40s\" runs on this database: this one needs a --node of its own", nodes[0].holder);
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status open_database(struct server *server, struct sibu_fault *fault)
{
    char where[STORE_WHERE_BYTES];
    const char *given = server->def.store;
    enum sibu_status status =
        given == NULL ? store_where(server->folder, where, fault) : store_where_check(server->folder, given, fault);
    if (status == SIBU_OK) {
        status = store_open(&server->store, given != NULL ? given : where, fault);
    }
    if (status == SIBU_OK && given != NULL) {
        status = store_where_put(server->folder, given, fault);
    }
    if (status == SIBU_OK && server->def.node == NULL) {
        return check_alone(server, fault);
    }
    if (status == SIBU_OK) {
        const struct node_def def = {
            .where = given != NULL ? given : where, .id = server->def.node, .lease_us = server->def.lease_us};
        status = node_open(&server->node, &def, fault);
    }
    return status;
}

/* What is made once for all servers on the folder. */
static enum sibu_status open_keys(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = open_key(server, "officer.key", server->officer_key, fault);
    if (status == SIBU_OK) {
        status = open_key(server, "metrics.key", server->metrics_key, fault);
    }
    return status == SIBU_OK ? check_in_open(server, fault) : status;
}

static enum sibu_status open_store(struct server *server, struct sibu_fault *fault)
{
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/records", server->folder);
    enum sibu_status status = file_make_folder(path, fault);
    if (status == SIBU_OK) {
        reserve_take(server->folder, clock_now_us(server->def.clock));
        status = open_database(server, fault);
    }
    if (status == SIBU_OK) {
        status = turn_to_open(server, fault);
    }
    if (status == SIBU_OK) {
        status = open_keys(server, fault);
    }
    for (uint32_t i = 0; i < server->def.plan->site_count && status == SIBU_OK; i++) {
        status = import_roster(server, &server->def.plan->sites[i], fault);
    }
    if (status == SIBU_OK) {
        status = server_findings_open(server, fault);
    }
    if (status == SIBU_OK) {
        status = server_earlier_open(server, fault);
    }
    return status == SIBU_OK ? server_retention_open(server, fault) : status;
}

/* Takes the port, so that the links' beginning is known; nobody is answered before everything stands. */
static enum sibu_status take_port(struct server *server, int *fd, struct sibu_fault *fault)
{
    enum sibu_status status = http_listen(server->def.address, server->def.port, fd, &server->port, fault);
    if (status == SIBU_OK && server->base_url[0] == '\0') {
        (void)snprintf(server->base_url, sizeof server->base_url, "%s://%s:%u",
                       server->def.tls != NULL ? "https" : "http", server->def.address, (unsigned)server->port);
    }
    return status;
}

/* A drill's is not longer, whatever the servers' is: what unfolds while nobody drives is lost. */
static int64_t drill_lease_us(const struct server *server)
{
    int64_t lease_us = server->node != NULL ? node_lease_us(server->node) : 0;
    return lease_us < DRILL_LEASE_US ? lease_us : DRILL_LEASE_US;
}

static enum sibu_status open_drill(struct server *server, struct sibu_fault *fault)
{
    char records[4200];
    (void)snprintf(records, sizeof records, "%s/records", server->folder);
    enum sibu_status status = server_notify_open(server, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct drill_host_def def = {
        .plan = server->def.plan,
        .store = server->store,
        .clock = server->def.clock,
        .notify = server->notify,
        .ways = server->ways,
        .way_count = server->way_count,
        .warden_after_us = server->def.channels != NULL ? (int64_t)server->def.channels->warden_after_s * 1000000 : 0,
        .rating_rules = sibu_text_get(&server->rating_bytes),
        .rating_length = server->rating_bytes.length,
        .finding_rules = sibu_text_get(&server->finding_bytes),
        .finding_length = server->finding_bytes.length,
        .earlier = server_earlier_text,
        .earlier_data = server,
        .folder = records,
        .node = server->def.node,
        .lease_us = drill_lease_us(server),
        .base_url = server->base_url,
        .evaluate = server->def.keeps_record_open ? NULL : finish_evaluate};
    return drill_host_open(&server->drill, &def, fault);
}

static unsigned http_threads(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < HTTP_THREADS_MIN ? HTTP_THREADS_MIN : cores > HTTP_THREADS_MAX ? HTTP_THREADS_MAX : (unsigned)cores;
}

/* The rules, before a store is made for a server that cannot start; the store; what evaluators handed in, and officers signed. */
static enum sibu_status open_store_and_sheets(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = server_rating_open(server, fault);
    if (status == SIBU_OK) {
        status = open_store(server, fault);
    }
    if (status == SIBU_OK) {
        status = sheet_desk_open(server, fault);
    }
    return status == SIBU_OK ? report_desk_open(server, fault) : status;
}

static enum sibu_status open_all(struct server *server, struct sibu_fault *fault)
{
    struct http_handler handler = {.answer = route_answer,
                                   .data = server,
                                   .limit = route_limit,
                                   .is_quick = route_is_quick,
                                   .counts = &server->counts};
    int fd = -1;
    enum sibu_status status = take_port(server, &fd, fault);
    if (status == SIBU_OK) {
        status = open_store_and_sheets(server, fault);
    }
    if (status == SIBU_OK) {
        status = server_channels_open(server, fault);
    }
    if (status == SIBU_OK) {
        status = invite_first(server, fault);
    }
    if (status == SIBU_OK) {
        status = server_reach_open(server, fault);
    }
    if (status == SIBU_OK) {
        status = open_drill(server, fault);
    }
    if (status == SIBU_OK) {
        status = server_interlocks_open(server, fault);
    }
    if (status == SIBU_OK) {
        status = server_draw_open(server, fault);
    }
    if (status == SIBU_OK) {
        status = server_events_open(server, fault);
    }
    if (status == SIBU_OK) {
        status = http_open(&server->http, fd, http_threads(), server->def.tls, handler, fault);
    }
    if (status != SIBU_OK && fd >= 0) {
        close(fd);
    }
    turn_opened(server);
    return status;
}

static int open_locks(struct server *server)
{
    if (!door_init(&server->door)) {
        return 0;
    }
    if (!ready_init(&server->ready)) {
        door_clear(&server->door);
        return 0;
    }
    if (pthread_mutex_init(&server->draw_mutex, NULL) != 0) {
        ready_clear(&server->ready);
        door_clear(&server->door);
        return 0;
    }
    if (pthread_mutex_init(&server->change_mutex, NULL) != 0) {
        pthread_mutex_destroy(&server->draw_mutex);
        ready_clear(&server->ready);
        door_clear(&server->door);
        return 0;
    }
    return 1;
}

enum sibu_status server_open(struct server **out, const struct server_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    if (sodium_init() < 0) {
        return sibu_fault_set(fault, SIBU_IO, "libsodium", "无法初始化", "cannot be initialised");
    }
    struct server *server = sibu_array_new(1, sizeof *server);
    if (server == NULL || !open_locks(server)) {
        sibu_array_free(server);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    server->def = *def;
    (void)snprintf(server->folder, sizeof server->folder, "%s", def->folder);
    (void)snprintf(server->base_url, sizeof server->base_url, "%s", def->base_url != NULL ? def->base_url : "");
    enum sibu_status status = drafts_open(&server->drafts, fault);
    if (status == SIBU_OK) {
        status = open_all(server, fault);
    }
    if (status != SIBU_OK) {
        server_close(server);
        return status;
    }
    *out = server;
    return SIBU_OK;
}

enum sibu_status server_renew_tls(struct server *server, const struct tls *tls, struct sibu_fault *fault)
{
    return http_renew(server->http, tls, fault);
}

void server_close(struct server *server)
{
    if (server != NULL) {
        server_events_close(server);
        http_close(server->http); /* first nobody asks any more, then nothing is sent, then nothing is kept */
        notify_close(server->notify);
        drill_host_close(server->drill);
        proof_close(server); /* it reads the store, and the book is asked no more */
        server_interlocks_close(server);
        server_reach_close(server);
        book_close(server->book);
        note_signer_clear(&server->signer);
        vapid_key_clear(&server->push_key);
        node_close(server->node);
        store_close(server->store);
        streams_close(server->streams);
        drafts_close(server->drafts);
        server_rating_close(server);
        sibu_text_clear(&server->finding_bytes);
        pthread_mutex_destroy(&server->change_mutex);
        pthread_mutex_destroy(&server->draw_mutex);
        ready_clear(&server->ready);
        door_clear(&server->door);
        sibu_array_free(server->grades);
        sibu_array_free(server);
    }
}

uint16_t server_port(const struct server *server)
{
    return server->port;
}

const char *server_base_url(const struct server *server)
{
    return server->base_url;
}

const char *server_officer_key(const struct server *server)
{
    return server->officer_key;
}

const char *server_set_up_link(const struct server *server)
{
    return server->door.set_up;
}

struct drill_host *server_drill(struct server *server)
{
    return server->drill;
}

static int is_sealed(const char *path)
{
    struct sibu_record *record = NULL;
    uint8_t fingerprint[32];
    struct sibu_fault ignored;
    int is = sibu_record_open(&record, path, &ignored) == SIBU_OK &&
             sibu_record_fingerprint(record, fingerprint, &ignored) == SIBU_OK;
    sibu_record_close(record);
    return is;
}

/* A closed drill's record, once it is complete: evaluated and sealed. Each step may have been done before a server died. */
static enum sibu_status finish_drill(const struct server *server, const struct store_drill *drill,
                                     enum sibu_status completed, struct sibu_fault *fault)
{
    char page[4200];
    enum sibu_status status = completed;
    if (status == SIBU_OK && !server->def.keeps_record_open) {
        (void)snprintf(page, sizeof page, "%s.html", drill->record);
        status = finish_record(drill->record, page, NULL, SIBU_ZH, fault);
    }
    return status == SIBU_BAD_INPUT && is_sealed(drill->record) ? SIBU_OK
                                                                : status; /* for good: nothing is left to do */
}

/* The row of a drill's end comes after its record is finished, so that a server that died meanwhile finds the drill again.
 * A record that cannot be finished is told of, and ends no less. */
static enum sibu_status end_drill(struct server *server, const struct store_drill *drill, struct server_news *news,
                                  enum sibu_status completed, struct sibu_fault *fault)
{
    struct sibu_fault unfinished = *fault;
    enum sibu_status finished = finish_drill(server, drill, completed, &unfinished);
    if (finished == SIBU_OK) {
        finished = server_findings_take(server, drill, &unfinished);
    }
    pthread_mutex_lock(&server->draw_mutex);
    ledger_mark_time(server);
    enum sibu_status status = server_file_end(server, drill, fault);
    pthread_mutex_unlock(&server->draw_mutex);
    if (status == SIBU_OK) {
        drill_ended(server->drill, drill->id);
        news->closed = 1;
        (void)snprintf(news->record, sizeof news->record, "%s", drill->record);
    }
    if (status == SIBU_OK && finished != SIBU_OK) {
        *fault = unfinished;
        status = finished;
    }
    return status;
}

/* Ends the drill with this number, where it is closed and no other server has its record in hand. Its path is read again once
 * it is complete: it may have become another. */
static enum sibu_status end_closed(struct server *server, const char *id, struct server_news *news,
                                   struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_drill drill;
    enum sibu_status status = store_drill_by_id(server->store, id, &arena, &drill, fault);
    if (status != SIBU_OK || strcmp(drill.state, "closed") != 0) {
        sibu_arena_clear(&arena);
        return status;
    }
    struct sibu_fault incomplete = {0};
    enum sibu_status completed = drill_complete(server->drill, id, &incomplete);
    if (completed != SIBU_NO) {
        status = store_drill_by_id(server->store, id, &arena, &drill, fault);
    }
    if (completed != SIBU_NO && status == SIBU_OK) {
        *fault = incomplete;
        status = end_drill(server, &drill, news, completed, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* Ends one of those that run by the ledger and are closed, so that ticks do not wait for all their evaluations. What goes
 * wrong with one is told of, and keeps no other from its end. */
static enum sibu_status end_one(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    char ids[POLICY_CONCURRENT_MAX][72];
    enum sibu_status status = SIBU_OK;
    pthread_mutex_lock(&server->draw_mutex);
    uint32_t count = book_running(server->book);
    for (uint32_t i = 0; i < count; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "%s", book_running_drill(server->book, i));
    }
    pthread_mutex_unlock(&server->draw_mutex);
    for (uint32_t i = 0; i < count && !news->closed; i++) {
        struct sibu_fault why;
        enum sibu_status ended = end_closed(server, ids[i], news, &why);
        if (status == SIBU_OK && ended != SIBU_OK) {
            status = ended;
            *fault = why;
        }
    }
    return status;
}

static enum sibu_status step_drills(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    struct sibu_fault unended;
    int closed = 0;
    enum sibu_status kept = openings_keep(server->openings, server->store, fault); /* while their drills are open */
    enum sibu_status status = drill_step(server->drill, &closed, fault);
    status = status == SIBU_OK ? kept : status;
    enum sibu_status ended = end_one(server, news, &unended);
    if (status == SIBU_OK && ended != SIBU_OK) {
        *fault = unended;
        status = ended;
    }
    return status;
}

/* Tells the node that this thread goes on, and hears whether the node does. */
static enum sibu_status come_round(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    if (server->node == NULL) {
        return SIBU_OK;
    }
    node_beat(server->node);
    enum sibu_status status = node_is_over(server->node, fault);
    news->is_over = status != SIBU_OK;
    return status;
}

enum sibu_status server_step(struct server *server, struct server_news *news, struct sibu_fault *fault)
{
    memset(news, 0, sizeof *news);
    enum sibu_status status = come_round(server, news, fault);
    if (news->is_over) {
        return status;
    }
    status = server_draw_step(server, news, fault);
    status = status == SIBU_OK ? step_drills(server, news, fault) : status;
    struct sibu_fault untold;
    enum sibu_status told = server_tell(server, &untold);
    if (status == SIBU_OK && told != SIBU_OK) {
        *fault = untold;
        status = told;
    }
    if (status == SIBU_OK && turn_is_ours(server)) {
        status = server_findings_step(server, fault);
    }
    return status == SIBU_OK && turn_is_ours(server) ? server_retention_step(server, fault) : status;
}
