/* The data folder and the officer's calls: see data_folder.h. */
#include "command/data_folder.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "sibu/json.h"

static const char DEFAULT_SERVER[] = "http://127.0.0.1:8080";
#define ANSWER_BYTES_MAX ((size_t)16 << 20)

enum sibu_status data_folder(const struct command_call *call, char out[4096], struct sibu_fault *fault)
{
    const char *given = command_value(call, "data");
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    int length = 0;
    if (given != NULL) {
        length = snprintf(out, 4096, "%s", given);
    } else if (data != NULL && data[0] == '/') {
        length = snprintf(out, 4096, "%s/sibu", data);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(out, 4096, "%s/.local/share/sibu", home);
    }
    if (length <= 0 || length >= 4000) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--data", "请指明数据目录", "name the folder for the data");
    }
    return SIBU_OK;
}

enum sibu_status officer_key(const struct command_call *call, char out[64], struct sibu_fault *fault)
{
    char path[4200];
    char folder[4096];
    struct sibu_text text = {0};
    const char *file = command_value(call, "key-file");
    if (file != NULL) {
        (void)snprintf(path, sizeof path, "%s", file);
    } else {
        enum sibu_status status = data_folder(call, folder, fault);
        if (status != SIBU_OK) {
            return status;
        }
        (void)snprintf(path, sizeof path, "%s/officer.key", folder);
    }
    enum sibu_status status = file_read(path, 4096, &text, fault);
    if (status == SIBU_OK) {
        const char *key = sibu_text_get(&text);
        size_t length = strcspn(key, "\r\n");
        if (length == 0 || length > 63) {
            status = sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是密钥文件", "is not a key file");
        } else {
            (void)snprintf(out, 64, "%.*s", (int)length, key);
        }
    }
    sibu_text_clear(&text);
    return status;
}

static size_t take_bytes(char *bytes, size_t size, size_t count, void *data)
{
    struct sibu_text *answer = data;
    sibu_text_add_bytes(answer, bytes, size * count);
    return sibu_text_ok(answer) ? size * count : 0;
}

/* For a server whose certificate is of the plant's own authority: as curl itself has it told. */
static void trust_own_authority(CURL *curl)
{
    const char *file = getenv("CURL_CA_BUNDLE");
    if (file != NULL && file[0] != '\0') {
        curl_easy_setopt(curl, CURLOPT_CAINFO, file);
    }
}

static enum sibu_status perform(CURL *curl, const char *url, long *http_status, struct sibu_fault *fault)
{
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
        return sibu_fault_set(fault, SIBU_IO, url, "服务器没有应答（%s）,它在运行吗？",
                              "the server does not answer (%s): is it running?", curl_easy_strerror(code));
    }
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, http_status);
    return SIBU_OK;
}

enum sibu_status officer_ask(const struct command_call *call, const struct officer_call *ask, long *http_status,
                             struct sibu_text *answer, struct sibu_fault *fault)
{
    const char *server = command_value(call, "server");
    char key[64];
    char header[128];
    char url[4096];
    enum sibu_status status = officer_key(call, key, fault);
    if (status != SIBU_OK) {
        return status;
    }
    (void)snprintf(url, sizeof url, "%s%s", server != NULL ? server : DEFAULT_SERVER, ask->path);
    (void)snprintf(header, sizeof header, "Authorization: Bearer %s", key);
    answer->max_length = ANSWER_BYTES_MAX;
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, header);
    if (curl == NULL || headers == NULL) {
        curl_slist_free_all(headers);
        curl_easy_cleanup(curl);
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    trust_own_authority(curl);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* the server is on the site's own net */
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
    if (ask->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body);
    }
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 20000L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    status = perform(curl, url, http_status, fault);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status;
}

static enum sibu_status status_of(long http_status)
{
    if (http_status == 409) {
        return SIBU_NO;
    }
    return http_status >= 400 && http_status < 500 ? SIBU_BAD_INPUT : SIBU_IO;
}

enum sibu_status officer_verdict(long http_status, const struct sibu_text *answer, struct sibu_fault *fault)
{
    if (http_status >= 200 && http_status < 300) {
        return SIBU_OK;
    }
    struct sibu_fault ignored;
    struct sibu_json *document = NULL;
    const char *what = "";
    if (sibu_json_open(&document, "answer", sibu_text_get(answer), answer->length, &ignored) == SIBU_OK) {
        what = sibu_json_as_string(sibu_json_member(sibu_json_root(document), "what"));
    }
    enum sibu_status status = sibu_fault_set(fault, status_of(http_status), "", "服务器拒绝（%ld）: %s",
                                             "the server refused (%ld): %s", http_status, what);
    sibu_json_close(document);
    return status;
}
