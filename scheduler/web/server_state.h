/* What a running server holds. Inside web/ only; the outside sees server.h. */
#pragma once
#include <pthread.h>

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
    pthread_mutex_t draw_mutex; /* guards what follows: the draw's state */
    int64_t last_tick; /* index of the last tick drawn, -1 before the first */
    int64_t surprise_from_us, surprise_until_us; /* 0: none is armed */
    uint8_t ledger_hash[32]; /* of the ledger's last row */
    int64_t ledger_rows;
};
