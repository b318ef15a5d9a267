/* The way in and out: the sign-in page, home, and what those see who may not. See route.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "web/audit.h"
#include "web/page.h"

#define NO_NAME "-" /* in the place of what can be no account's name */

/* What became of an attempt. */
struct attempt {
    unsigned status; /* 303: it succeeded */
    enum sibu_say_id says;
    int64_t wait_s;
};

static enum sibu_status has_accounts(struct server *server, struct http_request *request, int *has,
                                     struct sibu_fault *fault)
{
    struct store_account *accounts = NULL;
    size_t count = 0;
    enum sibu_status status = store_accounts(server->store, &request->arena, &accounts, &count, fault);
    *has = count > 0;
    return status;
}

static void add_name_form(struct sibu_text *out, const struct http_request *request, enum sibu_language language)
{
    page_form(out, request, language, "/sign-in");
    sibu_text_add(out, "<label for=\"name\">");
    page_say(out, language, SIBU_SAY_ACCOUNT_NAME);
    sibu_text_add(out, "</label><input id=\"name\" name=\"name\" autocomplete=\"username\" autocapitalize=\"none\""
                       " spellcheck=\"false\" required=\"required\"/><label for=\"password\">");
    page_say(out, language, SIBU_SAY_ACCOUNT_PASSWORD);
    sibu_text_add(out, "</label><input id=\"password\" name=\"password\" type=\"password\""
                       " autocomplete=\"current-password\" required=\"required\"/>");
    page_button(out, language, "sign-in", "go", SIBU_SAY_PAGE_SIGN_IN);
    sibu_text_add(out, "</form><p class=\"soft\">");
    page_say(out, language, SIBU_SAY_ACCOUNT_FORGOTTEN);
    sibu_text_add(out, "</p>\n");
}

/* As long as nobody has an account the officer's key opens the board. */
static void add_key_form(struct sibu_text *out, const struct http_request *request, enum sibu_language language)
{
    page_form(out, request, language, "/sign-in");
    sibu_text_add(out, "<label for=\"key\">");
    page_say(out, language, SIBU_SAY_PAGE_KEY);
    sibu_text_add(out, "</label><input id=\"key\" name=\"key\" type=\"password\" autocomplete=\"current-password\""
                       " required=\"required\"/>");
    page_button(out, language, "sign-in", "go", SIBU_SAY_PAGE_SIGN_IN);
    sibu_text_add(out, "</form><p class=\"soft\">");
    page_say(out, language, SIBU_SAY_PAGE_KEY_HINT);
    sibu_text_add(out, " ");
    page_say(out, language, SIBU_SAY_ACCOUNT_NONE_YET);
    sibu_text_add(out, "</p>\n");
}

static void show_sign_in(struct server *server, struct http_request *request, struct http_answer *answer,
                         const struct attempt *attempt)
{
    struct sibu_fault fault;
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_PAGE_BOARD_TITLE, .kind = "board"};
    struct sibu_text *out = &answer->body;
    int has = 0;
    if (has_accounts(server, request, &has, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        return;
    }
    page_answer(answer, attempt != NULL ? attempt->status : 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say(out, head.language, SIBU_SAY_PAGE_BOARD_TITLE);
    sibu_text_add(out, "</h1>\n");
    if (attempt != NULL) {
        char seconds[24];
        (void)snprintf(seconds, sizeof seconds, "%" PRId64, attempt->wait_s);
        sibu_text_add(out, "<p class=\"kept warn\" role=\"alert\">");
        page_say_one(out, head.language, attempt->says, seconds);
        sibu_text_add(out, "</p>\n");
    }
    (has ? add_name_form : add_key_form)(out, request, head.language);
    page_end(out, head.language);
}

void page_sign_in(struct server *server, struct http_request *request, struct http_answer *answer)
{
    show_sign_in(server, request, answer, NULL);
}

void page_signed_out(struct server *server, struct http_request *request, struct http_answer *answer)
{
    static const struct attempt FIRST = {403, SIBU_SAY_ACCOUNT_SIGN_IN_FIRST, 0};
    if (strcmp(request->method, "GET") == 0) {
        page_go(request, answer, "/sign-in");
    } else {
        show_sign_in(server, request, answer, &FIRST);
    }
}

void page_refused(struct server *server, struct http_request *request, struct http_answer *answer)
{
    if (route_is_api(request->path)) {
        http_answer_no(answer, 403, "this role may not do that, or the session's secret is missing");
        return;
    }
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_PAGE_BOARD_TITLE, .kind = "board"};
    page_answer(answer, 403);
    page_begin(&answer->body, &head);
    page_note(&answer->body, head.language, 1, SIBU_SAY_ACCOUNT_REFUSED);
    page_officer_end(&answer->body, server, request, head.language, 0);
}

void page_instead(struct http_request *request, struct http_answer *answer)
{
    const enum sibu_say_id says = answer->status == 403                            ? SIBU_SAY_PAGE_NOT_FROM_HERE
                                  : answer->status == 404 || answer->status == 405 ? SIBU_SAY_PAGE_NOTHING_HERE
                                  : answer->status < 500                           ? SIBU_SAY_PAGE_NOT_TAKEN
                                                                                   : SIBU_SAY_PAGE_NOT_NOW;
    int is_phone = strncmp(request->path, "/w/", 3) == 0 || strncmp(request->path, "/c/", 3) == 0;
    struct page_head head = {.language = page_language(request, SIBU_ZH),
                             .title = is_phone ? SIBU_SAY_PAGE_WORKER_TITLE : SIBU_SAY_PAGE_BOARD_TITLE,
                             .kind = is_phone ? "worker" : "board"};
    sibu_text_clear(&answer->body);
    page_answer(answer, answer->status);
    page_begin(&answer->body, &head);
    page_note(&answer->body, head.language, 1, says);
    page_end(&answer->body, head.language);
}

void page_too_often(struct http_request *request, struct http_answer *answer)
{
    char seconds[24];
    if (route_is_api(request->path)) {
        http_answer_no(answer, 429, "asked too often: wait as long as Retry-After says");
        return;
    }
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_PAGE_BOARD_TITLE, .kind = "board"};
    (void)snprintf(seconds, sizeof seconds, "%" PRId64, answer->retry_s);
    page_answer(answer, 429);
    page_begin(&answer->body, &head);
    sibu_text_add(&answer->body, "<p class=\"kept warn\" role=\"alert\">");
    page_say_one(&answer->body, head.language, SIBU_SAY_ACCOUNT_WAIT, seconds);
    sibu_text_add(&answer->body, "</p>\n");
    page_end(&answer->body, head.language);
}

void page_home(struct server *server, struct http_request *request, struct http_answer *answer)
{
    static const struct {
        enum right right;
        const char *address;
    } PLACES[] = {{RIGHT_ACCOUNTS, "/accounts"}, {RIGHT_STATISTICS, "/statistics"}, {RIGHT_AUDIT, "/audit"}};
    if (request->caller->kind == CALLER_NOBODY) {
        show_sign_in(server, request, answer, NULL);
        return;
    }
    if (session_may(request, RIGHT_BOARD)) {
        page_board(server, request, answer);
        return;
    }
    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++) {
        if (session_may(request, PLACES[i].right)) {
            page_go(request, answer, PLACES[i].address);
            return;
        }
    }
    page_refused(server, request, answer);
}

/* Seconds to wait by name and by address, the longer of both. */
static int64_t find_wait(struct server *server, const struct http_request *request, const char *name)
{
    int64_t now_us = clock_now_us(server->def.clock);
    pthread_mutex_lock(&server->door.mutex);
    int64_t by_name_us = limiter_wait_us(&server->door.names, name, now_us);
    int64_t by_address_us = limiter_wait_us(&server->door.addresses, request->address, now_us);
    pthread_mutex_unlock(&server->door.mutex);
    int64_t wait_us = by_name_us > by_address_us ? by_name_us : by_address_us;
    return (wait_us + 999999) / 1000000;
}

static void count_failure(struct server *server, const struct http_request *request, const char *name)
{
    int64_t now_us = clock_now_us(server->def.clock);
    pthread_mutex_lock(&server->door.mutex);
    limiter_failed(&server->door.names, name, now_us);
    limiter_failed(&server->door.addresses, request->address, now_us);
    pthread_mutex_unlock(&server->door.mutex);
}

static void forget_failures(struct server *server, const char *name)
{
    pthread_mutex_lock(&server->door.mutex);
    limiter_forget(&server->door.names, name);
    pthread_mutex_unlock(&server->door.mutex);
}

/* Looks whether the password is that of the account; `account` then says whose. What was typed as a name is not kept where it
 * is none: it may be a password. */
static enum sibu_status try_password(struct server *server, struct http_request *request, const char *name,
                                     struct store_account *account, struct sibu_fault *fault)
{
    const struct password_cost cost = {server->def.password_passes, server->def.password_bytes};
    const char *password = http_form(request, "password");
    int is_whole = password != NULL && strlen(password) <= PASSWORD_MOST;
    enum sibu_status status = store_account_by_name(server->store, name, &request->arena, account, fault);
    if (status != SIBU_OK && status != SIBU_NO) {
        return status;
    }
    if (password_fits(status == SIBU_OK ? account->password : NULL, is_whole ? password : "", cost) && is_whole) {
        return SIBU_OK;
    }
    count_failure(server, request, name);
    audit_ended(server, request, "sign-in", account->key != 0 ? account->name : "", SIBU_NO);
    return sibu_fault_set(fault, SIBU_NO, "sign-in", "名字或口令不对", "wrong name or password");
}

/* Under the mutex of passwords: attempts come one after the other, so none slips past the count of the one before. */
static enum sibu_status sign_in_by_name(struct server *server, struct http_request *request, struct http_answer *answer,
                                        struct attempt *attempt, struct sibu_fault *fault)
{
    struct store_account account;
    struct sibu_fault ignored;
    char name[PASSWORD_NAME_MOST + 1];
    const char *given = http_form(request, "name");
    if (password_name(given, name, &ignored) != SIBU_OK) {
        (void)snprintf(name, sizeof name, "%s", NO_NAME);
    }
    attempt->wait_s = find_wait(server, request, name);
    if (attempt->wait_s > 0) {
        *attempt = (struct attempt){429, SIBU_SAY_ACCOUNT_WAIT, attempt->wait_s};
        return SIBU_OK;
    }
    enum sibu_status status = try_password(server, request, name, &account, fault);
    if (status == SIBU_NO) {
        *attempt = (struct attempt){403, SIBU_SAY_ACCOUNT_WRONG, 0};
        return SIBU_OK;
    }
    if (status == SIBU_OK) {
        forget_failures(server, name);
        status = session_begin(server, request, answer, &account, fault);
    }
    return status;
}

/* The key, while there is no account yet. */
static enum sibu_status sign_in_by_key(struct server *server, struct http_request *request, struct http_answer *answer,
                                       struct attempt *attempt, struct sibu_fault *fault)
{
    static const struct store_account KEY = {.key = 0, .name = "key"};
    int has = 0;
    attempt->wait_s = find_wait(server, request, "key");
    if (attempt->wait_s > 0) {
        *attempt = (struct attempt){429, SIBU_SAY_ACCOUNT_WAIT, attempt->wait_s};
        return SIBU_OK;
    }
    enum sibu_status status = has_accounts(server, request, &has, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (has || !session_key_fits(server, http_form(request, "key"))) {
        count_failure(server, request, "key");
        audit_ended(server, request, "sign-in", "key", SIBU_NO);
        *attempt = (struct attempt){403, has ? SIBU_SAY_ACCOUNT_KEY_NO_MORE : SIBU_SAY_PAGE_WRONG_KEY, 0};
        return SIBU_OK;
    }
    return session_begin(server, request, answer, &KEY, fault);
}

void page_sign_in_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct attempt attempt = {303, SIBU_SAY_ACCOUNT_WRONG, 0};
    enum sibu_status status = SIBU_OK;
    if (pthread_mutex_trylock(&server->door.password_mutex) != 0) {
        attempt = (struct attempt){503, SIBU_SAY_ACCOUNT_BUSY, 0};
    } else {
        status = (http_form(request, "key") != NULL ? sign_in_by_key : sign_in_by_name)(server, request, answer,
                                                                                        &attempt, &fault);
        pthread_mutex_unlock(&server->door.password_mutex);
    }
    if (status != SIBU_OK) {
        answer->cookie = NULL; /* of a session that could not be kept */
        http_answer_fault(answer, &fault);
    } else if (attempt.status != 303) {
        answer->retry_s = attempt.wait_s;
        show_sign_in(server, request, answer, &attempt);
    } else {
        page_go(request, answer, "/");
    }
}

void page_sign_out(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    if (session_end(server, request, answer, &fault) != SIBU_OK) {
        answer->cookie = NULL;
        http_answer_fault(answer, &fault);
        return;
    }
    page_go(request, answer, "/sign-in");
}
