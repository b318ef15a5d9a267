/* The queue of requests: see post.h. */
#include "phones/post.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "sibu/memory.h"

#define UNDER_WAY_MAX 64
#define WAITING_MAX ((size_t)1 << 20)
#define FIRST_PAUSE_US 250000
#define LONGEST_PAUSE_US 8000000

struct item {
    struct item *next; /* in the list of those that wait */
    CURL *easy; /* while under way */
    char *path, *body;
    char method[8];
    int authorized, attempt;
    int64_t due_us; /* monotonic: not before this */
};
struct post {
    CURLM *multi;
    struct curl_slist *plain, *authorized; /* headers */
    char server[512];
    struct item *first, **last; /* waiting, oldest first */
    size_t under_way;
    struct item *items[UNDER_WAY_MAX];
    struct post_counts counts;
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status post_open(struct post **out, const char *server, const char *key, struct sibu_fault *fault)
{
    char header[160];
    *out = NULL;
    struct post *post = sibu_array_new(1, sizeof *post);
    if (post == NULL) {
        return no_memory(fault);
    }
    post->last = &post->first;
    (void)snprintf(post->server, sizeof post->server, "%s", server);
    (void)snprintf(header, sizeof header, "Authorization: Bearer %s", key);
    post->multi = curl_multi_init();
    post->plain = curl_slist_append(NULL, "Content-Type: application/json");
    post->authorized = curl_slist_append(NULL, "Content-Type: application/json");
    if (post->multi == NULL || post->plain == NULL || post->authorized == NULL ||
        curl_slist_append(post->authorized, header) == NULL) {
        post_close(post);
        return no_memory(fault);
    }
    *out = post;
    return SIBU_OK;
}

static void free_item(struct item *item)
{
    if (item != NULL) {
        curl_easy_cleanup(item->easy);
        sibu_array_free(item->path);
        sibu_array_free(item->body);
        sibu_array_free(item);
    }
}

void post_close(struct post *post)
{
    if (post == NULL) {
        return;
    }
    for (size_t i = 0; i < post->under_way; i++) {
        curl_multi_remove_handle(post->multi, post->items[i]->easy);
        free_item(post->items[i]);
    }
    while (post->first != NULL) {
        struct item *item = post->first;
        post->first = item->next;
        free_item(item);
    }
    curl_multi_cleanup(post->multi);
    curl_slist_free_all(post->plain);
    curl_slist_free_all(post->authorized);
    sibu_array_free(post);
}

static char *copy(const char *text)
{
    size_t length = strlen(text);
    char *kept = sibu_array_new(length + 1, 1);
    if (kept != NULL) {
        memcpy(kept, text, length);
    }
    return kept;
}

static void append(struct post *post, struct item *item)
{
    item->next = NULL;
    *post->last = item;
    post->last = &item->next;
}

enum sibu_status post_add(struct post *post, const struct post_request *request, struct sibu_fault *fault)
{
    if (post->counts.waiting >= WAITING_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, "", "待发请求太多", "too many requests are waiting");
    }
    struct item *item = sibu_array_new(1, sizeof *item);
    if (item == NULL) {
        return no_memory(fault);
    }
    item->path = copy(request->path);
    item->body = copy(request->body);
    item->authorized = request->authorized;
    (void)snprintf(item->method, sizeof item->method, "%s", request->method);
    if (item->path == NULL || item->body == NULL) {
        free_item(item);
        return no_memory(fault);
    }
    append(post, item);
    post->counts.waiting++;
    return SIBU_OK;
}

static size_t drop_bytes(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

static size_t keep_bytes(char *bytes, size_t size, size_t count, void *data)
{
    sibu_text_add_bytes(data, bytes, size * count);
    return sibu_text_ok(data) ? size * count : 0;
}

static void set_request(const struct post *post, CURL *easy, const char *method, const char *path, const char *body,
                        int authorized)
{
    char url[1200];
    (void)snprintf(url, sizeof url, "%s%s", post->server, path);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* the server is on the site's own net */
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, authorized ? post->authorized : post->plain);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
    if (body != NULL) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 15000L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, drop_bytes);
}

/* Sends the item; false where libcurl has no memory for it, then it stays with the caller. */
static int start(struct post *post, struct item *item)
{
    item->easy = curl_easy_init();
    if (item->easy == NULL) {
        return 0;
    }
    set_request(post, item->easy, item->method, item->path, item->body, item->authorized);
    curl_easy_setopt(item->easy, CURLOPT_PRIVATE, item);
    if (curl_multi_add_handle(post->multi, item->easy) != CURLM_OK) {
        curl_easy_cleanup(item->easy);
        item->easy = NULL;
        return 0;
    }
    post->items[post->under_way++] = item;
    return 1;
}

static void start_due(struct post *post)
{
    int64_t now_us = clock_monotonic_us();
    struct item **at = &post->first;
    while (*at != NULL && post->under_way < UNDER_WAY_MAX) {
        struct item *item = *at;
        if (item->due_us > now_us || !start(post, item)) {
            at = &item->next;
            continue;
        }
        *at = item->next;
        if (post->last == &item->next) {
            post->last = at;
        }
    }
}

static void forget(struct post *post, struct item *item)
{
    for (size_t i = 0; i < post->under_way; i++) {
        if (post->items[i] == item) {
            post->items[i] = post->items[--post->under_way];
            break;
        }
    }
    curl_multi_remove_handle(post->multi, item->easy);
}

static void try_again(struct post *post, struct item *item)
{
    int64_t pause_us = FIRST_PAUSE_US << (item->attempt < 5 ? item->attempt : 5);
    item->attempt++;
    item->due_us = clock_monotonic_us() + (pause_us < LONGEST_PAUSE_US ? pause_us : LONGEST_PAUSE_US);
    curl_easy_cleanup(item->easy);
    item->easy = NULL;
    append(post, item);
}

static void end(struct post *post, const CURLMsg *message)
{
    struct item *item = NULL;
    long status = 0;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&item);
    curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
    CURLcode code = message->data.result; /* the message dies with its handle */
    forget(post, item);
    if (code != CURLE_OK || status == 0 || status == 429 || status >= 500) {
        try_again(post, item);
        return;
    }
    post->counts.accepted += status < 300 ? 1 : 0;
    post->counts.refused += status >= 300 ? 1 : 0;
    post->counts.waiting--;
    free_item(item);
}

enum sibu_status post_step(struct post *post, int wait_ms, struct sibu_fault *fault)
{
    int running = 0;
    int left = 0;
    start_due(post);
    if (curl_multi_perform(post->multi, &running) != CURLM_OK ||
        curl_multi_poll(post->multi, NULL, 0, wait_ms, NULL) != CURLM_OK ||
        curl_multi_perform(post->multi, &running) != CURLM_OK) {
        return sibu_fault_set(fault, SIBU_IO, post->server, "网络库故障", "libcurl failed");
    }
    for (CURLMsg *message = curl_multi_info_read(post->multi, &left); message != NULL;
         message = curl_multi_info_read(post->multi, &left)) {
        if (message->msg == CURLMSG_DONE) {
            end(post, message);
        }
    }
    return SIBU_OK;
}

struct post_counts post_counts(const struct post *post)
{
    return post->counts;
}

enum sibu_status post_now(struct post *post, const struct post_request *request, long *http_status,
                          struct sibu_text *answer, struct sibu_fault *fault)
{
    CURL *easy = curl_easy_init();
    if (easy == NULL) {
        return no_memory(fault);
    }
    set_request(post, easy, request->method, request->path, request->body, request->authorized);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, http_status);
    curl_easy_cleanup(easy);
    if (code != CURLE_OK) {
        return sibu_fault_set(fault, SIBU_IO, post->server, "服务器没有应答（%s）,它在运行吗？",
                              "the server does not answer (%s): is it running?", curl_easy_strerror(code));
    }
    return SIBU_OK;
}
