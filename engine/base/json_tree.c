/* The tree that cJSON builds: walking it, pointing into it, checking it. See json_tree.h.
 *
 * Depends on: cJSON, array, place. Thread safe for trees that nobody changes.
 */
#include "base/json_tree.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/place.h"
#include "sibu/memory.h"
#include "sibu/text.h"

int json_walk_next(struct json_walk *walk)
{
    const cJSON *node = walk->path[walk->depth];
    if (node->child != NULL) {
        walk->path[++walk->depth] = node->child;
        return 1;
    }
    while (walk->depth > 0 && walk->path[walk->depth]->next == NULL) {
        walk->depth--;
    }
    if (walk->depth == 0) {
        return 0;
    }
    walk->path[walk->depth] = walk->path[walk->depth]->next;
    return 1;
}

/* One step of a JSON pointer (RFC 6901): ~ and / inside a name are escaped. */
static void point_at_name(struct sibu_text *out, const char *name)
{
    sibu_text_add(out, "/");
    for (const char *at = name; *at != '\0'; at++) {
        if (*at == '~' || *at == '/') {
            sibu_text_add(out, *at == '~' ? "~0" : "~1");
        } else {
            sibu_text_add_bytes(out, at, 1);
        }
    }
}

static void point_at_item(struct sibu_text *out, const cJSON *array, const cJSON *item)
{
    size_t index = 0;
    for (const cJSON *before = array->child; before != item; before = before->next) {
        index++;
    }
    sibu_text_addf(out, "/%zu", index);
}

static void point_along(struct sibu_text *out, const struct json_walk *walk)
{
    for (unsigned level = 1; level <= walk->depth; level++) {
        const cJSON *parent = walk->path[level - 1];
        if (cJSON_IsObject(parent)) {
            point_at_name(out, walk->path[level]->string);
        } else {
            point_at_item(out, parent, walk->path[level]);
        }
    }
}

void sibu_json_place(struct sibu_json_value value, const char *key, char place[PLACE_BYTES])
{
    struct sibu_text pointer = {.max_length = 4096};
    sibu_text_add(&pointer, ":");
    if (value.document != NULL && value.node != NULL) {
        struct json_walk walk = {.path = {value.document->root}};
        while (walk.path[walk.depth] != value.node && json_walk_next(&walk)) {
        }
        point_along(&pointer, &walk);
    }
    if (key != NULL) {
        point_at_name(&pointer, key);
    }
    place_write(place, value.document == NULL ? "" : value.document->name, sibu_text_get(&pointer));
    sibu_text_clear(&pointer);
}

static int by_name(const void *a, const void *b)
{
    const cJSON *const *left = a;
    const cJSON *const *right = b;
    return strcmp((*left)->string, (*right)->string);
}

/* A member whose name another one has, among `count` members sorted in `members`; NULL: none. */
static const cJSON *twin_among(const cJSON **members, size_t count)
{
    qsort(members, count, sizeof members[0], by_name);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(members[i - 1]->string, members[i]->string) == 0) {
            return members[i];
        }
    }
    return NULL;
}

struct members {
    const cJSON **items; /* reused from object to object */
    size_t count, capacity;
};

static int collect_members(struct members *members, const cJSON *object)
{
    members->count = 0;
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        void *items = members->items;
        if (!sibu_array_reserve(&items, &members->capacity, members->count + 1, sizeof members->items[0],
                                JSON_VALUES_MAX)) {
            return 0;
        }
        members->items = items;
        members->items[members->count++] = member;
    }
    return 1;
}

static enum sibu_status check_object(const struct sibu_json *document, const cJSON *object, struct members *members,
                                     struct sibu_fault *fault)
{
    if (!collect_members(members, object)) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, document->name, "内存不足", "out of memory");
    }
    const cJSON *twin = members->count > 1 ? twin_among(members->items, members->count) : NULL;
    if (twin == NULL) {
        return SIBU_OK;
    }
    char place[PLACE_BYTES];
    sibu_json_place((struct sibu_json_value){document, twin}, NULL, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "名称“%s”在同一对象中出现了两次，请删去一个",
                          "the name \"%s\" stands twice in one object; take one away", twin->string);
}

static enum sibu_status check_number(const struct sibu_json *document, const cJSON *node, struct sibu_fault *fault)
{
    if (isfinite(node->valuedouble)) {
        return SIBU_OK;
    }
    char place[PLACE_BYTES];
    sibu_json_place((struct sibu_json_value){document, node}, NULL, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "数字太大，无法表示", "the number is too large to be stored");
}

enum sibu_status json_tree_check(const struct sibu_json *document, struct sibu_fault *fault)
{
    struct json_walk walk = {.path = {document->root}};
    struct members members = {0};
    enum sibu_status status = SIBU_OK;
    do {
        const cJSON *node = walk.path[walk.depth];
        if (cJSON_IsObject(node)) {
            status = check_object(document, node, &members, fault);
        } else if (cJSON_IsNumber(node)) {
            status = check_number(document, node, fault);
        }
    } while (status == SIBU_OK && json_walk_next(&walk));
    sibu_array_free(members.items);
    return status;
}
