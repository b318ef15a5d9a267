/* GET /readyz: see ready.h. */
#include "web/ready.h"

#include <string.h>

#include "web/route.h"

struct ready_parts ready_judge(const struct ready_signs *signs, int64_t now_us)
{
    return (struct ready_parts){
        .store = signs->writes,
        .draw = signs->draws && signs->stepped_us != 0 && now_us - signs->stepped_us < READY_STEP_US,
        .notifier = !signs->is_over && signs->turned_us != 0 && now_us - signs->turned_us < READY_TURN_US,
    };
}

int ready_init(struct ready *ready)
{
    memset(ready, 0, sizeof *ready);
    return pthread_mutex_init(&ready->mutex, NULL) == 0;
}

void ready_clear(struct ready *ready)
{
    (void)pthread_mutex_destroy(&ready->mutex);
}

void ready_note(struct ready *ready, int draws)
{
    pthread_mutex_lock(&ready->mutex);
    ready->draws = draws;
    ready->stepped_us = clock_monotonic_us();
    pthread_mutex_unlock(&ready->mutex);
}

/* Whether it is this caller's turn to ask the store. */
static int may_ask(struct ready *ready, int64_t now_us)
{
    pthread_mutex_lock(&ready->mutex);
    int may = !ready->asks && (ready->asked_us == 0 || now_us - ready->asked_us >= READY_ASK_US);
    ready->asks |= may;
    pthread_mutex_unlock(&ready->mutex);
    return may;
}

/* On a full disk a store can still read: that it writes is known only when it has written. */
static void ask_store(struct server *server, struct ready *ready)
{
    struct sibu_fault ignored;
    int writes = store_setting_put(server->store, "ready", "1", &ignored) == SIBU_OK;
    pthread_mutex_lock(&ready->mutex);
    ready->writes = writes;
    ready->asked_us = clock_monotonic_us();
    ready->asks = 0;
    pthread_mutex_unlock(&ready->mutex);
}

static const char *truth(int is)
{
    return is ? "true" : "false";
}

/* Of several servers: which this is, whether it draws now, and which ones live. */
static void add_node(struct server *server, struct sibu_text *out)
{
    char living[NODES_SEEN_MAX][STORE_NODE_MAX];
    size_t count = node_living(server->node, living);
    sibu_text_addf(out, ",\"node\":\"%s\",\"draws\":%s,\"nodes\":[", node_id(server->node),
                   truth(node_holds(server->node, NODE_TICK, NULL)));
    for (size_t i = 0; i < count; i++) {
        sibu_text_addf(out, "%s\"%s\"", i > 0 ? "," : "", living[i]); /* an id has no letter that JSON minds */
    }
    sibu_text_add(out, "]");
}

void api_ready(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct ready *ready = &server->ready;
    (void)request;
    if (may_ask(ready, clock_monotonic_us())) {
        ask_store(server, ready);
    }
    struct ready_signs signs = {.turned_us = notify_turned_us(server->notify),
                                .is_over = server->node != NULL && !node_lives(server->node)};
    pthread_mutex_lock(&ready->mutex);
    signs.writes = ready->writes;
    signs.draws = ready->draws;
    signs.stepped_us = ready->stepped_us;
    pthread_mutex_unlock(&ready->mutex);
    struct ready_parts parts = ready_judge(&signs, clock_monotonic_us());
    int is = parts.store && parts.draw && parts.notifier;
    answer->status = is ? 200 : 503;
    sibu_text_addf(&answer->body, "{\"ok\":%s,\"store\":%s,\"draw\":%s,\"notifier\":%s", truth(is), truth(parts.store),
                   truth(parts.draw), truth(parts.notifier));
    if (server->node != NULL) {
        add_node(server, &answer->body);
    }
    sibu_text_add(&answer->body, "}\n");
}
