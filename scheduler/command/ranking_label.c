/* What a drill counts for in a ranking. */
#include "command/ranking_label.h"

#include <string.h>

#include "base/file.h"
#include "sibu/site.h"

#define RANKING_WAYS 4
#define KNOWN_MAX 1000000

const char *ranking_label_name(enum ranking_by by)
{
    static const char *const NAMES[RANKING_WAYS] = {"site", "sector", "county", "branch"};
    return NAMES[by];
}

const char *ranking_label_under(const struct ranking_label *label)
{
    return label->under == SIBU_NONE ? "" : label->organisation->branches[label->under].id;
}

static enum sibu_status read_by(struct ranking_label *label, const char *word, struct sibu_fault *fault)
{
    for (size_t i = 0; word != NULL && i < RANKING_WAYS; i++) {
        if (strcmp(word, ranking_label_name((enum ranking_by)i)) == 0) {
            label->by = (enum ranking_by)i;
            return SIBU_OK;
        }
    }
    return word == NULL ? SIBU_OK
                        : sibu_fault_set(fault, SIBU_BAD_INPUT, "--by", "只有 site、sector、county 和 branch",
                                         "takes site, sector, county or branch");
}

static enum sibu_status read_organisation(struct ranking_label *label, const char *path, struct sibu_fault *fault)
{
    struct sibu_text bytes = {0};
    enum sibu_status status = file_read(path, ORGANISATION_BYTES_MAX, &bytes, fault);
    if (status == SIBU_OK) {
        const struct organisation_source source = {path, sibu_text_get(&bytes), bytes.length, NULL};
        status = organisation_open(&label->organisation, &source, fault);
    }
    sibu_text_clear(&bytes);
    return status;
}

static enum sibu_status read_under(struct ranking_label *label, const char *id, struct sibu_fault *fault)
{
    label->under = organisation_find_branch(label->organisation, id);
    return label->under != SIBU_NONE ? SIBU_OK
                                     : sibu_fault_set(fault, SIBU_BAD_INPUT, "--under", "组织文件里没有分支“%.64s”",
                                                      "the organisation's file has no branch \"%.64s\"", id);
}

enum sibu_status ranking_label_open(struct ranking_label *label, struct command_call *call, struct sibu_fault *fault)
{
    const char *file = command_value(call, "organisation"), *under = command_value(call, "under");
    *label = (struct ranking_label){.under = SIBU_NONE};
    enum sibu_status status = read_by(label, command_value(call, "by"), fault);
    if (status == SIBU_OK && file == NULL && (under != NULL || label->by == RANKING_BY_BRANCH)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, under != NULL ? "--under" : "--by branch",
                              "还需要 --organisation FILE", "needs --organisation FILE, too");
    }
    if (status == SIBU_OK && file != NULL) {
        status = read_organisation(label, file, fault);
    }
    return status == SIBU_OK && under != NULL ? read_under(label, under, fault) : status;
}

void ranking_label_close(struct ranking_label *label)
{
    organisation_close(label->organisation);
    sibu_array_free(label->known);
    sibu_arena_clear(&label->arena);
    *label = (struct ranking_label){.under = SIBU_NONE};
}

/* The branch right below the one whose parts are compared, on the way down to where the site stands; NULL: the site stands at
 * that one itself. */
static const struct organisation_branch *part_of(const struct ranking_label *label, const char *site)
{
    uint32_t at = organisation_branch_of(label->organisation, site);
    const struct organisation_branch *part = NULL;
    for (; at != label->under && at != SIBU_NONE; at = part->under) {
        part = &label->organisation->branches[at];
    }
    return part;
}

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status fill(struct ranking_label *label, const struct sibu_site *site, struct ranking_drill *drill,
                             struct sibu_fault *fault)
{
    const struct organisation_branch *part = label->by == RANKING_BY_BRANCH ? part_of(label, site->id) : NULL;
    const char *const keys[RANKING_WAYS] = {site->id, site->sector, site->county, part != NULL ? part->id : ""};
    const struct sibu_name *name = label->by == RANKING_BY_SITE ? &site->name : part != NULL ? &part->name : NULL;
    const char *key = keys[label->by];
    int is_kept = (drill->key = sibu_arena_text(&label->arena, key, strlen(key))) != NULL;
    for (size_t i = 0; i < SIBU_LANGUAGES; i++) {
        const char *text = name != NULL ? name->in[i] : key;
        is_kept &= (drill->names[i] = sibu_arena_text(&label->arena, text, strlen(text))) != NULL;
    }
    return is_kept ? SIBU_OK : no_memory(fault);
}

static enum sibu_status read_site(struct ranking_label *label, const char *bytes, size_t length,
                                  struct ranking_drill *drill, struct sibu_fault *fault)
{
    struct sibu_site *site = NULL;
    struct sibu_fault unreadable;
    enum sibu_status status = SIBU_OK;
    drill->key = "";
    if (sibu_site_open(&site, "site", bytes, length, &unreadable) == SIBU_OK) {
        int counts = label->under == SIBU_NONE ||
                     organisation_is_below(label->organisation, organisation_branch_of(label->organisation, site->id),
                                           label->under);
        drill->key = NULL;
        status = counts ? fill(label, site, drill, fault) : SIBU_OK;
    }
    sibu_site_close(site);
    return status;
}

static const struct ranking_known *find_known(const struct ranking_label *label, const uint8_t hash[SIBU_HASH_BYTES])
{
    for (size_t i = 0; i < label->known_count; i++) {
        if (memcmp(label->known[i].hash, hash, SIBU_HASH_BYTES) == 0) {
            return &label->known[i];
        }
    }
    return NULL;
}

/* Reads the site and keeps what it says. */
static enum sibu_status learn(struct ranking_label *label, const char *bytes, size_t length,
                              const uint8_t hash[SIBU_HASH_BYTES], struct sibu_fault *fault)
{
    void *items = label->known;
    if (!sibu_array_reserve(&items, &label->known_capacity, label->known_count + 1, sizeof *label->known, KNOWN_MAX)) {
        return no_memory(fault);
    }
    label->known = items;
    struct ranking_known *known = &label->known[label->known_count];
    *known = (struct ranking_known){0};
    memcpy(known->hash, hash, SIBU_HASH_BYTES);
    enum sibu_status status = read_site(label, bytes, length, &known->drill, fault);
    label->known_count += status == SIBU_OK;
    return status;
}

static enum sibu_status label_bytes(struct ranking_label *label, const char *bytes, size_t length,
                                    struct ranking_drill *drill, struct sibu_fault *fault)
{
    struct sibu_hash hash;
    uint8_t digest[SIBU_HASH_BYTES];
    sibu_hash_init(&hash, "ranking site v1");
    sibu_hash_field(&hash, bytes, length);
    sibu_hash_done(&hash, digest);
    if (find_known(label, digest) == NULL) {
        enum sibu_status status = learn(label, bytes, length, digest, fault);
        if (status != SIBU_OK) {
            return status;
        }
    }
    const struct ranking_known *known = find_known(label, digest);
    drill->key = known->drill.key;
    memcpy(drill->names, known->drill.names, sizeof drill->names);
    return SIBU_OK;
}

enum sibu_status ranking_label_take(struct ranking_label *label, struct sibu_record *record,
                                    struct ranking_drill *drill, struct sibu_fault *fault)
{
    struct sibu_arena read = {0};
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(record, "site", &read, &bytes, &length, fault);
    drill->key = "";
    if (status == SIBU_OK && bytes != NULL) {
        status = label_bytes(label, bytes, length, drill, fault);
    }
    sibu_arena_clear(&read);
    return status;
}
