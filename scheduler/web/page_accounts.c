/* The administrator's page: who has an account, with which roles; invitations; links for another password. See route.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/zone.h"
#include "web/audit.h"
#include "web/invite.h"
#include "web/page.h"
#include "web/scope.h"

/* What is shown above the list: a link that was just made, or what was wrong. */
struct outcome {
    char link[INVITE_LINK_BYTES];
    const struct sibu_fault *wrong;
};

static enum sibu_say_id say_role(int role)
{
    static const enum sibu_say_id IDS[ROLES] = {SIBU_SAY_ACCOUNT_ROLE_ADMINISTRATOR, SIBU_SAY_ACCOUNT_ROLE_OFFICER,
                                                SIBU_SAY_ACCOUNT_ROLE_WARDEN, SIBU_SAY_ACCOUNT_ROLE_TRAINER,
                                                SIBU_SAY_ACCOUNT_ROLE_AUDITOR};
    return IDS[role];
}

/* A box for each role; `about` keeps the ids of several forms apart. */
static void add_roles(struct sibu_text *out, enum sibu_language language, unsigned roles, long long about)
{
    sibu_text_add(out, "<fieldset><legend>");
    page_say(out, language, SIBU_SAY_ACCOUNT_ROLES);
    sibu_text_add(out, "</legend>");
    for (int i = 0; i < ROLES; i++) {
        const char *name = role_name((enum role)i);
        sibu_text_addf(out,
                       "<label class=\"box\" for=\"r%lld-%d\"><input type=\"checkbox\" id=\"r%lld-%d\" name=\"%s\""
                       " value=\"1\"%s/>",
                       about, i, about, i, name, (roles & ROLE_BIT(i)) != 0 ? " checked=\"checked\"" : "");
        page_say(out, language, say_role(i));
        sibu_text_add(out, "</label>");
    }
    sibu_text_add(out, "</fieldset>\n");
}

/* For which branch the roles hold, where there is an organisation: its id, from a list that the page has once. */
static void add_branch(struct sibu_text *out, const struct server *server, enum sibu_language language,
                       const char *branch, long long about)
{
    if (server->def.plan->organisation == NULL) {
        return;
    }
    sibu_text_addf(out, "<label for=\"b%lld\">", about);
    page_say(out, language, SIBU_SAY_ACCOUNT_BRANCH);
    sibu_text_addf(out, "</label><input id=\"b%lld\" name=\"branch\" list=\"branches\" maxlength=\"60\" value=\"",
                   about);
    sibu_text_add_xml(out, branch);
    sibu_text_add(out, "\"/>\n");
}

/* The branches that the caller may give, each with its name. */
static void add_branches(struct sibu_text *out, const struct server *server, const struct http_request *request,
                         enum sibu_language language)
{
    const struct organisation *tree = server->def.plan->organisation;
    if (tree == NULL) {
        return;
    }
    sibu_text_add(out, "<datalist id=\"branches\">");
    for (uint32_t i = 0; i < tree->branch_count; i++) {
        if (scope_branch(server, request, tree->branches[i].id)) {
            sibu_text_addf(out, "<option value=\"%s\">", tree->branches[i].id);
            sibu_text_add_xml(out, tree->branches[i].name.in[language]);
            sibu_text_add(out, "</option>");
        }
    }
    sibu_text_add(out, "</datalist>\n");
}

static void add_account(struct sibu_text *out, const struct server *server, const struct http_request *request,
                        enum sibu_language language, const struct store_account *account)
{
    sibu_text_add(out, "<section><h2>");
    page_name(out, account->name);
    sibu_text_add(out, "</h2>\n");
    page_form(out, request, language, "/accounts");
    sibu_text_add(out, "<input type=\"hidden\" name=\"account\" value=\"");
    sibu_text_add_xml(out, account->name);
    sibu_text_add(out, "\"/>");
    add_roles(out, language, (unsigned)account->roles, (long long)account->key);
    add_branch(out, server, language, account->branch, (long long)account->key);
    sibu_text_add(out, "<div class=\"row\">");
    page_button(out, language, "roles", "small", SIBU_SAY_ACCOUNT_GIVE_ROLES);
    page_button(out, language, "link", "small", SIBU_SAY_ACCOUNT_GIVE_LINK);
    page_button(out, language, "end", "small stop", SIBU_SAY_ACCOUNT_END);
    sibu_text_add(out, "</div></form></section>\n");
}

static void add_invitation(struct sibu_text *out, const struct server *server, const struct http_request *request,
                           enum sibu_language language, const struct store_invitation *invitation)
{
    char hash[2 * SIBU_HASH_BYTES + 1], roles[ROLES_TEXT_BYTES], until[32];
    role_list((unsigned)invitation->roles, invitation->branch, roles);
    zone_time_text(server->def.plan->zone, invitation->expires_us, until);
    sibu_hex(hash, invitation->hash, sizeof invitation->hash);
    page_form(out, request, language, "/accounts");
    sibu_text_addf(out, "<input type=\"hidden\" name=\"invitation\" value=\"%s\"/><p>", hash);
    page_name(out, invitation->account != 0 ? invitation->name : roles);
    sibu_text_add(out, " · ");
    sibu_text_add_xml(out, invitation->by);
    sibu_text_addf(out, " · %.16s</p>", until);
    page_button(out, language, "revoke", "small", SIBU_SAY_ACCOUNT_REVOKE);
    sibu_text_add(out, "</form>\n");
}

static void add_outcome(struct sibu_text *out, enum sibu_language language, const struct outcome *outcome)
{
    if (outcome->wrong != NULL) {
        page_fault(out, language, outcome->wrong);
    }
    if (outcome->link[0] != '\0') {
        page_note(out, language, 0, SIBU_SAY_ACCOUNT_LINK_ONCE);
        sibu_text_add(out, "<p><label for=\"link\">");
        page_say(out, language, SIBU_SAY_ACCOUNT_LINK);
        sibu_text_add(out, "</label><input id=\"link\" readonly=\"readonly\" value=\"");
        sibu_text_add_xml(out, outcome->link);
        sibu_text_add(out, "\"/></p>\n");
    }
}

static void add_invite(struct sibu_text *out, const struct server *server, const struct http_request *request,
                       enum sibu_language language)
{
    sibu_text_add(out, "<section><h2>");
    page_say(out, language, SIBU_SAY_ACCOUNT_INVITE);
    sibu_text_add(out, "</h2>\n");
    page_form(out, request, language, "/accounts");
    add_roles(out, language, 0, 0);
    add_branch(out, server, language, request->caller->branch, 0);
    page_button(out, language, "invite", "go small", SIBU_SAY_ACCOUNT_INVITE_MAKE);
    sibu_text_add(out, "</form></section>\n");
}

/* Whether the caller looks after what is of this branch. */
static int looks_after(const struct server *server, const struct http_request *request, const char *branch)
{
    return scope_is_whole(request) || scope_branch(server, request, branch);
}

/* Links that the caller looks after, in their order. */
static enum sibu_status list_invitations(struct server *server, struct http_request *request,
                                         struct store_invitation **items, size_t *count, struct sibu_fault *fault)
{
    size_t kept = 0;
    enum sibu_status status =
        store_invitations(server->store, clock_now_us(server->def.clock), &request->arena, items, count, fault);
    for (size_t i = 0; status == SIBU_OK && i < *count; i++) {
        if (looks_after(server, request, (*items)[i].branch)) {
            (*items)[kept++] = (*items)[i];
        }
    }
    *count = kept;
    return status;
}

static enum sibu_status add_lists(struct sibu_text *out, struct server *server, struct http_request *request,
                                  enum sibu_language language, struct sibu_fault *fault)
{
    struct store_account *accounts = NULL;
    struct store_invitation *invitations = NULL;
    size_t account_count = 0, invitation_count = 0;
    enum sibu_status status = store_accounts(server->store, &request->arena, &accounts, &account_count, fault);
    if (status == SIBU_OK) {
        status = list_invitations(server, request, &invitations, &invitation_count, fault);
    }
    if (status == SIBU_OK && invitation_count > 0) {
        sibu_text_add(out, "<section><h2>");
        page_say(out, language, SIBU_SAY_ACCOUNT_LINKS);
        sibu_text_add(out, "</h2>\n");
        for (size_t i = 0; i < invitation_count; i++) {
            add_invitation(out, server, request, language, &invitations[i]);
        }
        sibu_text_add(out, "</section>\n");
    }
    for (size_t i = 0; i < account_count && status == SIBU_OK; i++) {
        if (looks_after(server, request, accounts[i].branch)) {
            add_account(out, server, request, language, &accounts[i]);
        }
    }
    return status;
}

static void show(struct server *server, struct http_request *request, struct http_answer *answer,
                 const struct outcome *outcome)
{
    struct sibu_fault fault;
    struct page_head head = {
        .language = page_language(request, SIBU_ZH), .title = SIBU_SAY_ACCOUNT_TITLE, .kind = "board"};
    struct sibu_text *out = &answer->body;
    page_answer(answer, outcome->wrong != NULL ? 400 : 200);
    page_begin(out, &head);
    sibu_text_add(out, "<h1>");
    page_say(out, head.language, SIBU_SAY_ACCOUNT_TITLE);
    sibu_text_add(out, "</h1>\n");
    add_outcome(out, head.language, outcome);
    add_branches(out, server, request, head.language);
    add_invite(out, server, request, head.language);
    if (add_lists(out, server, request, head.language, &fault) != SIBU_OK) {
        http_answer_fault(answer, &fault);
        answer->type = NULL;
        return;
    }
    page_officer_end(out, server, request, head.language, 0);
}

void page_accounts(struct server *server, struct http_request *request, struct http_answer *answer)
{
    const struct outcome nothing = {.wrong = NULL};
    show(server, request, answer, &nothing);
}

static unsigned read_roles(struct http_request *request)
{
    unsigned roles = 0;
    for (int i = 0; i < ROLES; i++) {
        const char *ticked = http_form(request, role_name((enum role)i));
        roles |= ticked != NULL && strcmp(ticked, "1") == 0 ? ROLE_BIT(i) : 0;
    }
    return roles;
}

static enum sibu_status check_roles(unsigned roles, struct sibu_fault *fault)
{
    return roles != 0
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_BAD_INPUT, "roles", "请至少选择一个角色", "choose one role at least");
}

/* The branch of the form, as the caller may give it; `otherwise` where it has none, as where there is no organisation. */
static enum sibu_status read_branch(struct server *server, struct http_request *request, const char *otherwise,
                                    const char **out, struct sibu_fault *fault)
{
    const char *given = http_form(request, "branch");
    *out = given != NULL ? given : otherwise;
    if (given == NULL || strcmp(given, otherwise) == 0 || scope_branch(server, request, given)) {
        return SIBU_OK;
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "branch", "没有分支“%.60s”，或不在您的分支之下",
                          "there is no branch \"%.60s\", or it is not yours to give", given);
}

static enum sibu_status do_invite(struct server *server, struct http_request *request, struct outcome *outcome,
                                  struct sibu_fault *fault)
{
    char roles[ROLES_TEXT_BYTES];
    struct invite invite = {.roles = read_roles(request), .by = request->caller->name};
    enum sibu_status status = check_roles((unsigned)invite.roles, fault);
    if (status == SIBU_OK) {
        status = read_branch(server, request, request->caller->branch, &invite.branch, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    role_list((unsigned)invite.roles, invite.branch, roles);
    const struct store_audit row = audit_row(server, request, "invite", roles);
    return invite_make(server, &invite, &row, outcome->link, fault);
}

static enum sibu_status do_revoke(struct server *server, struct http_request *request, struct outcome *outcome,
                                  struct sibu_fault *fault)
{
    (void)outcome;
    uint8_t hash[SIBU_HASH_BYTES];
    const char *given = http_form(request, "invitation");
    const struct store_audit row = audit_row(server, request, "revoke-link", "");
    if (given == NULL || !sibu_unhex(hash, sizeof hash, given)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "invitation", "没有这个链接", "there is no such link");
    }
    struct store_invitation *items = NULL;
    size_t count = 0, at = 0;
    enum sibu_status status = list_invitations(server, request, &items, &count, fault);
    while (at < count && memcmp(items[at].hash, hash, sizeof hash) != 0) {
        at++;
    }
    if (status == SIBU_OK && at == count) { /* there is none, or somebody else looks after it */
        return sibu_fault_set(fault, SIBU_NO, "link", "这个链接已用过、已过期或不存在",
                              "this link was used, has expired or never was");
    }
    return status == SIBU_OK ? store_invitation_end(server->store, hash, &row, fault) : status;
}

static enum sibu_status find_account(struct server *server, struct http_request *request, struct store_account *account,
                                     struct sibu_fault *fault)
{
    const char *name = http_form(request, "account");
    enum sibu_status status =
        store_account_by_name(server->store, name != NULL ? name : "", &request->arena, account, fault);
    return status == SIBU_OK && !looks_after(server, request, account->branch)
               ? sibu_fault_set(fault, SIBU_NO, "account", "没有这个账号", "there is no such account")
               : status;
}

static enum sibu_status do_link(struct server *server, struct http_request *request, struct outcome *outcome,
                                struct sibu_fault *fault)
{
    struct store_account account;
    enum sibu_status status = find_account(server, request, &account, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const struct invite invite = {
        .account = account.key, .roles = account.roles, .branch = account.branch, .by = request->caller->name};
    const struct store_audit row = audit_row(server, request, "password-link", account.name);
    return invite_make(server, &invite, &row, outcome->link, fault);
}

static enum sibu_status do_roles(struct server *server, struct http_request *request, struct outcome *outcome,
                                 struct sibu_fault *fault)
{
    (void)outcome;
    struct store_account account;
    const char *branch = "";
    char roles[ROLES_TEXT_BYTES], object[240];
    unsigned given = read_roles(request);
    enum sibu_status status = check_roles(given, fault);
    if (status == SIBU_OK) {
        status = find_account(server, request, &account, fault);
    }
    if (status == SIBU_OK) {
        status = read_branch(server, request, account.branch, &branch, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    role_list(given, branch, roles);
    (void)snprintf(object, sizeof object, "%s %s", account.name, roles);
    const struct store_audit row = audit_row(server, request, "roles", object);
    const struct store_account_change change = {account.key, given, ROLE_BIT(ROLE_ADMINISTRATOR), branch};
    return store_account_change(server->store, &change, &row, fault);
}

static enum sibu_status do_end(struct server *server, struct http_request *request, struct outcome *outcome,
                               struct sibu_fault *fault)
{
    (void)outcome;
    struct store_account account;
    enum sibu_status status = find_account(server, request, &account, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const struct store_audit row = audit_row(server, request, "end-account", account.name);
    const struct store_account_change change = {account.key, 0, ROLE_BIT(ROLE_ADMINISTRATOR), NULL};
    return store_account_change(server->store, &change, &row, fault);
}

static enum sibu_status act(struct server *server, struct http_request *request, struct outcome *outcome,
                            struct sibu_fault *fault)
{
    static const struct {
        const char *name;
        enum sibu_status (*act)(struct server *, struct http_request *, struct outcome *, struct sibu_fault *);
    } ACTS[] = {{"invite", do_invite}, {"revoke", do_revoke}, {"link", do_link}, {"roles", do_roles}, {"end", do_end}};
    const char *what = http_form(request, "do");
    for (size_t i = 0; what != NULL && i < sizeof ACTS / sizeof ACTS[0]; i++) {
        if (strcmp(what, ACTS[i].name) == 0) {
            return ACTS[i].act(server, request, outcome, fault);
        }
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "do", "没有这个动作", "there is no such action");
}

void page_accounts_post(struct server *server, struct http_request *request, struct http_answer *answer)
{
    struct sibu_fault fault;
    struct outcome outcome = {.wrong = NULL};
    enum sibu_status status = act(server, request, &outcome, &fault);
    if (status == SIBU_BAD_INPUT || status == SIBU_NO) {
        outcome.wrong = &fault;
        show(server, request, answer, &outcome);
    } else if (status != SIBU_OK) {
        http_answer_fault(answer, &fault);
    } else if (outcome.link[0] != '\0') {
        show(server, request, answer,
             &outcome); /* the link stands nowhere else, so it is not sent on to another page */
    } else {
        page_go(request, answer, "/accounts");
    }
}
