/* Posts over libcurl: see channel_http.h. */
#include "notify/channel_http.h"

#include <assert.h>
#include <curl/curl.h>
#include <string.h>

#include "sibu/memory.h"
#include "sibu/text.h"

#define RETRY_AFTER_MAX_S 3600

struct slot {
    CURL *easy;
    struct curl_slist *headers; /* NULL while the slot is free */
    size_t received_bytes;
};
struct channel_http {
    struct channel_http_limits limits;
    CURLM *multi;
    struct slot slots[CHANNEL_HTTP_SLOTS_MAX];
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "notify", "内存不足", "there is no memory left");
}

/* The answer's body is of no use to us: it is read so far that the connection can be used again, and no further. */
static size_t pass_over(char *bytes, size_t size, size_t count, void *data)
{
    struct slot *slot = data;
    (void)bytes;
    slot->received_bytes += size * count;
    return slot->received_bytes > CHANNEL_HTTP_ANSWER_BYTES_MAX ? 0 : size * count;
}

static enum sibu_status open_parts(struct channel_http *channel, struct sibu_fault *fault)
{
    channel->multi = curl_multi_init();
    if (channel->multi == NULL) {
        return no_memory(fault);
    }
    curl_multi_setopt(channel->multi, CURLMOPT_MAXCONNECTS, (long)channel->limits.slots);
    for (int i = 0; i < channel->limits.slots; i++) {
        channel->slots[i].easy = curl_easy_init();
        if (channel->slots[i].easy == NULL) {
            return no_memory(fault);
        }
    }
    return SIBU_OK;
}

enum sibu_status channel_http_open(struct channel_http **out, const struct channel_http_limits *limits,
                                   struct sibu_fault *fault)
{
    assert(limits->slots >= 1 && limits->slots <= CHANNEL_HTTP_SLOTS_MAX);
    assert(limits->connect_timeout_ms > 0 && limits->total_timeout_ms > 0);
    *out = NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return no_memory(fault);
    }
    struct channel_http *channel = sibu_array_new(1, sizeof *channel);
    if (channel == NULL) {
        curl_global_cleanup();
        return no_memory(fault);
    }
    channel->limits = *limits;
    enum sibu_status status = open_parts(channel, fault);
    if (status != SIBU_OK) {
        channel_http_close(channel);
        return status;
    }
    *out = channel;
    return SIBU_OK;
}

static void free_slot(struct channel_http *channel, struct slot *slot)
{
    curl_multi_remove_handle(channel->multi, slot->easy);
    curl_slist_free_all(slot->headers);
    slot->headers = NULL;
}

void channel_http_close(struct channel_http *channel)
{
    if (channel == NULL) {
        return;
    }
    for (int i = 0; i < channel->limits.slots; i++) {
        struct slot *slot = &channel->slots[i];
        if (slot->headers != NULL) {
            free_slot(channel, slot);
        }
        curl_easy_cleanup(slot->easy);
    }
    curl_multi_cleanup(channel->multi);
    curl_global_cleanup();
    sibu_array_free(channel);
}

static int add_header(struct slot *slot, const char *name, const char *value)
{
    struct sibu_text line = {.max_length = 4096};
    sibu_text_add(&line, name);
    sibu_text_add(&line, value);
    struct curl_slist *longer = sibu_text_ok(&line) ? curl_slist_append(slot->headers, sibu_text_get(&line)) : NULL;
    sibu_text_clear(&line);
    if (longer == NULL) {
        return 0;
    }
    slot->headers = longer;
    return 1;
}

static int set_headers(struct slot *slot, const struct channel_http_post *post)
{
    struct sibu_text link = {.max_length = 2048};
    sibu_text_addf(&link, "<%s>; rel=\"answer\"", post->answer_url);
    int fine = sibu_text_ok(&link) && add_header(slot, "Content-Type: ", "application/cap+xml") &&
               add_header(slot, "Idempotency-Key: ", post->key) && add_header(slot, "Link: ", sibu_text_get(&link)) &&
               add_header(slot, "X-Sibu-Exercise: ", post->is_exercise ? "true" : "false") &&
               add_header(slot, "Expect:", ""); /* no extra round trip before the body */
    sibu_text_clear(&link);
    return fine && curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, slot->headers) == CURLE_OK;
}

/* What is the same in every attempt. The results are unchecked: these options take constants and cannot fail. */
static void set_rules(struct slot *slot, const struct channel_http_limits *limits)
{
    CURL *easy = slot->easy;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)limits->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)limits->total_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, pass_over);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, slot);
}

static int set_post(struct slot *slot, const struct channel_http_post *post)
{
    CURL *easy = slot->easy;
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, "sibu") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK && /* people's phones are on the site's own net */
           curl_easy_setopt(easy, CURLOPT_URL, post->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(post->body)) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, post->body) == CURLE_OK;
}

enum sibu_status channel_http_start(struct channel_http *channel, size_t index, const struct channel_http_post *post,
                                    struct sibu_fault *fault)
{
    assert(index < (size_t)channel->limits.slots);
    struct slot *slot = &channel->slots[index];
    assert(slot->headers == NULL);
    slot->received_bytes = 0;
    curl_easy_reset(slot->easy);
    set_rules(slot, &channel->limits);
    int fine = set_post(slot, post) && set_headers(slot, post);
    if (!fine || curl_multi_add_handle(channel->multi, slot->easy) != CURLM_OK) {
        curl_slist_free_all(slot->headers);
        slot->headers = NULL;
        return no_memory(fault);
    }
    return SIBU_OK;
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
static void read_end(const struct slot *slot, CURLcode code, struct channel_http_end *end)
{
    int we_stopped = code == CURLE_WRITE_ERROR && slot->received_bytes > CHANNEL_HTTP_ANSWER_BYTES_MAX;
    if (code != CURLE_OK && !we_stopped) {
        end->fault = fault_of(code);
        end->address_is_bad = strcmp(end->fault, "address") == 0;
        return;
    }
    long status = 0;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    end->http_status = (int)status;
    end->retry_after_s = retry_after_s(slot->easy);
    end->fault = status >= 200 && status <= 299 ? "" : status == 0 ? "broken" : "http";
}

size_t channel_http_collect(struct channel_http *channel, struct channel_http_end *ends, size_t most)
{
    int running = 0, left = 0;
    size_t count = 0;
    curl_multi_perform(channel->multi, &running);
    while (count < most) {
        CURLMsg *message = curl_multi_info_read(channel->multi, &left);
        if (message == NULL) {
            break;
        }
        if (message->msg == CURLMSG_DONE) {
            CURLcode code = message->data.result; /* the message is gone once the handle is removed */
            char *private = NULL;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
            struct slot *slot = (struct slot *)(void *)private;
            struct channel_http_end end = {.slot = (size_t)(slot - channel->slots)};
            read_end(slot, code, &end);
            free_slot(channel, slot);
            ends[count++] = end;
        }
    }
    return count;
}

void channel_http_wait(struct channel_http *channel, int real_ms)
{
    curl_multi_poll(channel->multi, NULL, 0, real_ms, NULL);
}

void channel_http_wake(struct channel_http *channel)
{
    curl_multi_wakeup(channel->multi);
}
