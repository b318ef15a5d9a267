/* Many attempts at once over libcurl: see carrier.h.
 *
 * libcurl says which sockets it waits for, and epoll says which of them have moved: so an answer costs the same however
 * many others are awaited. (curl_multi_perform looks at every attempt each time.)
 */
#include "notify/carrier.h"

#include <assert.h>
#include <curl/curl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "sibu/memory.h"
#include "sibu/text.h"

#define RETRY_AFTER_MAX_S 3600
#define EVENTS 16 /* at once; what is more comes the next time: meanwhile those that have ended make room for others */

struct slot {
    struct carrier *carrier;
    CURL *easy;
    struct curl_slist *headers;
    struct sibu_text body; /* of the answer */
    int is_used, is_cut;
    int is_watched, is_private; /* watched: may_reach is asked; private: it said no */
    int posts; /* its last attempt was a call with a body, and only such options are set in it */
};
struct carrier {
    struct carrier_def def;
    CURLM *multi;
    struct slot *slots;
    int epoll, wake; /* the set of sockets; one of them is our own, and is written to wake. -1: not there */
    int64_t due_us; /* monotonic: when libcurl is to be called without an event; INT64_MAX: not at all */
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "notify", "内存不足", "there is no memory left");
}

static size_t keep_answer(char *bytes, size_t size, size_t count, void *data)
{
    struct slot *slot = data;
    if (slot->body.length + size * count > CARRIER_ANSWER_BYTES_MAX) {
        slot->is_cut = 1;
        return 0;
    }
    sibu_text_add_bytes(&slot->body, bytes, size * count);
    return size * count;
}

/* A socket only for an address that may be reached. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct slot *slot = data;
    const struct carrier_def *def = &slot->carrier->def;
    (void)purpose;
    if (slot->is_watched && def->may_reach != NULL && !def->may_reach(def->data, &address->addr)) {
        slot->is_private = 1;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* libcurl waits for something else of a socket, or for nothing any more. */
static int watch_socket(CURL *easy, curl_socket_t file, int what, void *data, void *known)
{
    struct carrier *carrier = data;
    uint32_t events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    struct epoll_event event = {.events = events, .data.fd = file};
    int code = what == CURL_POLL_REMOVE ? EPOLL_CTL_DEL : known == NULL ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    (void)easy;
    if (epoll_ctl(carrier->epoll, code, file, &event) != 0 && code != EPOLL_CTL_DEL) {
        return -1; /* the attempt fails; a socket that is closed already is no more in the set */
    }
    curl_multi_assign(carrier->multi, file, code == EPOLL_CTL_DEL ? NULL : carrier);
    return 0;
}

static int watch_time(CURLM *multi, long wait_ms, void *data)
{
    struct carrier *carrier = data;
    (void)multi;
    carrier->due_us = wait_ms < 0 ? INT64_MAX : clock_monotonic_us() + wait_ms * (int64_t)1000;
    return 0;
}

static int open_set(struct carrier *carrier)
{
    carrier->due_us = INT64_MAX;
    carrier->epoll = epoll_create1(EPOLL_CLOEXEC);
    carrier->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = carrier->wake};
    return carrier->epoll >= 0 && carrier->wake >= 0 &&
           epoll_ctl(carrier->epoll, EPOLL_CTL_ADD, carrier->wake, &event) == 0;
}

static enum sibu_status open_parts(struct carrier *carrier, struct sibu_fault *fault)
{
    carrier->multi = curl_multi_init();
    carrier->slots = sibu_array_new(carrier->def.slots, sizeof *carrier->slots);
    if (!open_set(carrier)) {
        return sibu_fault_set(fault, SIBU_IO, "notify", "打开的文件太多", "too many files are open");
    }
    if (carrier->multi == NULL || carrier->slots == NULL) {
        return no_memory(fault);
    }
    curl_multi_setopt(carrier->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(carrier->multi, CURLMOPT_SOCKETDATA, carrier);
    curl_multi_setopt(carrier->multi, CURLMOPT_TIMERFUNCTION, watch_time);
    curl_multi_setopt(carrier->multi, CURLMOPT_TIMERDATA, carrier);
    curl_multi_setopt(carrier->multi, CURLMOPT_MAXCONNECTS, (long)carrier->def.slots);
    for (size_t i = 0; i < carrier->def.slots; i++) {
        carrier->slots[i].carrier = carrier;
        carrier->slots[i].body.max_length = CARRIER_ANSWER_BYTES_MAX;
        carrier->slots[i].easy = curl_easy_init();
        if (carrier->slots[i].easy == NULL) {
            return no_memory(fault);
        }
    }
    return SIBU_OK;
}

enum sibu_status carrier_open(struct carrier **out, const struct carrier_def *def, struct sibu_fault *fault)
{
    assert(def->slots >= 1 && def->slots <= CARRIER_SLOTS_MAX);
    assert(def->connect_timeout_ms > 0 && def->total_timeout_ms > 0);
    *out = NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return no_memory(fault);
    }
    struct carrier *carrier = sibu_array_new(1, sizeof *carrier);
    if (carrier == NULL) {
        curl_global_cleanup();
        return no_memory(fault);
    }
    carrier->def = *def;
    carrier->epoll = carrier->wake = -1;
    enum sibu_status status = open_parts(carrier, fault);
    if (status != SIBU_OK) {
        carrier_close(carrier);
        return status;
    }
    *out = carrier;
    return SIBU_OK;
}

static void free_slot(struct carrier *carrier, struct slot *slot)
{
    curl_multi_remove_handle(carrier->multi, slot->easy);
    curl_slist_free_all(slot->headers);
    slot->headers = NULL;
    slot->is_used = 0;
}

static void close_one(int file)
{
    if (file >= 0) {
        close(file);
    }
}

void carrier_close(struct carrier *carrier)
{
    if (carrier == NULL) {
        return;
    }
    for (size_t i = 0; carrier->slots != NULL && i < carrier->def.slots; i++) {
        struct slot *slot = &carrier->slots[i];
        if (slot->is_used) {
            free_slot(carrier, slot);
        }
        sibu_text_clear(&slot->body);
        curl_easy_cleanup(slot->easy);
    }
    curl_multi_cleanup(carrier->multi);
    curl_global_cleanup();
    close_one(carrier->epoll);
    close_one(carrier->wake);
    sibu_array_free(carrier->slots);
    sibu_array_free(carrier);
}

/* What is the same in every attempt. The results are unchecked: these options take constants and cannot fail. */
static void set_rules(struct slot *slot, const struct carrier_def *def)
{
    CURL *easy = slot->easy;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)def->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)def->total_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, slot);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, slot);
}

/* An empty slot, with the rules of every attempt; NULL: no memory. `posts`: for a call with a body, which sets all that such
 * a call has set before: the rules need not be set anew. */
static struct slot *take_slot(struct carrier *carrier, size_t index, int posts)
{
    assert(index < carrier->def.slots);
    struct slot *slot = &carrier->slots[index];
    assert(!slot->is_used);
    sibu_text_clear(&slot->body);
    slot->is_cut = slot->is_private = slot->is_watched = 0;
    if (posts && slot->posts) {
        return slot;
    }
    slot->posts = posts;
    set_rules(slot, &carrier->def);
    return curl_easy_setopt(slot->easy, CURLOPT_PROXY, "") == CURLE_OK ? slot
                                                                       : NULL; /* peers are on the site's own net */
}

static enum sibu_status launch(struct carrier *carrier, struct slot *slot, int fine, struct sibu_fault *fault)
{
    if (slot == NULL || !fine || curl_multi_add_handle(carrier->multi, slot->easy) != CURLM_OK) {
        if (slot != NULL) {
            curl_slist_free_all(slot->headers);
            slot->headers = NULL;
        }
        return no_memory(fault);
    }
    slot->is_used = 1;
    return SIBU_OK;
}

static int add_header(struct slot *slot, const char *line)
{
    struct curl_slist *longer = curl_slist_append(slot->headers, line);
    if (longer == NULL) {
        return 0;
    }
    slot->headers = longer;
    return 1;
}

static int set_headers(struct slot *slot, const struct http_call *call)
{
    int fine = add_header(slot, "Expect:"); /* no extra round trip before the body */
    for (size_t i = 0; fine && i < call->header_count; i++) {
        fine = add_header(slot, call->headers[i]);
    }
    return fine && curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, slot->headers) == CURLE_OK;
}

static int call_has_body(const struct http_call *call)
{
    return strcmp(call->method, "GET") != 0;
}

static int set_call(struct slot *slot, const struct http_call *call)
{
    CURL *easy = slot->easy;
    int has_body = call_has_body(call);
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, "sibu") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_URL, call->url) == CURLE_OK &&
           (!has_body ||
            (curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_length) == CURLE_OK &&
             curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, call->body) == CURLE_OK &&
             curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->method) == CURLE_OK));
}

enum sibu_status carrier_call(struct carrier *carrier, size_t index, const struct http_call *call,
                              struct sibu_fault *fault)
{
    struct slot *slot = take_slot(carrier, index, call_has_body(call));
    if (slot != NULL) {
        slot->is_watched = 1;
    }
    return launch(carrier, slot, slot != NULL && set_call(slot, call) && set_headers(slot, call), fault);
}

enum sibu_status carrier_start(struct carrier *carrier, size_t index, int (*set)(void *easy, void *data), void *data,
                               struct sibu_fault *fault)
{
    struct slot *slot = take_slot(carrier, index, 0);
    return launch(carrier, slot, slot != NULL && set(slot->easy, data), fault);
}

/* The word for a failed attempt. */
static const char *fault_of(CURLcode code)
{
    static const struct {
        CURLcode code;
        const char *fault;
    } WORDS[] = {
        {CURLE_COULDNT_CONNECT, "connect"},      {CURLE_COULDNT_RESOLVE_HOST, "resolve"},
        {CURLE_OPERATION_TIMEDOUT, "timeout"},   {CURLE_SSL_CONNECT_ERROR, "tls"},
        {CURLE_PEER_FAILED_VERIFICATION, "tls"}, {CURLE_SSL_CERTPROBLEM, "tls"},
        {CURLE_SSL_CACERT_BADFILE, "tls"},       {CURLE_USE_SSL_FAILED, "tls"},
        {CURLE_URL_MALFORMAT, "address"},        {CURLE_UNSUPPORTED_PROTOCOL, "address"},
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (WORDS[i].code == code) {
            return WORDS[i].fault;
        }
    }
    return "broken";
}

static int64_t retry_after_s(CURL *easy)
{
    curl_off_t wait_s = 0;
    if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait_s) != CURLE_OK || wait_s < 0) {
        return 0;
    }
    return wait_s > RETRY_AFTER_MAX_S ? RETRY_AFTER_MAX_S : (int64_t)wait_s;
}

/* An answer counts when it came whole, or when it was we who stopped reading it. */
static void read_end(struct slot *slot, CURLcode code, struct carrier_end *end)
{
    long reply = 0;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &reply);
    int came = (code == CURLE_OK && reply != 0) || (code == CURLE_WRITE_ERROR && slot->is_cut);
    end->fault = slot->is_private ? "private" : came ? "" : fault_of(code);
    end->transfer = (int)code;
    end->code = (int)reply;
    end->body = sibu_text_get(&slot->body);
    end->body_length = slot->body.length;
    end->retry_after_s = retry_after_s(slot->easy);
}

/* What libcurl wants to do by now without an event: begin, and give up what takes too long. */
static void do_due(struct carrier *carrier)
{
    int running = 0;
    if (carrier->due_us <= clock_monotonic_us()) {
        carrier->due_us = INT64_MAX; /* it says anew when there is more */
        curl_multi_socket_action(carrier->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}

static void do_event(struct carrier *carrier, const struct epoll_event *event)
{
    int running = 0;
    uint64_t times = 0;
    if (event->data.fd == carrier->wake) {
        ssize_t taken = read(carrier->wake, &times, sizeof times); /* only so that it is quiet again */
        (void)taken;
        return;
    }
    int what = (event->events & EPOLLIN ? CURL_CSELECT_IN : 0) | (event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
               (event->events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    curl_multi_socket_action(carrier->multi, event->data.fd, what, &running);
}

size_t carrier_collect(struct carrier *carrier, struct carrier_end *ends, size_t most)
{
    int left = 0;
    size_t count = 0;
    do_due(carrier);
    while (count < most) {
        CURLMsg *message = curl_multi_info_read(carrier->multi, &left);
        if (message == NULL) {
            break;
        }
        if (message->msg == CURLMSG_DONE) {
            CURLcode code = message->data.result; /* the message is gone once the handle is removed */
            char *private = NULL;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
            struct slot *slot = (struct slot *)(void *)private;
            struct carrier_end end = {.slot = (size_t)(slot - carrier->slots)};
            read_end(slot, code, &end);
            free_slot(carrier, slot);
            ends[count++] = end;
        }
    }
    return count;
}

void carrier_wait(struct carrier *carrier, int real_ms)
{
    struct epoll_event events[EVENTS];
    do_due(carrier);
    int64_t left_us = carrier->due_us == INT64_MAX ? INT64_MAX : carrier->due_us - clock_monotonic_us();
    if (left_us < real_ms * (int64_t)1000) {
        real_ms = left_us < 0 ? 0 : (int)((left_us + 999) / 1000);
    }
    int count = epoll_wait(carrier->epoll, events, EVENTS, real_ms);
    for (int i = 0; i < count; i++) {
        do_event(carrier, &events[i]);
    }
}

void carrier_wake(struct carrier *carrier)
{
    static const uint64_t ONCE = 1;
    ssize_t put = write(carrier->wake, &ONCE, sizeof ONCE); /* where it cannot be put it is awake already */
    (void)put;
}
