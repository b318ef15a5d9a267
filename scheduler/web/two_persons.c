/* The rule of two persons: see two_persons.h. */
#include "web/two_persons.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "web/audit.h"
#include "web/scope.h"
#include "web/server_turn.h"
#include "web/session.h"

#define OBJECT_BYTES 160

/* Whether an account of this branch may say yes to a drill of the unit; NULL: to some drill that the caller may ask for. */
static int is_second(struct server *server, const struct http_request *request, const char *unit, const char *branch)
{
    return branch[0] == '\0' ||
           (unit != NULL ? scope_covers(server, branch, unit) : scope_branch(server, request, branch));
}

enum sibu_status wish_rule(struct server *server, const struct http_request *request, const char *unit,
                           enum wish_rule *out, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_account *accounts = NULL;
    size_t count = 0, officers = 0;
    *out = WISH_OFF;
    if (server->def.two_persons_s == 0) {
        return SIBU_OK;
    }
    enum sibu_status status = store_accounts(server->store, &arena, &accounts, &count, fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        officers += role_may((unsigned)accounts[i].roles, RIGHT_DRILLS) != 0 &&
                    is_second(server, request, unit, accounts[i].branch);
    }
    sibu_arena_clear(&arena);
    *out = officers >= 2 ? WISH_TWO : WISH_TOO_FEW;
    return status;
}

static const char *action_of(int64_t within_s)
{
    return within_s == 0 ? "now" : "surprise";
}

/* "plant-1 3600 s", as the audit trail has it. */
static void describe(const struct wish *wish, char out[OBJECT_BYTES])
{
    const char *unit = wish->unit[0] != '\0' ? wish->unit : "*";
    if (wish->within_s == 0) {
        (void)snprintf(out, OBJECT_BYTES, "%.80s", unit);
    } else {
        (void)snprintf(out, OBJECT_BYTES, "%.80s %" PRId64 " s", unit, wish->within_s);
    }
}

static enum sibu_status begin(struct server *server, const struct wish *wish, struct wish_end *out,
                              struct sibu_fault *fault)
{
    if (wish->within_s == 0) {
        return server_now(server, wish->unit, fault);
    }
    enum sibu_status status = server_surprise(server, wish->unit, wish->within_s, &out->bits, fault);
    out->armed = status == SIBU_OK;
    return status;
}

/* A place for one more; those whose time is up are free. Under the mutex. */
static struct door_wish *find_place(struct door *door, int64_t now_us)
{
    struct door_wish *place = NULL;
    for (size_t i = 0; i < DOOR_WISHES_MAX; i++) {
        struct door_wish *wish = &door->wishes[i];
        if (wish->id[0] != '\0' && wish->expires_us <= now_us) {
            wish->id[0] = '\0';
        }
        place = wish->id[0] == '\0' && place == NULL ? wish : place;
    }
    return place;
}

static void name_wish(char id[23])
{
    uint8_t bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    (void)sodium_bin2base64(id, 23, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static enum sibu_status file(struct server *server, const struct http_request *request, const struct wish *wish,
                             struct sibu_fault *fault)
{
    int64_t now_us = clock_now_us(server->def.clock);
    enum sibu_status status = SIBU_OK;
    pthread_mutex_lock(&server->door.mutex);
    struct door_wish *place = find_place(&server->door, now_us);
    if (place == NULL || strlen(wish->unit) >= sizeof place->unit) {
        status = sibu_fault_set(fault, SIBU_NO, "unit", "等待第二个人同意的请求太多，或没有这样的场所",
                                "too many requests wait for a second person, or there is no such unit");
    } else {
        *place = (struct door_wish){
            .within_s = wish->within_s, .account = request->caller->account, .expires_us = now_us + WISH_WAITS_US};
        name_wish(place->id);
        (void)snprintf(place->unit, sizeof place->unit, "%s", wish->unit);
        (void)snprintf(place->who, sizeof place->who, "%s", request->caller->name);
    }
    pthread_mutex_unlock(&server->door.mutex);
    return status;
}

static enum sibu_status needs_second(struct server *server, const struct http_request *request, const struct wish *wish,
                                     int *needs, struct sibu_fault *fault)
{
    enum wish_rule rule = WISH_OFF;
    enum sibu_status status = wish_rule(server, request, wish->unit, &rule, fault);
    *needs = rule == WISH_TWO && wish->within_s < server->def.two_persons_s;
    return status;
}

/* The same words as where there is no such unit: nobody learns what other branches have. */
static enum sibu_status check_reach(struct server *server, const struct http_request *request, const char *unit,
                                    struct sibu_fault *fault)
{
    if (scope_is_whole(request) || scope_covers(server, request->caller->branch, unit)) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "unit", "生效中的规则里没有“%.60s”",
                          "the rules in force have no \"%.60s\"", unit);
}

enum sibu_status wish_ask(struct server *server, const struct http_request *request, const struct wish *wish,
                          struct wish_end *out, struct sibu_fault *fault)
{
    char object[OBJECT_BYTES];
    const char *action = action_of(wish->within_s);
    *out = (struct wish_end){.waits = 0};
    describe(wish, object);
    enum sibu_status status = check_reach(server, request, wish->unit, fault);
    if (status == SIBU_OK) {
        status = audit_asked(server, request, action, object, fault);
    }
    if (status == SIBU_OK) {
        status = needs_second(server, request, wish, &out->waits, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    if (out->waits) {
        status = file(server, request, wish, fault);
        return status; /* its next row is that of the second person */
    }
    status = begin(server, wish, out, fault);
    audit_ended(server, request, action, object, status);
    return status;
}

/* Takes the one that waits out, so that nobody says yes to it twice. */
static enum sibu_status take(struct server *server, const struct http_request *request, const char *id, int yes,
                             struct door_wish *out, struct sibu_fault *fault)
{
    int64_t now_us = clock_now_us(server->def.clock);
    enum sibu_status status =
        sibu_fault_set(fault, SIBU_NO, "request", "这个请求已不在等待", "this request waits no more");
    pthread_mutex_lock(&server->door.mutex);
    for (size_t i = 0; i < DOOR_WISHES_MAX; i++) {
        struct door_wish *wish = &server->door.wishes[i];
        if (wish->id[0] == '\0' || wish->expires_us <= now_us || strcmp(wish->id, id) != 0) {
            continue;
        }
        if (yes && (wish->account == request->caller->account || request->caller->account == 0)) {
            status = sibu_fault_set(fault, SIBU_NO, "request", "要由另一个人同意", "another person has to say yes");
            break;
        }
        *out = *wish;
        wish->id[0] = '\0';
        status = SIBU_OK;
        break;
    }
    pthread_mutex_unlock(&server->door.mutex);
    return status;
}

static int is_reached(struct server *server, const struct http_request *request, const char *unit)
{
    struct sibu_fault ignored;
    return check_reach(server, request, unit, &ignored) == SIBU_OK;
}

void wish_list(struct server *server, const struct http_request *request, struct door_wish out[DOOR_WISHES_MAX],
               size_t *count)
{
    int64_t now_us = clock_now_us(server->def.clock);
    size_t all = 0;
    pthread_mutex_lock(&server->door.mutex);
    for (size_t i = 0; i < DOOR_WISHES_MAX; i++) {
        const struct door_wish *wish = &server->door.wishes[i];
        if (wish->id[0] != '\0' && wish->expires_us > now_us) {
            out[all++] = *wish;
        }
    }
    pthread_mutex_unlock(&server->door.mutex);
    *count = 0;
    for (size_t i = 0; i < all; i++) { /* without the door's lock: the draw's is taken here */
        if (is_reached(server, request, out[i].unit)) {
            out[(*count)++] = out[i];
        }
    }
}

/* Whether the caller reaches one that waits. */
static int is_listed(struct server *server, const struct http_request *request, const char *id)
{
    struct door_wish wishes[DOOR_WISHES_MAX];
    size_t count = 0;
    wish_list(server, request, wishes, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(wishes[i].id, id) == 0) {
            return 1;
        }
    }
    return 0;
}

enum sibu_status wish_answer(struct server *server, const struct http_request *request, const char *id, int yes,
                             struct wish_end *out, struct sibu_fault *fault)
{
    struct door_wish taken;
    char words[OBJECT_BYTES], object[2 * OBJECT_BYTES];
    *out = (struct wish_end){.waits = 0};
    if (!is_listed(server, request, id)) {
        return turn_elsewhere(
            server, sibu_fault_set(fault, SIBU_NO, "request", "这个请求已不在等待", "this request waits no more"),
            fault);
    }
    enum sibu_status status = take(server, request, id, yes, &taken, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const struct wish wish = {taken.unit, taken.within_s};
    const char *action = yes ? "second-yes" : "second-no";
    describe(&wish, words);
    (void)snprintf(object, sizeof object, "%s %s (%s)", action_of(taken.within_s), words, taken.who);
    if (!yes) {
        audit_ended(server, request, action, object, SIBU_OK);
        return SIBU_OK;
    }
    status = audit_asked(server, request, action, object, fault);
    if (status == SIBU_OK) {
        status = begin(server, &wish, out, fault);
        audit_ended(server, request, action, object, status);
    }
    return status;
}
