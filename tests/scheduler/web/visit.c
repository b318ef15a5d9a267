/* See visitor.h. */
#include "visit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>
#include <curl/curl.h>

static size_t keep_body(char *bytes, size_t size, size_t count, void *data)
{
    sibu_text_add_bytes(&((struct reply *)data)->body, bytes, size * count);
    return size * count;
}

static size_t keep_head(char *bytes, size_t size, size_t count, void *data)
{
    if (size * count < 5 || strncasecmp(bytes, "Date:", 5) != 0) {
        sibu_text_add_bytes(&((struct reply *)data)->head, bytes, size * count);
    }
    return size * count;
}

struct reply visit(const struct stand *stand, struct visit what)
{
    struct reply reply = {0};
    char url[1024], bearer[128];
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    assert_non_null(curl);
    (void)snprintf(url, sizeof url, "%s%s", server_base_url(stand->server), what.path);
    (void)snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", server_officer_key(stand->server));
    headers = what.as_officer ? curl_slist_append(headers, bearer) : headers;
    headers = what.header != NULL ? curl_slist_append(headers, what.header) : headers;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, what.method);
    if (what.body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, what.body);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20000L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_head);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return reply;
}

void reply_clear(struct reply *reply)
{
    sibu_text_clear(&reply->head);
    sibu_text_clear(&reply->body);
}

void reply_header(const struct reply *reply, const char *name, char out[256])
{
    size_t length = strlen(name);
    out[0] = '\0';
    for (const char *line = sibu_text_get(&reply->head); *line != '\0'; line += strcspn(line, "\n") + 1) {
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            (void)snprintf(out, 256, "%.*s", (int)strcspn(line + length + 2, "\r\n"), line + length + 2);
        }
        if (line[strcspn(line, "\n")] == '\0') {
            break;
        }
    }
}

long visit_status(const struct stand *stand, struct visit what)
{
    struct reply reply = visit(stand, what);
    reply_clear(&reply);
    return reply.status;
}

int visit_has(const struct stand *stand, struct visit what, const char *text)
{
    struct reply reply = visit(stand, what);
    int has = reply.status == 200 && strstr(sibu_text_get(&reply.body), text) != NULL;
    reply_clear(&reply);
    return has;
}

struct reply visit_page(const struct stand *stand, const char *path)
{
    return visit(stand, (struct visit){"GET", path, NULL, NULL, 1});
}
