/* See live_link.h. */
#include "view/live_link.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sibu/memory.h"

#define ANSWER_BYTES_MAX ((size_t)96 << 20) /* a site, its people and a first heap of rows */
#define CONNECT_MS 8000L
#define SLOW_BYTES_S 100L /* less than that for so long is no answer */
#define SLOW_S 15L

struct live_link {
    CURL *curl; /* owned, as all below */
    CURLM *multi;
    struct curl_slist *headers;
    struct sibu_text server;
    int asking;
    struct live_answer answer;
};

static enum sibu_status bad_address(const char *server, struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "--live", "“%s”不是服务器地址，请写成 https://plant.example:8443",
                          "\"%s\" is not a server's address, write it as https://plant.example:8443", server);
}

/* A part of the address is there. */
static int has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    int there = curl_url_get(url, part, &text, 0) == CURLUE_OK && text[0] != '\0';
    curl_free(text);
    return there;
}

/* A host by http or https, and nothing that would send the key elsewhere or is no address of a server. */
static int is_address(const char *server)
{
    char *scheme = NULL;
    CURLU *url = curl_url();
    int fits = url != NULL && strlen(server) < 1000 && curl_url_set(url, CURLUPART_URL, server, 0) == CURLUE_OK &&
               curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
               (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0) && !has_part(url, CURLUPART_USER) &&
               !has_part(url, CURLUPART_PASSWORD) && !has_part(url, CURLUPART_QUERY) &&
               !has_part(url, CURLUPART_FRAGMENT) && has_part(url, CURLUPART_HOST);
    curl_free(scheme);
    curl_url_cleanup(url);
    return fits;
}

static size_t take_bytes(char *bytes, size_t size, size_t count, void *data)
{
    struct live_link *link = data;
    sibu_text_add_bytes(&link->answer.body, bytes, size * count);
    return sibu_text_ok(&link->answer.body) ? size * count : 0;
}

static void set_options(struct live_link *link)
{
    const char *authority = getenv("CURL_CA_BUNDLE");
    curl_easy_setopt(link->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(link->curl, CURLOPT_HTTPHEADER, link->headers);
    curl_easy_setopt(link->curl, CURLOPT_PROXY, ""); /* the server is on the site's own net */
    curl_easy_setopt(link->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(link->curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(link->curl, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES_S);
    curl_easy_setopt(link->curl, CURLOPT_LOW_SPEED_TIME, SLOW_S);
    curl_easy_setopt(link->curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(link->curl, CURLOPT_WRITEDATA, link);
    if (authority != NULL && authority[0] != '\0') {
        curl_easy_setopt(link->curl, CURLOPT_CAINFO, authority);
    }
}

enum sibu_status live_link_open(struct live_link **out, const char *server, const char *key, struct sibu_fault *fault)
{
    char header[LIVE_KEY_BYTES + 64];
    *out = NULL;
    if (!is_address(server)) {
        return bad_address(server, fault);
    }
    struct live_link *link = sibu_array_new(1, sizeof *link);
    if (link != NULL) {
        (void)snprintf(header, sizeof header, "Authorization: Bearer %s", key);
        sibu_text_add(&link->server, server);
        while (link->server.length > 0 && link->server.bytes[link->server.length - 1] == '/') {
            link->server.bytes[--link->server.length] = '\0';
        }
        link->answer.body.max_length = ANSWER_BYTES_MAX;
        link->curl = curl_easy_init();
        link->multi = curl_multi_init();
        link->headers = curl_slist_append(NULL, header);
    }
    if (link == NULL || link->curl == NULL || link->multi == NULL || link->headers == NULL) {
        live_link_close(link);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    set_options(link);
    *out = link;
    return SIBU_OK;
}

static void give_up(struct live_link *link)
{
    if (link->asking) {
        (void)curl_multi_remove_handle(link->multi, link->curl);
        link->asking = 0;
    }
}

void live_link_close(struct live_link *link)
{
    if (link == NULL) {
        return;
    }
    give_up(link);
    curl_easy_cleanup(link->curl);
    curl_multi_cleanup(link->multi);
    curl_slist_free_all(link->headers);
    sibu_text_clear(&link->server);
    sibu_text_clear(&link->answer.body);
    sibu_array_free(link);
}

enum sibu_status live_link_ask(struct live_link *link, const char *path, struct sibu_fault *fault)
{
    struct sibu_text url = {0};
    give_up(link);
    sibu_text_clear(&link->answer.body);
    sibu_text_addf(&url, "%s%s", sibu_text_get(&link->server), path);
    int begun = sibu_text_ok(&url) && curl_easy_setopt(link->curl, CURLOPT_URL, sibu_text_get(&url)) == CURLE_OK &&
                curl_multi_add_handle(link->multi, link->curl) == CURLM_OK;
    sibu_text_clear(&url);
    link->asking = begun;
    return begun ? SIBU_OK : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

int live_link_is_asking(const struct live_link *link)
{
    return link->asking;
}

static enum sibu_status no_answer(struct live_link *link, CURLcode code)
{
    const char *server = sibu_text_get(&link->server);
    switch ((int)code) {
    case CURLE_WRITE_ERROR:
        return sibu_fault_set(&link->answer.fault, SIBU_LIMIT, server, "服务器的回答太长",
                              "the server's answer is too long");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
        return sibu_fault_set(
            &link->answer.fault, SIBU_IO, server, "无法确认服务器的身份（%s）；自建证书请用 CURL_CA_BUNDLE 指明",
            "the server cannot be trusted (%s); for a certificate of your own name it by CURL_CA_BUNDLE",
            curl_easy_strerror(code));
    default:
        return sibu_fault_set(&link->answer.fault, SIBU_IO, server, "服务器没有应答（%s），它在运行吗？",
                              "the server does not answer (%s): is it running?", curl_easy_strerror(code));
    }
}

const struct live_answer *live_link_step(struct live_link *link, int wait_ms)
{
    int running = 0, left = 0;
    if (!link->asking) {
        return NULL;
    }
    (void)curl_multi_perform(link->multi, &running);
    if (running > 0 && wait_ms > 0) {
        (void)curl_multi_poll(link->multi, NULL, 0, wait_ms, NULL);
        (void)curl_multi_perform(link->multi, &running);
    }
    const CURLMsg *message = curl_multi_info_read(link->multi, &left);
    if (message == NULL || message->msg != CURLMSG_DONE) {
        return NULL;
    }
    CURLcode code = message->data.result;
    link->answer.status = 0;
    if (code == CURLE_OK) {
        (void)curl_easy_getinfo(link->curl, CURLINFO_RESPONSE_CODE, &link->answer.status);
    } else {
        (void)no_answer(link, code);
    }
    give_up(link);
    return &link->answer;
}

const char *live_link_name(const struct live_link *link)
{
    return sibu_text_get(&link->server);
}
