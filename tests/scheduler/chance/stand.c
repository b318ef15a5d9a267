/* See stand.h. One thread of libmicrohttpd serves all requests; the mutex guards what the test reads. */
#include "stand.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <microhttpd.h>

#define LARGE_BYTES ((size_t)1 << 20)
#define SLOW_MAX 8

struct stand {
    struct MHD_Daemon *daemon;
    uint16_t port;
    pthread_mutex_t mutex;
    size_t count;
    char path[256];
    struct MHD_Connection *slow[SLOW_MAX];
    size_t slow_count;
    int is_closing;
};

/* The rounds of the toy chain: BLS signatures by the key SHA-256("sibu test beacon") mod r, and their SHA-256. */
static const char *const SIGNATURES[] = {
    "82231ac46f9386855578c6412875c9881255ea4568433322efa4a219832991f7acc6d7591ccfe18bcd0a529e3ef3cbb7",
    "af0e127e89a2dd42c354f2bb2c2d342bbace6048bb591ff66083056a06d2462d3dfb83bc5d6ff0a20a6626123a517695",
    "b78f5dd14ad3de00b4629a9befe6a93779ec5396af7ae718bd529e8110db99b0956612c69838b55402a44e3992dde88a",
};
static const char *const RANDOMNESS[] = {
    "ddb690ffd32eaa7cd5af10d8f074b9a41e9a71790771cf057190bb98112e32ff",
    "3001a42448577d628c270105e7a6622d3e0cb9f5d9f09c4cffc99c37cff0bf0a",
    "00b06a9957cbbeaa42c859cc48fcb8be1a3c44166a9452a976d93979a75edda3",
};
static const char INFO[] =
    "{\"public_key\":\"8d2bea35001f848e8aa72530a781a994ab7b48161178d43d9b133f1aefb66f8074eb640b291dd632dc828e2061f7030c0a"
    "32882427ada70740669fe078a0b88d57c2e80fbcd862fa643b002199d5127549e9a6621dceb65f6f38576afc4403d0\",\"period\":%d,"
    "\"genesis_time\":1700000000,\"hash\":\"" TOY_HASH
    "\",\"groupHash\":\"466a148d58ea430054693f68938df6ae5ffe458bc302b9ebe6587c9145351781\",\"schemeID\":"
    "\"bls-unchained-g1-rfc9380\",\"metadata\":{\"beaconID\":\"toy\"}}";

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status, const char *bytes, size_t length)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, (void *)(uintptr_t)bytes, MHD_RESPMEM_MUST_COPY);
    if (status == 302) {
        (void)MHD_add_response_header(response, "Location", "/ok/" TOY_HASH "/public/1");
    }
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static int is_word(const char *path, const char *word)
{
    size_t length = strlen(word);
    return strncmp(path + 1, word, length) == 0 && path[length + 1] == '/';
}

static enum MHD_Result answer_info(struct MHD_Connection *connection, const char *path)
{
    char text[1024];
    int length = snprintf(text, sizeof text, INFO, is_word(path, "other-chain") ? 4 : 3);
    return answer(connection, 200, text, (size_t)length);
}

static enum MHD_Result answer_round(struct MHD_Connection *connection, const char *path, long round)
{
    char text[1024];
    if (is_word(path, "other-round")) {
        round++;
    }
    if (round < 1 || round > 3) {
        return answer(connection, 404, "", 0);
    }
    long randomness = is_word(path, "other-randomness") ? round % 3 : round - 1;
    int length = snprintf(text, sizeof text, "{\"round\":%ld,\"randomness\":\"%s\",\"signature\":\"%s\"}", round,
                          RANDOMNESS[randomness], SIGNATURES[round - 1]);
    return answer(connection, 200, text, (size_t)length);
}

/* The words that answer the same to everything; 0: none of them. */
static int answer_word(struct MHD_Connection *connection, const char *path, enum MHD_Result *result)
{
    static const struct {
        const char *word;
        unsigned status;
        size_t bytes;
    } WORDS[] = {{"gone", 404, 0},
                 {"early", 425, 0},
                 {"busy", 503, 2},
                 {"redirect", 302, 0},
                 {"large", 200, LARGE_BYTES},
                 {"garbage", 200, 40},
                 {"gone-large", 404, LARGE_BYTES}};
    static const char ZEROS[LARGE_BYTES];
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (is_word(path, WORDS[i].word)) {
            *result = answer(connection, WORDS[i].status, ZEROS, WORDS[i].bytes);
            return 1;
        }
    }
    return 0;
}

/* The caller holds the mutex. */
static enum MHD_Result behave(struct stand *stand, struct MHD_Connection *connection, const char *path)
{
    enum MHD_Result result = MHD_NO;
    if (answer_word(connection, path, &result)) {
        return result;
    }
    if (is_word(path, "slow") && !stand->is_closing && stand->slow_count < SLOW_MAX) {
        stand->slow[stand->slow_count++] = connection;
        MHD_suspend_connection(connection);
        return MHD_YES;
    }
    const char *hash = strstr(path, "/" TOY_HASH "/");
    if (hash == NULL) {
        return answer(connection, 404, "", 0);
    }
    hash += strlen("/" TOY_HASH "/");
    if (strcmp(hash, "info") == 0) {
        return answer_info(connection, path);
    }
    return strncmp(hash, "public/", 7) == 0 ? answer_round(connection, path, strtol(hash + 7, NULL, 10))
                                            : answer(connection, 404, "", 0);
}

static enum MHD_Result serve(void *data, struct MHD_Connection *connection, const char *path, const char *method,
                             const char *version, const char *bytes, size_t *length, void **state)
{
    struct stand *stand = data;
    (void)version;
    (void)bytes;
    (void)length;
    (void)state;
    pthread_mutex_lock(&stand->mutex);
    stand->count += stand->is_closing ? 0 : 1;
    (void)snprintf(stand->path, sizeof stand->path, "%s %s", method, path);
    enum MHD_Result result = behave(stand, connection, path);
    pthread_mutex_unlock(&stand->mutex);
    return result;
}

struct stand *stand_open(void)
{
    struct stand *stand = calloc(1, sizeof *stand);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    assert_non_null(stand);
    assert_int_equal(pthread_mutex_init(&stand->mutex, NULL), 0);
    stand->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, serve,
                                     stand, MHD_OPTION_SOCK_ADDR, &here, MHD_OPTION_END);
    assert_non_null(stand->daemon);
    stand->port = MHD_get_daemon_info(stand->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return stand;
}

void stand_close(struct stand *stand)
{
    pthread_mutex_lock(&stand->mutex);
    stand->is_closing = 1;
    for (size_t i = 0; i < stand->slow_count; i++) {
        MHD_resume_connection(stand->slow[i]);
    }
    pthread_mutex_unlock(&stand->mutex);
    MHD_stop_daemon(stand->daemon);
    pthread_mutex_destroy(&stand->mutex);
    free(stand);
}

void stand_address(const struct stand *stand, const char *word, char out[128])
{
    (void)snprintf(out, 128, "http://127.0.0.1:%u/%s", (unsigned)stand->port, word);
}

size_t stand_count(struct stand *stand, char path[256])
{
    pthread_mutex_lock(&stand->mutex);
    size_t count = stand->count;
    memcpy(path, stand->path, sizeof stand->path);
    pthread_mutex_unlock(&stand->mutex);
    return count;
}
