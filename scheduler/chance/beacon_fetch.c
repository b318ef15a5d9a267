/* Fetching rounds over libcurl: see beacon_fetch.h. */
#include "chance/beacon_fetch.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "sibu/hash.h"
#include "sibu/memory.h"

#define URL_BYTES 512
#define ADDRESS_BYTES 640 /* base, chain hash, round */

struct beacon_fetch {
    struct beacon_source source; /* its texts lie below */
    char urls[BEACON_URLS_MAX][URL_BYTES], proxy[URL_BYTES];
    CURL *easy;
    char address[ADDRESS_BYTES]; /* of the request under way */
    char answer[BEACON_ANSWER_BYTES_MAX];
    size_t length;
    int is_too_long;
};

/* What to ask for, and where the answer goes: a round, or the chain's description. */
struct request {
    const struct beacon_chain *chain; /* NULL: /info */
    int64_t round;
    struct beacon_round *round_out;
    struct beacon_chain *chain_out;
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "beacon", "内存不足", "there is no memory left");
}

static int url_valid(const char *url)
{
    return (strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0) && strlen(url) > 8 &&
           strlen(url) <= 500 && strpbrk(url, " ?#@\r\n") == NULL;
}

/* Copies the texts; a slash at an address' end goes. */
static enum sibu_status keep_source(struct beacon_fetch *fetch, const struct beacon_source *source,
                                    struct sibu_fault *fault)
{
    fetch->source = *source;
    for (size_t i = 0; i < source->url_count; i++) {
        if (!url_valid(source->urls[i])) {
            return sibu_fault_set(fault, SIBU_BAD_INPUT, source->urls[i],
                                  "不是信标的地址；应以 http:// 或 https:// 开头，不含 ?、# 和 @",
                                  "no address of a beacon: it begins with http:// or https:// and has no ?, # or @");
        }
        size_t length = strlen(source->urls[i]);
        memcpy(fetch->urls[i], source->urls[i], length - (source->urls[i][length - 1] == '/'));
        fetch->source.urls[i] = fetch->urls[i];
    }
    if (source->proxy != NULL) {
        (void)snprintf(fetch->proxy, sizeof fetch->proxy, "%s", source->proxy);
        fetch->source.proxy = fetch->proxy;
    }
    return SIBU_OK;
}

static size_t take_bytes(char *bytes, size_t size, size_t count, void *data)
{
    struct beacon_fetch *fetch = data;
    size_t more = size * count;
    if (more > sizeof fetch->answer - fetch->length) {
        fetch->is_too_long = 1;
        return 0;
    }
    memcpy(fetch->answer + fetch->length, bytes, more);
    fetch->length += more;
    return more;
}

/* What is the same in every request. Only options that can fail are checked. */
static int set_rules(struct beacon_fetch *fetch)
{
    CURL *easy = fetch->easy;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, fetch);
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERAGENT, "sibu") == CURLE_OK &&
           (fetch->source.proxy == NULL || curl_easy_setopt(easy, CURLOPT_PROXY, fetch->source.proxy) == CURLE_OK);
}

enum sibu_status beacon_fetch_open(struct beacon_fetch **out, const struct beacon_source *source,
                                   struct sibu_fault *fault)
{
    assert(source->url_count >= 1 && source->url_count <= BEACON_URLS_MAX && source->timeout_ms > 0);
    *out = NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return no_memory(fault);
    }
    struct beacon_fetch *fetch = sibu_array_new(1, sizeof *fetch);
    if (fetch == NULL) {
        curl_global_cleanup();
        return no_memory(fault);
    }
    enum sibu_status status = keep_source(fetch, source, fault);
    fetch->easy = curl_easy_init();
    if (status == SIBU_OK && (fetch->easy == NULL || !set_rules(fetch))) {
        status = no_memory(fault);
    }
    if (status != SIBU_OK) {
        beacon_fetch_close(fetch);
        return status;
    }
    *out = fetch;
    return SIBU_OK;
}

void beacon_fetch_close(struct beacon_fetch *fetch)
{
    if (fetch == NULL) {
        return;
    }
    curl_easy_cleanup(fetch->easy);
    curl_global_cleanup();
    sibu_array_free(fetch);
}

static void write_address(struct beacon_fetch *fetch, size_t url, const struct request *request)
{
    char hash[2 * BEACON_HASH_BYTES + 1];
    sibu_hex(hash, fetch->source.hash, BEACON_HASH_BYTES);
    if (request->chain == NULL) {
        (void)snprintf(fetch->address, sizeof fetch->address, "%s/%s/info", fetch->urls[url], hash);
    } else {
        (void)snprintf(fetch->address, sizeof fetch->address, "%s/%s/public/%lld", fetch->urls[url], hash,
                       (long long)request->round);
    }
}

static enum sibu_status say_broken(const struct beacon_fetch *fetch, CURLcode code, struct sibu_fault *fault)
{
    if (fetch->is_too_long) {
        return sibu_fault_set(fault, SIBU_IO, fetch->address, "回答大于 %d 字节，不是信标；请核对地址",
                              "the answer has more than %d bytes and is no beacon's: check the address",
                              BEACON_ANSWER_BYTES_MAX);
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return sibu_fault_set(fault, SIBU_IO, fetch->address, "信标没有按时回答；请检查网络，或再加一个地址",
                              "the beacon did not answer in time: check the network, or add another address");
    }
    return sibu_fault_set(fault, SIBU_IO, fetch->address, "连不上信标（%s）；请检查网络、代理和地址",
                          "the beacon cannot be reached (%s): check network, proxy and address",
                          curl_easy_strerror(code));
}

static enum sibu_status say_status(const struct beacon_fetch *fetch, long status, int is_round,
                                   struct sibu_fault *fault)
{
    if (is_round && (status == 404 || status == 425)) {
        return sibu_fault_set(fault, SIBU_NO, fetch->address, "信标还没有这一轮（HTTP %ld）；请稍后再取",
                              "the beacon does not have this round yet (HTTP %ld): ask again later", status);
    }
    if (status >= 300 && status <= 399) {
        return sibu_fault_set(fault, SIBU_IO, fetch->address, "信标转到别处（HTTP %ld）；请直接写最终的地址",
                              "the beacon sends elsewhere (HTTP %ld): write the address where it really is", status);
    }
    return sibu_fault_set(fault, SIBU_IO, fetch->address, "信标答复 HTTP %ld；请核对地址和链的哈希",
                          "the beacon answers HTTP %ld: check the address and the chain's hash", status);
}

/* One attempt at one address. */
static enum sibu_status get(struct beacon_fetch *fetch, int64_t time_ms, int is_round, struct sibu_fault *fault)
{
    fetch->length = 0;
    fetch->is_too_long = 0;
    curl_easy_setopt(fetch->easy, CURLOPT_TIMEOUT_MS, (long)time_ms);
    if (curl_easy_setopt(fetch->easy, CURLOPT_URL, fetch->address) != CURLE_OK) {
        return no_memory(fault);
    }
    CURLcode code = curl_easy_perform(fetch->easy);
    long status = 0;
    curl_easy_getinfo(fetch->easy, CURLINFO_RESPONSE_CODE, &status);
    int is_answered = code == CURLE_OK || fetch->is_too_long; /* by pages of errors, too, however long */
    if (is_answered && status != 200) {
        return say_status(fetch, status, is_round, fault);
    }
    return code == CURLE_OK ? SIBU_OK : say_broken(fetch, code, fault);
}

/* What came, checked. A wrong answer is the outside's failure: another address may do better. */
static enum sibu_status read_answer(const struct beacon_fetch *fetch, const struct request *request,
                                    struct sibu_fault *fault)
{
    struct beacon_answer answer = {fetch->address, fetch->answer, fetch->length};
    enum sibu_status status =
        request->chain == NULL ? beacon_info_read(request->chain_out, &answer, fetch->source.hash, fault)
                               : beacon_round_read(request->round_out, &answer, request->chain, request->round, fault);
    if (status == SIBU_BAD_INPUT) {
        fault->status = SIBU_IO;
        return SIBU_IO;
    }
    return status;
}

/* Asks one address after the other. "Not there yet" weighs more than a failure. */
static enum sibu_status ask(struct beacon_fetch *fetch, const struct request *request, struct sibu_fault *fault)
{
    int64_t end_us = clock_monotonic_us() + (int64_t)fetch->source.timeout_ms * 1000;
    enum sibu_status worst = SIBU_IO;
    for (size_t i = 0; i < fetch->source.url_count; i++) {
        struct sibu_fault of_this = {0};
        int64_t left_ms = (end_us - clock_monotonic_us()) / 1000 / (int64_t)(fetch->source.url_count - i);
        write_address(fetch, i, request);
        enum sibu_status status = get(fetch, left_ms > 0 ? left_ms : 1, request->chain != NULL, &of_this);
        if (status == SIBU_OK) {
            status = read_answer(fetch, request, &of_this);
        }
        if (status == SIBU_OK || status == SIBU_NO_MEMORY) {
            *fault = of_this;
            return status;
        }
        if (worst != SIBU_NO) {
            *fault = of_this;
            worst = status;
        }
    }
    return worst;
}

enum sibu_status beacon_fetch_info(struct beacon_fetch *fetch, struct beacon_chain *out, struct sibu_fault *fault)
{
    struct request request = {.chain_out = out};
    return ask(fetch, &request, fault);
}

enum sibu_status beacon_fetch_round(struct beacon_fetch *fetch, const struct beacon_chain *chain, int64_t round,
                                    struct beacon_round *out, struct sibu_fault *fault)
{
    assert(round >= 1 && round <= BEACON_ROUND_MAX);
    struct request request = {.chain = chain, .round = round, .round_out = out};
    return ask(fetch, &request, fault);
}
