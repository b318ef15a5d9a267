/* A real MQTT broker (mosquitto) on a free port of 127.0.0.1 for a test, and a device that listens and speaks. */
#pragma once
#include <mosquitto.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct broker {
    pid_t process; /* 0: not running */
    int port;
    char folder[64];
};
/* Chooses a port and makes the folder. `more` are lines of its configuration, "" for an open broker. */
void broker_make(struct broker *broker, const char *more);
void broker_start(struct broker *broker); /* returns when it takes connections; ends with the test at the latest */
void broker_stop(struct broker *broker);
void broker_remove(struct broker *broker);

struct word {
    char topic[256], payload[2048];
    char response[256], key[80];
    uint32_t expiry_s; /* 0: none */
    int is_retained;
};
struct device {
    struct mosquitto *mosquitto;
    struct word words[32];
    size_t count;
    int is_subscribed;
};
/* Connected and subscribed to the pattern when it returns. */
void device_open(struct device *device, const struct broker *broker, const char *name, const char *pattern);
void device_close(struct device *device);
/* The next word on the topic within real_ms, or NULL. It is taken: asked again, the one after it comes. */
const struct word *device_hear(struct device *device, const char *topic, int real_ms, struct word *out);
/* Kept by the broker for whoever subscribes later. */
void device_keep(struct device *device, const char *topic, const char *payload);
void device_say(struct device *device, const char *topic, const char *payload, const char *key);
