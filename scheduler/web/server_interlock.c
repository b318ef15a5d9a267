/* Interlocks: what must not be disturbed says "open" or "closed", in a file or over HTTP. See docs/policy.md.
 *
 * What cannot be read, is empty or says anything but "open" counts as closed. Files are read at every tick, whether a
 * drill could start or not, and what is asked over HTTP is asked at a rhythm of its own (interlock_watch.h), so that
 * nothing shows when a drill starts.
 */
#include <string.h>

#include "base/file.h"
#include "web/interlock_watch.h"
#include "web/server_state.h"

#define FILE_BYTES_MAX 4096

/* What the policy says of the interlock; NULL where it names none of this id any more. */
static const struct policy_interlock *find(const struct plan *plan, const char *id)
{
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        const struct policy_rules *rules = &plan->policy->groups[i].rules;
        for (uint32_t k = 0; k < rules->interlock_count; k++) {
            if (strcmp(rules->interlocks[k].id, id) == 0) {
                return &rules->interlocks[k];
            }
        }
    }
    return NULL;
}

static int file_is_open(const struct plan *plan, const char *file)
{
    char path[4096];
    struct sibu_text text = {0};
    struct sibu_fault ignored;
    file_beside(plan->path, file, path);
    int open = 0;
    if (file_read(path, FILE_BYTES_MAX, &text, &ignored) == SIBU_OK) {
        const char *word = sibu_text_get(&text);
        size_t length = strcspn(word, " \t\r\n");
        open = length == 4 && strncmp(word, "open", 4) == 0;
    }
    sibu_text_clear(&text);
    return open;
}

static int is_open(const struct server *server, const char *id)
{
    const struct policy_interlock *interlock = find(server->def.plan, id);
    if (interlock == NULL) {
        return 0;
    }
    if (interlock->url[0] == '\0') {
        return file_is_open(server->def.plan, interlock->file);
    }
    return interlock_watch_is_open(server->interlocks, interlock_watch_find(server->interlocks, interlock->url));
}

/* Adds the url where it is not there yet. */
static void add_url(const char **urls, size_t *count, const char *url)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(urls[i], url) == 0) {
            return;
        }
    }
    urls[(*count)++] = url;
}

enum sibu_status server_interlocks_open(struct server *server, struct sibu_fault *fault)
{
    const struct policy *policy = server->def.plan->policy;
    struct interlock_watch_def def = {.urls = server->interlock_urls, .round_ms = server->def.interlock_round_ms};
    for (uint32_t i = 0; i < policy->group_count; i++) {
        const struct policy_rules *rules = &policy->groups[i].rules;
        for (uint32_t k = 0; k < rules->interlock_count; k++) {
            if (rules->interlocks[k].url[0] != '\0' && def.count < POLICY_INTERLOCKS_MAX) {
                add_url(server->interlock_urls, &def.count, rules->interlocks[k].url);
            }
        }
    }
    return def.count > 0 ? interlock_watch_open(&server->interlocks, &def, fault) : SIBU_OK;
}

uint32_t server_interlocks(const struct server *server)
{
    const struct rules *rules = book_rules(server->book);
    uint32_t closed = 0;
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        closed |= is_open(server, rules->interlocks[i]) ? 0 : UINT32_C(1) << i;
    }
    return closed;
}
