/* Mail over libcurl: see mail_send.h. */
#include "notify/mail_send.h"

#include <stdio.h>
#include <string.h>

#include "notify/mail.h"
#include "sibu/text.h"

#define HOST_MAX 253

static int is_set(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static int is_here(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

enum sibu_status mail_server_check(const struct mail_server *server, struct sibu_fault *fault)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:";
    size_t length = strlen(server->host);
    if (length == 0 || length > HOST_MAX || strspn(server->host, LETTERS) < length || server->port < 1 ||
        server->port > 65535) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "mail server", "应为主机名或地址，端口 1 至 65535",
                              "should be a host's name or address, and a port of 1 to 65535");
    }
    int sure = server->tls == MAIL_TLS_REQUIRED || server->tls == MAIL_TLS_FIRST || is_here(server->host);
    if (is_set(server->user) && !sure) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "mail server", "密码只能经 TLS 发送，请要求 TLS 或去掉用户名",
                              "a password goes over TLS alone: require TLS, or leave the user out");
    }
    return SIBU_OK;
}

static size_t give(char *out, size_t size, size_t count, void *data)
{
    struct mail_parcel *parcel = data;
    size_t left = parcel->length - parcel->at, take = size * count < left ? size * count : left;
    memcpy(out, parcel->bytes + parcel->at, take);
    parcel->at += take;
    return take;
}

/* The server's words are not read further; without this libcurl would print them. */
static size_t pass_over(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

/* The unchecked results: these options take constants and cannot fail. */
static void set_rules(CURL *easy, enum mail_tls tls, struct mail_parcel *parcel)
{
    static const long SSL[] = {[MAIL_TLS_REQUIRED] = CURLUSESSL_ALL,
                               [MAIL_TLS_OPTIONAL] = CURLUSESSL_TRY,
                               [MAIL_TLS_NONE] = CURLUSESSL_NONE,
                               [MAIL_TLS_FIRST] = CURLUSESSL_ALL};
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, SSL[tls]);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)parcel->length);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(easy, CURLOPT_READDATA, parcel);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, pass_over);
}

/* The path is what we call ourselves: the sender's domain, so that no name of this machine goes out. */
static int set_address(CURL *easy, const struct mail_server *server, const char *from)
{
    char url[HOST_MAX + MAIL_ADDRESS_MAX + 32];
    int six = strchr(server->host, ':') != NULL;
    int n = snprintf(url, sizeof url, "%s://%s%s%s:%d/%s", server->tls == MAIL_TLS_FIRST ? "smtps" : "smtp",
                     six ? "[" : "", server->host, six ? "]" : "", server->port, strchr(from, '@') + 1);
    return n > 0 && (size_t)n < sizeof url && curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK;
}

static int set_secrets(CURL *easy, const struct mail_server *server)
{
    int fine = 1;
    if (is_set(server->user)) {
        fine = curl_easy_setopt(easy, CURLOPT_USERNAME, server->user) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_PASSWORD, server->password == NULL ? "" : server->password) == CURLE_OK;
    }
    if (is_set(server->ca_file)) {
        fine = fine && curl_easy_setopt(easy, CURLOPT_CAINFO, server->ca_file) == CURLE_OK;
    }
    return fine;
}

static int set_envelope(CURL *easy, const struct mail_letter *letter, struct mail_parcel *parcel)
{
    char from[MAIL_ADDRESS_MAX + 3], to[MAIL_ADDRESS_MAX + 3];
    (void)snprintf(from, sizeof from, "<%s>", letter->from);
    (void)snprintf(to, sizeof to, "<%s>", letter->to);
    parcel->to = curl_slist_append(NULL, to);
    return parcel->to != NULL && curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, parcel->to) == CURLE_OK;
}

void mail_parcel_clear(struct mail_parcel *parcel)
{
    curl_slist_free_all(parcel->to);
    *parcel = (struct mail_parcel){0};
}

enum sibu_status mail_send_set(CURL *easy, const struct mail_server *server, const struct mail_letter *letter,
                               struct mail_parcel *parcel, struct sibu_fault *fault)
{
    enum sibu_status status = mail_server_check(server, fault);
    status = status != SIBU_OK ? status : mail_address_check(letter->from, "mail from", fault);
    status = status != SIBU_OK ? status : mail_address_check(letter->to, "mail to", fault);
    if (status != SIBU_OK) {
        return status;
    }
    *parcel = (struct mail_parcel){.bytes = letter->bytes, .length = letter->length};
    set_rules(easy, server->tls, parcel);
    if (set_address(easy, server, letter->from) && set_secrets(easy, server) && set_envelope(easy, letter, parcel)) {
        return SIBU_OK;
    }
    mail_parcel_clear(parcel);
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "mail", "内存不足", "there is no memory left");
}

/* Where libcurl knows better than the server's last code. */
static int judge_result(CURLcode result, struct mail_judgement *out)
{
    static const struct {
        CURLcode result;
        struct mail_judgement judgement;
    } TABLE[] = {
        {CURLE_USE_SSL_FAILED, {MAIL_GIVE_UP, "tls"}},
        {CURLE_PEER_FAILED_VERIFICATION, {MAIL_GIVE_UP, "tls"}},
        {CURLE_SSL_CERTPROBLEM, {MAIL_GIVE_UP, "tls"}},
        {CURLE_SSL_CACERT_BADFILE, {MAIL_GIVE_UP, "tls"}},
        {CURLE_SSL_CONNECT_ERROR, {MAIL_RETRY, "tls"}},
        {CURLE_URL_MALFORMAT, {MAIL_GIVE_UP, "address"}},
        {CURLE_UNSUPPORTED_PROTOCOL, {MAIL_GIVE_UP, "address"}},
        {CURLE_COULDNT_CONNECT, {MAIL_RETRY, "connect"}},
        {CURLE_COULDNT_RESOLVE_HOST, {MAIL_RETRY, "resolve"}},
    };
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        if (TABLE[i].result == result) {
            *out = TABLE[i].judgement;
            return 1;
        }
    }
    return 0;
}

struct mail_judgement mail_judge(CURLcode result, long response_code)
{
    struct mail_judgement judgement;
    if (judge_result(result, &judgement)) {
        return judgement;
    }
    if (response_code >= 400 && response_code <= 499) {
        return (struct mail_judgement){MAIL_RETRY, "later"};
    }
    if (result == CURLE_LOGIN_DENIED) { /* also where the server offers no way to sign in, with the code 250 */
        return (struct mail_judgement){MAIL_GIVE_UP, "login"};
    }
    if (response_code >= 500 && response_code <= 599) {
        return (struct mail_judgement){MAIL_GIVE_UP, "refused"};
    }
    if (result == CURLE_OK && response_code >= 200 && response_code <= 299) {
        return (struct mail_judgement){MAIL_ACCEPTED, ""};
    }
    return (struct mail_judgement){MAIL_RETRY, result == CURLE_OPERATION_TIMEDOUT ? "timeout" : "broken"};
}
