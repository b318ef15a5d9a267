/* Rosters and policies that officers bring: see change.h. */
#include "web/change.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/kept.h"
#include "draw/rules_plan.h"
#include "web/audit.h"
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

/* All faults of a roster, by the shifts in force. */
static void list_faults(const struct server *server, const struct change_ask *ask, struct sibu_fault_list *faults)
{
    const struct plan *plan = server->def.plan;
    uint32_t index = plan_find_site(plan, ask->site);
    const char *shifts[POLICY_SHIFTS_MAX + 2] = {NULL};
    for (uint32_t i = 0; i < plan->policy->shift_count && i <= POLICY_SHIFTS_MAX; i++) {
        shifts[i] = plan->policy->shifts[i].id;
    }
    const struct roster_source source = {"roster.csv", ask->text, ask->length, plan->sites[index].site, shifts};
    (void)!roster_check(&source, faults); /* that it has faults is known */
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

/* The plan as the next start would read it; that its rules can be written too. */
static enum sibu_status open_plan(const struct server *server, const struct change_ask *ask, struct change *out,
                                  struct sibu_fault *fault)
{
    char folder[4200];
    struct sibu_text rules = {0};
    const struct plan_instead instead = {.site = ask->site,
                                         .name = ask->site != NULL ? "roster.csv" : "policy.json",
                                         .bytes = ask->text,
                                         .length = ask->length};
    const struct plan_files files = {.policy = server->def.plan->path, .kept = folder, .instead = &instead};
    kept_folder(server, folder);
    enum sibu_status status = plan_open_files(&out->plan, &files, fault);
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
    out->index = plan_find_site(out->plan, out->site);
    if (out->index == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_NO, "site", "下次启动后将没有这个场所",
                              "from the next start on there is no such site");
    }
    int made = roster_diff_make(plan->sites[before].roster, out->plan->sites[out->index].roster, &request->arena,
                                &out->people);
    out->breaks = made && out->people.empty_shift != NULL;
    return made ? SIBU_OK : no_memory(fault);
}

/* Under the lock. */
static enum sibu_status look(struct server *server, struct http_request *request, const struct change_ask *ask,
                             struct change *out, struct sibu_fault *fault)
{
    *out = (struct change){.site = ask->site != NULL ? ask->site : "", .breaks = 1};
    hash_text(ask->text, ask->length, out->hash);
    if (ask->site != NULL && plan_find_site(server->def.plan, ask->site) == SIBU_NONE) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "site", "没有这个场所", "there is no such site");
    }
    enum sibu_status status = ask->site == NULL ? check_policy(server, request, ask, out, fault) : SIBU_OK;
    if (status == SIBU_OK) {
        status = open_plan(server, ask, out, fault);
    }
    return status == SIBU_OK && ask->site != NULL ? compare_people(server, request, out, fault) : status;
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
    status = look(server, request, ask, out, fault);
    if (status == SIBU_BAD_INPUT && ask->site != NULL && faults != NULL &&
        plan_find_site(server->def.plan, ask->site) != SIBU_NONE) {
        list_faults(server, ask, faults);
    }
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
    struct draft draft = {.length = ask->length};
    enum sibu_status status = change_look(server, request, ask, out, faults, fault);
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

/* "chem-park-a SHA-256 +3 -1 ~2": who comes, leaves, changes; of a policy how many members differ. A second person's row has
 * before it what it is, and behind it who asked. */
static void describe(const struct change *change, const struct draft *draft, int is_second, char out[OBJECT_BYTES])
{
    char counts[80], who[60] = "";
    int is_roster = change->site[0] != '\0';
    if (is_roster) {
        (void)snprintf(counts, sizeof counts, "+%zu -%zu ~%zu", change->people.come, change->people.leave,
                       change->people.change);
    } else {
        (void)snprintf(counts, sizeof counts, "~%zu", change->members.count);
    }
    if (is_second) {
        (void)snprintf(who, sizeof who, " (%.50s)", draft->who);
    }
    (void)snprintf(out, OBJECT_BYTES, "%s%.60s%s%s %s%s", is_second ? is_roster ? "roster " : "policy " : "",
                   change->site, is_roster ? " " : "", change->hash, counts, who);
}

/* The path of what is kept in place of the file that the plan in force names, as that file is now. */
static enum sibu_status find_kept(const struct server *server, const char *site, char path[KEPT_PATH_BYTES],
                                  struct sibu_fault *fault)
{
    char folder[4200];
    struct sibu_text text = {0};
    const struct plan *plan = server->def.plan;
    const char *file = site[0] != '\0' ? plan->sites[plan_find_site(plan, site)].roster_path : plan->path;
    enum sibu_status status =
        file_read(file, site[0] != '\0' ? PLAN_ROSTER_BYTES_MAX : PLAN_POLICY_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        const struct kept_key key = {site[0] != '\0' ? site : NULL, sibu_text_get(&text), text.length};
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
        status = find_kept(server, draft->site, path, fault);
    }
    return status == SIBU_OK ? file_write(path, draft->text, draft->length, 0600, fault) : status;
}

static enum sibu_status needs_second(struct server *server, struct http_request *request, const struct change *change,
                                     int *needs, struct sibu_fault *fault)
{
    enum wish_rule rule = WISH_OFF;
    enum sibu_status status = change->breaks ? wish_rule(server, &request->arena, &rule, fault) : SIBU_OK;
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
    static const char *const ACTIONS[][2] = {{"policy", "roster"}, {"second-yes", "second-yes"}};
    const struct change_ask ask = {draft->site[0] != '\0' ? draft->site : NULL, draft->text, draft->length};
    const char *action = ACTIONS[word == CHANGE_YES][draft->site[0] != '\0'];
    struct change change;
    char object[OBJECT_BYTES];
    int waits = 0;
    enum sibu_status status = look(server, request, &ask, &change, fault);
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
    if (status == SIBU_OK) {
        status = check_word(request, &found, word, fault);
    }
    if (status == SIBU_OK && word == CHANGE_NO) {
        *end = CHANGE_DROPPED;
        (void)snprintf(object, sizeof object, "%s %.60s %s (%.40s)", found.site[0] != '\0' ? "roster" : "policy",
                       found.site, found.hash, found.who);
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

enum sibu_status change_pending(const struct server *server, const char *site, char hash[DRAFT_HASH_BYTES],
                                struct sibu_fault *fault)
{
    char path[KEPT_PATH_BYTES], in_force[DRAFT_HASH_BYTES];
    struct sibu_text text = {0};
    const struct plan *plan = server->def.plan;
    hash[0] = '\0';
    enum sibu_status status = find_kept(server, site, path, fault);
    if (status != SIBU_OK || access(path, F_OK) != 0) {
        return status;
    }
    status = file_read(path, PLAN_ROSTER_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        const uint8_t *now =
            site[0] != '\0' ? plan->sites[plan_find_site(plan, site)].roster_sha256 : plan->policy_sha256;
        hash_text(sibu_text_get(&text), text.length, hash);
        sibu_hex(in_force, now, crypto_hash_sha256_BYTES);
        hash[0] = strcmp(hash, in_force) == 0 ? '\0' : hash[0];
    }
    sibu_text_clear(&text);
    return status;
}
