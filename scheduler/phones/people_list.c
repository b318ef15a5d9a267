/* Reading the list of people: see people_list.h. */
#include "phones/people_list.h"

#include <string.h>

#include "sibu/json.h"

#define PEOPLE_MAX 1000000

/* The member's string, copied; NULL on failure. */
static const char *copied(struct sibu_json_value item, const char *key, struct sibu_arena *arena,
                          struct sibu_fault *fault)
{
    const char *text = NULL;
    if (sibu_json_string(item, key, 128, &text, fault) != SIBU_OK) {
        return NULL;
    }
    const char *kept = sibu_arena_text(arena, text, strlen(text));
    if (kept == NULL) {
        (void)sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return kept;
}

static enum sibu_status read_person(struct sibu_json_value item, struct sibu_arena *arena, struct listed_person *out,
                                    struct sibu_fault *fault)
{
    static const char *const PACES[] = {"fast", "normal", "slow", "impaired", "wheelchair", NULL};
    size_t pace = 0;
    fault->status = SIBU_BAD_INPUT;
    out->site = copied(item, "site", arena, fault);
    out->id = out->site != NULL ? copied(item, "id", arena, fault) : NULL;
    out->zone = out->id != NULL ? copied(item, "zone", arena, fault) : NULL;
    out->token = out->zone != NULL ? copied(item, "token", arena, fault) : NULL;
    if (out->token == NULL) {
        return fault->status;
    }
    enum sibu_status status = sibu_json_choice(item, "pace", PACES, &pace, fault);
    out->pace = (enum sibu_pace)pace;
    out->expected_now = sibu_json_as_bool(sibu_json_member(item, "expected_now"));
    return status;
}

static enum sibu_status read_all(struct sibu_json_value list, size_t most, struct sibu_arena *arena,
                                 struct people_list *out, struct sibu_fault *fault)
{
    out->count = sibu_json_count(list) < most ? sibu_json_count(list) : most;
    out->items = sibu_arena_take(arena, out->count + 1, sizeof *out->items);
    if (out->items == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    struct sibu_json_value item = sibu_json_first(list);
    for (size_t i = 0; i < out->count; i++) {
        enum sibu_status status = read_person(item, arena, &out->items[i], fault);
        if (status != SIBU_OK) {
            return status;
        }
        item = sibu_json_next(item);
    }
    return SIBU_OK;
}

enum sibu_status people_list_read(const struct sibu_text *answer, size_t most, struct sibu_arena *arena,
                                  struct people_list *out, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct sibu_json_value list;
    enum sibu_status status = sibu_json_open(&document, "/v1/people", sibu_text_get(answer), answer->length, fault);
    if (status == SIBU_OK) {
        status = sibu_json_array(sibu_json_root(document), "people", 0, PEOPLE_MAX, &list, fault);
    }
    if (status == SIBU_OK) {
        status = read_all(list, most, arena, out, fault);
    }
    sibu_json_close(document);
    return status;
}
