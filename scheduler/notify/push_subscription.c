/* A browser's push subscription as JSON: see push_subscription.h. */
#include "notify/push_subscription.h"

#include <string.h>

static enum sibu_status read_members(struct sibu_json_value root, struct push_subscription *out,
                                     struct sibu_fault *fault)
{
    static const char *const KEYS[] = {"endpoint", "p256dh", "auth", NULL};
    enum sibu_status status = sibu_json_only(root, KEYS, fault);
    if (status == SIBU_OK) {
        status = sibu_json_string(root, "endpoint", PUSH_ENDPOINT_MAX, &out->endpoint, fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_string(root, "p256dh", 128, &out->p256dh, fault);
    }
    return status == SIBU_OK ? sibu_json_string(root, "auth", 64, &out->auth, fault) : status;
}

enum sibu_status push_subscription_read(const char *name, const char *text, struct sibu_json **document,
                                        struct push_subscription *out, struct sibu_fault *fault)
{
    *document = NULL;
    *out = (struct push_subscription){.endpoint = ""};
    size_t length = strlen(text);
    if (length > PUSH_SUBSCRIPTION_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, name, "最多 %d 字节", "takes at most %d bytes",
                              PUSH_SUBSCRIPTION_BYTES_MAX);
    }
    enum sibu_status status = sibu_json_open(document, name, text, length, fault);
    if (status == SIBU_OK) {
        status = read_members(sibu_json_root(*document), out, fault);
    }
    return status == SIBU_OK ? push_subscription_check(out, &(struct push_sender){.desk = NULL}, fault) : status;
}

void push_subscription_write(const struct push_subscription *subscription, struct sibu_text *out)
{
    sibu_text_add(out, "{\"endpoint\":");
    sibu_text_add_json(out, subscription->endpoint);
    sibu_text_add(out, ",\"p256dh\":");
    sibu_text_add_json(out, subscription->p256dh);
    sibu_text_add(out, ",\"auth\":");
    sibu_text_add_json(out, subscription->auth);
    sibu_text_add(out, "}");
}
