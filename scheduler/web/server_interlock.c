/* Interlocks as files: what must not be disturbed writes "open" or "closed" there. See docs/policy.md.
 *
 * What cannot be read, is empty or says anything but "open" counts as closed. The files are read at every tick, whether a
 * drill could start or not, so that nothing shows when one does.
 */
#include <string.h>

#include "base/file.h"
#include "web/server_state.h"

#define FILE_BYTES_MAX 4096

/* Where the policy says that the interlock's state stands; NULL where it names none of this id any more. */
static const char *find_file(const struct plan *plan, const char *id)
{
    for (uint32_t i = 0; i < plan->policy->group_count; i++) {
        const struct policy_rules *rules = &plan->policy->groups[i].rules;
        for (uint32_t k = 0; k < rules->interlock_count; k++) {
            if (strcmp(rules->interlocks[k].id, id) == 0) {
                return rules->interlocks[k].file;
            }
        }
    }
    return NULL;
}

static int is_open(const struct plan *plan, const char *id)
{
    char path[4096];
    struct sibu_text text = {0};
    struct sibu_fault ignored;
    const char *file = find_file(plan, id);
    if (file == NULL) {
        return 0;
    }
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

uint32_t server_interlocks(const struct server *server)
{
    const struct rules *rules = book_rules(server->book);
    uint32_t closed = 0;
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        closed |= is_open(server->def.plan, rules->interlocks[i]) ? 0 : UINT32_C(1) << i;
    }
    return closed;
}
