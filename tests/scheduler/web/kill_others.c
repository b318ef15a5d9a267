/* The others of a shared draw: a witness's desk and a stand-in for a beacon behind one port. See kill.h.
 *
 * One process, one connection at a time. Its clock is the servers', but for that it never goes back: so hours of ticks pass in
 * seconds. The desk is the real one, with its key, its shelf and its decisions; the beacon's signatures are bytes of BLAKE2b.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "draw/beacon.h"
#include "kill.h"
#include "sibu/hash.h"
#include "web/http.h"
#include "witness/desk.h"

#define SECOND_US INT64_C(1000000)
#define PERIOD_S 3
#define GENESIS_S (MORNING_US / SECOND_US - 86400)
#define REQUEST_MAX 20000
#define PATIENCE_S 5

struct front {
    struct kill_shared *shared;
    struct desk *desk;
    struct beacon_chain chain;
    char chain_hex[65];
    sqlite3 *kept;
    int64_t now_us;
};
/* One request and what is answered. */
struct exchange {
    int connection;
    char bytes[REQUEST_MAX];
    size_t length;
    const char *body; /* in bytes */
    unsigned status;
    struct sibu_text answer;
};

static void make_chain(struct beacon_chain *chain)
{
    uint8_t head[12];
    crypto_hash_sha256_state state;
    *chain = (struct beacon_chain){
        .period_s = PERIOD_S, .genesis_s = GENESIS_S, .signature_bytes = 48, .key_bytes = 96, .name = "kill"};
    memset(chain->public_key, 7, chain->key_bytes);
    memset(chain->group_hash, 9, sizeof chain->group_hash);
    for (int i = 0; i < 12; i++) {
        head[i] = (uint8_t)(i < 4 ? (uint64_t)PERIOD_S >> (8 * (3 - i)) : (uint64_t)GENESIS_S >> (8 * (11 - i)));
    }
    (void)crypto_hash_sha256_init(&state);
    (void)crypto_hash_sha256_update(&state, head, sizeof head);
    (void)crypto_hash_sha256_update(&state, chain->public_key, chain->key_bytes);
    (void)crypto_hash_sha256_update(&state, chain->group_hash, sizeof chain->group_hash);
    (void)crypto_hash_sha256_update(&state, (const uint8_t *)chain->name, strlen(chain->name));
    (void)crypto_hash_sha256_final(&state, chain->hash);
}

static void answer_info(const struct front *front, struct exchange *exchange)
{
    char key[2 * BEACON_KEY_BYTES_MAX + 1], group[65];
    sibu_hex(key, front->chain.public_key, front->chain.key_bytes);
    sibu_hex(group, front->chain.group_hash, sizeof front->chain.group_hash);
    exchange->status = 200;
    sibu_text_addf(&exchange->answer,
                   "{\"public_key\":\"%s\",\"period\":%d,\"genesis_time\":%lld,\"hash\":\"%s\",\"groupHash\":\"%s\","
                   "\"schemeID\":\"bls-unchained-g1-rfc9380\",\"metadata\":{\"beaconID\":\"%s\"}}",
                   key, PERIOD_S, (long long)GENESIS_S, front->chain_hex, group, front->chain.name);
}

static void answer_round(const struct front *front, int64_t round, struct exchange *exchange)
{
    uint8_t signature[64], randomness[32];
    char hex[129], randomness_hex[65];
    struct sibu_hash hash;
    if (round < 1 || beacon_time_us(&front->chain, round) > front->now_us) {
        exchange->status = 425;
        sibu_text_add(&exchange->answer, "{\"error\":\"not yet\"}");
        return;
    }
    sibu_hash_init(&hash, "kill round");
    sibu_hash_integer(&hash, (uint64_t)round);
    sibu_hash_done(&hash, signature);
    memcpy(signature + 32, signature, 32);
    (void)crypto_hash_sha256(randomness, signature, 48);
    sibu_hex(hex, signature, 48);
    sibu_hex(randomness_hex, randomness, 32);
    exchange->status = 200;
    sibu_text_addf(&exchange->answer, "{\"round\":%lld,\"randomness\":\"%s\",\"signature\":\"%s\"}", (long long)round,
                   randomness_hex, hex);
}

/* Everything that a yes says is on the file before it leaves. */
static void keep(const struct front *front, const char *kind, const char *request, const char *answer)
{
    static const char SQL[] =
        "INSERT INTO answer SELECT ?1, coalesce(?2 ->> 'epoch', 0), coalesce(?2 ->> 'tick', ?2 ->> 'round', 0),"
        " CAST(substr(?2 ->> 'checkpoint', instr(?2 ->> 'checkpoint', char(10)) + 1, 9) AS INTEGER), ?3";
    sqlite3_stmt *insert = NULL;
    const char *texts[] = {kind, request, answer};
    int code = sqlite3_prepare_v2(front->kept, SQL, -1, &insert, NULL);
    for (int i = 0; i < 3 && code == SQLITE_OK; i++) {
        code = sqlite3_bind_text(insert, i + 1, texts[i], -1, SQLITE_STATIC);
    }
    if (code != SQLITE_OK || sqlite3_step(insert) != SQLITE_DONE) {
        (void)fprintf(stderr, "others.db: %s\n", sqlite3_errmsg(front->kept));
        _exit(3);
    }
    sqlite3_finalize(insert);
}

/* The kind of answer, to be kept; NULL: not to be. */
static const char *decide(const struct front *front, struct exchange *exchange)
{
    char path[128] = "";
    long long round = 0;
    struct desk_request request = {exchange->body, strlen(exchange->body), front->now_us};
    exchange->status = 404;
    if (strncmp(exchange->bytes, "POST /v1/epoch ", 15) == 0) {
        exchange->status = desk_epoch(front->desk, &request, &exchange->answer);
        return "epoch";
    }
    if (strncmp(exchange->bytes, "POST /v1/link ", 14) == 0) {
        exchange->status = desk_link(front->desk, &request, &exchange->answer);
        return "link";
    }
    (void)snprintf(path, sizeof path, "GET /%s/info ", front->chain_hex);
    if (strncmp(exchange->bytes, path, strlen(path)) == 0) {
        answer_info(front, exchange);
        return NULL;
    }
    (void)snprintf(path, sizeof path, "GET /%s/public/", front->chain_hex);
    if (strncmp(exchange->bytes, path, strlen(path)) == 0) {
        round = strtoll(exchange->bytes + strlen(path), NULL, 10);
        answer_round(front, round, exchange);
        return "round";
    }
    return NULL;
}

/* False where the other end is gone. */
static int receive(struct exchange *exchange)
{
    const char *end = NULL, *field = NULL;
    size_t whole = SIZE_MAX;
    while (exchange->length < whole) {
        ssize_t got = recv(exchange->connection, exchange->bytes + exchange->length,
                           sizeof exchange->bytes - 1 - exchange->length, 0);
        if (got <= 0) {
            return 0;
        }
        exchange->length += (size_t)got;
        exchange->bytes[exchange->length] = '\0';
        end = strstr(exchange->bytes, "\r\n\r\n");
        if (end != NULL && whole == SIZE_MAX) {
            field = strcasestr(exchange->bytes, "\r\nContent-Length:");
            whole = (size_t)(end + 4 - exchange->bytes);
            whole += field != NULL && field < end ? (size_t)strtoul(field + 17, NULL, 10) : 0;
        }
    }
    exchange->body = end + 4;
    return 1;
}

static void say(const struct exchange *exchange, int is_half)
{
    struct sibu_text all = {0};
    sibu_text_addf(
        &all, "HTTP/1.1 %u X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        exchange->status, exchange->answer.length, sibu_text_get(&exchange->answer));
    (void)send(exchange->connection, sibu_text_get(&all), is_half ? all.length / 2 : all.length, MSG_NOSIGNAL);
    sibu_text_clear(&all);
}

static void kill_child(const struct front *front)
{
    pid_t child = atomic_exchange(&front->shared->child, 0);
    if (child > 0) {
        atomic_fetch_add(&front->shared->cuts, 1);
        (void)kill(child, SIGKILL);
    }
}

/* Answers; where this is the answer that a server is to die at, it does. */
static void answer(const struct front *front, const struct exchange *exchange, int counts)
{
    int dies = counts && atomic_load(&front->shared->answers_left) > 0 &&
               atomic_fetch_sub(&front->shared->answers_left, 1) == 1;
    enum kill_cut cut = (enum kill_cut)atomic_load(&front->shared->cut);
    if (dies && cut == CUT_BEFORE) {
        kill_child(front);
        return;
    }
    say(exchange, dies && cut == CUT_HALF);
    if (dies) {
        kill_child(front);
    }
}

static void serve(struct front *front, int connection)
{
    struct exchange exchange = {.connection = connection};
    struct timeval patience = {.tv_sec = PATIENCE_S};
    (void)setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    int64_t now_us = atomic_load(&front->shared->clock_us);
    front->now_us = now_us > front->now_us ? now_us : front->now_us;
    if (receive(&exchange)) {
        const char *kind = decide(front, &exchange);
        int counts = kind != NULL && exchange.status == 200;
        if (counts) {
            const char *text = sibu_text_get(&exchange.answer);
            keep(front, kind, strcmp(kind, "round") == 0 ? text : exchange.body, text);
        }
        answer(front, &exchange, counts);
    }
    sibu_text_clear(&exchange.answer);
    (void)close(connection);
}

static _Noreturn void be_others(struct front *front, int listening)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails closes nothing */
    for (;;) {
        struct pollfd next = {.fd = listening, .events = POLLIN};
        (void)poll(&next, 1, -1);
        int connection = accept(listening, NULL, NULL);
        if (connection >= 0) {
            serve(front, connection);
        }
    }
}

static void open_kept(struct front *front, const char *folder)
{
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/others.db", folder);
    assert_int_equal(sqlite3_open(path, &front->kept), SQLITE_OK);
    assert_int_equal(sqlite3_exec(front->kept,
                                  "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
                                  "CREATE TABLE answer (kind TEXT, epoch INTEGER, number INTEGER, size INTEGER,"
                                  " body TEXT); CREATE INDEX answers ON answer (kind, number)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(front->kept); /* no connection goes over a fork */
    front->kept = NULL;
}

static void write_member(const struct front *front, const struct note_key *witness, unsigned port, char out[1200])
{
    char key[NOTE_KEY_TEXT_MAX], witnesses[512] = "", beacon[512] = "";
    if (witness != NULL) {
        note_key_text(key, witness);
        (void)snprintf(witnesses, sizeof witnesses, "\"witnesses\":[{\"url\":\"http://127.0.0.1:%u\",\"key\":\"%s\"}]",
                       port, key);
    }
    if (front->chain.period_s > 0) {
        (void)snprintf(beacon, sizeof beacon, "\"beacon\":{\"chain\":\"%s\",\"urls\":[\"http://127.0.0.1:%u\"]}",
                       front->chain_hex, port);
    }
    (void)snprintf(out, 1200, ",\"proof\":{%s%s%s}", witnesses, witness != NULL && beacon[0] != '\0' ? "," : "",
                   beacon);
}

/* The desk is opened once to learn its key, and again in its own process: no database goes over a fork. */
static struct desk *desk_in(const char *folder)
{
    struct desk *desk = NULL;
    struct sibu_fault fault = {0};
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/witness", folder);
    (void)mkdir(path, 0700);
    if (desk_open(&desk, path, "auditor", &fault) != SIBU_OK) {
        (void)fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
        abort();
    }
    return desk;
}

void kill_others_open(struct kill_others *others, const char *folder, enum kill_mode mode, struct kill_shared *shared)
{
    struct front front = {.shared = shared};
    struct sibu_fault fault;
    struct desk *desk = mode != KILL_BEACON ? desk_in(folder) : NULL;
    uint16_t port = 0;
    char path[4200];
    int listening = -1;
    assert_int_equal(http_listen("127.0.0.1", 0, &listening, &port, &fault), SIBU_OK);
    if (mode != KILL_WITNESS) {
        make_chain(&front.chain);
        sibu_hex(front.chain_hex, front.chain.hash, sizeof front.chain.hash);
    }
    write_member(&front, desk != NULL ? desk_key_of(desk) : NULL, port, others->policy);
    desk_close(desk);
    open_kept(&front, folder);
    others->process = fork();
    assert_true(others->process >= 0);
    if (others->process == 0) {
        (void)snprintf(path, sizeof path, "%s/others.db", folder);
        front.desk = mode != KILL_BEACON ? desk_in(folder) : NULL;
        if (sqlite3_open(path, &front.kept) != SQLITE_OK || sqlite3_busy_timeout(front.kept, 5000) != SQLITE_OK) {
            _exit(3);
        }
        be_others(&front, listening);
    }
    (void)close(listening);
}

void kill_others_close(struct kill_others *others)
{
    int how = 0;
    assert_int_equal(waitpid(others->process, &how, WNOHANG), 0); /* it did not fail meanwhile */
    (void)kill(others->process, SIGKILL);
    assert_int_equal(waitpid(others->process, &how, 0), others->process);
}
