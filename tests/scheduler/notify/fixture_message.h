/* Alerts of every kind as messages, for the tests of what is written from them. */
#pragma once
#include "notify/message.h"

#define FIXTURE_KINDS 5
#define FIXTURE_T0_US 1795512600000000 /* 2026-11-24T09:30:00+00:00 */
#define FIXTURE_KEY "AbCdEfGhIjKlMnOpQrSt-_"
#define FIXTURE_LINK "https://drill.example/w/k7Qz?a=1&b=2"

/* An alert of the kind, with a family whose words hold what may break out of a format: quotes, tags, line ends. */
struct alert fixture_alert(enum alert_kind kind);
/* Its message, with key and link, to a person. Fails the test where there is none. */
struct message fixture_message(enum alert_kind kind, struct sibu_arena *arena);
/* Its message with every text repeated until it is far longer than any platform takes. */
struct message fixture_long_message(enum alert_kind kind, struct sibu_arena *arena);
