/* Hazard families from JSON: see sibu/family.h and docs/family.md.
 *
 * Depends on: json, hash, memory, family_law. Everything that a family points to is copied into the set's arena, so
 * the documents are closed at once. One thread while reading.
 */
#include <stdio.h>
#include <string.h>

#include "scenario/family_law.h"
#include "scenario/family_reader.h"
#include "sibu/family.h"
#include "sibu/hash.h"
#include "sibu/json.h"
#include "sibu/memory.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define TEXT_BYTES_MAX 4000
#define ID_BYTES_MAX 48
#define QUESTION_ITEM_BYTES_MAX 64

static const char *const FAMILY_KEYS[] = {"format",   "id",          "name",       "source",    "cap_category",
                                          "arises",   "growth",      "substances", "events",    "ask",
                                          "headline", "instruction", "avoid",      "questions", NULL};
static const char *const NAME_KEYS[] = {"zh", "en", NULL};
static const char *const QUESTION_KEYS[] = {"zh", "en", "item", NULL};
static const char *const ARISES_KEYS[] = {"uses", NULL};
static const char *const ASKS[] = {"evacuate", "shelter", "upwind", "equipped-rescue", NULL};
static const char *const CAP_CATEGORIES[] = {"Geo", "Met",       "Safety", "Security", "Rescue", "Fire", "Health",
                                             "Env", "Transport", "Infra",  "CBRNE",    "Other",  NULL};

struct owner {
    struct sibu_families families;
    struct sibu_arena arena;
};

enum sibu_status family_refuse(struct family_reader *reader, struct sibu_json_value value, const char *key,
                               const char *zh, const char *en)
{
    char place[240];
    sibu_json_place(value, key, place);
    return sibu_fault_set(reader->fault, SIBU_BAD_INPUT, place, "%s%.0s", "%.0s%s", zh, en);
}

enum sibu_status family_no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status family_keep(struct family_reader *reader, const char *text, const char **out)
{
    *out = sibu_arena_text(reader->arena, text, strlen(text));
    return *out != NULL ? SIBU_OK : family_no_memory(reader->fault);
}

static int blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

/* The members "zh" and "en", both filled, of an object that has no others than `keys`. */
static enum sibu_status read_texts_of_pair(struct family_reader *reader, struct sibu_json_value pair,
                                           const char *const *keys, struct sibu_name *out)
{
    enum sibu_status status = sibu_json_only(pair, keys, reader->fault);
    for (size_t i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        const char *text = "";
        status = sibu_json_string(pair, NAME_KEYS[i], TEXT_BYTES_MAX, &text, reader->fault);
        if (status == SIBU_OK && blank(text)) {
            return family_refuse(reader, pair, NAME_KEYS[i], "不能为空", "must not be empty");
        }
        if (status == SIBU_OK) {
            status = family_keep(reader, text, &out->in[i]);
        }
    }
    return status;
}

static enum sibu_status read_pair(struct family_reader *reader, struct sibu_json_value pair, struct sibu_name *out)
{
    return read_texts_of_pair(reader, pair, NAME_KEYS, out);
}

static enum sibu_status read_name(struct family_reader *reader, const char *key, struct sibu_name *out)
{
    struct sibu_json_value pair;
    enum sibu_status status = sibu_json_object(reader->root, key, &pair, reader->fault);
    return status == SIBU_OK ? read_pair(reader, pair, out) : status;
}

/* A name that people see at once: besides, it must not speak of violence. */
static enum sibu_status read_lawful_name(struct family_reader *reader, const char *key, struct sibu_name *out)
{
    enum sibu_status status = read_name(reader, key, out);
    for (size_t i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        status = family_law_check_text(sibu_json_member(reader->root, key), NAME_KEYS[i], out->in[i], reader->fault);
    }
    return status;
}

static int id_valid(const char *id)
{
    size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && length <= ID_BYTES_MAX && id[length] == '\0' && id[0] != '-';
}

static enum sibu_status read_id(struct family_reader *reader, struct sibu_family *family)
{
    const char *id = "";
    enum sibu_status status = sibu_json_string(reader->root, "id", 4 * ID_BYTES_MAX, &id, reader->fault);
    if (status == SIBU_OK) {
        status = family_law_check_text(reader->root, "id", id, reader->fault);
    }
    if (status == SIBU_OK && !id_valid(id)) {
        return family_refuse(reader, reader->root, "id", "应由小写字母、数字和“-”组成，1 到 48 个字符",
                             "must be 1 to 48 of small letters, digits and \"-\"");
    }
    return status == SIBU_OK ? family_keep(reader, id, &family->id) : status;
}

static enum sibu_status read_category(struct family_reader *reader, struct sibu_family *family)
{
    size_t index = 0;
    enum sibu_status status = sibu_json_choice(reader->root, "cap_category", CAP_CATEGORIES, &index, reader->fault);
    family->cap_category = CAP_CATEGORIES[index];
    return status;
}

/* The use of this name, or -1. */
static int find_use(const char *name)
{
    for (int use = SIBU_USE_PROCESS; use <= SIBU_USE_OUTDOOR; use++) {
        if (strcmp(sibu_use_name((enum sibu_use)use), name) == 0) {
            return use;
        }
    }
    return -1;
}

static enum sibu_status read_uses(struct family_reader *reader, struct sibu_family *family)
{
    struct sibu_json_value arises;
    struct sibu_json_value uses;
    enum sibu_status status = sibu_json_object(reader->root, "arises", &arises, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(arises, ARISES_KEYS, reader->fault);
    }
    if (status == SIBU_OK) {
        status = sibu_json_array(arises, "uses", 1, 16, &uses, reader->fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    for (struct sibu_json_value item = sibu_json_first(uses); item.node != NULL; item = sibu_json_next(item)) {
        int use = sibu_json_kind(item) == SIBU_JSON_STRING ? find_use(sibu_json_as_string(item)) : -1;
        if (use < 0) {
            return family_refuse(
                reader, item, NULL,
                "不是区域用途；可用 process、office、assembly、storage、workshop、sleeping、outdoor",
                "is no use of a zone: process, office, assembly, storage, workshop, sleeping or outdoor");
        }
        family->uses |= 1u << (unsigned)use;
    }
    return SIBU_OK;
}

/* The pair with, perhaps, the item that it bears on. Whether a file of rating rules has that item is for its reader to see:
 * an organisation has its own. */
static enum sibu_status read_question(struct family_reader *reader, struct sibu_json_value object,
                                      struct sibu_question *out)
{
    static const char PLAIN[] = "0123456789.-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *item = "";
    enum sibu_status status = read_texts_of_pair(reader, object, QUESTION_KEYS, &out->text);
    if (status == SIBU_OK && sibu_json_member(object, "item").node != NULL) {
        status = sibu_json_string(object, "item", 4 * QUESTION_ITEM_BYTES_MAX, &item, reader->fault);
        if (status == SIBU_OK &&
            (item[0] == '\0' || strlen(item) > QUESTION_ITEM_BYTES_MAX || strspn(item, PLAIN) != strlen(item))) {
            return family_refuse(reader, object, "item", "应由字母、数字和“.”“-”“_”组成，1 到 64 个字符",
                                 "must be 1 to 64 of letters, digits, \".\", \"-\" and \"_\"");
        }
    }
    return status == SIBU_OK ? family_keep(reader, item, &out->item) : status;
}

static enum sibu_status read_questions(struct family_reader *reader, struct sibu_family *family)
{
    struct sibu_json_value array;
    enum sibu_status status = sibu_json_array(reader->root, "questions", 0, SIBU_QUESTIONS_MAX, &array, reader->fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct sibu_question *questions = sibu_arena_take(reader->arena, sibu_json_count(array), sizeof *questions);
    if (questions == NULL) {
        return family_no_memory(reader->fault);
    }
    for (struct sibu_json_value item = sibu_json_first(array); item.node != NULL && status == SIBU_OK;
         item = sibu_json_next(item)) {
        if (sibu_json_kind(item) != SIBU_JSON_OBJECT) {
            return family_refuse(reader, item, NULL, "应为 {\"zh\": …, \"en\": …}",
                                 "must be {\"zh\": ..., \"en\": ...}");
        }
        status = read_question(reader, item, &questions[family->question_count++]);
    }
    family->questions = questions;
    return status;
}

/* Only {0}, the zone's name, and {1}, the assembly point's, can be filled in. */
static int places_valid(const char *text)
{
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        if ((at[1] != '0' && at[1] != '1') || at[2] != '}') {
            return 0;
        }
    }
    return 1;
}

/* The sentences of the alert. */
static enum sibu_status check_places(struct family_reader *reader, const char *key, const struct sibu_name *name)
{
    for (size_t i = 0; i < SIBU_LANGUAGES; i++) {
        if (!places_valid(name->in[i])) {
            return family_refuse(reader, sibu_json_member(reader->root, key), NAME_KEYS[i],
                                 "只能用 {0}（区域名）和 {1}（集合点名），不能有其他花括号",
                                 "may hold {0} (the zone's name) and {1} (the assembly point's), and no other brace");
        }
    }
    return SIBU_OK;
}

static enum sibu_status check_alert(struct family_reader *reader, const struct sibu_family *family)
{
    enum sibu_status status = check_places(reader, "headline", &family->headline);
    if (status == SIBU_OK) {
        status = check_places(reader, "instruction", &family->instruction);
    }
    return status == SIBU_OK ? check_places(reader, "avoid", &family->avoid) : status;
}

static enum sibu_status read_texts(struct family_reader *reader, struct sibu_family *family)
{
    enum sibu_status status = read_lawful_name(reader, "name", &family->name);
    if (status == SIBU_OK) {
        status = read_lawful_name(reader, "headline", &family->headline);
    }
    if (status == SIBU_OK) {
        status = read_name(reader, "source", &family->source);
    }
    if (status == SIBU_OK) {
        status = read_name(reader, "instruction", &family->instruction);
    }
    if (status == SIBU_OK) {
        status = read_name(reader, "avoid", &family->avoid);
    }
    if (status == SIBU_OK) {
        status = check_alert(reader, family);
    }
    return status == SIBU_OK ? read_questions(reader, family) : status;
}

static enum sibu_status check_frame(struct family_reader *reader)
{
    int64_t format = 0;
    if (sibu_json_kind(reader->root) != SIBU_JSON_OBJECT) {
        return family_refuse(reader, reader->root, NULL, "应为一个 JSON 对象", "must be a JSON object");
    }
    enum sibu_status status = family_law_check_keys(reader->root, reader->fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(reader->root, FAMILY_KEYS, reader->fault);
    }
    return status == SIBU_OK ? sibu_json_integer(reader->root, "format", 1, 1, &format, reader->fault) : status;
}

static enum sibu_status read_family(struct family_reader *reader, struct sibu_family *family)
{
    size_t ask = 0;
    enum sibu_status status = check_frame(reader);
    if (status == SIBU_OK) {
        status = read_id(reader, family);
    }
    if (status == SIBU_OK) {
        status = read_texts(reader, family);
    }
    if (status == SIBU_OK) {
        status = read_category(reader, family);
    }
    if (status == SIBU_OK) {
        status = read_uses(reader, family);
    }
    if (status == SIBU_OK) {
        status = family_read_growths(reader, family);
    }
    if (status == SIBU_OK) {
        status = family_read_field(reader, family);
    }
    if (status == SIBU_OK) {
        status = family_read_events(reader, family);
    }
    if (status == SIBU_OK) {
        status = sibu_json_choice(reader->root, "ask", ASKS, &ask, reader->fault);
    }
    family->ask = (enum sibu_ask)ask;
    return status == SIBU_OK && family->ask == SIBU_ASK_SHELTER && family->event_count > 0
               ? family_refuse(reader, reader->root, "events", "就地避险的灾种不能有事件：事件的通知都是请人撤离",
                               "must not stand in a family that asks for shelter: what events ask is to leave")
               : status;
}

/* Adds the family of one file to the set. */
static enum sibu_status add_file(struct owner *owner, struct sibu_family *items, const struct sibu_family_file *file,
                                 struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct sibu_families *set = &owner->families;
    if (file->length > FILE_BYTES_MAX) {
        return sibu_fault_set(fault, SIBU_LIMIT, file->name, "灾种文件大于 1 MiB",
                              "the family file is larger than 1 MiB");
    }
    enum sibu_status status = sibu_json_open(&document, file->name, file->bytes, file->length, fault);
    if (status != SIBU_OK) {
        return status;
    }
    struct family_reader reader = {.arena = &owner->arena, .fault = fault, .root = sibu_json_root(document)};
    status = read_family(&reader, &items[set->count]);
    if (status == SIBU_OK && sibu_families_find(set, items[set->count].id) != SIBU_NONE) {
        status =
            family_refuse(&reader, reader.root, "id", "另一个灾种文件已用了这个 id", "another family file has this id");
    }
    sibu_json_close(document);
    set->count += status == SIBU_OK;
    return status;
}

static enum sibu_status read_files(struct owner *owner, const struct sibu_family_file *files, size_t count,
                                   struct sibu_fault *fault)
{
    struct sibu_hash hash;
    struct sibu_family *items = sibu_arena_take(&owner->arena, count, sizeof *items);
    if (items == NULL) {
        return family_no_memory(fault);
    }
    owner->families.items = items;
    sibu_hash_init(&hash, "sibu families v1");
    for (size_t i = 0; i < count; i++) {
        enum sibu_status status = add_file(owner, items, &files[i], fault);
        if (status != SIBU_OK) {
            return status;
        }
        sibu_hash_field(&hash, files[i].bytes, files[i].length);
    }
    sibu_hash_done(&hash, owner->families.hash);
    return SIBU_OK;
}

enum sibu_status sibu_families_open(struct sibu_families **out, const struct sibu_family_file *files, size_t count,
                                    struct sibu_fault *fault)
{
    *out = NULL;
    if (count == 0 || count > SIBU_FAMILIES_MAX) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, count == 0 ? "" : files[0].name,
                              "灾种文件应为 1 到 %d 个，现有 %zu 个",
                              "there must be 1 to %d family files, there are %zu", SIBU_FAMILIES_MAX, count);
    }
    struct owner *owner = sibu_array_new(1, sizeof *owner);
    if (owner == NULL) {
        return family_no_memory(fault);
    }
    owner->families.owner = owner;
    enum sibu_status status = read_files(owner, files, count, fault);
    if (status != SIBU_OK) {
        sibu_families_close(&owner->families);
        return status;
    }
    *out = &owner->families;
    return SIBU_OK;
}

void sibu_families_close(struct sibu_families *families)
{
    if (families != NULL) {
        struct owner *owner = families->owner;
        sibu_arena_clear(&owner->arena);
        sibu_array_free(owner);
    }
}
