/* How a server asks a witness: see ask.h. Depends on libcurl (easy interface). */
#include "witness/ask.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/text.h"
#include "witness/ask_read.h"
#include "witness/request.h"

/* One request on its way. */
struct exchange {
    CURL *curl;
    struct curl_slist *headers;
    struct sibu_text received;
    char url[2200];
};

static size_t take_bytes(char *bytes, size_t size, size_t count, void *data)
{
    struct sibu_text *received = data;
    sibu_text_add_bytes(received, bytes, size * count);
    return sibu_text_ok(received) ? size * count : 0;
}

static int add_header(struct exchange *exchange, const char *line)
{
    struct curl_slist *longer = curl_slist_append(exchange->headers, line);
    if (longer != NULL) {
        exchange->headers = longer;
    }
    return longer != NULL;
}

static int add_headers(struct exchange *exchange, const char *token)
{
    char bearer[320];
    int length = snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", token != NULL ? token : "");
    return length > 0 && (size_t)length < sizeof bearer && add_header(exchange, "Content-Type: application/json") &&
           add_header(exchange, "Expect:") && (token == NULL || add_header(exchange, bearer));
}

/* The results of the first are unchecked: these options take constants and cannot fail. */
static int set_rules(struct exchange *exchange, const struct ask_witness *witness)
{
    CURL *curl = exchange->curl;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)witness->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)witness->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange->received);
    return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_USERAGENT, "sibu") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_URL, exchange->url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers) == CURLE_OK;
}

static int set_body(struct exchange *exchange, const struct sibu_text *body)
{
    return body == NULL ||
           (sibu_text_ok(body) &&
            curl_easy_setopt(exchange->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->length) == CURLE_OK &&
            curl_easy_setopt(exchange->curl, CURLOPT_COPYPOSTFIELDS, sibu_text_get(body)) == CURLE_OK);
}

static enum sibu_status perform(struct exchange *exchange, const struct ask_witness *witness, long *http_status,
                                struct sibu_fault *fault)
{
    CURLcode code = curl_easy_perform(exchange->curl);
    if (code != CURLE_OK && exchange->received.failed) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, witness->url, "见证人的应答过长", "the answer is too long");
    }
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, witness->url, "不是 HTTP 地址", "is not an HTTP address");
    }
    if (code != CURLE_OK) {
        return sibu_fault_set(fault, SIBU_IO, witness->url, "见证人没有应答（%s）", "the witness does not answer (%s)",
                              curl_easy_strerror(code));
    }
    curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, http_status);
    return SIBU_OK;
}

/* Sends `body` (NULL: a GET) to the path. The exchange is closed by the caller in any case. */
static enum sibu_status converse(struct exchange *exchange, const struct ask_witness *witness, const char *path,
                                 const struct sibu_text *body, struct ask_answer *answer, struct sibu_fault *fault)
{
    exchange->received.max_length = ASK_ANSWER_BYTES_MAX;
    int length = snprintf(exchange->url, sizeof exchange->url, "%s%s", witness->url, path);
    if (length < 0 || (size_t)length >= sizeof exchange->url) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "witness", "地址太长", "the address is too long");
    }
    exchange->curl = curl_easy_init();
    if (exchange->curl == NULL || !add_headers(exchange, witness->token) || !set_rules(exchange, witness) ||
        !set_body(exchange, body)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, witness->url, "内存不足", "out of memory");
    }
    answer->url = witness->url;
    enum sibu_status status = perform(exchange, witness, &answer->http_status, fault);
    answer->bytes = sibu_text_get(&exchange->received);
    answer->length = exchange->received.length;
    return status;
}

static void close_exchange(struct exchange *exchange)
{
    curl_slist_free_all(exchange->headers);
    curl_easy_cleanup(exchange->curl);
    sibu_text_clear(&exchange->received);
}

enum sibu_status ask_key(const struct ask_witness *witness, struct note_key *out, struct sibu_fault *fault)
{
    struct exchange exchange = {0};
    struct ask_answer answer = {0};
    enum sibu_status status = converse(&exchange, witness, "/v1/key", NULL, &answer, fault);
    if (status == SIBU_OK) {
        status = ask_read_key(&answer, out, fault);
    }
    close_exchange(&exchange);
    return status;
}

enum sibu_status ask_epoch(const struct ask_witness *witness, const struct witness_epoch *epoch,
                           uint8_t anchor[CHAIN_LINK_BYTES], struct ask_refusal *refusal, struct sibu_fault *fault)
{
    struct exchange exchange = {0};
    struct ask_answer answer = {0};
    struct sibu_text body = {.max_length = REQUEST_BYTES_MAX};
    *refusal = (struct ask_refusal){.verdict = WITNESS_FAILED};
    request_write_epoch(&body, epoch);
    enum sibu_status status = converse(&exchange, witness, "/v1/epoch", &body, &answer, fault);
    if (status == SIBU_OK) {
        status = ask_read_anchor(&answer, anchor, refusal, fault);
    }
    sibu_text_clear(&body);
    close_exchange(&exchange);
    return status;
}

enum sibu_status ask_link(const struct ask_witness *witness, const struct ask_link *link, struct ask_given *out,
                          struct ask_refusal *refusal, struct sibu_fault *fault)
{
    struct exchange exchange = {0};
    struct ask_answer answer = {0};
    struct sibu_text body = {.max_length = REQUEST_BYTES_MAX};
    *refusal = (struct ask_refusal){.verdict = WITNESS_FAILED};
    request_write_link(&body, link->ask);
    enum sibu_status status = converse(&exchange, witness, "/v1/link", &body, &answer, fault);
    if (status == SIBU_OK) {
        status = ask_read_link(&answer, &witness->key, link, out, refusal, fault);
    }
    sibu_text_clear(&body);
    close_exchange(&exchange);
    return status;
}

enum sibu_status ask_head(const struct ask_witness *witness, const uint8_t id[DRAW_INSTALLATION_BYTES],
                          struct note *out, struct sibu_fault *fault)
{
    struct exchange exchange = {0};
    struct ask_answer answer = {0};
    char path[64 + 2 * DRAW_INSTALLATION_BYTES];
    char hex[2 * DRAW_INSTALLATION_BYTES + 1];
    sibu_hex(hex, id, DRAW_INSTALLATION_BYTES);
    (void)snprintf(path, sizeof path, "/v1/head?installation=%s", hex);
    enum sibu_status status = converse(&exchange, witness, path, NULL, &answer, fault);
    if (status == SIBU_OK) {
        status = ask_read_head(&answer, &witness->key, out, fault);
    }
    close_exchange(&exchange);
    return status;
}
