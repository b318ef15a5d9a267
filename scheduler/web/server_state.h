/* What a running server holds. Inside web/ only; the outside sees server.h. */
#pragma once
#include <pthread.h>

#include "draw/ledger.h"
#include "draw/tick.h"
#include "notify/notify.h"
#include "store/store.h"
#include "web/http.h"
#include "web/server.h"

struct server {
    struct server_def def;
    char folder[4096], base_url[256];
    char officer_key[44];
    struct store *store;
    struct notify *notify;
    struct drill_host *drill;
    struct http_server *http;
    uint16_t port;
    pthread_mutex_t draw_mutex; /* guards what follows: the draw's state */
    struct draw_rules rules;
    int64_t installed_us;
    int64_t last_tick; /* index of the last tick drawn, -1 before the first */
    int64_t surprise_until_us; /* 0: none is armed */
    uint8_t ledger_hash[SIBU_HASH_BYTES]; /* of the ledger's last row */
    int64_t ledger_rows;
};

/* server_draw.c: the draw as the server runs it. */
/* Reads the ledger, checks it, and writes its "start" row. SIBU_NO where it is damaged, naming the row. */
SIBU_MUST_USE enum sibu_status server_draw_open(struct server *server, struct sibu_fault *fault);
/* Draws the tick that the clock is in, where it has not been drawn yet. */
SIBU_MUST_USE enum sibu_status server_draw_step(struct server *server, struct server_news *news,
                                                struct sibu_fault *fault);
