/* See broker.h. */
#include "broker.h"

#include <arpa/inet.h>
#include <mqtt_protocol.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"

#define PATIENCE_US INT64_C(20000000)

static int try_port(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int fine = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return fine;
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

/* Where root runs the test the broker stays root: with another user the kernel would forget whose end it is to share. */
void broker_make(struct broker *broker, const char *more)
{
    char path[96], text[2048];
    struct sibu_fault fault;
    *broker = (struct broker){.port = free_port(), .folder = "/tmp/sibu-broker-XXXXXX"};
    assert_non_null(mkdtemp(broker->folder));
    (void)snprintf(path, sizeof path, "%s/conf", broker->folder);
    int n = snprintf(text, sizeof text, "listener %d 127.0.0.1\nlog_dest none\npersistence false\nuser root\n%s",
                     broker->port, more[0] == '\0' ? "allow_anonymous true\n" : more);
    assert_int_equal(file_write(path, text, (size_t)n, 0600, &fault), SIBU_OK);
}

void broker_start(struct broker *broker)
{
    char path[96];
    (void)snprintf(path, sizeof path, "%s/conf", broker->folder);
    pid_t test = getpid();
    broker->process = fork();
    assert_true(broker->process >= 0);
    if (broker->process == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != test) { /* else a test that fails leaves it behind */
            _exit(127);
        }
        execlp("mosquitto", "mosquitto", "-c", path, (char *)NULL);
        execl("/usr/sbin/mosquitto", "mosquitto", "-c", path, (char *)NULL);
        _exit(127);
    }
    for (int64_t end_us = clock_monotonic_us() + PATIENCE_US; !try_port(broker->port); clock_rest(5000)) {
        assert_true(clock_monotonic_us() < end_us);
        assert_int_equal(waitpid(broker->process, NULL, WNOHANG), 0);
    }
}

void broker_stop(struct broker *broker)
{
    if (broker->process > 0) {
        (void)kill(broker->process, SIGKILL);
        assert_int_equal(waitpid(broker->process, NULL, 0), broker->process);
        broker->process = 0;
    }
}

void broker_remove(struct broker *broker)
{
    broker_stop(broker);
    file_remove_folder(broker->folder);
}

static void on_message(struct mosquitto *mosquitto, void *data, const struct mosquitto_message *message,
                       const mosquitto_property *properties)
{
    struct device *device = data;
    (void)mosquitto;
    if (device->count == sizeof device->words / sizeof device->words[0]) {
        return;
    }
    struct word *word = &device->words[device->count++];
    char *response = NULL;
    void *key = NULL;
    uint16_t key_length = 0;
    *word = (struct word){.is_retained = message->retain};
    (void)snprintf(word->topic, sizeof word->topic, "%s", message->topic);
    (void)snprintf(word->payload, sizeof word->payload, "%.*s", message->payloadlen, (const char *)message->payload);
    (void)mosquitto_property_read_int32(properties, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL, &word->expiry_s, false);
    (void)mosquitto_property_read_string(properties, MQTT_PROP_RESPONSE_TOPIC, &response, false);
    (void)mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &key, &key_length, false);
    (void)snprintf(word->response, sizeof word->response, "%s", response == NULL ? "" : response);
    (void)snprintf(word->key, sizeof word->key, "%.*s", (int)key_length, key == NULL ? "" : (const char *)key);
    free(response);
    free(key);
}

static void on_subscribe(struct mosquitto *mosquitto, void *data, int mid, int count, const int *granted)
{
    struct device *device = data;
    (void)mosquitto;
    (void)mid;
    device->is_subscribed = count == 1 && granted[0] == 1;
}

void device_open(struct device *device, const struct broker *broker, const char *name, const char *pattern)
{
    memset(device, 0, sizeof *device);
    assert_int_equal(mosquitto_lib_init(), MOSQ_ERR_SUCCESS);
    device->mosquitto = mosquitto_new(name, true, device);
    mosquitto_message_v5_callback_set(device->mosquitto, on_message);
    mosquitto_subscribe_callback_set(device->mosquitto, on_subscribe);
    (void)mosquitto_int_option(device->mosquitto, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    assert_int_equal(mosquitto_connect(device->mosquitto, "127.0.0.1", broker->port, 60), MOSQ_ERR_SUCCESS);
    assert_int_equal(mosquitto_subscribe(device->mosquitto, NULL, pattern, 1), MOSQ_ERR_SUCCESS);
    for (int64_t end_us = clock_monotonic_us() + PATIENCE_US; !device->is_subscribed;) {
        assert_true(clock_monotonic_us() < end_us);
        assert_int_equal(mosquitto_loop(device->mosquitto, 10, 1), MOSQ_ERR_SUCCESS);
    }
}

void device_close(struct device *device)
{
    (void)mosquitto_disconnect(device->mosquitto);
    mosquitto_destroy(device->mosquitto);
    (void)mosquitto_lib_cleanup();
}

const struct word *device_hear(struct device *device, const char *topic, int real_ms, struct word *out)
{
    for (int64_t end_us = clock_monotonic_us() + real_ms * INT64_C(1000);;) {
        for (size_t i = 0; i < device->count; i++) {
            if (strcmp(device->words[i].topic, topic) == 0) {
                *out = device->words[i];
                memmove(&device->words[i], &device->words[i + 1], (device->count - i - 1) * sizeof device->words[0]);
                device->count--;
                return out;
            }
        }
        if (clock_monotonic_us() >= end_us || mosquitto_loop(device->mosquitto, 10, 1) != MOSQ_ERR_SUCCESS) {
            return NULL;
        }
    }
}

void device_say(struct device *device, const char *topic, const char *payload, const char *key)
{
    mosquitto_property *properties = NULL;
    if (key != NULL) {
        (void)mosquitto_property_add_binary(&properties, MQTT_PROP_CORRELATION_DATA, key, (uint16_t)strlen(key));
    }
    assert_int_equal(
        mosquitto_publish_v5(device->mosquitto, NULL, topic, (int)strlen(payload), payload, 1, false, properties),
        MOSQ_ERR_SUCCESS);
    mosquitto_property_free_all(&properties);
}

void device_keep(struct device *device, const char *topic, const char *payload)
{
    assert_int_equal(mosquitto_publish_v5(device->mosquitto, NULL, topic, (int)strlen(payload), payload, 1, true, NULL),
                     MOSQ_ERR_SUCCESS);
    for (int64_t end_us = clock_monotonic_us() + PATIENCE_US; mosquitto_want_write(device->mosquitto);) {
        assert_true(clock_monotonic_us() < end_us);
        assert_int_equal(mosquitto_loop(device->mosquitto, 10, 1), MOSQ_ERR_SUCCESS);
    }
}
