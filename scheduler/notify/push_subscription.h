/* A browser's push subscription as JSON: {"endpoint", "p256dh", "auth"}, as the phone brings it and the store keeps it.
 *
 * Pure. Any thread. The bytes may come from anywhere.
 */
#pragma once
#include "notify/push.h"
#include "sibu/json.h"
#include "sibu/text.h"

#define PUSH_SUBSCRIPTION_BYTES_MAX 4096

/* *out points into the document, which the caller closes whatever the status. SIBU_BAD_INPUT where a member is missing,
 * unknown, or makes no subscription that can be used (push_subscription_check). `name` stands for it in the fault. */
SIBU_MUST_USE enum sibu_status push_subscription_read(const char *name, const char *text, struct sibu_json **document,
                                                      struct push_subscription *out, struct sibu_fault *fault);
/* Appends it as the store keeps it: always the same bytes for the same subscription. */
void push_subscription_write(const struct push_subscription *subscription, struct sibu_text *out);
