/* A check-in, and what speaks for it: see check_in.h. */
#include "web/check_in.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"
#include "web/code.h"

static const char SETTING[] =
    "code-secret"; /* without it nobody can sign a code; another one makes all printed ones forged */

enum sibu_status check_in_open(struct server *server, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    const char *kept = NULL;
    enum sibu_status status = store_setting(server->store, SETTING, &arena, &kept, fault);
    if (status == SIBU_OK && kept != NULL && !sibu_unhex(server->code_secret, sizeof server->code_secret, kept)) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, SETTING, "数据库中的签到码密钥已损坏",
                                "the secret of the codes in the database is damaged");
    } else if (status == SIBU_OK && kept == NULL) {
        char hex[2 * sizeof server->code_secret + 1];
        randombytes_buf(server->code_secret, sizeof server->code_secret);
        sibu_hex(hex, server->code_secret, sizeof server->code_secret);
        status = store_setting_put(server->store, SETTING, hex, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* The number of the drill that runs at the site; "" where none does. */
static const char *drill_at(struct server *server, const char *site, struct sibu_arena *arena)
{
    struct drill_view view;
    struct sibu_fault ignored;
    return drill_glance(server->drill, site, arena, &view, &ignored) == SIBU_OK && view.running ? view.id : "";
}

int check_in_code(struct server *server, const char *site, const char *point, char out[CODE_TEXT_BYTES])
{
    struct sibu_arena arena = {0};
    struct code code;
    const char *drill = drill_at(server, site, &arena);
    int has = drill[0] != '\0' && code_of_point(&code, CODE_ROTATING, site, point);
    if (has) {
        code.step = code_step(clock_now_us(server->def.clock));
        code_write(&code, server->code_secret, drill, out);
    }
    sibu_arena_clear(&arena);
    return has;
}

int check_in_code_kept(const struct server *server, enum code_kind kind, const char *site, const char *point,
                       char out[CODE_TEXT_BYTES])
{
    struct code code;
    int has = code_of_point(&code, kind, site, point);
    if (has) {
        code_write(&code, server->code_secret, "", out);
    }
    return has;
}

/* When the server heard of the code first: when its page was opened, where that is told, for a form takes its time. */
static int64_t heard_us(const struct server *server, const struct check_in *given)
{
    int64_t seen_us = given->seen != NULL ? code_seen_read(server->code_secret, given->code, given->seen) : 0;
    return seen_us > 0 ? seen_us : clock_now_us(server->def.clock);
}

/* Judges the code for this person; *place becomes where they checked in. */
static struct drill_evidence judge(struct server *server, const struct check_in *given,
                                   const struct store_person *person, struct sibu_arena *arena, const char **place)
{
    struct code *code = sibu_arena_take(arena, 1, sizeof *code);
    struct drill_evidence evidence = {.source = "code", .found = code_found_name(CODE_FORGED), .doubtful = 1};
    if (code == NULL || !code_read(code, given->code)) {
        return evidence;
    }
    const struct code_scan scan = {.drill = drill_at(server, code->site, arena),
                                   .site = person->site,
                                   .point = given->answer.place,
                                   .phone_us = given->answer.client_us,
                                   .server_us = heard_us(server, given)};
    enum code_found found = code_judge(code, server->code_secret, &scan, &evidence.steps);
    evidence.source = code->kind == CODE_PRINTED ? "printed" : "code";
    evidence.found = code_found_name(found);
    evidence.doubtful = code_doubtful(found);
    uint32_t site = plan_find_site(server->def.plan, person->site);
    if (strcmp(code->site, person->site) == 0 && site != SIBU_NONE &&
        sibu_site_find_muster(server->def.plan->sites[site].site, code->point) != SIBU_NONE) {
        *place = code->point;
    }
    return evidence;
}

/* Looks at the code, where there is one. */
static enum sibu_status weigh(struct server *server, const struct check_in *given, struct sibu_arena *arena,
                              struct drill_answer *answer, struct drill_evidence *evidence, struct sibu_fault *fault)
{
    struct store_person person;
    if (given->code == NULL || given->code[0] == '\0') {
        return SIBU_OK;
    }
    enum sibu_status status = store_person_by_token(server->store, answer->token, arena, &person, fault);
    if (status == SIBU_OK) {
        *evidence = judge(server, given, &person, arena, &answer->place);
        answer->evidence = evidence;
    }
    return status == SIBU_NO ? SIBU_OK : status; /* nobody has this token: drill_take says so */
}

enum sibu_status check_in_keep(struct server *server, const struct check_in *given, enum drill_verdict *verdict,
                               int64_t *received_us, struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct drill_answer answer = given->answer;
    struct drill_evidence evidence;
    enum sibu_status status = weigh(server, given, &arena, &answer, &evidence, fault);
    if (status == SIBU_OK) {
        status = drill_take(server->drill, &answer, verdict, received_us, fault);
    }
    sibu_arena_clear(&arena);
    return status;
}

static void wake(void *data)
{
    const struct check_in_wait *wait = data;
    http_wake(wait->request);
}

/* Into the arena; false where there is no memory. */
static int copy(struct sibu_arena *arena, const char **text)
{
    if (*text != NULL) {
        *text = sibu_arena_text(arena, *text, strlen(*text));
        return *text != NULL;
    }
    return 1;
}

static struct check_in_wait *open_wait(struct server *server, struct http_request *request,
                                       const struct check_in *given)
{
    struct sibu_arena *arena = &request->arena;
    struct check_in_wait *wait = sibu_arena_take(arena, 1, sizeof *wait);
    if (wait == NULL) {
        return NULL;
    }
    wait->server = server;
    wait->request = request;
    wait->answer = given->answer;
    wait->taking.answer = &wait->answer;
    wait->taking.told = wake;
    wait->taking.data = wait;
    int copied = copy(arena, &wait->answer.token) && copy(arena, &wait->answer.place) &&
                 copy(arena, &wait->answer.key) && copy(arena, &wait->answer.drill);
    return copied ? wait : NULL;
}

void check_in_bring(struct server *server, struct http_request *request, const struct check_in *given,
                    void (*then)(void *data, struct http_request *request, struct http_answer *answer),
                    struct http_answer *answer)
{
    struct sibu_fault fault;
    struct check_in_wait *wait = open_wait(server, request, given);
    enum sibu_status status = wait != NULL
                                  ? weigh(server, given, &request->arena, &wait->answer, &wait->evidence, &fault)
                                  : sibu_fault_set(&fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    const struct http_handler handler = {.answer = then, .data = wait};
    if (http_rest(request, &handler, answer)) {
        drill_take_later(server->drill, &wait->taking); /* from here on it may be woken */
    }
}
