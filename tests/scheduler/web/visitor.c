/* See visitor.h. */
#include "visitor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <curl/curl.h>

void visitor_init(struct visitor *visitor, const struct stand *stand)
{
    memset(visitor, 0, sizeof *visitor);
    visitor->stand = stand;
}

void visitor_clear(struct visitor *visitor)
{
    sibu_text_clear(&visitor->body);
}

static size_t keep_body(char *bytes, size_t size, size_t count, void *data)
{
    sibu_text_add_bytes(&((struct visitor *)data)->body, bytes, size * count);
    return size * count;
}

static size_t keep_header(char *bytes, size_t size, size_t count, void *data)
{
    struct visitor *visitor = data;
    char line[512];
    (void)snprintf(line, sizeof line, "%.*s", (int)(size * count), bytes);
    line[strcspn(line, "\r\n")] = '\0';
    if (strncmp(line, "Location: ", 10) == 0) {
        (void)snprintf(visitor->location, sizeof visitor->location, "%s", line + 10);
    } else if (strncmp(line, "Set-Cookie: ", 12) == 0) {
        (void)snprintf(visitor->set_cookie, sizeof visitor->set_cookie, "%s", line + 12);
        (void)snprintf(visitor->cookie, sizeof visitor->cookie, "%.*s", (int)strcspn(line + 12, ";"), line + 12);
    }
    return size * count;
}

static struct curl_slist *headers_of(const struct visitor *visitor)
{
    char line[160];
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    if (visitor->cookie[0] != '\0') {
        (void)snprintf(line, sizeof line, "Cookie: %s", visitor->cookie);
        headers = curl_slist_append(headers, line);
    }
    return visitor->header[0] != '\0' ? curl_slist_append(headers, visitor->header) : headers;
}

long visitor_ask(struct visitor *visitor, const char *method, const char *path, const char *body)
{
    char url[640];
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = headers_of(visitor);
    assert_non_null(curl);
    sibu_text_clear(&visitor->body);
    visitor->location[0] = '\0';
    visitor->set_cookie[0] = '\0';
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u%s", (unsigned)server_port(visitor->stand->server), path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20000L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, visitor);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, visitor);
    assert_int_equal(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &visitor->status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return visitor->status;
}

long visitor_get(struct visitor *visitor, const char *path)
{
    return visitor_ask(visitor, "GET", path, NULL);
}

long visitor_post(struct visitor *visitor, const char *path, const char *fields)
{
    struct sibu_text body = {0};
    sibu_text_addf(&body, "%s&", visitor->form);
    sibu_text_add(&body, fields);
    assert_true(sibu_text_ok(&body));
    long status = visitor_ask(visitor, "POST", path, sibu_text_get(&body));
    sibu_text_clear(&body);
    return status;
}

int visitor_sees(const struct visitor *visitor, const char *words)
{
    return strstr(sibu_text_get(&visitor->body), words) != NULL;
}

void visitor_find_form(struct visitor *visitor)
{
    static const char FIELD[] = "name=\"form\" value=\"";
    assert_int_equal(visitor_get(visitor, "/password?lang=en"), 200);
    const char *at = strstr(sibu_text_get(&visitor->body), FIELD);
    assert_non_null(at);
    (void)snprintf(visitor->form, sizeof visitor->form, "form=%.64s", at + sizeof FIELD - 1);
}

void visitor_sign_in(struct visitor *visitor, const char *name)
{
    char fields[200];
    visitor->cookie[0] = '\0';
    (void)snprintf(fields, sizeof fields, "name=%s&password=" PASSWORD, name);
    assert_int_equal(visitor_ask(visitor, "POST", "/sign-in", fields), 303);
    visitor_find_form(visitor);
}

void visitor_join(struct visitor *visitor, const char *link, const char *name)
{
    char fields[200];
    const char *path = strstr(link, "/join/");
    assert_non_null(path);
    (void)snprintf(fields, sizeof fields, "name=%s&password=" PASSWORD "&again=" PASSWORD, name);
    assert_int_equal(visitor_ask(visitor, "POST", path, fields), 303);
    visitor_find_form(visitor);
}

void visitor_invite(struct visitor *administrator, const char *roles, char link[360])
{
    static const char FIELD[] = "readonly=\"readonly\" value=\"";
    char fields[200];
    (void)snprintf(fields, sizeof fields, "do=invite&%s", roles);
    assert_int_equal(visitor_post(administrator, "/accounts?lang=en", fields), 200);
    const char *at = strstr(sibu_text_get(&administrator->body), FIELD);
    assert_non_null(at);
    at += sizeof FIELD - 1;
    (void)snprintf(link, 360, "%.*s", (int)strcspn(at, "\""), at);
}
