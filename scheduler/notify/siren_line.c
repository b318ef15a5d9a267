/* The thread that keeps the connection: see siren.h and siren_part.h.
 *
 * libmosquitto keeps what is not confirmed and would send it again on its own, with its whole life before it; so after a
 * loss its client is thrown away, and what is left of each message's life is reckoned here.
 */
#include <errno.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "notify/siren_part.h"
#include "sibu/memory.h"

#define FIRST_WAIT_US INT64_C(250000)
#define LONGEST_WAIT_US INT64_C(5000000) /* a command lives half a minute */
#define ANSWER_US INT64_C(10000000) /* how long a broker may take to greet */
#define REST_MS 1000 /* the keepalive is looked after that often */

static void see(struct siren *siren, int is_up, const char *fault)
{
    pthread_mutex_lock(&siren->mutex);
    if (siren->seen.is_up != is_up) {
        siren->seen.since_us = clock_now_us(siren->def.clock);
    }
    siren->seen.is_up = is_up;
    siren->seen.fault = fault;
    pthread_mutex_unlock(&siren->mutex);
}

/* Callbacks run inside the calls below, on this thread, with locks of libmosquitto held: they call nothing of it that
 * locks. */

static void on_connect(struct mosquitto *mosquitto, void *data, int code, int flags,
                       const mosquitto_property *properties)
{
    struct siren *siren = data;
    (void)mosquitto;
    (void)flags;
    (void)properties;
    if (code == 0) {
        siren->line.is_greeted = 1;
    } else {
        siren->line.lost =
            code == MQTT_RC_BAD_USERNAME_OR_PASSWORD || code == MQTT_RC_NOT_AUTHORIZED ? "login" : "refused";
    }
}

static void on_disconnect(struct mosquitto *mosquitto, void *data, int code, const mosquitto_property *properties)
{
    struct siren *siren = data;
    (void)mosquitto;
    (void)code;
    (void)properties;
    if (siren->line.lost == NULL) {
        siren->line.lost = siren->line.is_up ? "broken" : "connect";
    }
}

static void tell(struct siren *siren)
{
    if (siren->def.wake != NULL) {
        siren->def.wake(siren->def.wake_data);
    }
}

static void on_publish(struct mosquitto *mosquitto, void *data, int mid, int code, const mosquitto_property *properties)
{
    struct siren *siren = data;
    (void)mosquitto;
    (void)properties;
    pthread_mutex_lock(&siren->mutex);
    siren_queue_confirm(siren, mid, code);
    pthread_mutex_unlock(&siren->mutex);
    tell(siren);
}

static void on_message(struct mosquitto *mosquitto, void *data, const struct mosquitto_message *message,
                       const mosquitto_property *properties)
{
    struct siren *siren = data;
    void *key = NULL;
    uint16_t key_length = 0;
    struct siren_heard heard;
    (void)mosquitto;
    (void)mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &key, &key_length, false);
    struct siren_raw raw = {message->topic, message->payload, message->payloadlen < 0 ? 0 : (size_t)message->payloadlen,
                            key, key_length};
    if (siren_hear(siren->def.site, &raw, &heard) == SIBU_OK) {
        pthread_mutex_lock(&siren->mutex);
        siren_queue_hear(siren, &heard);
        pthread_mutex_unlock(&siren->mutex);
        tell(siren);
    }
    sibu_array_free(key); /* the library's, from malloc as ours */
}

static int set_tls(struct siren *siren, struct mosquitto *mosquitto)
{
    if (siren->def.tls == SIREN_TLS_NONE) {
        return 1;
    }
    int status = siren->def.ca_file != NULL ? mosquitto_tls_set(mosquitto, siren->def.ca_file, NULL, NULL, NULL, NULL)
                                            : mosquitto_int_option(mosquitto, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
    return status == MOSQ_ERR_SUCCESS && mosquitto_tls_opts_set(mosquitto, 1, NULL, NULL) == MOSQ_ERR_SUCCESS;
}

static int set_client(struct siren *siren, struct mosquitto *mosquitto)
{
    mosquitto_connect_v5_callback_set(mosquitto, on_connect);
    mosquitto_disconnect_v5_callback_set(mosquitto, on_disconnect);
    mosquitto_publish_v5_callback_set(mosquitto, on_publish);
    mosquitto_message_v5_callback_set(mosquitto, on_message);
    return mosquitto_int_option(mosquitto, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5) == MOSQ_ERR_SUCCESS &&
           mosquitto_will_set_v5(mosquitto, sibu_text_get(&siren->status_topic), 7, "offline", 1, true, NULL) ==
               MOSQ_ERR_SUCCESS &&
           (siren->def.user == NULL ||
            mosquitto_username_pw_set(mosquitto, siren->def.user, siren->def.password) == MOSQ_ERR_SUCCESS);
}

static void begin(struct siren *siren, int64_t now_us)
{
    char name[2 * SIREN_ID_MAX + 8];
    (void)snprintf(name, sizeof name, "sibu-%s%s", siren->def.site, siren->self + strlen(SIREN_SELF));
    struct mosquitto *mosquitto = mosquitto_new(name, true, siren);
    siren->line.mosquitto = mosquitto;
    siren->line.began_us = now_us;
    siren->line.is_up = siren->line.is_greeted = 0;
    if (mosquitto == NULL || !set_client(siren, mosquitto)) {
        siren->line.lost = "refused";
    } else if (!set_tls(siren, mosquitto)) {
        siren->line.lost = "tls";
    } else {
        siren->line.lost = NULL;
        int status = mosquitto_connect_async(mosquitto, siren->def.host, siren->def.port, siren->def.keepalive_s);
        if (status != MOSQ_ERR_SUCCESS) {
            siren->line.lost = status == MOSQ_ERR_TLS ? "tls" : "connect";
        }
    }
}

/* What still lies in the socket is thrown away with it: it would arrive late. */
static void cut(struct mosquitto *mosquitto)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (mosquitto_socket(mosquitto) >= 0) {
        (void)setsockopt(mosquitto_socket(mosquitto), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
}

static void give_up(struct siren *siren, int64_t now_us)
{
    const char *why = siren->line.lost;
    if (siren->line.mosquitto != NULL) {
        cut(siren->line.mosquitto);
        mosquitto_destroy(siren->line.mosquitto);
        siren->line.mosquitto = NULL;
    }
    siren->line.is_up = 0;
    siren->line.lost = NULL;
    int64_t wait_us = siren->line.wait_us;
    siren->line.next_try_us = now_us + wait_us / 2 + (int64_t)randombytes_uniform((uint32_t)wait_us / 2);
    siren->line.wait_us = 2 * wait_us < LONGEST_WAIT_US ? 2 * wait_us : LONGEST_WAIT_US;
    see(siren, 0, why);
    pthread_mutex_lock(&siren->mutex);
    siren_queue_lost(siren);
    pthread_mutex_unlock(&siren->mutex);
}

static int add_properties(const struct siren_item *item, int64_t left_us, mosquitto_property **list)
{
    uint32_t expiry_s = left_us <= 1000000 ? 1 : (uint32_t)((left_us + 999999) / 1000000);
    int status = mosquitto_property_add_int32(list, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, expiry_s);
    if (status == MOSQ_ERR_SUCCESS && item->response[0] != '\0') {
        status = mosquitto_property_add_string(list, MQTT_PROP_RESPONSE_TOPIC, item->response);
    }
    if (status == MOSQ_ERR_SUCCESS) {
        status =
            mosquitto_property_add_binary(list, MQTT_PROP_CORRELATION_DATA, item->key, (uint16_t)strlen(item->key));
    }
    return status == MOSQ_ERR_SUCCESS ? mosquitto_property_add_string(list, MQTT_PROP_CONTENT_TYPE, "application/json")
                                      : status;
}

/* Writing does not block. */
static int say(struct siren *siren, struct siren_item *item, const char *topic)
{
    mosquitto_property *properties = NULL;
    int status = add_properties(item, item->deadline_us - clock_monotonic_us(), &properties);
    if (status == MOSQ_ERR_SUCCESS) {
        status = mosquitto_publish_v5(siren->line.mosquitto, &item->mid, topic, (int)item->payload_length,
                                      item->payload, 1, item->is_retained != 0, properties);
    }
    mosquitto_property_free_all(&properties);
    return status;
}

/* Says the oldest that waits; 0 where there was none, or it could not be said. */
static int say_next(struct siren *siren)
{
    pthread_mutex_lock(&siren->mutex);
    struct siren_item *item = siren_queue_take(siren);
    if (item != NULL) {
        siren->line.saying = *item;
    }
    pthread_mutex_unlock(&siren->mutex);
    if (item == NULL) {
        return 0;
    }
    int status = say(siren, &siren->line.saying, siren->zones[siren->line.saying.zone].topic);
    int is_final = status == MOSQ_ERR_OVERSIZE_PACKET || status == MOSQ_ERR_QOS_NOT_SUPPORTED ||
                   status == MOSQ_ERR_RETAIN_NOT_SUPPORTED;
    pthread_mutex_lock(&siren->mutex);
    item->mid = siren->line.saying.mid;
    if (is_final) {
        siren_queue_fail(siren, item, "refused");
    }
    pthread_mutex_unlock(&siren->mutex);
    if (status != MOSQ_ERR_SUCCESS && !is_final && siren->line.lost == NULL) {
        siren->line.lost = "broken"; /* what counts as sent waits again */
    }
    return siren->line.lost == NULL;
}

static void send_waiting(struct siren *siren, int64_t now_us)
{
    pthread_mutex_lock(&siren->mutex);
    if (siren_queue_expire(siren, now_us) && siren->line.lost == NULL) {
        siren->line.lost = "silent";
    }
    int any = siren->event_count > 0;
    pthread_mutex_unlock(&siren->mutex);
    if (any) {
        tell(siren);
    }
    while (siren->line.is_up && siren->line.lost == NULL && say_next(siren)) {
    }
}

static int wait_ms(struct siren *siren, int64_t now_us)
{
    pthread_mutex_lock(&siren->mutex);
    int64_t next_us = siren_queue_deadline(siren);
    pthread_mutex_unlock(&siren->mutex);
    if (siren->line.mosquitto == NULL && siren->line.next_try_us < next_us) {
        next_us = siren->line.next_try_us;
    }
    if (next_us <= now_us) {
        return 0;
    }
    int64_t ms = (next_us - now_us) / 1000 + 1;
    return ms < REST_MS ? (int)ms : REST_MS;
}

/* Once the broker has greeted: what we listen to, and that we are there. */
static void greet_back(struct siren *siren)
{
    static const char *const ENDS[] = {"dev/+/ack", "dev/+/status", "+/ack"};
    struct mosquitto *mosquitto = siren->line.mosquitto;
    char topic[SIREN_TOPIC_BYTES];
    int status = mosquitto_publish_v5(mosquitto, NULL, sibu_text_get(&siren->status_topic), 6, "online", 1, true, NULL);
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0] && status == MOSQ_ERR_SUCCESS; i++) {
        (void)snprintf(topic, sizeof topic, "sibu/v1/%s/%s", siren->def.site, ENDS[i]);
        status = mosquitto_subscribe_v5(mosquitto, NULL, topic, 1, MQTT_SUB_OPT_NO_LOCAL, NULL);
    }
    if (status != MOSQ_ERR_SUCCESS) {
        siren->line.lost = "broken";
        return;
    }
    siren->line.is_up = 1;
    siren->line.wait_us = FIRST_WAIT_US;
    see(siren, 1, "");
}

/* Why a connection that gave the status is over. */
static const char *why_lost(const struct siren *siren, int status)
{
    if (status == MOSQ_ERR_TLS) {
        return "tls";
    }
    return siren->line.is_up ? "broken" : status == MOSQ_ERR_CONN_REFUSED ? "refused" : "connect";
}

static void turn(struct siren *siren, short ready)
{
    struct mosquitto *mosquitto = siren->line.mosquitto;
    int status = MOSQ_ERR_SUCCESS;
    if ((ready & POLLOUT) != 0) {
        status = mosquitto_loop_write(mosquitto, 1);
    }
    if (status == MOSQ_ERR_SUCCESS && (ready & (POLLIN | POLLERR | POLLHUP)) != 0) {
        status = mosquitto_loop_read(mosquitto, 1);
    }
    status = status != MOSQ_ERR_SUCCESS ? status : mosquitto_loop_misc(mosquitto);
    if (siren->line.lost == NULL && (status != MOSQ_ERR_SUCCESS || mosquitto_socket(mosquitto) < 0)) {
        siren->line.lost = why_lost(siren, status);
    }
    if (siren->line.lost == NULL && siren->line.is_greeted && !siren->line.is_up) {
        greet_back(siren);
    }
}

static void wait(struct siren *siren, int64_t now_us)
{
    char bytes[64];
    struct mosquitto *mosquitto = siren->line.mosquitto;
    struct pollfd ends[2] = {{.fd = siren->wake_ends[0], .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    if (mosquitto != NULL) {
        ends[1].fd = mosquitto_socket(mosquitto);
        ends[1].events = mosquitto_want_write(mosquitto) ? POLLIN | POLLOUT : POLLIN;
    }
    if (poll(ends, 2, wait_ms(siren, now_us)) < 0 && errno != EINTR) {
        clock_rest(REST_MS * 1000);
    }
    while (read(siren->wake_ends[0], bytes, sizeof bytes) > 0) {
    }
    if (mosquitto != NULL) {
        turn(siren, ends[1].revents);
    }
}

static int is_closing(struct siren *siren)
{
    pthread_mutex_lock(&siren->mutex);
    int closing = siren->is_closing;
    pthread_mutex_unlock(&siren->mutex);
    return closing;
}

static void end(struct siren *siren)
{
    if (siren->line.mosquitto == NULL) {
        return;
    }
    if (siren->line.is_up) { /* the broker says our will: offline */
        (void)mosquitto_disconnect_v5(siren->line.mosquitto, MQTT_RC_DISCONNECT_WITH_WILL_MSG, NULL);
    }
    mosquitto_destroy(siren->line.mosquitto);
    siren->line.mosquitto = NULL;
}

void *siren_line_run(void *data)
{
    struct siren *siren = data;
    siren->line.wait_us = FIRST_WAIT_US;
    while (!is_closing(siren)) {
        int64_t now_us = clock_monotonic_us();
        if (siren->line.mosquitto == NULL && now_us >= siren->line.next_try_us) {
            begin(siren, now_us);
        }
        send_waiting(siren, now_us);
        if (siren->line.mosquitto != NULL && siren->line.lost == NULL && !siren->line.is_up &&
            now_us > siren->line.began_us + ANSWER_US) {
            siren->line.lost = "silent";
        }
        if (siren->line.lost != NULL) {
            give_up(siren, now_us);
        }
        wait(siren, now_us);
    }
    end(siren);
    return NULL;
}
