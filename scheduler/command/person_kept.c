/* Kept rosters without somebody who is deleted: see person_kept.h. */
#include "command/person_kept.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "draw/kept.h"
#include "draw/plan.h"
#include "sibu/json.h"
#include "web/server.h"

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static const char *copy(struct sibu_arena *arena, struct sibu_json_value person, const char *key)
{
    const char *text = sibu_json_as_string(sibu_json_member(person, key));
    return sibu_arena_text(arena, text, strlen(text));
}

enum sibu_status person_kept_name(struct store *store, const struct store_who *who, struct sibu_arena *arena,
                                  struct roster_who *out, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    struct sibu_json *document = NULL;
    enum sibu_status status = store_person_export(store, who, &text, fault);
    if (status == SIBU_OK) {
        status = sibu_json_open(&document, "export", sibu_text_get(&text), text.length, fault);
    }
    if (status == SIBU_OK) {
        struct sibu_json_value person = sibu_json_member(sibu_json_root(document), "person");
        *out =
            (struct roster_who){copy(arena, person, "id"), copy(arena, person, "name"), copy(arena, person, "name_en")};
        status = out->id != NULL && out->name != NULL && out->name_en != NULL ? SIBU_OK : no_memory(fault);
    }
    sibu_json_close(document);
    sibu_text_clear(&text);
    return status;
}

/* Whether a roster in force has somebody of this id and name: at another site then. */
static enum sibu_status find_twin(struct store *store, const struct roster_who *who, int *found,
                                  struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct store_person *people = NULL;
    size_t count = 0;
    *found = 0;
    enum sibu_status status = store_people(store, NULL, &arena, &people, &count, fault);
    for (size_t i = 0; status == SIBU_OK && i < count; i++) {
        *found |= strcmp(people[i].id, who->id) == 0 && strcmp(people[i].name, who->name) == 0;
    }
    sibu_arena_clear(&arena);
    return status;
}

static enum sibu_status rewrite(const char *path, const struct roster_who *who, size_t *count, struct sibu_fault *fault)
{
    struct sibu_text text = {0}, without = {.max_length = PLAN_ROSTER_BYTES_MAX};
    struct sibu_fault unread;
    size_t rows = 0;
    enum sibu_status status = file_read(path, PLAN_ROSTER_BYTES_MAX, &text, fault);
    /* what is no roster, a part of one, has nobody whom a reader would find: the server removes it in its time */
    if (status == SIBU_OK &&
        roster_without(sibu_text_get(&text), text.length, who, &without, &rows, &unread) == SIBU_OK && rows > 0) {
        status = file_write(path, sibu_text_get(&without), without.length, 0600, fault);
        *count += status == SIBU_OK ? 1 : 0;
    }
    sibu_text_clear(&text);
    sibu_text_clear(&without);
    return status;
}

enum sibu_status person_kept_remove(struct store *store, const char *folder, const struct roster_who *who,
                                    size_t *count, struct sibu_fault *fault)
{
    char kept[4200], path[4500];
    int has_twin = 0;
    *count = 0;
    (void)snprintf(kept, sizeof kept, "%s/" SERVER_KEPT, folder);
    enum sibu_status status = find_twin(store, who, &has_twin, fault);
    DIR *open = status == SIBU_OK && !has_twin ? opendir(kept) : NULL;
    for (struct dirent *entry = open != NULL ? readdir(open) : NULL; entry != NULL && status == SIBU_OK;
         entry = readdir(open)) {
        if (kept_is_roster(entry->d_name)) {
            (void)snprintf(path, sizeof path, "%s/%.255s", kept, entry->d_name);
            status = rewrite(path, who, count, fault);
        }
    }
    if (open != NULL) {
        (void)closedir(open);
    }
    return status;
}
