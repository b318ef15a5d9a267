/* The channels file: its frame, and what all channels have in common. See channels.h.
 *
 * What each kind may have stands in one table. Depends on: json, memory, base/file, robot, address. One thread while
 * reading.
 */
#include "notify/channels.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "notify/channels_read.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define RATE_MAX 100000
#define GROUP (1 << CHANNEL_TO_GROUP)
#define PERSON (1 << CHANNEL_TO_PERSON)

/* What a kind of channel is: to whom it can go, how much it takes, and what may stand in it. */
struct kind {
    const char *name;
    int to; /* GROUP, PERSON or both */
    int32_t rate_usual, rate_most; /* a minute; 0: no limit. rate_most is the platform's own */
    enum sibu_status (*read)(struct channels_reader *reader, struct channel *channel); /* NULL: nothing besides */
    const char *members[16];
};

static const struct kind *kind_of(enum channel_kind kind)
{
    static const struct kind KINDS[CHANNEL_KINDS] = {
        [CHANNEL_DINGTALK] =
            {"dingtalk", GROUP, 20, 20, channels_read_robot, {"url", "url_file", "secret_file", "mention_all"}},
        [CHANNEL_WECOM] = {"wecom", GROUP, 20, 20, channels_read_robot, {"url", "url_file", "mention_all"}},
        [CHANNEL_FEISHU] =
            {"feishu", GROUP, 100, 100, channels_read_robot, {"url", "url_file", "secret_file", "mention_all"}},
        [CHANNEL_SLACK] = {"slack", GROUP, 60, 60, channels_read_robot, {"url", "url_file"}},
        [CHANNEL_TEAMS] = {"teams", GROUP, 60, RATE_MAX, channels_read_robot, {"url", "url_file"}},
        [CHANNEL_NTFY] = {"ntfy", GROUP, 60, RATE_MAX, channels_read_robot, {"url", "url_file", "topic", "token_file"}},
        [CHANNEL_GOTIFY] = {"gotify", GROUP, 0, RATE_MAX, channels_read_robot, {"url", "url_file", "token_file"}},
        [CHANNEL_APPRISE] =
            {"apprise", GROUP, 0, RATE_MAX, channels_read_robot, {"url", "url_file", "topic", "token_file"}},
        [CHANNEL_ALIYUN] = {"aliyun_sms",
                            PERSON,
                            0,
                            RATE_MAX,
                            channels_read_robot,
                            {"url", "url_file", "user", "secret_file", "sign_name", "template_code", "param",
                             "text_max_bytes"}},
        [CHANNEL_GENERIC] = {"generic",
                             GROUP | PERSON,
                             0,
                             RATE_MAX,
                             channels_read_robot,
                             {"url", "url_file", "method", "encode", "headers", "body", "user", "secret_file",
                              "token_file", "text_max_bytes", "ok", "retry"}},
        [CHANNEL_SMTP] = {"smtp",
                          PERSON,
                          0,
                          RATE_MAX,
                          channels_read_mail,
                          {"url", "from", "user", "password_file", "tls", "ca_file"}},
        [CHANNEL_WEBPUSH] = {"webpush", PERSON, 0, RATE_MAX, channels_read_push, {"subject", "key_file"}},
        [CHANNEL_MQTT] = {"mqtt",
                          GROUP,
                          0,
                          RATE_MAX,
                          channels_read_mqtt,
                          {"host", "port", "tls", "user", "password_file", "ca_file"}},
        [CHANNEL_HTTP] = {"http", PERSON, 0, RATE_MAX, NULL, {NULL}},
    };
    return &KINDS[kind];
}

const char *channel_kind_name(enum channel_kind kind)
{
    return kind_of(kind)->name;
}

int channel_is_robot(enum channel_kind kind)
{
    return kind <= CHANNEL_GENERIC;
}

void channel_host(const struct channel *channel, char out[CHANNEL_HOST_BYTES])
{
    const char *host = channel->kind == CHANNEL_SMTP   ? channel->mail.host
                       : channel->kind == CHANNEL_MQTT ? channel->mqtt.host
                                                       : "";
    size_t length = strlen(host);
    if (channel_is_robot(channel->kind)) {
        const char *scheme = strstr(channel->robot.url, "://");
        host = scheme == NULL ? "" : scheme + 3;
        length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?");
    }
    (void)snprintf(out, CHANNEL_HOST_BYTES, "%.*s", (int)(length < CHANNEL_HOST_BYTES ? length : 0), host);
}

enum sibu_status channels_no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status channels_refuse(struct channels_reader *reader, struct sibu_json_value value, const char *key,
                                 const char *zh, const char *en)
{
    char place[240];
    sibu_json_place(value, key, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

enum sibu_status channels_keep(struct channels_reader *reader, const char *text, const char **out)
{
    *out = sibu_arena_text(&reader->channels->arena, text, strlen(text));
    return *out != NULL ? SIBU_OK : channels_no_memory(reader->fault);
}

enum sibu_status channels_text(struct channels_reader *reader, const char *key, size_t max_bytes, const char **out)
{
    const char *text = "";
    *out = "";
    if (sibu_json_member(reader->item, key).node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_string(reader->item, key, max_bytes, &text, reader->fault);
    return status == SIBU_OK ? channels_keep(reader, text, out) : status;
}

enum sibu_status channels_flag(struct channels_reader *reader, const char *key, int otherwise, int *out)
{
    struct sibu_json_value value = sibu_json_member(reader->item, key);
    *out = otherwise;
    if (value.node == NULL) {
        return SIBU_OK;
    }
    if (sibu_json_kind(value) != SIBU_JSON_BOOL) {
        return channels_refuse(reader, value, NULL, "应为 true 或 false", "must be true or false");
    }
    *out = sibu_json_as_bool(value);
    return SIBU_OK;
}

enum sibu_status channels_integer(struct channels_reader *reader, struct sibu_json_value object, const char *key,
                                  const int64_t range[3], int32_t *out)
{
    int64_t value = range[2];
    enum sibu_status status = SIBU_OK;
    if (sibu_json_member(object, key).node != NULL) {
        status = sibu_json_integer(object, key, range[0], range[1], &value, reader->fault);
    }
    *out = (int32_t)value;
    return status;
}

/* A secret in the channels file itself would be copied with it, to every backup and every screen. */
static enum sibu_status refuse_secrets(struct channels_reader *reader)
{
    static const char *const SECRETS[] = {"secret", "token", "password", "key"};
    for (size_t i = 0; i < sizeof SECRETS / sizeof SECRETS[0]; i++) {
        if (sibu_json_member(reader->item, SECRETS[i]).node != NULL) {
            return channels_refuse(reader, reader->item, SECRETS[i], "密钥不写在这里：放进单独的文件，用 …_file 指出",
                                   "secrets do not stand here: put it in a file of its own and name that, as in "
                                   "secret_file");
        }
    }
    return SIBU_OK;
}

/* No member but those of all channels and of the kind. */
static enum sibu_status check_members(struct channels_reader *reader, const struct kind *kind)
{
    const char *keys[4 + sizeof kind->members / sizeof kind->members[0] + 1] = {"id", "kind", "to", "rate_per_min"};
    for (size_t i = 0; i < sizeof kind->members / sizeof kind->members[0]; i++) {
        keys[4 + i] = kind->members[i]; /* the first NULL ends the list */
    }
    enum sibu_status status = refuse_secrets(reader);
    return status == SIBU_OK ? sibu_json_only(reader->item, keys, reader->fault) : status;
}

static int is_id(const char *id)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t length = strlen(id);
    return length > 0 && length <= CHANNEL_ID_BYTES_MAX && strspn(id, LETTERS) == length;
}

static enum sibu_status read_id(struct channels_reader *reader, struct channel *channel)
{
    enum sibu_status status = channels_text(reader, "id", 100, &channel->id);
    if (status == SIBU_OK && !is_id(channel->id)) {
        return channels_refuse(reader, reader->item, "id", "应为 1 到 32 个小写字母、数字和 -",
                               "must be 1 to 32 small letters, digits and -");
    }
    for (size_t i = 0; i < reader->channels->count && status == SIBU_OK; i++) {
        if (strcmp(reader->channels->items[i].id, channel->id) == 0) {
            return channels_refuse(reader, reader->item, "id", "重复", "stands there twice");
        }
    }
    return status;
}

/* A kind that reaches groups only was told to reach persons, or the other way round. */
static enum sibu_status refuse_to(struct channels_reader *reader, const struct kind *kind)
{
    char place[240];
    sibu_json_place(reader->item, "to", place);
    if ((kind->to & GROUP) != 0) {
        return sibu_fault_set(
            reader->fault, SIBU_BAD_INPUT, place,
            "%s 只能发到群组：写 \"group\" 或不写 to；发给个人用 smtp、webpush、http、aliyun_sms 或 generic",
            "%s reaches a group only: write \"group\" or leave it out; for persons take smtp, webpush, "
            "http, aliyun_sms or generic",
            kind->name);
    }
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "%s 只能发给个人：写 \"person\" 或不写 to",
                          "%s reaches persons only: write \"person\" or leave it out", kind->name);
}

static enum sibu_status read_to(struct channels_reader *reader, const struct kind *kind, struct channel *channel)
{
    static const char *const NAMES[] = {"group", "person", NULL};
    size_t to = (kind->to & GROUP) != 0 ? CHANNEL_TO_GROUP : CHANNEL_TO_PERSON;
    if (sibu_json_member(reader->item, "to").node != NULL || kind->to == (GROUP | PERSON)) {
        enum sibu_status status = sibu_json_choice(reader->item, "to", NAMES, &to, reader->fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    channel->to = (enum channel_to)to;
    return (kind->to & (1 << to)) != 0 ? SIBU_OK : refuse_to(reader, kind);
}

static enum sibu_status read_kind(struct channels_reader *reader, struct channel *channel)
{
    const char *names[CHANNEL_KINDS + 1] = {NULL};
    size_t kind = 0;
    for (int i = 0; i < CHANNEL_KINDS; i++) {
        names[i] = channel_kind_name((enum channel_kind)i);
    }
    enum sibu_status status = sibu_json_choice(reader->item, "kind", names, &kind, reader->fault);
    channel->kind = (enum channel_kind)kind;
    return status;
}

static enum sibu_status read_channel(struct channels_reader *reader, struct channel *channel)
{
    *channel = (struct channel){
        .id = "",
        .robot = {.url = "",
                  .secret = "",
                  .token = "",
                  .topic = "",
                  .template = {.method = "POST", .body = "", .user = "", .ok_path = "", .ok_value = ""},
                  .sign_name = "",
                  .template_code = ""},
        .mail = {.host = "", .from = "", .user = "", .password = "", .ca_file = ""},
        .push = {.subject = "", .key = "", .key_file = ""},
        .mqtt = {.host = "", .user = "", .password = "", .ca_file = ""}};
    if (sibu_json_kind(reader->item) != SIBU_JSON_OBJECT) {
        return channels_refuse(reader, reader->item, NULL, "应为对象 {…}", "must be an object {...}");
    }
    enum sibu_status status = read_kind(reader, channel);
    const struct kind *kind = kind_of(channel->kind);
    if (status == SIBU_OK) {
        status = check_members(reader, kind);
    }
    if (status == SIBU_OK) {
        status = read_id(reader, channel);
    }
    if (status == SIBU_OK) {
        status = read_to(reader, kind, channel);
    }
    if (status == SIBU_OK) {
        status = channels_integer(reader, reader->item, "rate_per_min",
                                  (const int64_t[]){1, kind->rate_most, kind->rate_usual}, &channel->rate_per_min);
    }
    return status == SIBU_OK && kind->read != NULL ? kind->read(reader, channel) : status;
}

static enum sibu_status read_ranges(struct channels_reader *reader, struct sibu_json_value root)
{
    struct channels *channels = reader->channels;
    struct sibu_json_value list = {NULL, NULL};
    if (sibu_json_member(root, "allow_private").node == NULL) {
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(root, "allow_private", 0, CHANNELS_RANGES_MAX, &list, reader->fault);
    struct address_range *ranges = sibu_arena_take(&channels->arena, CHANNELS_RANGES_MAX, sizeof *ranges);
    const char **texts = sibu_arena_take(&channels->arena, CHANNELS_RANGES_MAX, sizeof *texts);
    if (status == SIBU_OK && (ranges == NULL || texts == NULL)) {
        return channels_no_memory(reader->fault);
    }
    channels->allow_private = ranges;
    channels->allow_private_text = texts;
    for (size_t i = 0; status == SIBU_OK && i < sibu_json_count(list); i++) {
        struct sibu_json_value item = sibu_json_item(list, i);
        if (!address_range_read(sibu_json_as_string(item), &ranges[i])) {
            return channels_refuse(reader, item, NULL, "应为地址段，例如 10.0.0.0/8 或 fd00::/8，主机位为 0",
                                   "must be a range of addresses, as 10.0.0.0/8 or fd00::/8, without bits beyond the "
                                   "prefix");
        }
        status = channels_keep(reader, sibu_json_as_string(item), &texts[i]);
        channels->allow_private_count += status == SIBU_OK;
    }
    return status;
}

static enum sibu_status read_items(struct channels_reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value list = {NULL, NULL};
    enum sibu_status status = sibu_json_array(root, "channels", 1, CHANNELS_MAX, &list, reader->fault);
    struct channel *items =
        sibu_arena_take(&reader->channels->arena, status == SIBU_OK ? sibu_json_count(list) : 1, sizeof *items);
    if (status == SIBU_OK && items == NULL) {
        return channels_no_memory(reader->fault);
    }
    reader->channels->items = items;
    for (reader->item = sibu_json_first(list); status == SIBU_OK && reader->item.node != NULL;
         reader->item = sibu_json_next(reader->item)) {
        status = read_channel(reader, &items[reader->channels->count]);
        reader->channels->count += status == SIBU_OK;
    }
    return status;
}

static size_t find(const struct channels *channels, const char *id)
{
    size_t i = 0;
    while (i < channels->count && strcmp(channels->items[i].id, id) != 0) {
        i++;
    }
    return i;
}

static int is_ordered(const struct channels *channels, size_t index)
{
    for (size_t i = 0; i < channels->order_count; i++) {
        if (channels->order[i] == index) {
            return 1;
        }
    }
    return 0;
}

/* The channels to persons as they stand in the file. */
static void order_as_written(struct channels *channels, uint32_t *order)
{
    for (size_t i = 0; i < channels->count; i++) {
        if (channels->items[i].to == CHANNEL_TO_PERSON) {
            order[channels->order_count++] = (uint32_t)i;
        }
    }
}

static enum sibu_status take_order(struct channels_reader *reader, struct sibu_json_value list, uint32_t *order)
{
    struct channels *channels = reader->channels;
    for (size_t i = 0; i < sibu_json_count(list); i++) {
        struct sibu_json_value item = sibu_json_item(list, i);
        size_t index = find(channels, sibu_json_as_string(item));
        if (index >= channels->count || channels->items[index].to != CHANNEL_TO_PERSON) {
            return channels_refuse(reader, item, NULL, "不是发给个人的渠道的 id", "is no id of a channel to persons");
        }
        if (is_ordered(channels, index)) {
            return channels_refuse(reader, item, NULL, "重复", "stands there twice");
        }
        order[channels->order_count++] = (uint32_t)index;
    }
    for (size_t i = 0; i < channels->count; i++) {
        if (channels->items[i].to == CHANNEL_TO_PERSON && !is_ordered(channels, i)) {
            return channels_refuse(reader, list, NULL, "少了一个发给个人的渠道：它就永远不会用到",
                                   "leaves out a channel to persons, which would never be used");
        }
    }
    return SIBU_OK;
}

static enum sibu_status read_order(struct channels_reader *reader, struct sibu_json_value root)
{
    struct channels *channels = reader->channels;
    struct sibu_json_value list = {NULL, NULL};
    uint32_t *order = sibu_arena_take(&channels->arena, CHANNELS_MAX, sizeof *order);
    if (order == NULL) {
        return channels_no_memory(reader->fault);
    }
    channels->order = order;
    if (sibu_json_member(root, "order").node == NULL) {
        order_as_written(channels, order);
        return SIBU_OK;
    }
    enum sibu_status status = sibu_json_array(root, "order", 0, CHANNELS_MAX, &list, reader->fault);
    return status == SIBU_OK ? take_order(reader, list, order) : status;
}

static enum sibu_status read_root(struct channels_reader *reader, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"sibu_channels",  "channels",      "order", "escalate_after_s",
                                       "warden_after_s", "allow_private", NULL};
    int64_t format = 0;
    if (sibu_json_kind(root) != SIBU_JSON_OBJECT) {
        return channels_refuse(reader, root, NULL, "应为对象 {…}", "must be an object {...}");
    }
    enum sibu_status status = sibu_json_only(root, KEYS, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_integer(root, "sibu_channels", 1, 1, &format, reader->fault);
    }
    if (status == SIBU_OK) {
        status = channels_integer(reader, root, "escalate_after_s", (const int64_t[]){10, 3600, 60},
                                  &reader->channels->escalate_after_s);
    }
    if (status == SIBU_OK) {
        status = channels_integer(reader, root, "warden_after_s", (const int64_t[]){10, 7200, 180},
                                  &reader->channels->warden_after_s);
    }
    if (status == SIBU_OK) {
        status = read_ranges(reader, root);
    }
    if (status == SIBU_OK) {
        status = read_items(reader, root);
    }
    return status == SIBU_OK ? read_order(reader, root) : status;
}

static enum sibu_status read_file(struct channels_reader *reader)
{
    struct sibu_text text = {0};
    struct sibu_json *document = NULL;
    enum sibu_status status = file_read(reader->path, FILE_BYTES_MAX, &text, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_open(&document, reader->path, sibu_text_get(&text), text.length, reader->fault);
    }
    if (status == SIBU_OK) {
        status = read_root(reader, sibu_json_root(document));
    }
    sibu_json_close(document);
    sibu_text_clear(&text);
    return status;
}

enum sibu_status channels_open(struct channels **out, const char *path, struct sibu_fault *fault)
{
    struct channels *channels = sibu_array_new(1, sizeof *channels);
    struct channels_reader reader = {.channels = channels, .path = path, .fault = fault};
    *out = NULL;
    if (channels == NULL) {
        return channels_no_memory(fault);
    }
    enum sibu_status status = read_file(&reader);
    if (status != SIBU_OK) {
        channels_close(channels);
        return status;
    }
    *out = channels;
    return SIBU_OK;
}

/* The secrets lie in the arena, which is ours to write; an empty one is a constant of no length. */
static void forget(const char *secret)
{
    if (secret != NULL && secret[0] != '\0') {
        sodium_memzero((char *)secret, strlen(secret));
    }
}

void channels_close(struct channels *channels)
{
    for (size_t i = 0; channels != NULL && i < channels->count; i++) {
        const struct channel *channel = &channels->items[i];
        forget(channel->robot.url);
        forget(channel->robot.secret);
        forget(channel->robot.token);
        forget(channel->mail.password);
        forget(channel->push.key);
        forget(channel->mqtt.password);
    }
    if (channels != NULL) {
        sibu_arena_clear(&channels->arena);
    }
    sibu_array_free(channels);
}
