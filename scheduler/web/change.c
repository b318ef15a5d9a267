/* Rosters, plans of sites and policies that officers bring: see change.h. */
#include "web/change.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/rules_plan.h"
#include "web/audit.h"
#include "web/change_site.h"
#include "web/server_turn.h"
#include "web/session.h"
#include "web/two_persons.h"

#define OBJECT_BYTES 400

static void hash_text(const char *text, size_t length, char out[DRAFT_HASH_BYTES])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, (const unsigned char *)text, length);
    sibu_hex(out, hash, sizeof hash);
}

static void kept_folder(const struct server *server, char out[4200])
{
    (void)snprintf(out, 4200, "%s/" SERVER_KEPT, server->folder);
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

const char *change_kind_name(enum kept_kind kind)
{
    static const char *const NAMES[] = {"policy", "roster", "site"};
    return NAMES[kind];
}

/* All faults of a roster, by the site and the shifts of the plan. */
static void list_faults(const struct plan *plan, const struct change_ask *ask, struct sibu_fault_list *faults)
{
    uint32_t index = plan_find_site(plan, ask->site);
    const char *shifts[POLICY_SHIFTS_MAX + 2] = {NULL};
    for (uint32_t i = 0; i < plan->policy->shift_count && i <= POLICY_SHIFTS_MAX; i++) {
        shifts[i] = plan->policy->shifts[i].id;
    }
    const struct roster_source source = {"roster.csv", ask->text, ask->length, plan->sites[index].site, shifts};
    (void)!roster_check(&source, faults); /* that it has faults is known */
}

/* By the site that the next start will have: an officer may have kept another. */
static void list_roster(const struct server *server, const struct change_ask *ask, struct sibu_fault_list *faults)
{
    struct plan *plan = NULL;
    struct sibu_fault ignored;
    if (change_next_plan(server, NULL, &plan, &ignored) == SIBU_OK && plan_find_site(plan, ask->site) != SIBU_NONE) {
        list_faults(plan, ask, faults);
    }
    plan_close(plan);
}

/* Before anything that it names is opened. */
static enum sibu_status check_policy(const struct server *server, struct http_request *request,
                                     const struct change_ask *ask, struct change *out, struct sibu_fault *fault)
{
    const struct plan *plan = server->def.plan;
    const struct policy_text before = {plan->policy_bytes, plan->policy_length}, after = {ask->text, ask->length};
    struct policy *policy = NULL;
    enum sibu_status status = policy_open(&policy, "policy.json", ask->text, ask->length, fault);
    if (status == SIBU_OK) {
        status = policy_diff_make(&before, &after, &request->arena, &out->members, fault);
    }
    if (status == SIBU_OK) {
        status = policy_diff_check(plan->policy, policy, &out->members, fault);
    }
    policy_close(policy);
    return status;
}

static struct plan_instead instead_of(const struct server *server, const struct change_ask *ask)
{
    static const char *const NAMES[] = {"policy.json", "roster.csv", CHANGE_SITE_NAME};
    const struct plan *plan = server->def.plan;
    return (struct plan_instead){.kind = ask->kind,
                                 .site = ask->kind == KEPT_SITE ? plan->sites[plan_find_site(plan, ask->site)].site_path
                                                                : ask->site,
                                 .name = NAMES[ask->kind],
                                 .bytes = ask->text,
                                 .length = ask->length};
}

enum sibu_status change_next_plan(const struct server *server, const struct change_ask *ask, struct plan **out,
                                  struct sibu_fault *fault)
{
    char folder[4200];
    struct plan_instead instead;
    struct plan_files files = {.policy = server->def.plan->path, .kept = folder};
    if (ask != NULL) {
        instead = instead_of(server, ask);
        files.instead = &instead;
    }
    kept_folder(server, folder);
    return plan_open_files(out, &files, fault);
}

/* The plan as the next start would read it; that its rules can be written too. */
static enum sibu_status open_plan(const struct server *server, const struct change_ask *ask, struct change *out,
                                  struct sibu_fault *fault)
{
    struct sibu_text rules = {0};
    enum sibu_status status = change_next_plan(server, ask, &out->plan, fault);
    if (status == SIBU_OK) {
        status = rules_text(&rules, out->plan, NULL, fault);
    }
    sibu_text_clear(&rules);
    return status;
}

static enum sibu_status compare_people(const struct server *server, struct http_request *request, struct change *out,
                                       struct sibu_fault *fault)
{
    const struct plan *plan = server->def.plan;
    uint32_t before = plan_find_site(plan, out->site);
    int made = roster_diff_make(plan->sites[before].roster, out->plan->sites[out->index].roster, &request->arena,
                                &out->people);
    out->breaks = made && out->people.empty_shift != NULL;
    return made ? SIBU_OK : no_memory(fault);
}

/* With what is in force. */
static enum sibu_status compare(const struct server *server, struct http_request *request, struct change *out,
                                struct sibu_fault *fault)
{
    if (out->kind == KEPT_POLICY) {
        return SIBU_OK; /* that was done before anything was opened */
    }
    out->index = plan_find_site(out->plan, out->site);
    if (out->index == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_NO, "site", "下次启动后将没有这个场所",
                              "from the next start on there is no such site");
    }
    return out->kind == KEPT_SITE ? change_site_compare(server, request, out, fault)
                                  : compare_people(server, request, out, fault);
}

/* Before anything of it is opened as the next start would. */
static enum sibu_status check(struct server *server, struct http_request *request, const struct change_ask *ask,
                              struct change *out, struct sibu_fault_list *faults, struct sibu_fault *fault)
{
    if (ask->kind == KEPT_POLICY) {
        return check_policy(server, request, ask, out, fault);
    }
    if (plan_find_site(server->def.plan, ask->site) == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "site", "没有这个场所", "there is no such site");
    }
    return ask->kind == KEPT_SITE ? change_site_check(server, ask, faults, fault) : SIBU_OK;
}

/* Under the lock. */
static enum sibu_status look(struct server *server, struct http_request *request, const struct change_ask *ask,
                             struct change *out, struct sibu_fault_list *faults, struct sibu_fault *fault)
{
    *out = (struct change){.kind = ask->kind, .site = ask->site, .breaks = 1};
    hash_text(ask->text, ask->length, out->hash);
    enum sibu_status status = check(server, request, ask, out, faults, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = open_plan(server, ask, out, fault);
    if (status == SIBU_BAD_INPUT && faults != NULL && ask->kind != KEPT_POLICY) {
        (ask->kind == KEPT_SITE ? change_site_list : list_roster)(server, ask, faults);
    }
    return status == SIBU_OK ? compare(server, request, out, fault) : status;
}

static enum sibu_status take_turn(struct server *server, struct sibu_fault *fault)
{
    return pthread_mutex_trylock(&server->change_mutex) == 0
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_IO, "", "正在查看另一份更改：请稍后再试",
                                "another change is being looked at: try again in a moment");
}

enum sibu_status change_look(struct server *server, struct http_request *request, const struct change_ask *ask,
                             struct change *out, struct sibu_fault_list *faults, struct sibu_fault *fault)
{
    *out = (struct change){.plan = NULL};
    enum sibu_status status = take_turn(server, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = look(server, request, ask, out, faults, fault);
    pthread_mutex_unlock(&server->change_mutex);
    return status;
}

void change_clear(struct change *change)
{
    plan_close(change->plan);
    change->plan = NULL;
}

enum sibu_status change_bring(struct server *server, struct http_request *request, const struct change_ask *ask,
                              struct change *out, struct sibu_fault_list *faults, struct sibu_fault *fault)
{
    struct draft draft = {.kind = ask->kind, .length = ask->length};
    struct change_ask first = *ask;
    first.is_new = 1;
    enum sibu_status status = change_look(server, request, &first, out, faults, fault);
    if (status != SIBU_OK) {
        return status;
    }
    draft.text = sibu_arena_text(&request->arena, ask->text, ask->length);
    (void)snprintf(draft.hash, sizeof draft.hash, "%s", out->hash);
    int length = snprintf(draft.site, sizeof draft.site, "%s", out->site);
    if (draft.text == NULL || length < 0 || (size_t)length >= sizeof draft.site) {
        return no_memory(fault);
    }
    return drafts_put(server->drafts, &draft, clock_now_us(server->def.clock), fault);
}

static void count_parts(const struct site_diff *parts, size_t counts[3])
{
    for (int i = 0; i < SITE_PARTS; i++) {
        counts[0] += parts->come[i];
        counts[1] += parts->leave[i];
        counts[2] += parts->change[i];
    }
}

/* "chem-park-a SHA-256 +3 -1 ~2": who comes, leaves, changes, of a site which parts; of a policy how many members differ. A second
 * person's row has before it what it is, and behind it who asked. */
static void describe(const struct change *change, const struct draft *draft, int is_second, char out[OBJECT_BYTES])
{
    char words[80], who[60] = "";
    size_t counts[3] = {change->people.come, change->people.leave, change->people.change};
    if (change->kind == KEPT_SITE) {
        count_parts(&change->parts, counts);
    }
    if (change->kind == KEPT_POLICY) {
        (void)snprintf(words, sizeof words, "~%zu", change->members.count);
    } else {
        (void)snprintf(words, sizeof words, "+%zu -%zu ~%zu", counts[0], counts[1], counts[2]);
    }
    if (is_second) {
        (void)snprintf(who, sizeof who, " (%.50s)", draft->who);
    }
    (void)snprintf(out, OBJECT_BYTES, "%s%s%.60s%s%s %s%s", is_second ? change_kind_name(change->kind) : "",
                   is_second ? " " : "", change->site, change->site[0] != '\0' ? " " : "", change->hash, words, who);
}

/* The file that the plan in force names. */
static const char *file_of(const struct server *server, enum kept_kind kind, const char *site)
{
    const struct plan *plan = server->def.plan;
    const struct plan_site *at = kind != KEPT_POLICY ? &plan->sites[plan_find_site(plan, site)] : NULL;
    return at == NULL ? plan->path : kind == KEPT_SITE ? at->site_path : at->roster_path;
}

/* The path of what is kept in place of the file that the plan in force names, as that file is now. */
static enum sibu_status find_kept(const struct server *server, enum kept_kind kind, const char *site,
                                  char path[KEPT_PATH_BYTES], struct sibu_fault *fault)
{
    static const size_t BYTES_MAX[] = {PLAN_POLICY_BYTES_MAX, PLAN_ROSTER_BYTES_MAX, PLAN_SITE_BYTES_MAX};
    char folder[4200];
    struct sibu_text text = {0};
    enum sibu_status status = file_read(file_of(server, kind, site), BYTES_MAX[kind], &text, fault);
    if (status == SIBU_OK) {
        const struct kept_key key = {kind, site, sibu_text_get(&text), text.length};
        kept_folder(server, folder);
        kept_path(folder, &key, path);
    }
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status write_kept(const struct server *server, const struct draft *draft, struct sibu_fault *fault)
{
    char folder[4200], path[KEPT_PATH_BYTES];
    kept_folder(server, folder);
    enum sibu_status status = file_make_folder(folder, fault);
    if (status == SIBU_OK) {
        status = find_kept(server, draft->kind, draft->site, path, fault);
    }
    return status == SIBU_OK ? file_write(path, draft->text, draft->length, 0600, fault) : status;
}

static enum sibu_status needs_second(struct server *server, struct http_request *request, const struct change *change,
                                     int *needs, struct sibu_fault *fault)
{
    enum wish_rule rule = WISH_OFF;
    enum sibu_status status = change->breaks ? wish_rule(server, request, change->site, &rule, fault) : SIBU_OK;
    *needs = rule == WISH_TWO;
    return status;
}

static enum sibu_status file_wish(struct server *server, const struct http_request *request, const struct draft *draft,
                                  struct sibu_fault *fault)
{
    struct draft waiting = *draft;
    waiting.waits = 1;
    waiting.account = request->caller->account;
    (void)snprintf(waiting.who, sizeof waiting.who, "%s", request->caller->name);
    return drafts_put(server->drafts, &waiting, clock_now_us(server->def.clock), fault);
}

/* Keeps it, where it is still there: of two who say so at one time one does. */
static enum sibu_status keep(struct server *server, const struct draft *draft, struct sibu_fault *fault)
{
    if (!drafts_take(server->drafts, draft)) {
        return sibu_fault_set(fault, SIBU_NO, "sha256", "这份更改已不在等待", "this change waits no more");
    }
    return write_kept(server, draft, fault);
}

static enum sibu_status check_word(const struct http_request *request, const struct draft *draft, enum change_word word,
                                   struct sibu_fault *fault)
{
    if (draft->waits != (word != CHANGE_KEEP)) {
        return draft->waits ? sibu_fault_set(fault, SIBU_NO, "sha256", "这份更改已在等待第二个人",
                                             "this change waits for a second person already")
                            : sibu_fault_set(fault, SIBU_NO, "sha256", "这份更改没有在等待第二个人",
                                             "this change does not wait for a second person");
    }
    int is_own = draft->account == request->caller->account || request->caller->account == 0;
    return word != CHANGE_YES || !is_own
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_NO, "sha256", "要由另一个人同意", "another person has to say yes");
}

/* Under the lock: what is written is what was found good. */
static enum sibu_status do_word(struct server *server, struct http_request *request, const struct draft *draft,
                                enum change_word word, enum change_end *end, struct sibu_fault *fault)
{
    const struct change_ask ask = {draft->kind, draft->site, draft->text, draft->length, 0};
    const char *action = word == CHANGE_YES ? "second-yes" : change_kind_name(draft->kind);
    struct change change;
    char object[OBJECT_BYTES];
    int waits = 0;
    enum sibu_status status = look(server, request, &ask, &change, NULL, fault);
    if (status == SIBU_OK && word == CHANGE_KEEP) {
        status = needs_second(server, request, &change, &waits, fault);
    }
    if (status == SIBU_OK) {
        describe(&change, draft, word == CHANGE_YES, object);
        status = audit_asked(server, request, action, object, fault);
    }
    if (status == SIBU_OK && waits) {
        status = file_wish(server, request, draft, fault);
    } else if (status == SIBU_OK) {
        status = keep(server, draft, fault);
        audit_ended(server, request, action, object, status);
    }
    *end = waits ? CHANGE_WAITS : CHANGE_KEPT;
    change_clear(&change);
    return status;
}

enum sibu_status change_do(struct server *server, struct http_request *request, const struct draft *draft,
                           enum change_word word, enum change_end *end, struct sibu_fault *fault)
{
    struct draft found;
    char object[OBJECT_BYTES];
    enum sibu_status status =
        drafts_find(server->drafts, draft, clock_now_us(server->def.clock), &request->arena, &found, fault);
    status = turn_elsewhere(server, status, fault);
    if (status == SIBU_OK) {
        status = check_word(request, &found, word, fault);
    }
    if (status == SIBU_OK && word == CHANGE_NO) {
        *end = CHANGE_DROPPED;
        (void)snprintf(object, sizeof object, "%s %.60s %s (%.40s)", change_kind_name(found.kind), found.site,
                       found.hash, found.who);
        (void)drafts_take(server->drafts, &found);
        audit_ended(server, request, "second-no", object, SIBU_OK);
        return SIBU_OK;
    }
    if (status == SIBU_OK) {
        status = take_turn(server, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    status = do_word(server, request, &found, word, end, fault);
    pthread_mutex_unlock(&server->change_mutex);
    return status;
}

/* SHA-256 of what is in force. */
static const uint8_t *hash_in_force(const struct server *server, enum kept_kind kind, const char *site)
{
    const struct plan *plan = server->def.plan;
    const struct plan_site *at = kind != KEPT_POLICY ? &plan->sites[plan_find_site(plan, site)] : NULL;
    return at == NULL ? plan->policy_sha256 : kind == KEPT_SITE ? at->site_sha256 : at->roster_sha256;
}

enum sibu_status change_pending(const struct server *server, enum kept_kind kind, const char *site,
                                char hash[DRAFT_HASH_BYTES], struct sibu_fault *fault)
{
    char path[KEPT_PATH_BYTES], in_force[DRAFT_HASH_BYTES];
    struct sibu_text text = {0};
    hash[0] = '\0';
    enum sibu_status status = find_kept(server, kind, site, path, fault);
    if (status != SIBU_OK || access(path, F_OK) != 0) {
        return status;
    }
    status = file_read(path, PLAN_ROSTER_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        hash_text(sibu_text_get(&text), text.length, hash);
        sibu_hex(in_force, hash_in_force(server, kind, site), crypto_hash_sha256_BYTES);
        hash[0] = strcmp(hash, in_force) == 0 ? '\0' : hash[0];
    }
    sibu_text_clear(&text);
    return status;
}
