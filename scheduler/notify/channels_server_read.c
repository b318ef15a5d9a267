/* The members of a channel to a mail server, to browsers or to an MQTT broker: see channels_read.h. */
#include <string.h>

#include "notify/channels_read.h"

#define HOST_BYTES_MAX 253
#define NAME_BYTES_MAX 250

/* A name or an IPv4 address; an IPv6 address, with brackets where `brackets`. */
static int is_host(const char *host, int brackets)
{
    static const char NAME[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
    size_t length = strlen(host);
    struct sockaddr_storage address;
    if (length == 0 || length > HOST_BYTES_MAX) {
        return 0;
    }
    if (strchr(host, ':') != NULL) {
        return (host[0] == '[') == brackets && address_read(host, length, &address);
    }
    return strspn(host, NAME) == length && host[0] != '-' && host[0] != '.';
}

/* Digits up to 65535; 0 where it is none. */
static int32_t read_port(const char *text)
{
    int32_t port = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0') {
        return 0;
    }
    for (size_t i = 0; i < digits; i++) {
        port = port * 10 + (text[i] - '0');
    }
    return port <= 65535 ? port : 0;
}

/* smtp://host[:port] or smtps://host[:port], and nothing behind it. */
static enum sibu_status read_mail_url(struct channels_reader *reader, struct channel_mail *mail)
{
    const char *url = "", *host = "";
    enum sibu_status status = sibu_json_string(reader->item, "url", 300, &url, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    mail->tls_first = strncmp(url, "smtps://", 8) == 0;
    size_t scheme = mail->tls_first ? 8 : strncmp(url, "smtp://", 7) == 0 ? 7 : 0;
    const char *rest = url + scheme, *bracket = strchr(rest, ']');
    const char *colon = strchr(bracket == NULL ? rest : bracket, ':');
    int32_t port = colon == NULL ? (mail->tls_first ? 465 : 587) : read_port(colon + 1);
    host = sibu_arena_text(&reader->channels->arena, rest, colon == NULL ? strlen(rest) : (size_t)(colon - rest));
    if (host == NULL) {
        return channels_no_memory(reader->fault);
    }
    if (scheme == 0 || port == 0 || !is_host(host, 1)) {
        return channels_refuse(reader, reader->item, "url", "应为 smtp://主机:端口 或 smtps://主机:端口",
                               "must be smtp://HOST:PORT or smtps://HOST:PORT");
    }
    mail->host = host;
    mail->port = (uint16_t)port;
    return SIBU_OK;
}

/* user and password_file together, or neither. */
static enum sibu_status read_login(struct channels_reader *reader, const char **user, const char **password)
{
    enum sibu_status status = channels_text(reader, "user", NAME_BYTES_MAX, user);
    if (status == SIBU_OK) {
        status = channels_secret(reader, "password_file", 0, password);
    }
    if (status == SIBU_OK && ((*user)[0] == '\0') != ((*password)[0] == '\0')) {
        return channels_refuse(reader, reader->item, (*user)[0] == '\0' ? "user" : "password_file",
                               "user 和 password_file 要一起写", "is missing: user and password_file go together");
    }
    return status;
}

/* An address as it stands in an envelope: one @, and nothing that ends a header or a command. */
static int is_mail_address(const char *text)
{
    const char *at = strchr(text, '@');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c <= ' ' || *c >= 0x7F || strchr("<>()[]\\,;:\"", *c) != NULL) {
            return 0;
        }
    }
    return at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

static enum sibu_status read_tls(struct channels_reader *reader, struct channel_mail *mail)
{
    static const char *const NAMES[] = {"required", "optional", "none", NULL};
    size_t tls = CHANNEL_TLS_REQUIRED;
    enum sibu_status status = SIBU_OK;
    if (sibu_json_member(reader->item, "tls").node != NULL) {
        status = sibu_json_choice(reader->item, "tls", NAMES, &tls, reader->fault);
    }
    mail->tls = (enum channel_tls)tls;
    if (status == SIBU_OK && mail->tls_first && mail->tls != CHANNEL_TLS_REQUIRED) {
        return channels_refuse(reader, reader->item, "tls", "smtps:// 总是加密的", "smtps:// is always encrypted");
    }
    if (status == SIBU_OK && mail->tls != CHANNEL_TLS_REQUIRED && mail->password[0] != '\0') {
        return channels_refuse(reader, reader->item, "tls", "有密码就必须加密：密码不得明文传送",
                               "must be required where there is a password: it must not be sent in the clear");
    }
    return status;
}

enum sibu_status channels_read_mail(struct channels_reader *reader, struct channel *channel)
{
    struct channel_mail *mail = &channel->mail;
    enum sibu_status status = read_mail_url(reader, mail);
    if (status == SIBU_OK) {
        status = channels_text(reader, "from", NAME_BYTES_MAX, &mail->from);
    }
    if (status == SIBU_OK && !is_mail_address(mail->from)) {
        return channels_refuse(reader, reader->item, "from", "应为发件人的邮箱地址",
                               "must be the sender's mail address");
    }
    if (status == SIBU_OK) {
        status = read_login(reader, &mail->user, &mail->password);
    }
    if (status == SIBU_OK) {
        status = channels_path(reader, "ca_file", &mail->ca_file);
    }
    return status == SIBU_OK ? read_tls(reader, mail) : status;
}

enum sibu_status channels_read_push(struct channels_reader *reader, struct channel *channel)
{
    struct channel_push *push = &channel->push;
    const char *key_file = "";
    enum sibu_status status = channels_text(reader, "subject", NAME_BYTES_MAX, &push->subject);
    if (status == SIBU_OK && strncmp(push->subject, "https://", 8) != 0 &&
        !(strncmp(push->subject, "mailto:", 7) == 0 && is_mail_address(push->subject + 7))) {
        return channels_refuse(reader, reader->item, "subject", "应为 mailto:邮箱 或 https:// 地址",
                               "must be mailto:ADDRESS or an https:// address");
    }
    if (status == SIBU_OK) {
        status = channels_secret(reader, "key_file", 1, &push->key);
    }
    if (status == SIBU_OK && push->key[0] != '\0') {
        status = channels_path(reader, "key_file", &key_file);
    }
    push->key_file = key_file;
    return status;
}

enum sibu_status channels_read_mqtt(struct channels_reader *reader, struct channel *channel)
{
    struct channel_mqtt *mqtt = &channel->mqtt;
    int32_t port = 0;
    enum sibu_status status = channels_text(reader, "host", HOST_BYTES_MAX, &mqtt->host);
    if (status == SIBU_OK && !is_host(mqtt->host, 0)) {
        return channels_refuse(reader, reader->item, "host", "应为主机名或 IP 地址",
                               "must be a host's name or IP address");
    }
    if (status == SIBU_OK) {
        status = channels_flag(reader, "tls", 0, &mqtt->tls);
    }
    if (status == SIBU_OK) {
        status =
            channels_integer(reader, reader->item, "port", (const int64_t[]){1, 65535, mqtt->tls ? 8883 : 1883}, &port);
    }
    mqtt->port = (uint16_t)port;
    if (status == SIBU_OK) {
        status = read_login(reader, &mqtt->user, &mqtt->password);
    }
    if (status == SIBU_OK) {
        status = channels_path(reader, "ca_file", &mqtt->ca_file);
    }
    if (status == SIBU_OK && mqtt->ca_file[0] != '\0' && !mqtt->tls) {
        return channels_refuse(reader, reader->item, "ca_file", "要和 \"tls\": true 一起用", "goes with \"tls\": true");
    }
    return status;
}
