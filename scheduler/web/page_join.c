/* What a one-time link opens: an account of one's own, or another password. To look at it uses nothing up. See route.h. */
#include <sodium.h>
#include <string.h>

#include "web/audit.h"
#include "web/page.h"
#include "web/vouch.h"

static void add_field(struct sibu_text *out, enum sibu_language language, const char *name, const char *completes,
                      enum sibu_say_id says)
{
    sibu_text_addf(out, "<label for=\"%s\">", name);
    page_say(out, language, says);
    sibu_text_addf(out,
                   "</label><input id=\"%s\" name=\"%s\" type=\"password\" autocomplete=\"%s\""
                   " required=\"required\" aria-describedby=\"rule\"/>",
                   name, name, completes);
}

static void add_passwords(struct sibu_text *out, enum sibu_language language)
{
    add_field(out, language, "password", "new-password", SIBU_SAY_ACCOUNT_PASSWORD_NEW);
    sibu_text_add(out, "<p class=\"soft\" id=\"rule\">");
    page_say(out, language, SIBU_SAY_ACCOUNT_PASSWORD_RULE);
    sibu_text_add(out, "</p>\n");
    add_field(out, language, "again", "new-password", SIBU_SAY_ACCOUNT_PASSWORD_AGAIN);
    page_button(out, language, "keep", "go", SIBU_SAY_ACCOUNT_KEEP);
    sibu_text_add(out, "</form>\n");
}

static void begin_page(struct http_request *request, struct http_answer *answer, enum sibu_say_id title,
                       unsigned status, enum sibu_language *language)
{
    struct page_head head = {.language = page_language(request, SIBU_ZH), .title = title, .kind = "board"};
    *language = head.language;
    page_answer(answer, status);
    page_begin(&answer->body, &head);
    sibu_text_add(&answer->body, "<h1>");
    page_say(&answer->body, head.language, title);
    sibu_text_add(&answer->body, "</h1>\n");
}

/* wrong NULL: nothing was sent yet. */
static void show_join(struct http_request *request, struct http_answer *answer,
                      const struct store_invitation *invitation, const struct sibu_fault *wrong)
{
    enum sibu_language language;
    struct sibu_text *out = &answer->body;
    char roles[ROLES_TEXT_BYTES];
    begin_page(request, answer,
               invitation->account != 0 ? SIBU_SAY_ACCOUNT_PASSWORD_TITLE : SIBU_SAY_ACCOUNT_JOIN_TITLE,
               wrong != NULL ? 400 : 200, &language);
    if (wrong != NULL) {
        page_fault(out, language, wrong);
    }
    page_form(out, request, language, request->path);
    if (invitation->account != 0) {
        sibu_text_add(out, "<p>");
        page_say_name(out, language, SIBU_SAY_ACCOUNT_JOIN_PASSWORD, invitation->name);
        sibu_text_add(out, "</p>\n");
    } else {
        role_list((unsigned)invitation->roles, invitation->branch, roles);
        sibu_text_add(out, "<p>");
        page_say_one(out, language, SIBU_SAY_ACCOUNT_JOIN_ROLES, roles);
        sibu_text_add(out, "</p>\n<label for=\"name\">");
        page_say(out, language, SIBU_SAY_ACCOUNT_NAME);
        sibu_text_add(out, "</label><input id=\"name\" name=\"name\" autocomplete=\"username\" autocapitalize=\"none\""
                           " spellcheck=\"false\" maxlength=\"40\" required=\"required\"/>");
    }
    add_passwords(out, language);
    page_end(out, language);
}

static void show_none(struct http_request *request, struct http_answer *answer)
{
    enum sibu_language language;
    begin_page(request, answer, SIBU_SAY_ACCOUNT_JOIN_TITLE, 404, &language);
    page_note(&answer->body, language, 1, SIBU_SAY_ACCOUNT_LINK_OVER);
    page_end(&answer->body, language);
}

/* The invitation behind the link, or the answer for none. */
static int find_invitation(struct server *server, struct http_request *request, struct http_answer *answer,
                           struct store_invitation *invitation)
{
    struct sibu_fault fault;
    uint8_t hash[SIBU_HASH_BYTES];
    session_secret_hash(request->path + strlen("/join/"), hash);
    enum sibu_status status = store_invitation_find(server->store, hash, clock_now_us(server->def.clock),
                                                    &request->arena, invitation, &fault);
    if (status == SIBU_NO) {
        show_none(request, answer);
    } else if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    }
    return status == SIBU_OK;
}

void page_join(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct store_invitation invitation;
    if (find_invitation(server, request, answer, &invitation)) {
        show_join(request, answer, &invitation, NULL);
    }
}

/* Works the password out, one at a time in the whole server. */
static enum sibu_status hash_password(struct server *server, const char *password, char out[PASSWORD_HASH_BYTES],
                                      struct sibu_fault *fault)
{
    const struct password_cost cost = {server->def.password_passes, server->def.password_bytes};
    if (pthread_mutex_trylock(&server->door.password_mutex) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "password", "服务器正忙，请再按一次",
                              "the server is busy; press again");
    }
    enum sibu_status status = password_hash(password, cost, out, fault);
    pthread_mutex_unlock(&server->door.password_mutex);
    return status;
}

static enum sibu_status join(struct server *server, struct http_request *request,
                             const struct store_invitation *invitation, struct store_account *account,
                             struct sibu_fault *fault)
{
    char name[PASSWORD_NAME_MOST + 1] = "", hash[PASSWORD_HASH_BYTES], roles[ROLES_TEXT_BYTES];
    const char *password = http_form(request, "password");
    const char *known = invitation->name;
    enum sibu_status status = SIBU_OK;
    if (invitation->account == 0) {
        status = password_name(http_form(request, "name"), name, fault);
        known = name;
    }
    if (status == SIBU_OK) {
        status = password_check(password, http_form(request, "again"), known, fault);
    }
    if (status == SIBU_OK) {
        status = hash_password(server, password, hash, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    role_list((unsigned)invitation->roles, invitation->branch, roles);
    struct store_audit row = audit_row(server, request, invitation->account != 0 ? "password" : "join", invitation->by);
    row.who = known;
    row.roles = roles;
    *account = (struct store_account){.name = known, .password = hash, .roles = invitation->roles};
    status = store_invitation_use(server->store, invitation->hash, account, &row, fault);
    account->password = "";
    account->branch = invitation->branch;
    account->name = sibu_arena_text(&request->arena, known, strlen(known));
    return status;
}

void page_join_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct store_invitation invitation;
    struct store_account account;
    if (!find_invitation(server, request, answer, &invitation)) {
        return;
    }
    enum sibu_status status = join(server, request, &invitation, &account, &fault);
    if (status == SIBU_OK && invitation.account != 0) {
        page_go(request, answer, "/sign-in"); /* with the new password */
        return;
    }
    if (status == SIBU_OK) {
        status = session_begin(server, request, answer, &account, &fault);
    }
    if (status == SIBU_OK) {
        page_go(request, answer, "/");
    } else if (status == SIBU_BAD_INPUT || (status == SIBU_NO && strcmp(fault.place, "name") == 0)) {
        show_join(request, answer, &invitation, &fault);
    } else if (status == SIBU_NO) {
        show_none(request, answer);
    } else {
        answer->cookie = NULL;
        http_answer_fault(answer, &fault);
    }
}

static void show_password(struct server *server, struct http_request *request, struct http_answer *answer,
                          const struct sibu_fault *wrong)
{
    enum sibu_language language;
    begin_page(request, answer, SIBU_SAY_ACCOUNT_PASSWORD_TITLE, wrong != NULL ? 400 : 200, &language);
    if (wrong != NULL) {
        page_fault(&answer->body, language, wrong);
    }
    if (request->caller->account == 0) {
        page_note(&answer->body, language, 0, SIBU_SAY_ACCOUNT_KEY_HAS_NONE);
    } else {
        page_form(&answer->body, request, language, "/password");
        add_field(&answer->body, language, "old", "current-password", SIBU_SAY_ACCOUNT_PASSWORD_OLD);
        add_passwords(&answer->body, language);
    }
    page_officer_end(&answer->body, server, request, language, 0);
}

void page_password(struct server *server, struct http_request *request, struct http_answer *answer)
{
    show_password(server, request, answer, NULL);
}

/* The old password is asked for again. */
static enum sibu_status change(struct server *server, struct http_request *request, struct store_account *account,
                               struct sibu_fault *fault)
{
    char hash[PASSWORD_HASH_BYTES];
    const char *password = http_form(request, "password");
    const struct store_audit row = audit_row(server, request, "password", "");
    enum sibu_status status = password_check(password, http_form(request, "again"), request->caller->name, fault);
    if (status == SIBU_OK) {
        status = vouch_password(server, request, "old", account, fault);
    }
    if (status == SIBU_OK) {
        status = hash_password(server, password, hash, fault);
    }
    return status == SIBU_OK ? store_account_password(server->store, account->key, hash, &row, fault) : status;
}

void page_password_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct store_account account;
    if (request->caller->account == 0) {
        page_refused(server, request, answer);
        return;
    }
    enum sibu_status status = change(server, request, &account, &fault);
    if (status == SIBU_OK) { /* all sessions have ended; who changed it goes on in a new one */
        status = session_begin(server, request, answer, &account, &fault);
    }
    if (status == SIBU_OK) {
        page_go(request, answer, "/");
    } else if (status == SIBU_BAD_INPUT) {
        show_password(server, request, answer, &fault);
    } else {
        answer->cookie = NULL;
        http_answer_fault(answer, &fault);
    }
}
