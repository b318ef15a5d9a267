/* JSON documents: opened, and asked for their values. See sibu/json.h.
 *
 * Depends on: json_scan for the grammar, cJSON for the tree, json_tree for the rest. A document is immutable once open,
 * so many threads may read it.
 */
#include <stdio.h>
#include <string.h>

#include "base/json_tree.h"
#include "base/place.h"
#include "sibu/memory.h"

#define LARGEST ((size_t)64 * 1024 * 1024)

static void skip_mark(const char **bytes, size_t *length)
{
    if (*length >= 3 && memcmp(*bytes, "\xEF\xBB\xBF", 3) == 0) {
        *bytes += 3;
        *length -= 3;
    }
}

/* "file:line:column", both from 1, the column in characters. */
static void place_of_byte(const char *name, const char *bytes, size_t at, char place[PLACE_BYTES])
{
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < at; i++) {
        if (bytes[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0u) != 0x80u) {
            column++;
        }
    }
    char rest[64];
    snprintf(rest, sizeof rest, ":%zu:%zu", line, column);
    place_write(place, name, rest);
}

static enum sibu_status check_grammar(const char *name, const char *bytes, size_t length, struct sibu_fault *fault)
{
    if (length > LARGEST) {
        return sibu_fault_set(fault, SIBU_LIMIT, name, "文件超过 64 MiB", "the file is larger than 64 MiB");
    }
    struct json_scan_fault wrong;
    if (json_scan(bytes, length, &wrong)) {
        return SIBU_OK;
    }
    char place[PLACE_BYTES];
    place_of_byte(name, bytes, wrong.at, place);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place, "%.0s%s", "%s%.0s", wrong.en, wrong.zh);
}

static enum sibu_status build(struct sibu_json *document, const char *name, const char *bytes, size_t length,
                              struct sibu_fault *fault)
{
    document->name = sibu_array_new(strlen(name) + 1, 1);
    document->root = document->name == NULL ? NULL : cJSON_ParseWithLength(bytes, length);
    if (document->root == NULL) { /* the grammar is right, so it can only be memory */
        return sibu_fault_set(fault, SIBU_NO_MEMORY, name, "内存不足", "out of memory");
    }
    memcpy(document->name, name, strlen(name));
    return json_tree_check(document, fault);
}

enum sibu_status sibu_json_open(struct sibu_json **out, const char *name, const char *bytes, size_t length,
                                struct sibu_fault *fault)
{
    *out = NULL;
    skip_mark(&bytes, &length);
    enum sibu_status status = check_grammar(name, bytes, length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_json *document = sibu_array_new(1, sizeof *document);
    if (document == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, name, "内存不足", "out of memory");
    }
    status = build(document, name, bytes, length, fault);
    if (status != SIBU_OK) {
        sibu_json_close(document);
        return status;
    }
    *out = document;
    return SIBU_OK;
}

void sibu_json_close(struct sibu_json *document)
{
    if (document != NULL) {
        cJSON_Delete(document->root);
        sibu_array_free(document->name);
        sibu_array_free(document);
    }
}

struct sibu_json_value sibu_json_root(const struct sibu_json *document)
{
    return (struct sibu_json_value){document, document->root};
}

enum sibu_json_kind sibu_json_kind(struct sibu_json_value value)
{
    static const struct {
        int type;
        enum sibu_json_kind kind;
    } KINDS[] = {{cJSON_NULL, SIBU_JSON_NULL},     {cJSON_False, SIBU_JSON_BOOL},    {cJSON_True, SIBU_JSON_BOOL},
                 {cJSON_Number, SIBU_JSON_NUMBER}, {cJSON_String, SIBU_JSON_STRING}, {cJSON_Array, SIBU_JSON_ARRAY},
                 {cJSON_Object, SIBU_JSON_OBJECT}};
    const cJSON *node = value.node;
    for (size_t i = 0; node != NULL && i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if ((node->type & 0xFF) == KINDS[i].type) {
            return KINDS[i].kind;
        }
    }
    return SIBU_JSON_ABSENT;
}

struct sibu_json_value sibu_json_first(struct sibu_json_value value)
{
    const cJSON *node = value.node;
    return (struct sibu_json_value){value.document, node == NULL ? NULL : node->child};
}

struct sibu_json_value sibu_json_next(struct sibu_json_value value)
{
    const cJSON *node = value.node;
    return (struct sibu_json_value){value.document, node == NULL ? NULL : node->next};
}

size_t sibu_json_count(struct sibu_json_value value)
{
    size_t count = 0;
    struct sibu_json_value child = sibu_json_first(value);
    for (; child.node != NULL; child = sibu_json_next(child)) {
        count++;
    }
    return count;
}

struct sibu_json_value sibu_json_item(struct sibu_json_value value, size_t index)
{
    struct sibu_json_value child = sibu_json_first(value);
    for (size_t i = 0; i < index && child.node != NULL; i++) {
        child = sibu_json_next(child);
    }
    return child;
}

struct sibu_json_value sibu_json_member(struct sibu_json_value value, const char *key)
{
    const cJSON *member = cJSON_IsObject((const cJSON *)value.node)
                              ? cJSON_GetObjectItemCaseSensitive((const cJSON *)value.node, key)
                              : NULL;
    return (struct sibu_json_value){value.document, member};
}

const char *sibu_json_key(struct sibu_json_value value)
{
    const cJSON *node = value.node;
    return node == NULL || node->string == NULL ? "" : node->string;
}

double sibu_json_as_number(struct sibu_json_value value)
{
    const cJSON *node = value.node;
    return cJSON_IsNumber(node) ? node->valuedouble : 0.0;
}

const char *sibu_json_as_string(struct sibu_json_value value)
{
    const cJSON *node = value.node;
    return cJSON_IsString(node) ? node->valuestring : "";
}

int sibu_json_as_bool(struct sibu_json_value value)
{
    return cJSON_IsTrue((const cJSON *)value.node) != 0;
}
