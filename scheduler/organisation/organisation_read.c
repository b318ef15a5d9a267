/* An organisation from JSON: see organisation.h and docs/organisation.md.
 *
 * Depends on: json, hash, memory. Every branch, sector and site is read and its fault noted, so that organisation_check
 * lists them all and organisation_open gives the first. The file is hostile. One thread while reading.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "organisation/organisation_part.h"
#include "sibu/hash.h"

#define FAULTS_MAX 1000
#define NAME_BYTES_MAX 400
#define SITE_ID_MAX 200
#define SITE_SECTORS_MAX 32

void organisation_note(struct organisation_reader *reader, const struct sibu_fault *fault)
{
    if (reader->faults++ == 0) {
        *reader->first = *fault;
    }
    struct sibu_fault_list *list = reader->list;
    if (list == NULL || list->count >= FAULTS_MAX) {
        return;
    }
    void *items = list->items;
    if (!sibu_array_reserve(&items, &list->capacity, list->count + 1, sizeof *list->items, FAULTS_MAX)) {
        reader->no_memory = 1;
        return;
    }
    list->items = items;
    list->items[list->count++] = *fault;
}

void organisation_blame(struct organisation_reader *reader, struct sibu_json_value value, const char *key,
                        const char *const what[SIBU_LANGUAGES], const char *about)
{
    struct sibu_fault fault = {.status = SIBU_BAD_INPUT};
    sibu_json_place(value, key, fault.place);
    for (size_t i = 0; i < SIBU_LANGUAGES; i++) {
        const char *at = strstr(what[i], "%.64s");
        size_t before = at != NULL ? (size_t)(at - what[i]) : strlen(what[i]);
        struct sibu_fault cut;
        (void)sibu_fault_set(&cut, SIBU_BAD_INPUT, "", "%.*s%.64s%s", "%.*s%.64s%s", (int)before, what[i],
                             at != NULL ? about : "", at != NULL ? at + strlen("%.64s") : "");
        memcpy(fault.what[i], cut.what[i], sizeof fault.what[i]);
    }
    organisation_note(reader, &fault);
}

static const char *keep(struct organisation_reader *reader, const char *text)
{
    const char *kept = sibu_arena_text(&reader->organisation->arena, text, strlen(text));
    reader->no_memory |= kept == NULL;
    return kept != NULL ? kept : "";
}

/* {"zh", "en"}, neither of them empty. What is wrong is noted, and false returns. */
static int read_name(struct organisation_reader *reader, struct sibu_json_value object, struct sibu_name *out)
{
    static const char *const KEYS[] = {"zh", "en", NULL};
    static const char *const EMPTY[] = {"不能为空", "must not be empty"};
    struct sibu_json_value name;
    struct sibu_fault fault;
    const char *texts[SIBU_LANGUAGES] = {"", ""};
    enum sibu_status status = sibu_json_object(object, "name", &name, &fault);
    if (status == SIBU_OK) {
        status = sibu_json_only(name, KEYS, &fault);
    }
    for (size_t i = 0; i < SIBU_LANGUAGES && status == SIBU_OK; i++) {
        status = sibu_json_string(name, KEYS[i], NAME_BYTES_MAX, &texts[i], &fault);
    }
    if (status != SIBU_OK) {
        organisation_note(reader, &fault);
        return 0;
    }
    for (size_t i = 0; i < SIBU_LANGUAGES; i++) {
        out->in[i] = keep(reader, texts[i]);
        if (texts[i][0] == '\0') {
            organisation_blame(reader, name, KEYS[i], EMPTY, "");
        }
    }
    return 1;
}

static int is_id(const char *text)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t length = strlen(text);
    return length > 0 && length <= ORGANISATION_ID_MAX && strspn(text, LETTERS) == length;
}

/* An object with these members and no others, with id and name. What is wrong is noted, and false returns. */
static int read_named(struct organisation_reader *reader, struct sibu_json_value item, const char *const *keys,
                      const char **id, struct sibu_name *name)
{
    static const char *const OBJECT[] = {"应为对象 {…}", "must be an object {...}"};
    static const char *const BAD[] = {"id 应为 1 至 60 个字母、数字或 - _ .",
                                      "must be 1 to 60 letters, digits or - _ ."};
    struct sibu_fault fault;
    const char *text = "";
    if (sibu_json_kind(item) != SIBU_JSON_OBJECT) {
        organisation_blame(reader, item, NULL, OBJECT, "");
        return 0;
    }
    enum sibu_status status = sibu_json_only(item, keys, &fault);
    if (status == SIBU_OK) {
        status = sibu_json_string(item, "id", SITE_ID_MAX, &text, &fault);
    }
    if (status != SIBU_OK) {
        organisation_note(reader, &fault);
        return 0;
    }
    if (!is_id(text)) {
        organisation_blame(reader, item, "id", BAD, "");
        return 0;
    }
    *id = keep(reader, text);
    return read_name(reader, item, name);
}

/* The list at `key`; false where it is none, which is noted. Absent: an empty one. */
static int list_of(struct organisation_reader *reader, struct sibu_json_value root, const char *key, size_t max,
                   struct sibu_json_value *list)
{
    struct sibu_fault fault;
    *list = sibu_json_member(root, key);
    if (list->node == NULL || sibu_json_array(root, key, 0, max, list, &fault) == SIBU_OK) {
        return 1;
    }
    organisation_note(reader, &fault);
    return 0;
}

/* Room for the items of a list and for where each of them stands. */
static int make_room(struct organisation_reader *reader, struct sibu_json_value list, size_t item_bytes, void **items,
                     struct sibu_json_value **values)
{
    struct sibu_arena *arena = &reader->organisation->arena;
    *items = sibu_arena_take(arena, sibu_json_count(list) + 1, item_bytes);
    *values = sibu_arena_take(arena, sibu_json_count(list) + 1, sizeof **values);
    reader->no_memory |= *items == NULL || *values == NULL;
    return *items != NULL && *values != NULL;
}

/* The id that the branch is under; "" where it says none. */
static const char *under_of(struct organisation_reader *reader, struct sibu_json_value item)
{
    struct sibu_fault fault;
    const char *under = "";
    if (sibu_json_string_or(item, "under", "", &under, &fault) != SIBU_OK) {
        organisation_note(reader, &fault);
        return "";
    }
    return keep(reader, under);
}

static void read_branches(struct organisation_reader *reader, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"id", "name", "under", NULL};
    struct sibu_json_value list;
    void *items = NULL;
    if (!list_of(reader, root, "branches", ORGANISATION_BRANCHES_MAX, &list) ||
        !make_room(reader, list, sizeof *reader->branches, &items, &reader->branch_values)) {
        return;
    }
    reader->branches = items;
    size_t count = sibu_json_count(list);
    const char **under = sibu_arena_take(&reader->organisation->arena, count + 1, sizeof *under);
    reader->by_id = sibu_arena_take(&reader->organisation->arena, count + 1, sizeof *reader->by_id);
    if (under == NULL || reader->by_id == NULL) {
        reader->no_memory = 1;
        return;
    }
    uint32_t at = 0;
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL; item = sibu_json_next(item)) {
        reader->branch_values[at] = item;
        if (read_named(reader, item, KEYS, &reader->branches[at].id, &reader->branches[at].name)) {
            under[at++] = under_of(reader, item);
        }
    }
    reader->organisation->branches = reader->branches;
    reader->organisation->branch_count = at;
    reader->organisation->by_id = reader->by_id;
    organisation_grow(reader, under);
}

static void read_sectors(struct organisation_reader *reader, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"id", "name", NULL};
    static const char *const TWICE[] = {"行业“%.64s”出现了两次", "the sector \"%.64s\" stands here a second time"};
    struct organisation *organisation = reader->organisation;
    struct sibu_json_value list;
    void *items = NULL;
    if (!list_of(reader, root, "sectors", ORGANISATION_SECTORS_MAX, &list) ||
        !make_room(reader, list, sizeof *reader->sectors, &items, &reader->sector_values)) {
        return;
    }
    reader->sectors = items;
    organisation->sectors = reader->sectors;
    for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL; item = sibu_json_next(item)) {
        struct organisation_sector *sector = &reader->sectors[organisation->sector_count];
        if (!read_named(reader, item, KEYS, &sector->id, &sector->name)) {
            continue;
        }
        if (organisation_find_sector(organisation, sector->id) != SIBU_NONE) {
            organisation_blame(reader, item, "id", TWICE, sector->id);
        }
        organisation->sector_count++;
    }
}

/* One sector of a site. */
static void read_site_sector(struct organisation_reader *reader, struct sibu_json_value item, uint32_t *sectors,
                             struct organisation_site *site)
{
    static const char *const UNKNOWN[] = {"没有行业“%.64s”", "there is no sector \"%.64s\""};
    static const char *const TWICE[] = {"行业“%.64s”写了两次", "the sector \"%.64s\" stands here twice"};
    const char *id = sibu_json_kind(item) == SIBU_JSON_STRING ? sibu_json_as_string(item) : "";
    uint32_t sector = organisation_find_sector(reader->organisation, id);
    if (sector == SIBU_NONE) {
        organisation_blame(reader, item, NULL, UNKNOWN, id);
        return;
    }
    for (uint32_t i = 0; i < site->sector_count; i++) {
        if (sectors[i] == sector) {
            organisation_blame(reader, item, NULL, TWICE, id);
            return;
        }
    }
    sectors[site->sector_count++] = sector;
}

static void read_site_sectors(struct organisation_reader *reader, struct sibu_json_value item,
                              struct organisation_site *site)
{
    struct sibu_json_value list;
    if (!list_of(reader, item, "sectors", SITE_SECTORS_MAX, &list)) {
        return;
    }
    uint32_t *sectors = sibu_arena_take(&reader->organisation->arena, sibu_json_count(list) + 1, sizeof *sectors);
    reader->no_memory |= sectors == NULL;
    for (struct sibu_json_value at = sibu_json_first(list); sectors != NULL && at.node != NULL;
         at = sibu_json_next(at)) {
        read_site_sector(reader, at, sectors, site);
    }
    site->sectors = sectors;
}

/* Where it stands; absent or "": at the top. */
static void read_site_branch(struct organisation_reader *reader, struct sibu_json_value item,
                             struct organisation_site *site)
{
    static const char *const UNKNOWN[] = {"没有分支“%.64s”", "there is no branch \"%.64s\""};
    struct sibu_fault fault;
    const char *branch = "";
    site->branch = SIBU_NONE;
    if (sibu_json_string_or(item, "branch", "", &branch, &fault) != SIBU_OK) {
        organisation_note(reader, &fault);
    } else if (branch[0] != '\0') {
        site->branch = organisation_find_branch(reader->organisation, branch);
        if (site->branch == SIBU_NONE) {
            organisation_blame(reader, item, "branch", UNKNOWN, branch);
        }
    }
}

/* False where it has no id that could be told: then it is left out. */
static int read_site(struct organisation_reader *reader, struct sibu_json_value item, struct organisation_site *site)
{
    static const char *const KEYS[] = {"id", "branch", "sectors", NULL};
    static const char *const OBJECT[] = {"应为对象 {…}", "must be an object {...}"};
    static const char *const EMPTY[] = {"不能为空", "must not be empty"};
    struct sibu_fault fault;
    const char *id = "";
    if (sibu_json_kind(item) != SIBU_JSON_OBJECT) {
        organisation_blame(reader, item, NULL, OBJECT, "");
        return 0;
    }
    if (sibu_json_only(item, KEYS, &fault) != SIBU_OK ||
        sibu_json_string(item, "id", SITE_ID_MAX, &id, &fault) != SIBU_OK) {
        organisation_note(reader, &fault);
        return 0;
    }
    if (id[0] == '\0') {
        organisation_blame(reader, item, "id", EMPTY, "");
        return 0;
    }
    site->id = keep(reader, id);
    read_site_branch(reader, item, site);
    read_site_sectors(reader, item, site);
    return 1;
}

/* A site with where it stands in the file, so that both can be sorted. */
struct entry {
    struct organisation_site site;
    struct sibu_json_value value;
    uint32_t index;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    int order = strcmp(left->site.id, right->site.id);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those that the caller does not know. */
static void check_known(struct organisation_reader *reader, const struct entry *entries, size_t count)
{
    static const char *const UNKNOWN[] = {"没有场所“%.64s”", "there is no site \"%.64s\""};
    const char *const *known = reader->source->known;
    size_t known_count = 0;
    while (known != NULL && known[known_count] != NULL) {
        known_count++;
    }
    const char **sorted = sibu_array_new(known_count + 1, sizeof *sorted);
    reader->no_memory |= sorted == NULL;
    if (known != NULL && sorted != NULL) {
        memcpy(sorted, known, known_count * sizeof *sorted);
        qsort(sorted, known_count, sizeof *sorted, compare_texts);
        for (size_t i = 0; i < count; i++) {
            if (bsearch(&entries[i].site.id, sorted, known_count, sizeof *sorted, compare_texts) == NULL) {
                organisation_blame(reader, entries[i].value, "id", UNKNOWN, entries[i].site.id);
            }
        }
    }
    sibu_array_free(sorted);
}

static void sort_sites(struct organisation_reader *reader, struct entry *entries, size_t count)
{
    static const char *const TWICE[] = {"场所“%.64s”出现了两次", "the site \"%.64s\" stands here a second time"};
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < count; i++) {
        reader->sites[i] = entries[i].site;
        if (i > 0 && strcmp(entries[i - 1].site.id, entries[i].site.id) == 0) {
            organisation_blame(reader, entries[i].value, "id", TWICE, entries[i].site.id);
        }
    }
    check_known(reader, entries, count);
    reader->organisation->sites = reader->sites;
    reader->organisation->site_count = (uint32_t)count;
}

static void read_sites(struct organisation_reader *reader, struct sibu_json_value root)
{
    struct sibu_json_value list;
    if (!list_of(reader, root, "sites", ORGANISATION_SITES_MAX, &list)) {
        return;
    }
    size_t count = 0;
    reader->sites = sibu_arena_take(&reader->organisation->arena, sibu_json_count(list) + 1, sizeof *reader->sites);
    struct entry *entries = sibu_array_new(sibu_json_count(list) + 1, sizeof *entries);
    if (reader->sites == NULL || entries == NULL) {
        reader->no_memory = 1;
    } else {
        for (struct sibu_json_value item = sibu_json_first(list); item.node != NULL; item = sibu_json_next(item)) {
            entries[count].value = item;
            entries[count].index = (uint32_t)count;
            count += (size_t)read_site(reader, item, &entries[count].site);
        }
        sort_sites(reader, entries, count);
    }
    sibu_array_free(entries);
}

/* What is wrong is noted; false where nothing else can be looked at. */
static int read_frame(struct organisation_reader *reader, struct sibu_json_value root)
{
    static const char *const KEYS[] = {"format", "name", "branches", "sectors", "sites", NULL};
    static const char *const OBJECT[] = {"应为一个 JSON 对象", "must be a JSON object"};
    struct sibu_fault fault;
    int64_t format = 0;
    if (sibu_json_kind(root) != SIBU_JSON_OBJECT) {
        organisation_blame(reader, root, NULL, OBJECT, "");
        return 0;
    }
    if (sibu_json_only(root, KEYS, &fault) != SIBU_OK) {
        organisation_note(reader, &fault);
    }
    if (sibu_json_integer(root, "format", 1, 1, &format, &fault) != SIBU_OK) {
        organisation_note(reader, &fault);
        return 0;
    }
    reader->organisation->name = (struct sibu_name){{"", ""}};
    return sibu_json_member(root, "name").node == NULL || read_name(reader, root, &reader->organisation->name);
}

static enum sibu_status read_document(struct organisation_reader *reader)
{
    const struct organisation_source *source = reader->source;
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    if (source->length > ORGANISATION_BYTES_MAX) {
        return sibu_fault_set(reader->first, SIBU_LIMIT, source->name, "组织文件大于 16 MiB",
                              "the organisation's file is larger than 16 MiB");
    }
    enum sibu_status status = sibu_json_open(&document, source->name, source->bytes, source->length, &fault);
    if (status != SIBU_OK) {
        organisation_note(reader, &fault);
        return status;
    }
    struct sibu_json_value root = sibu_json_root(document);
    if (read_frame(reader, root)) {
        read_branches(reader, root);
        read_sectors(reader, root);
        read_sites(reader, root);
    }
    sibu_json_close(document);
    return reader->faults > 0 ? SIBU_BAD_INPUT : SIBU_OK;
}

static enum sibu_status read(struct organisation **out, const struct organisation_source *source,
                             struct sibu_fault_list *list, struct sibu_fault *first)
{
    struct organisation_reader reader = {.source = source, .list = list, .first = first};
    struct sibu_hash hash;
    *out = NULL;
    reader.organisation = sibu_array_new(1, sizeof *reader.organisation);
    enum sibu_status status = reader.organisation != NULL ? read_document(&reader) : SIBU_NO_MEMORY;
    if (reader.no_memory || status == SIBU_NO_MEMORY) {
        status = sibu_fault_set(first, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    if (status != SIBU_OK) {
        organisation_close(reader.organisation);
        return status;
    }
    sibu_hash_init(&hash, "sibu tree v1");
    sibu_hash_field(&hash, source->bytes, source->length);
    sibu_hash_done(&hash, reader.organisation->hash);
    *out = reader.organisation;
    return SIBU_OK;
}

enum sibu_status organisation_open(struct organisation **out, const struct organisation_source *source,
                                   struct sibu_fault *fault)
{
    return read(out, source, NULL, fault);
}

enum sibu_status organisation_check(const struct organisation_source *source, struct sibu_fault_list *list)
{
    struct organisation *organisation = NULL;
    struct sibu_fault first;
    *list = (struct sibu_fault_list){NULL, 0, 0};
    enum sibu_status status = read(&organisation, source, list, &first);
    if (status == SIBU_LIMIT) {
        struct organisation_reader reader = {.list = list, .first = &first};
        const struct sibu_fault fault = first;
        organisation_note(&reader, &fault);
    }
    organisation_close(organisation);
    return status;
}
