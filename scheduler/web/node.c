/* The claims of this server, and their renewal: see node.h. */
#include "web/node.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "sibu/memory.h"

#define PREFIX "node/"
#define CLAIMS_MAX 8
#define LOG_EACH_US (INT64_C(60) * 1000000)
#define WRITE_US (INT64_C(40) * 1000000) /* the database ends a transaction that stands still after 30 s */
#define AGAIN_US 100000

struct held {
    struct store_claim claim; /* fence 0: the place is free */
    int64_t until_us; /* monotonic */
};
struct node {
    struct store *store; /* a connection of its own */
    char id[STORE_NODE_MAX];
    int64_t lease_us;
    struct store_claim self; /* as it was taken; never changes */
    pthread_t thread;
    int has_thread;
    int64_t told_us; /* the thread's: when it last told of a fault */
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t wake;
    int stops, is_over;
    int64_t beat_us; /* monotonic */
    struct held held[CLAIMS_MAX]; /* the first is the node's own */
    char living[NODES_SEEN_MAX][STORE_NODE_MAX];
    size_t living_count;
};

int node_id_fits(const char *id)
{
    size_t length = strlen(id);
    size_t good = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    return length > 0 && length <= NODE_ID_MAX && good == length;
}

/* With the mutex held. NULL where it is not there. */
static struct held *find(struct node *node, const char *name)
{
    for (size_t i = 0; i < CLAIMS_MAX; i++) {
        if (node->held[i].claim.fence != 0 && strcmp(node->held[i].claim.name, name) == 0) {
            return &node->held[i];
        }
    }
    return NULL;
}

static void keep_end(struct node *node, const struct store_claim *claim, enum sibu_status status, int64_t until_us)
{
    pthread_mutex_lock(&node->mutex);
    struct held *held = find(node, claim->name);
    if (held != NULL && held->claim.fence == claim->fence) {
        if (status == SIBU_OK) {
            held->until_us = until_us;
        } else if (status == SIBU_NO) {
            node->is_over |= held == &node->held[0];
            *held = (struct held){.until_us = 0};
        }
    }
    pthread_mutex_unlock(&node->mutex);
}

static enum sibu_status renew(struct node *node, struct store_claim *claim, struct sibu_fault *fault)
{
    int64_t before_us = clock_monotonic_us();
    enum sibu_status status = store_claim_renew(node->store, claim, node->lease_us, fault);
    keep_end(node, claim, status, before_us + node->lease_us);
    return status == SIBU_NO ? SIBU_OK : status;
}

/* Copies what is to be renewed; returns how many. */
static size_t list_due(struct node *node, struct store_claim out[CLAIMS_MAX])
{
    size_t count = 0;
    pthread_mutex_lock(&node->mutex);
    int is_stuck = clock_monotonic_us() - node->beat_us > NODE_STUCK_US;
    for (size_t i = 0; i < CLAIMS_MAX; i++) {
        const struct store_claim *claim = &node->held[i].claim;
        if (claim->fence != 0 && !(is_stuck && strcmp(claim->name, NODE_TICK) == 0)) {
            out[count++] = *claim;
        }
    }
    pthread_mutex_unlock(&node->mutex);
    return count;
}

static enum sibu_status look_round(struct node *node, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_claim *claims = NULL;
    size_t count = 0;
    enum sibu_status status = store_claims(node->store, PREFIX, &arena, &claims, &count, fault);
    if (status == SIBU_OK) {
        pthread_mutex_lock(&node->mutex);
        node->living_count = count < NODES_SEEN_MAX ? count : NODES_SEEN_MAX;
        for (size_t i = 0; i < node->living_count; i++) {
            (void)snprintf(node->living[i], STORE_NODE_MAX, "%s", claims[i].holder);
        }
        pthread_mutex_unlock(&node->mutex);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* All claims, and who else lives. False where the store did not do it: then soon again. */
static int renew_all(struct node *node)
{
    struct store_claim due[CLAIMS_MAX];
    struct sibu_fault fault;
    enum sibu_status status = SIBU_OK;
    size_t count = list_due(node, due);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        status = renew(node, &due[i], &fault);
    }
    if (status == SIBU_OK) {
        status = look_round(node, &fault);
    }
    if (status != SIBU_OK && clock_monotonic_us() - node->told_us > LOG_EACH_US) {
        node->told_us = clock_monotonic_us();
        log_fault(clock_world_us(), "node", &fault);
    }
    return status == SIBU_OK;
}

/* With the mutex held. */
static void rest(struct node *node, int64_t real_us)
{
    int64_t until_us = clock_monotonic_us() + real_us;
    const struct timespec until = {.tv_sec = (time_t)(until_us / 1000000),
                                   .tv_nsec = (long)(until_us % 1000000 * 1000)};
    while (!node->stops && clock_monotonic_us() < until_us) {
        (void)pthread_cond_timedwait(&node->wake, &node->mutex, &until);
    }
}

static void *run(void *data)
{
    struct node *node = data;
    int is_well = 1;
    pthread_mutex_lock(&node->mutex);
    while (!node->stops) {
        rest(node, is_well ? node->lease_us / 3 : node->lease_us / 12);
        if (!node->stops) {
            pthread_mutex_unlock(&node->mutex);
            is_well = renew_all(node);
            pthread_mutex_lock(&node->mutex);
        }
    }
    pthread_mutex_unlock(&node->mutex);
    return NULL;
}

static enum sibu_status make_locks(struct node *node, struct sibu_fault *fault)
{
    pthread_condattr_t attributes;
    int ready = pthread_condattr_init(&attributes) == 0;
    ready = ready && pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
            pthread_mutex_init(&node->mutex, NULL) == 0 && pthread_cond_init(&node->wake, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return ready ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

/* With all signals blocked: they belong to the main thread. */
static enum sibu_status start_thread(struct node *node, struct sibu_fault *fault)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    node->has_thread = pthread_create(&node->thread, NULL, run, node) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return node->has_thread ? SIBU_OK
                            : sibu_fault_set(fault, SIBU_IO, "node", "无法启动线程", "a thread cannot be started");
}

/* The id is ours, so that only a write of an earlier process of it that is not through can be in the way. */
static enum sibu_status take_own(struct node *node, const char *name, struct sibu_fault *fault)
{
    int64_t until_us = clock_monotonic_us() + WRITE_US;
    enum sibu_status status = node_take(node, name, fault);
    while (status == SIBU_NO && clock_monotonic_us() < until_us) {
        clock_rest(AGAIN_US);
        status = node_take(node, name, fault);
    }
    return status;
}

static enum sibu_status open_parts(struct node *node, const struct node_def *def, struct sibu_fault *fault)
{
    char name[STORE_CLAIM_NAME_MAX];
    (void)snprintf(node->id, sizeof node->id, "%s", def->id);
    (void)snprintf(name, sizeof name, PREFIX "%s", def->id);
    node->lease_us = def->lease_us > 0 ? def->lease_us : NODE_LEASE_US;
    node->beat_us = clock_monotonic_us();
    enum sibu_status status = store_open(&node->store, def->where, fault);
    if (status == SIBU_OK) {
        status = take_own(node, name, fault);
    }
    if (status == SIBU_OK) {
        node->self = node->held[0].claim;
        status = look_round(node, fault);
    }
    return status == SIBU_OK ? start_thread(node, fault) : status;
}

enum sibu_status node_open(struct node **out, const struct node_def *def, struct sibu_fault *fault)
{
    *out = NULL;
    if (!node_id_fits(def->id)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--node", "服务器编号由 1 到 %d 个字母、数字或 - _ . 组成",
                              "a server's id has 1 to %d letters, digits or - _ .", NODE_ID_MAX);
    }
    struct node *node = sibu_array_new(1, sizeof *node);
    if (node == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    enum sibu_status status = make_locks(node, fault);
    if (status != SIBU_OK) {
        sibu_array_free(node);
        return status;
    }
    status = open_parts(node, def, fault);
    if (status != SIBU_OK) {
        node_close(node);
        return status;
    }
    *out = node;
    return SIBU_OK;
}

void node_close(struct node *node)
{
    if (node == NULL) {
        return;
    }
    pthread_mutex_lock(&node->mutex);
    node->stops = 1;
    pthread_cond_signal(&node->wake);
    pthread_mutex_unlock(&node->mutex);
    if (node->has_thread) {
        pthread_join(node->thread, NULL);
    }
    for (size_t i = CLAIMS_MAX; i-- > 0;) {
        struct sibu_fault ignored; /* its lease will pass */
        if (node->held[i].claim.fence != 0) {
            (void)!store_claim_give_up(node->store, &node->held[i].claim, &ignored);
        }
    }
    store_close(node->store);
    pthread_cond_destroy(&node->wake);
    pthread_mutex_destroy(&node->mutex);
    sibu_array_free(node);
}

const char *node_id(const struct node *node)
{
    return node->id;
}

int64_t node_lease_us(const struct node *node)
{
    return node->lease_us;
}

const struct store_claim *node_claim(const struct node *node)
{
    return &node->self;
}

int node_lives(void *data)
{
    struct node *node = data;
    return node_holds(node, node->self.name, NULL);
}

enum sibu_status node_is_over(struct node *node, struct sibu_fault *fault)
{
    pthread_mutex_lock(&node->mutex);
    int is_over = node->is_over;
    pthread_mutex_unlock(&node->mutex);
    return !is_over ? SIBU_OK
                    : sibu_fault_set(fault, SIBU_BAD_INPUT, node->id,
                                     "又启动了一台同样编号的服务器，这一台到此为止：每台服务器的 --node 要各不相同",
                                     "another server was started with this id, and this one ends here: each needs a "
                                     "--node of its own");
}

void node_beat(struct node *node)
{
    pthread_mutex_lock(&node->mutex);
    node->beat_us = clock_monotonic_us();
    pthread_mutex_unlock(&node->mutex);
}

/* False where there is no place for one more. The node's own is taken first, and so has the first. */
static int keep(struct node *node, const struct store_claim *claim, int64_t until_us)
{
    pthread_mutex_lock(&node->mutex);
    struct held *place = find(node, claim->name);
    for (size_t i = 0; i < CLAIMS_MAX && place == NULL; i++) {
        int is_free = node->held[i].claim.fence == 0 && (i > 0 || node->self.fence == 0);
        place = is_free ? &node->held[i] : NULL;
    }
    if (place != NULL) {
        *place = (struct held){*claim, until_us};
    }
    pthread_mutex_unlock(&node->mutex);
    return place != NULL;
}

enum sibu_status node_take(struct node *node, const char *name, struct sibu_fault *fault)
{
    struct store_claim claim;
    int64_t before_us = clock_monotonic_us();
    enum sibu_status status = store_claim_take(node->store, name, node->id, node->lease_us, &claim, fault);
    if (status != SIBU_OK || keep(node, &claim, before_us + node->lease_us)) {
        return status;
    }
    status = store_claim_give_up(node->store, &claim, fault);
    return status == SIBU_OK
               ? sibu_fault_set(fault, SIBU_LIMIT, name, "这台服务器手上的事太多", "this server has too much in hand")
               : status;
}

int node_holds(struct node *node, const char *name, struct store_claim *out)
{
    pthread_mutex_lock(&node->mutex);
    const struct held *held = find(node, name);
    int holds = held != NULL && held->until_us > clock_monotonic_us();
    if (holds && out != NULL) {
        *out = held->claim;
    }
    pthread_mutex_unlock(&node->mutex);
    return holds;
}

void node_check(struct node *node, const char *name)
{
    struct sibu_fault ignored; /* it is tried again by the thread */
    struct store_claim claim = {.fence = 0};
    pthread_mutex_lock(&node->mutex);
    const struct held *held = find(node, name);
    if (held != NULL) {
        claim = held->claim;
    }
    pthread_mutex_unlock(&node->mutex);
    if (claim.fence != 0) {
        (void)!renew(node, &claim, &ignored);
    }
}

void node_give_up(struct node *node, const char *name)
{
    struct sibu_fault ignored; /* its lease will pass */
    struct store_claim claim = {.fence = 0};
    pthread_mutex_lock(&node->mutex);
    struct held *held = find(node, name);
    if (held != NULL) {
        claim = held->claim;
        *held = (struct held){.until_us = 0};
    }
    pthread_mutex_unlock(&node->mutex);
    if (claim.fence != 0) {
        (void)!store_claim_give_up(node->store, &claim, &ignored);
    }
}

size_t node_living(struct node *node, char out[NODES_SEEN_MAX][STORE_NODE_MAX])
{
    pthread_mutex_lock(&node->mutex);
    size_t count = node->living_count;
    memcpy(out, node->living, sizeof node->living);
    pthread_mutex_unlock(&node->mutex);
    return count;
}
