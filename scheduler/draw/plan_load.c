/* The files of a plan: the edge of the draw to the disk. Depends on: base/file, readers of policy, site, roster, family
 * and zone. One thread while reading.
 */
#include "draw/plan_load.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "draw/calendar_ics.h"
#include "draw/date.h"
#include "sibu/text.h"

#define PATH_BYTES 4096
#define FAMILY_BYTES_MAX ((size_t)1 << 20)
#define ZONE_BYTES_MAX ((size_t)1 << 20)
#define ZONE_FOLDER "/usr/share/zoneinfo"

enum sibu_status plan_no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

enum sibu_status plan_zone_open(struct zone **out, const char *name, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    char path[PATH_BYTES];
    *out = NULL;
    if (!zone_name_valid(name)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, name, "不是时区名称，例如 Asia/Shanghai",
                              "is no name of a time zone, as Asia/Shanghai is");
    }
    (void)snprintf(path, sizeof path, ZONE_FOLDER "/%s", name);
    enum sibu_status status = file_read(path, ZONE_BYTES_MAX, &text, fault);
    if (status == SIBU_BAD_INPUT) {
        status = sibu_fault_set(fault, SIBU_BAD_INPUT, name, "没有这个时区；请检查拼写，并安装 tzdata",
                                "there is no such time zone: check its name, and that tzdata is installed");
    } else if (status == SIBU_OK) {
        status = zone_open(out, name, sibu_text_get(&text), text.length, fault);
    }
    sibu_text_clear(&text);
    return status;
}

/* The time zone of this name, opened once for all sites; `where` is the file and the pointer at which it stands. */
static enum sibu_status find_zone(struct plan_owner *owner, const char *name, const char *const where[2],
                                  const struct zone **out, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < owner->zone_count; i++) {
        if (strcmp(zone_name(owner->zones[i]), name) == 0) {
            *out = owner->zones[i];
            return SIBU_OK;
        }
    }
    struct zone *zone = NULL;
    enum sibu_status status = plan_zone_open(&zone, name, fault);
    if (status == SIBU_OK) {
        owner->zones[owner->zone_count++] = zone;
        *out = zone;
    } else {
        (void)snprintf(fault->place, sizeof fault->place, "%.200s:%s", where[0], where[1]);
    }
    return status;
}

/* A policy, a roster or a site as it counts: the file that the plan names, what officers keep in its place, or the text to look at. */
struct source {
    enum kept_kind kind;
    const char *path; /* that the plan names */
    const char *site; /* of a roster: the site's id */
    size_t max_bytes;
    struct sibu_text text; /* whoever reads it clears it */
    char name[KEPT_PATH_BYTES]; /* where it was read from */
    int is_kept;
    uint8_t sha256[32];
};

static int is_instead(const struct plan_instead *instead, const struct source *source)
{
    if (instead == NULL || instead->kind != source->kind) {
        return 0;
    }
    return source->kind == KEPT_POLICY ||
           strcmp(instead->site, source->kind == KEPT_SITE ? source->path : source->site) == 0;
}

static enum sibu_status read_kept(const char *folder, struct source *source, struct sibu_fault *fault)
{
    char path[KEPT_PATH_BYTES];
    const struct kept_key key = {source->kind, source->site, sibu_text_get(&source->text), source->text.length};
    kept_path(folder, &key, path);
    if (access(path, F_OK) != 0) {
        return SIBU_OK;
    }
    sibu_text_clear(&source->text);
    source->text = (struct sibu_text){0};
    source->is_kept = 1;
    (void)snprintf(source->name, sizeof source->name, "%s", path);
    return file_read(path, source->max_bytes, &source->text, fault);
}

static enum sibu_status read_source(const struct plan_files *files, struct source *source, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    if (is_instead(files->instead, source)) {
        (void)snprintf(source->name, sizeof source->name, "%s", files->instead->name);
        sibu_text_add_bytes(&source->text, files->instead->bytes, files->instead->length);
        status = sibu_text_ok(&source->text) ? SIBU_OK : plan_no_memory(fault);
    } else {
        (void)snprintf(source->name, sizeof source->name, "%s", source->path);
        status = file_read(source->path, source->max_bytes, &source->text, fault);
        if (status == SIBU_OK && files->kept != NULL) {
            status = read_kept(files->kept, source, fault);
        }
    }
    if (status == SIBU_OK) {
        (void)crypto_hash_sha256(source->sha256, (const unsigned char *)sibu_text_get(&source->text),
                                 source->text.length);
    }
    return status;
}

static enum sibu_status keep_policy(struct plan_owner *owner, const struct source *source, struct sibu_fault *fault)
{
    struct plan *plan = &owner->plan;
    plan->policy_bytes = sibu_arena_text(&owner->arena, sibu_text_get(&source->text), source->text.length);
    plan->policy_length = source->text.length;
    plan->policy_kept = source->is_kept;
    memcpy(plan->policy_sha256, source->sha256, sizeof plan->policy_sha256);
    if (plan->policy_bytes == NULL) {
        return plan_no_memory(fault);
    }
    enum sibu_status status = policy_open(&owner->policy, source->name, plan->policy_bytes, plan->policy_length, fault);
    plan->policy = owner->policy;
    return status;
}

static enum sibu_status load_policy(struct plan_owner *owner, const struct plan_files *files, struct sibu_fault *fault)
{
    struct source source = {.kind = KEPT_POLICY, .path = files->policy, .max_bytes = PLAN_POLICY_BYTES_MAX};
    enum sibu_status status = read_source(files, &source, fault);
    if (status == SIBU_OK) {
        status = keep_policy(owner, &source, fault);
    }
    sibu_text_clear(&source.text);
    return status;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int ends_with_json(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && name[0] != '.' && strcmp(name + length - 5, ".json") == 0;
}

/* The names of the family files in the folder, sorted, in the owner's memory; one more than allowed is listed at most. */
static enum sibu_status list_families(struct plan_owner *owner, const char *folder, char **names, size_t *count,
                                      struct sibu_fault *fault)
{
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, folder, "打不开灾种文件夹",
                              "the folder of hazard families cannot be opened");
    }
    enum sibu_status status = SIBU_OK;
    for (struct dirent *entry = readdir(directory); entry != NULL && *count <= SIBU_FAMILIES_MAX;
         entry = readdir(directory)) {
        if (!ends_with_json(entry->d_name)) {
            continue;
        }
        names[*count] = sibu_arena_text(&owner->arena, entry->d_name, strlen(entry->d_name));
        if (names[*count] == NULL) {
            status = plan_no_memory(fault);
            break;
        }
        (*count)++;
    }
    (void)closedir(directory);
    qsort(names, *count, sizeof *names, compare_names);
    return status;
}

/* One file's bytes in the owner's memory. */
static enum sibu_status keep_file(struct plan_owner *owner, const char *path, size_t max_bytes, const char **bytes,
                                  size_t *length, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    enum sibu_status status = file_read(path, max_bytes, &text, fault);
    if (status == SIBU_OK) {
        *bytes = sibu_arena_text(&owner->arena, sibu_text_get(&text), text.length);
        *length = text.length;
        status = *bytes != NULL ? SIBU_OK : plan_no_memory(fault);
    }
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status keep_path(struct plan_owner *owner, const char *path, const char **out,
                                  struct sibu_fault *fault)
{
    *out = sibu_arena_text(&owner->arena, path, strlen(path));
    return *out != NULL ? SIBU_OK : plan_no_memory(fault);
}

static enum sibu_status read_family_files(struct plan_owner *owner, const char *folder, char *const *names,
                                          size_t count, struct sibu_fault *fault)
{
    struct sibu_family_file *files = sibu_arena_take(&owner->arena, count, sizeof *files);
    enum sibu_status status = files != NULL ? SIBU_OK : plan_no_memory(fault);
    for (size_t i = 0; i < count && status == SIBU_OK; i++) {
        char path[PATH_BYTES + 300];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        status = keep_path(owner, path, &files[i].name, fault);
        if (status == SIBU_OK) {
            status = keep_file(owner, path, FAMILY_BYTES_MAX, &files[i].bytes, &files[i].length, fault);
        }
    }
    if (status == SIBU_OK) {
        status = sibu_families_open(&owner->families, files, count, fault);
    }
    owner->plan.families = owner->families;
    return status;
}

enum sibu_status plan_load_families(struct plan_owner *owner, const char *folder, struct sibu_fault *fault)
{
    char *names[SIBU_FAMILIES_MAX + 1];
    size_t count = 0;
    enum sibu_status status = list_families(owner, folder, names, &count, fault);
    if (status == SIBU_OK && count == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, folder, "文件夹里没有灾种文件 (*.json)",
                              "the folder holds no hazard family (*.json)");
    }
    return status == SIBU_OK ? read_family_files(owner, folder, names, count, fault) : status;
}

static enum sibu_status load_families(struct plan_owner *owner, const char *policy_path, struct sibu_fault *fault)
{
    char folder[PATH_BYTES];
    if (owner->policy->families[0] == '\0') {
        file_share("scenarios/families", folder);
    } else {
        file_beside(policy_path, owner->policy->families, folder);
    }
    return plan_load_families(owner, folder, fault);
}

static enum sibu_status open_site(struct plan_owner *owner, struct plan_site *out, const struct source *source,
                                  struct sibu_fault *fault)
{
    struct sibu_site *site = NULL;
    out->site_bytes = sibu_arena_text(&owner->arena, sibu_text_get(&source->text), source->text.length);
    out->site_length = source->text.length;
    out->site_kept = source->is_kept;
    memcpy(out->site_sha256, source->sha256, sizeof out->site_sha256);
    if (out->site_bytes == NULL) {
        return plan_no_memory(fault);
    }
    enum sibu_status status = sibu_site_open(&site, source->name, out->site_bytes, out->site_length, fault);
    out->site = site;
    const char *const where[2] = {source->name, "/sibu/timezone"};
    return status == SIBU_OK ? find_zone(owner, site->timezone, where, &out->zone, fault) : status;
}

static enum sibu_status load_site(struct plan_owner *owner, struct plan_site *out, const struct plan_files *files,
                                  const char *path, struct sibu_fault *fault)
{
    struct source source = {.kind = KEPT_SITE, .path = path, .max_bytes = PLAN_SITE_BYTES_MAX};
    enum sibu_status status = keep_path(owner, path, &out->site_path, fault);
    if (status == SIBU_OK) {
        status = read_source(files, &source, fault);
    }
    if (status == SIBU_OK) {
        status = open_site(owner, out, &source, fault);
    }
    sibu_text_clear(&source.text);
    return status;
}

/* The ids of the policy's shifts, ended by NULL. */
static const char *const *list_shifts(struct plan_owner *owner)
{
    const struct policy *policy = owner->policy;
    const char **ids = sibu_arena_take(&owner->arena, policy->shift_count + (size_t)1, sizeof *ids);
    for (uint32_t i = 0; ids != NULL && i < policy->shift_count; i++) {
        ids[i] = policy->shifts[i].id;
    }
    return ids;
}

static enum sibu_status load_roster(struct plan_owner *owner, struct plan_site *out, const struct plan_files *files,
                                    const char *path, struct sibu_fault *fault)
{
    struct source source = {
        .kind = KEPT_ROSTER, .path = path, .site = out->site->id, .max_bytes = PLAN_ROSTER_BYTES_MAX};
    struct roster *roster = NULL;
    const char *const *shifts = list_shifts(owner);
    enum sibu_status status = shifts != NULL ? keep_path(owner, path, &out->roster_path, fault) : plan_no_memory(fault);
    if (status == SIBU_OK) {
        status = read_source(files, &source, fault);
    }
    if (status == SIBU_OK) {
        const struct roster_source from = {source.name, sibu_text_get(&source.text), source.text.length, out->site,
                                           shifts};
        status = roster_open(&roster, &from, fault);
    }
    out->roster = roster;
    out->roster_kept = source.is_kept;
    memcpy(out->roster_sha256, source.sha256, sizeof out->roster_sha256);
    sibu_text_clear(&source.text);
    return status;
}

/* Each person's shift as an index, so that nobody compares words while a drill starts. */
static enum sibu_status index_shifts(struct plan_owner *owner, struct plan_site *site, struct sibu_fault *fault)
{
    uint32_t *shifts = sibu_arena_take(&owner->arena, site->roster->count, sizeof *shifts);
    if (shifts == NULL) {
        return plan_no_memory(fault);
    }
    for (size_t i = 0; i < site->roster->count; i++) {
        shifts[i] = policy_find_shift(owner->policy, site->roster->people[i].shift);
    }
    site->shifts = shifts;
    return SIBU_OK;
}

static enum sibu_status load_sites(struct plan_owner *owner, const struct plan_files *files, struct sibu_fault *fault)
{
    const char *policy_path = files->policy;
    const struct policy *policy = owner->policy;
    owner->sites = sibu_arena_take(&owner->arena, policy->site_count, sizeof *owner->sites);
    owner->zones =
        sibu_arena_take(&owner->arena, (size_t)policy->site_count + policy->group_count, sizeof(struct zone *));
    if (owner->sites == NULL || owner->zones == NULL) {
        return plan_no_memory(fault);
    }
    owner->plan.sites = owner->sites;
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < policy->site_count && status == SIBU_OK; i++) {
        char path[PATH_BYTES];
        struct plan_site *site = &owner->sites[i];
        owner->plan.site_count = i + 1;
        site->group = policy->sites[i].group;
        file_beside(policy_path, policy->sites[i].site, path);
        status = load_site(owner, site, files, path, fault);
        if (status == SIBU_OK) {
            file_beside(policy_path, policy->sites[i].roster, path);
            status = load_roster(owner, site, files, path, fault);
        }
        if (status == SIBU_OK) {
            status = index_shifts(owner, site, fault);
        }
    }
    return status;
}

/* What calendars close from the beginning of last year to the end of the year after next, so that one file has one meaning
 * for a year; UTC microseconds. */
static void calendar_window(const struct zone *zone, int64_t window_us[2])
{
    struct clock clock;
    struct zone_local local;
    clock_init_real(&clock);
    zone_local(zone, clock_now_us(&clock), &local);
    clock_clear(&clock);
    window_us[0] = zone_utc_us(zone, date_days((struct date){local.year - 1, 1, 1}), 0);
    window_us[1] = zone_utc_us(zone, date_days((struct date){local.year + 3, 1, 1}), 0);
}

static enum sibu_status read_calendar(struct plan_owner *owner, const char *path, const struct zone *zone,
                                      struct ics_never **out, size_t *count, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    int64_t window_us[2];
    calendar_window(zone, window_us);
    enum sibu_status status = file_read(path, CALENDAR_ICS_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        struct calendar_ics calendar = {.name = path,
                                        .bytes = sibu_text_get(&text),
                                        .length = text.length,
                                        .zone = zone,
                                        .from_us = window_us[0],
                                        .to_us = window_us[1]};
        status = calendar_ics_read(&calendar, &owner->arena, out, count, fault);
    }
    sibu_text_clear(&text);
    return status;
}

static int compare_spans(const void *a, const void *b)
{
    const struct weights_span *left = a;
    const struct weights_span *right = b;
    return (left->from_s > right->from_s) - (left->from_s < right->from_s);
}

/* Sorts, and joins what overlaps or touches. Returns how many are left. */
static uint32_t merge_spans(struct weights_span *items, size_t count)
{
    uint32_t kept = 0;
    qsort(items, count, sizeof *items, compare_spans);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && items[i].from_s <= items[kept - 1].to_s) {
            items[kept - 1].to_s = items[i].to_s > items[kept - 1].to_s ? items[i].to_s : items[kept - 1].to_s;
        } else {
            items[kept++] = items[i];
        }
    }
    return kept;
}

/* Adds the calendar's times to those of the group. */
static enum sibu_status add_calendar(struct plan_owner *owner, const char *path, struct plan_group *group,
                                     struct sibu_fault *fault)
{
    struct ics_never *nevers = NULL;
    size_t count = 0;
    enum sibu_status status = read_calendar(owner, path, group->zone, &nevers, &count, fault);
    struct weights_span *spans = sibu_arena_take(&owner->arena, group->closed_count + count + 1, sizeof *spans);
    if (status != SIBU_OK || spans == NULL) {
        return status != SIBU_OK ? status : plan_no_memory(fault);
    }
    if (group->closed_count > 0) {
        memcpy(spans, group->closed, group->closed_count * sizeof *spans);
    }
    for (size_t i = 0; i < count; i++) {
        spans[group->closed_count + i] =
            (struct weights_span){nevers[i].from_us / 1000000, (nevers[i].to_us + 999999) / 1000000};
    }
    group->closed_count = merge_spans(spans, group->closed_count + count);
    group->closed = spans;
    return SIBU_OK;
}

static enum sibu_status load_calendars(struct plan_owner *owner, const char *policy_path, struct plan_group *group,
                                       struct sibu_fault *fault)
{
    const struct policy_rules *rules = &group->policy->rules;
    enum sibu_status status = SIBU_OK;
    for (uint32_t i = 0; i < rules->calendar_count && status == SIBU_OK; i++) {
        char path[PATH_BYTES];
        file_beside(policy_path, rules->calendars[i], path);
        status = add_calendar(owner, path, group, fault);
    }
    return status;
}

/* The time zone and the calendars of each group. */
static enum sibu_status load_group(struct plan_owner *owner, const char *path, uint32_t index, struct sibu_fault *fault)
{
    const struct policy_group *from = &owner->policy->groups[index];
    struct plan_group *group = &owner->groups[index];
    const char *const where[2] = {path, "/timezone"};
    const char *zone =
        from->rules.timezone[0] != '\0' ? from->rules.timezone : owner->sites[from->first_site].site->timezone;
    group->policy = from;
    enum sibu_status status = find_zone(owner, zone, where, &group->zone, fault);
    return status == SIBU_OK ? load_calendars(owner, path, group, fault) : status;
}

enum sibu_status plan_load(struct plan_owner *owner, const struct plan_files *files, struct sibu_fault *fault)
{
    const char *path = files->policy;
    enum sibu_status status = load_policy(owner, files, fault);
    if (status == SIBU_OK) {
        status = keep_path(owner, path, &owner->plan.path, fault);
    }
    if (status == SIBU_OK) {
        status = load_families(owner, path, fault);
    }
    if (status == SIBU_OK) {
        status = load_sites(owner, files, fault);
    }
    if (status == SIBU_OK) {
        status = plan_load_organisation(owner, path, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    owner->groups = sibu_arena_take(&owner->arena, owner->policy->group_count, sizeof *owner->groups);
    if (owner->groups == NULL) {
        return plan_no_memory(fault);
    }
    for (uint32_t i = 0; i < owner->policy->group_count && status == SIBU_OK; i++) {
        status = load_group(owner, path, i, fault);
    }
    owner->plan.groups = owner->groups;
    owner->plan.zone = owner->groups[0].zone;
    return status;
}
