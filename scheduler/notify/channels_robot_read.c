/* The members of a channel to a robot or gateway: see channels_read.h. What its values must be is asked of robot_check. */
#include <stdio.h>
#include <string.h>

#include "notify/channels_read.h"

#define URL_BYTES_MAX 2000
#define BODY_BYTES_MAX 16000
#define TEXT_BYTES_USUAL 2000
#define VALUE_BYTES_MAX 200
#define SMS_BYTES_USUAL 200
#define SMS_BYTES_MOST 1000

static enum sibu_status read_url(struct channels_reader *reader, struct channel *channel)
{
    int is_there = sibu_json_member(reader->item, "url").node != NULL;
    int is_in_file = sibu_json_member(reader->item, "url_file").node != NULL;
    if (is_there == is_in_file) {
        return channels_refuse(reader, reader->item, "url", "url 和 url_file 要有且只有一个",
                               "url or url_file must stand there, and not both");
    }
    channel->url_is_inline = is_there;
    return is_there ? channels_text(reader, "url", URL_BYTES_MAX, &channel->robot.url)
                    : channels_secret(reader, "url_file", 0, &channel->robot.url);
}

/* A URL whose host is an address of the server's own network. Names are looked at when they are resolved. */
static int is_forbidden(const struct channels *channels, const struct channel *channel)
{
    char host[CHANNEL_HOST_BYTES];
    struct sockaddr_storage address;
    channel_host(channel, host);
    return address_read(host, strlen(host), &address) &&
           !address_is_allowed((const struct sockaddr *)&address, sizeof address, channels->allow_private,
                               channels->allow_private_count);
}

/* What robot_check says, at the place where it stands in the file. A URL may stand in a file of its own. */
static enum sibu_status check(struct channels_reader *reader, const struct channel *channel)
{
    struct sibu_fault of_robot;
    char place[240];
    if (robot_check(&channel->robot, &of_robot) != SIBU_OK) {
        const char *pointer = of_robot.place;
        if (strcmp(pointer, "/url") == 0 && !channel->url_is_inline) {
            pointer = "/url_file";
        }
        sibu_json_place(reader->item, NULL, place);
        size_t length = strlen(place);
        (void)snprintf(place + length, sizeof place - length, "%s", pointer);
        return sibu_fault_set(reader->fault, of_robot.status, place, "%s%.0s", "%.0s%s", of_robot.what[SIBU_ZH],
                              of_robot.what[SIBU_EN]);
    }
    if (is_forbidden(reader->channels, channel)) {
        return channels_refuse(
            reader, reader->item, channel->url_is_inline ? "url" : "url_file",
            "地址在服务器自己的网络里；如要允许，请写进 allow_private",
            "is an address on the server's own network; to allow it, name its range in allow_private");
    }
    return SIBU_OK;
}

static enum sibu_status check_recipient(struct channels_reader *reader, const struct channel *channel)
{
    int is_group = channel->to == CHANNEL_TO_GROUP;
    if (channel->kind == CHANNEL_NTFY && is_group && channel->robot.topic[0] == '\0') {
        return channels_refuse(reader, reader->item, "topic", "发到群组要有主题", "is missing: a group has one topic");
    }
    if (channel->kind == CHANNEL_GENERIC && !is_group && !robot_names_recipient(&channel->robot)) {
        return channels_refuse(reader, reader->item, "body", "发给个人的模板要有 {phone}",
                               "must hold {phone}: the channel is to persons");
    }
    if (channel->kind == CHANNEL_GENERIC && is_group && robot_names_recipient(&channel->robot)) {
        return channels_refuse(reader, reader->item, "body", "发到群组的模板不能有 {phone}",
                               "cannot hold {phone}: the channel is to a group");
    }
    return SIBU_OK;
}

/* The object at `param` as a JSON template: {"zh":"{title_zh}"}. */
static enum sibu_status read_param(struct channels_reader *reader, const char **out)
{
    struct sibu_json_value object = {NULL, NULL};
    struct sibu_text text = {.max_length = BODY_BYTES_MAX};
    enum sibu_status status = sibu_json_object(reader->item, "param", &object, reader->fault);
    for (struct sibu_json_value value = sibu_json_first(object); status == SIBU_OK && value.node != NULL;
         value = sibu_json_next(value)) {
        if (sibu_json_kind(value) != SIBU_JSON_STRING) {
            status = channels_refuse(reader, value, NULL, "应为文字", "must be a text");
        }
        sibu_text_add(&text, text.length == 0 ? "{" : ",");
        sibu_text_add_json(&text, sibu_json_key(value));
        sibu_text_add(&text, ":");
        sibu_text_add_json(&text, sibu_json_as_string(value));
    }
    sibu_text_add(&text, "}");
    if (status == SIBU_OK) {
        status = sibu_text_ok(&text) ? channels_keep(reader, sibu_text_get(&text), out)
                                     : channels_refuse(reader, object, NULL, "太长", "is too long");
    }
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status read_aliyun(struct channels_reader *reader, struct robot *robot)
{
    int32_t text_max_bytes = 0;
    robot->template.encoding = ROBOT_JSON;
    robot->template.ok_by_status = 1; /* the platform judges, by the code in the body */
    enum sibu_status status = channels_text(reader, "user", VALUE_BYTES_MAX, &robot->template.user);
    if (status == SIBU_OK) {
        status = channels_text(reader, "sign_name", VALUE_BYTES_MAX, &robot->sign_name);
    }
    if (status == SIBU_OK) {
        status = channels_text(reader, "template_code", VALUE_BYTES_MAX, &robot->template_code);
    }
    if (status == SIBU_OK) {
        status = channels_integer(reader, reader->item, "text_max_bytes",
                                  (const int64_t[]){ROBOT_TEXT_BYTES_LEAST, SMS_BYTES_MOST, SMS_BYTES_USUAL},
                                  &text_max_bytes);
    }
    robot->template.text_max_bytes = (size_t)text_max_bytes;
    return status == SIBU_OK ? read_param(reader, &robot->template.body) : status;
}

enum sibu_status channels_read_robot(struct channels_reader *reader, struct channel *channel)
{
    struct robot *robot = &channel->robot;
    robot->kind = (enum robot_kind)channel->kind;
    enum sibu_status status = read_url(reader, channel);
    if (status == SIBU_OK) {
        status = channels_secret(reader, "secret_file", 0, &robot->secret);
    }
    if (status == SIBU_OK) {
        status = channels_secret(reader, "token_file", 0, &robot->token);
    }
    if (status == SIBU_OK) {
        status = channels_text(reader, "topic", 100, &robot->topic);
    }
    if (status == SIBU_OK) {
        status = channels_flag(reader, "mention_all", 0, &robot->mention_all);
    }
    if (status == SIBU_OK && channel->kind == CHANNEL_GENERIC) {
        status = channels_read_template(reader, channel);
    }
    if (status == SIBU_OK && channel->kind == CHANNEL_ALIYUN) {
        status = read_aliyun(reader, robot);
    }
    if (status == SIBU_OK) {
        status = check(reader, channel);
    }
    return status == SIBU_OK ? check_recipient(reader, channel) : status;
}

/* A string as it is, a number or truth value as JSON writes it. */
static enum sibu_status read_value(struct channels_reader *reader, struct sibu_json_value value, const char **out)
{
    char text[32];
    enum sibu_json_kind kind = sibu_json_kind(value);
    if (kind == SIBU_JSON_STRING && strlen(sibu_json_as_string(value)) <= VALUE_BYTES_MAX) {
        return channels_keep(reader, sibu_json_as_string(value), out);
    }
    if (kind == SIBU_JSON_BOOL) {
        return channels_keep(reader, sibu_json_as_bool(value) ? "true" : "false", out);
    }
    if (kind == SIBU_JSON_NUMBER) {
        (void)snprintf(text, sizeof text, "%.15g", sibu_json_as_number(value));
        return channels_keep(reader, text, out);
    }
    return channels_refuse(reader, value, NULL, "应为最长 200 字节的文字、数字、true 或 false",
                           "must be a text of at most 200 bytes, a number, true or false");
}

static enum sibu_status read_ok_path(struct channels_reader *reader, struct robot_template *template,
                                     struct sibu_json_value ok)
{
    static const char *const KEYS[] = {"path", "value", NULL};
    const char *path = "";
    enum sibu_status status = sibu_json_only(ok, KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_string(ok, "path", VALUE_BYTES_MAX, &path, reader->fault);
    }
    if (status == SIBU_OK) {
        status = channels_keep(reader, path, &template->ok_path);
    }
    if (status == SIBU_OK && sibu_json_member(ok, "value").node == NULL) {
        return channels_refuse(reader, ok, "value", "缺少：成功时该处的值", "is missing: what stands there on success");
    }
    return status == SIBU_OK ? read_value(reader, sibu_json_member(ok, "value"), &template->ok_value) : status;
}

static enum sibu_status read_ok(struct channels_reader *reader, struct robot_template *template)
{
    struct sibu_json_value ok = sibu_json_member(reader->item, "ok");
    if (sibu_json_kind(ok) == SIBU_JSON_STRING && strcmp(sibu_json_as_string(ok), "status") == 0) {
        template->ok_by_status = 1;
        return SIBU_OK;
    }
    if (sibu_json_kind(ok) == SIBU_JSON_OBJECT) {
        return read_ok_path(reader, template, ok);
    }
    return channels_refuse(
        reader, reader->item, "ok",
        "必须写明怎样算成功：{\"path\": \"/Code\", \"value\": \"OK\"}；只看 HTTP 状态就写 \"status\"",
        "must say what success is: {\"path\": \"/Code\", \"value\": \"OK\"}, or \"status\" where the HTTP status alone tells");
}

static enum sibu_status read_retry(struct channels_reader *reader, struct robot_template *template)
{
    struct sibu_json_value list = {NULL, NULL};
    if (sibu_json_member(reader->item, "retry").node == NULL) {
        return SIBU_OK;
    }
    if (template->ok_by_status) {
        return channels_refuse(reader, reader->item, "retry", "要和 ok 的 path 一起用", "goes with a path in ok");
    }
    enum sibu_status status = sibu_json_array(reader->item, "retry", 1, ROBOT_RETRY_VALUES_MAX, &list, reader->fault);
    const char **values = sibu_arena_take(&reader->channels->arena, ROBOT_RETRY_VALUES_MAX, sizeof *values);
    if (status == SIBU_OK && values == NULL) {
        return channels_no_memory(reader->fault);
    }
    for (struct sibu_json_value value = sibu_json_first(list); status == SIBU_OK && value.node != NULL;
         value = sibu_json_next(value)) {
        status = read_value(reader, value, &values[template->retry_count]);
        template->retry_count += status == SIBU_OK;
    }
    template->retry_values = values;
    return status;
}

/* "Name: value", kept. */
static enum sibu_status keep_header(struct channels_reader *reader, struct sibu_json_value value, const char **out)
{
    struct sibu_text line = {.max_length = 4096};
    if (sibu_json_kind(value) != SIBU_JSON_STRING) {
        return channels_refuse(reader, value, NULL, "应为文字", "must be a text");
    }
    sibu_text_addf(&line, "%s: %s", sibu_json_key(value), sibu_json_as_string(value));
    enum sibu_status status = sibu_text_ok(&line) ? channels_keep(reader, sibu_text_get(&line), out)
                                                  : channels_refuse(reader, value, NULL, "太长", "is too long");
    sibu_text_clear(&line);
    return status;
}

static enum sibu_status read_headers(struct channels_reader *reader, struct robot_template *template)
{
    struct sibu_json_value object = {NULL, NULL};
    if (sibu_json_member(reader->item, "headers").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_object(reader->item, "headers", &object, reader->fault);
    if (status == SIBU_OK && sibu_json_count(object) > ROBOT_HEADERS_MAX) {
        return channels_refuse(reader, object, NULL, "最多 16 个标头", "has more than 16 headers");
    }
    const char **lines = sibu_arena_take(&reader->channels->arena, ROBOT_HEADERS_MAX, sizeof *lines);
    if (status == SIBU_OK && lines == NULL) {
        return channels_no_memory(reader->fault);
    }
    for (struct sibu_json_value value = sibu_json_first(object); status == SIBU_OK && value.node != NULL;
         value = sibu_json_next(value)) {
        status = keep_header(reader, value, &lines[template->header_count]);
        template->header_count += status == SIBU_OK;
    }
    template->headers = lines;
    return status;
}

/* One of the names at `key`; absent: the first. */
static enum sibu_status read_choice(struct channels_reader *reader, const char *key, const char *const *names,
                                    size_t *out)
{
    *out = 0;
    return sibu_json_member(reader->item, key).node == NULL
               ? SIBU_OK
               : sibu_json_choice(reader->item, key, names, out, reader->fault);
}

enum sibu_status channels_read_template(struct channels_reader *reader, struct channel *channel)
{
    static const char *const METHODS[] = {"POST", "PUT", "GET", NULL};
    static const char *const ENCODINGS[] = {"json", "form", "xml", "plain", NULL};
    struct robot_template *template = &channel->robot.template;
    size_t method = 0, encoding = 0;
    int32_t text_max_bytes = 0;
    enum sibu_status status = read_choice(reader, "method", METHODS, &method);
    if (status == SIBU_OK) {
        status = read_choice(reader, "encode", ENCODINGS, &encoding);
    }
    template->method = METHODS[method];
    template->encoding = (enum robot_encoding)encoding;
    if (status == SIBU_OK) {
        status = read_headers(reader, template);
    }
    if (status == SIBU_OK) {
        status = channels_text(reader, "body", BODY_BYTES_MAX, &template->body);
    }
    if (status == SIBU_OK) {
        status = channels_text(reader, "user", VALUE_BYTES_MAX, &template->user);
    }
    if (status == SIBU_OK) {
        status = channels_integer(reader, reader->item, "text_max_bytes",
                                  (const int64_t[]){ROBOT_TEXT_BYTES_LEAST, ROBOT_TEXT_BYTES_MOST, TEXT_BYTES_USUAL},
                                  &text_max_bytes);
    }
    template->text_max_bytes = (size_t)text_max_bytes;
    if (status == SIBU_OK) {
        status = read_ok(reader, template);
    }
    return status == SIBU_OK ? read_retry(reader, template) : status;
}
