/* The feeds of alerts: see feed.h. */
#include "web/feed.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "notify/cap_feed.h"
#include "sibu/hash.h"
#include "store/store_reach.h"
#include "web/route.h"
#include "web/server_state.h"

#define SETTING "feed-key"
#define PATH_LENGTH 6 /* of "/feed/" */
#define END_LENGTH 4 /* of ".xml" */
#define ETAG_BYTES 36
#define DATE_BYTES 40

/* A feed as it was written last. */
struct shelf {
    int is_made;
    int64_t mark[2]; /* of the store's alerts at that time */
    struct sibu_text text;
    char etag[ETAG_BYTES], date[DATE_BYTES];
};
struct feeds {
    pthread_mutex_t mutex; /* guards what follows */
    char key[FEED_KEY_BYTES];
    struct shelf shelves[2]; /* actual, exercise */
};

static enum sibu_status make_key(struct feeds *feeds, struct store *store, struct sibu_fault *fault)
{
    uint8_t secret[32];
    char key[FEED_KEY_BYTES];
    randombytes_buf(secret, sizeof secret);
    sodium_bin2base64(key, sizeof key, secret, sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    enum sibu_status status = store_setting_put(store, SETTING, key, fault);
    if (status == SIBU_OK) {
        memcpy(feeds->key, key, sizeof key);
    }
    return status;
}

static enum sibu_status find_key(struct feeds *feeds, struct store *store, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    const char *kept = NULL;
    enum sibu_status status = store_setting(store, SETTING, &arena, &kept, fault);
    if (status == SIBU_OK && kept != NULL && strlen(kept) == FEED_KEY_BYTES - 1) {
        memcpy(feeds->key, kept, FEED_KEY_BYTES);
    } else if (status == SIBU_OK) {
        status = make_key(feeds, store, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status feeds_open(struct feeds **out, struct server *server, struct sibu_fault *fault)
{
    struct feeds *feeds = sibu_array_new(1, sizeof *feeds);
    *out = feeds;
    if (feeds == NULL || pthread_mutex_init(&feeds->mutex, NULL) != 0) {
        sibu_array_free(feeds);
        *out = NULL;
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return find_key(feeds, server->store, fault);
}

void feeds_close(struct feeds *feeds)
{
    if (feeds != NULL) {
        sibu_text_clear(&feeds->shelves[0].text);
        sibu_text_clear(&feeds->shelves[1].text);
        pthread_mutex_destroy(&feeds->mutex);
        sibu_array_free(feeds);
    }
}

static void make_etag(const char *bytes, size_t length, char out[ETAG_BYTES])
{
    struct sibu_hash hash;
    uint8_t code[SIBU_HASH_BYTES];
    char hex[2 * SIBU_HASH_BYTES + 1];
    sibu_hash_init(&hash, "sibu etag v1");
    sibu_hash_field(&hash, bytes, length);
    sibu_hash_done(&hash, code);
    sibu_hex(hex, code, sizeof code);
    (void)snprintf(out, ETAG_BYTES, "\"%.32s\"", hex);
}

/* "Tue, 24 Nov 2026 02:10:00 GMT". */
static void make_date(int64_t time_us, char out[DATE_BYTES])
{
    static const char *const DAYS[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[32];
    int64_t day = time_us / 1000000 / 86400;
    sibu_time_text(text, time_us); /* 2026-11-24T02:10:00 */
    int month = (text[5] - '0') * 10 + text[6] - '0';
    (void)snprintf(out, DATE_BYTES, "%s, %.2s %s %.4s %.8s GMT", DAYS[day % 7], text + 8, MONTHS[(month - 1) % 12],
                   text, text + 11);
}

static int64_t window_us(const struct server *server)
{
    return clock_now_us(server->def.clock) - CAP_FEED_KEEPS_US;
}

static enum sibu_status write_shelf(struct server *server, int is_exercise, struct sibu_arena *arena,
                                    struct sibu_fault *fault)
{
    struct shelf *shelf = &server->feeds->shelves[is_exercise];
    struct store_cap *caps = NULL;
    size_t count = 0;
    int64_t newest_us = 0;
    char installation[2 * sizeof server->who.id + 1];
    enum sibu_status status = store_caps(server->store, window_us(server), arena, &caps, &count, fault);
    struct cap_feed_item *items = sibu_arena_take(arena, count + 1, sizeof *items);
    if (status == SIBU_OK && items == NULL) {
        status = sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    if (status != SIBU_OK) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct cap_feed_item){caps[i].identifier, caps[i].xml, caps[i].sent_us};
    }
    sibu_hex(installation, server->who.id, sizeof server->who.id);
    struct cap_feed feed = {.is_exercise = is_exercise,
                            .installation = installation,
                            .base_url = server->base_url,
                            .key = server->feeds->key,
                            .items = items,
                            .count = count};
    status = cap_feed_write(&feed, &shelf->text, &newest_us, fault);
    make_etag(sibu_text_get(&shelf->text), shelf->text.length, shelf->etag);
    make_date(newest_us, shelf->date);
    return status;
}

/* Brings the shelf to what the store has. Under the mutex. */
static enum sibu_status refresh(struct server *server, int is_exercise, struct sibu_fault *fault)
{
    struct shelf *shelf = &server->feeds->shelves[is_exercise];
    struct sibu_arena arena = {0};
    int64_t mark[2] = {0, 0};
    enum sibu_status status = store_caps_mark(server->store, window_us(server), mark, fault);
    if (status == SIBU_OK && (!shelf->is_made || memcmp(mark, shelf->mark, sizeof mark) != 0)) {
        shelf->is_made = 0;
        status = write_shelf(server, is_exercise, &arena, fault);
        shelf->is_made = status == SIBU_OK;
        memcpy(shelf->mark, mark, sizeof mark);
    }
    sibu_arena_clear(&arena);
    return status;
}

static int key_fits(struct server *server, const struct http_request *request, struct http_answer *answer)
{
    const char *key = http_query(request, "key");
    pthread_mutex_lock(&server->feeds->mutex);
    int fits = key != NULL && strlen(key) == FEED_KEY_BYTES - 1 &&
               sodium_memcmp(key, server->feeds->key, FEED_KEY_BYTES - 1) == 0;
    pthread_mutex_unlock(&server->feeds->mutex);
    if (!fits) {
        http_answer_no(answer, 403, "show the feed's key: ?key=KEY, as GET /v1/feeds tells officers");
    }
    return fits;
}

/* Whether the one who asks has it already. A date counts only where no tag was sent. */
static int is_known(const struct http_request *request, const char *etag, const char *date)
{
    const char *tags = http_header(request, "If-None-Match");
    const char *since = http_header(request, "If-Modified-Since");
    if (tags != NULL) {
        return strcmp(tags, "*") == 0 || strstr(tags, etag) != NULL;
    }
    return since != NULL && strcmp(since, date) == 0;
}

static void give(struct http_request *request, struct http_answer *answer, const struct shelf *shelf, const char *type)
{
    answer->etag = sibu_arena_text(&request->arena, shelf->etag, strlen(shelf->etag));
    answer->modified = sibu_arena_text(&request->arena, shelf->date, strlen(shelf->date));
    answer->type = type;
    answer->status = 304;
    if (!is_known(request, shelf->etag, shelf->date)) {
        answer->status = 200;
        sibu_text_add_bytes(&answer->body, sibu_text_get(&shelf->text), shelf->text.length);
    }
}

static void answer_feed(struct server *server, struct http_request *request, struct http_answer *answer,
                        int is_exercise)
{
    struct sibu_fault fault;
    if (!key_fits(server, request, answer)) {
        return;
    }
    pthread_mutex_lock(&server->feeds->mutex);
    if (refresh(server, is_exercise, &fault) == SIBU_OK) {
        give(request, answer, &server->feeds->shelves[is_exercise], "application/atom+xml; charset=utf-8");
    } else {
        http_answer_fault(answer, &fault);
    }
    pthread_mutex_unlock(&server->feeds->mutex);
}

void feed_exercise(struct server *server, struct http_request *request, struct http_answer *answer)
{
    answer_feed(server, request, answer, 1);
}

void feed_actual(struct server *server, struct http_request *request, struct http_answer *answer)
{
    answer_feed(server, request, answer, 0);
}

void feed_message(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct store_cap cap;
    const char *name = request->path + PATH_LENGTH;
    if (!key_fits(server, request, answer)) {
        return;
    }
    const char *identifier = sibu_arena_text(&request->arena, name, strlen(name) - END_LENGTH);
    enum sibu_status status =
        identifier != NULL ? store_cap(server->store, identifier, window_us(server), &request->arena, &cap, &fault)
                           : sibu_fault_set(&fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    if (status == SIBU_NO) {
        http_answer_no(answer, 404, "there is no such alert, or it has left the feed");
        return;
    }
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    struct shelf shelf = {.is_made = 1};
    sibu_text_add(&shelf.text, cap.xml);
    make_etag(cap.xml, strlen(cap.xml), shelf.etag);
    make_date(cap.sent_us, shelf.date);
    give(request, answer, &shelf, "application/cap+xml");
    sibu_text_clear(&shelf.text);
}

static void tell(const struct server *server, struct http_answer *answer)
{
    static const char *const NAMES[] = {"actual", "exercise"};
    answer->status = 200;
    for (int i = 0; i < 2; i++) {
        struct sibu_text url = {0};
        sibu_text_addf(&url, "%s/feed/%s.atom?key=%s", server->base_url, NAMES[i], server->feeds->key);
        sibu_text_addf(&answer->body, "%s\"%s\":", i == 0 ? "{" : ",", NAMES[i]);
        sibu_text_add_json(&answer->body, sibu_text_get(&url));
        sibu_text_clear(&url);
    }
    sibu_text_add(&answer->body, "}\n");
}

void api_feeds(struct server *server, struct http_request *request, struct http_answer *answer)
{
    (void)request;
    pthread_mutex_lock(&server->feeds->mutex);
    tell(server, answer);
    pthread_mutex_unlock(&server->feeds->mutex);
}

/* A new key: whoever has the old one reads no more. */
void api_feeds_renew(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    (void)request;
    pthread_mutex_lock(&server->feeds->mutex);
    if (make_key(server->feeds, server->store, &fault) == SIBU_OK) {
        server->feeds->shelves[0].is_made = server->feeds->shelves[1].is_made = 0;
        tell(server, answer);
    } else {
        http_answer_fault(answer, &fault);
    }
    pthread_mutex_unlock(&server->feeds->mutex);
}
