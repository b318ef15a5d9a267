/* Whether a person can be reached: see reach.h. */
#include "notify/reach.h"

#include <string.h>

#include "notify/mail.h"
#include "notify/push_subscription.h"
#include "roster/roster_cell.h"

#define ELLIPSIS "…"

const char *reach_state_name(enum reach_state state)
{
    static const char *const NAMES[REACH_STATES] = {"open", "down", "failed", "malformed", "no-address"};
    return NAMES[state];
}

const char *reach_why_name(enum reach_why why)
{
    static const char *const NAMES[REACH_WHYS] = {"",           "down",       "failed",     "malformed",
                                                  "no-address", "other-kind", "only-groups"};
    return NAMES[why];
}

const char *reach_address(const struct reach_addresses *addresses, const char *kind)
{
    const char *value = strcmp(kind, "url") == 0     ? addresses->url
                        : strcmp(kind, "email") == 0 ? addresses->email
                        : strcmp(kind, "phone") == 0 ? addresses->phone
                        : strcmp(kind, "push") == 0  ? addresses->push
                                                     : NULL;
    return value != NULL ? value : "";
}

static int push_is_usable(const char *value)
{
    struct push_subscription subscription;
    struct sibu_json *document = NULL;
    struct sibu_fault ignored;
    int usable = push_subscription_read("push", value, &document, &subscription, &ignored) == SIBU_OK;
    sibu_json_close(document);
    return usable;
}

/* As the one who sends would judge it. */
static int is_usable(const char *kind, const char *value)
{
    struct sibu_fault ignored;
    if (strcmp(kind, "url") == 0) {
        return roster_url_valid(value);
    }
    if (strcmp(kind, "email") == 0) {
        return mail_address_check(value, "", &ignored) == SIBU_OK;
    }
    return strcmp(kind, "push") == 0 ? push_is_usable(value) : roster_phone_valid(value);
}

enum reach_state reach_by(const struct reach_way *way, const struct reach_addresses *addresses,
                          const struct reach_proof *proof)
{
    const char *value = reach_address(addresses, way->address);
    if (value[0] == '\0') {
        return REACH_NO_ADDRESS;
    }
    if (!is_usable(way->address, value)) {
        return REACH_MALFORMED;
    }
    if (proof->failed_us > proof->accepted_us) {
        return REACH_FAILED;
    }
    return way->is_down ? REACH_DOWN : REACH_OPEN;
}

enum reach_why reach_sum(const enum reach_state *states, size_t count, const struct reach_addresses *addresses)
{
    static const enum reach_why WHYS[REACH_STATES] = {REACH_CAN, REACH_WHY_DOWN, REACH_WHY_FAILED, REACH_WHY_MALFORMED,
                                                      REACH_WHY_NO_ADDRESS};
    static const char *const KINDS[] = {"url", "email", "phone", "push"};
    if (count == 0) {
        return REACH_WHY_ONLY_GROUPS;
    }
    enum reach_state least = REACH_NO_ADDRESS;
    for (size_t i = 0; i < count; i++) {
        least = states[i] < least ? states[i] : least;
    }
    for (size_t i = 0; least == REACH_NO_ADDRESS && i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (reach_address(addresses, KINDS[i])[0] != '\0') {
            return REACH_WHY_OTHER_KIND;
        }
    }
    return WHYS[least];
}

/* Scheme and host of the first web address in the value. */
static void mask_web(const char *value, struct sibu_text *out)
{
    const char *at = strstr(value, "http");
    const char *host = at != NULL ? strstr(at, "://") : NULL;
    size_t length = host != NULL ? strcspn(host + 3, "/?#\"") : 0;
    if (host != NULL && memchr(host + 3, '@', length) == NULL) { /* a user's name and password stand before the @ */
        sibu_text_add_bytes(out, at, (size_t)(host + 3 - at) + length);
        sibu_text_add(out, "/");
    }
    sibu_text_add(out, ELLIPSIS);
}

static void mask_mail(const char *value, struct sibu_text *out)
{
    const char *domain = strrchr(value, '@');
    if (domain != NULL && domain - value > 1 && value[0] > ' ' && value[0] <= '~') {
        sibu_text_add_bytes(out, value, 1);
    }
    sibu_text_add(out, ELLIPSIS);
    sibu_text_add(out, domain != NULL ? domain : "");
}

/* The last two digits, where there are enough before them. */
static void mask_phone(const char *value, struct sibu_text *out)
{
    size_t length = strlen(value);
    int shows = length >= 8 && strspn(value + length - 2, "0123456789") == 2;
    sibu_text_add(out, ELLIPSIS);
    sibu_text_add(out, shows ? value + length - 2 : "");
}

void reach_mask(const char *kind, const char *value, struct sibu_text *out)
{
    if (strcmp(kind, "email") == 0) {
        mask_mail(value, out);
    } else if (strcmp(kind, "phone") == 0) {
        mask_phone(value, out);
    } else {
        mask_web(value, out);
    }
}
