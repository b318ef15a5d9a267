/* Two policies side by side: see policy_diff.h. */
#include "draw/policy_diff.h"

#include <stdio.h>
#include <string.h>

#include "sibu/json.h"
#include "sibu/text.h"

#define DEPTH_MAX 66 /* the reader takes 64 */
#define POINTER_BYTES 1024 /* the names of a policy's members are short */

/* A value and what stands in its place in the other file, on the way down. */
struct level {
    struct sibu_json_value here, there;
    size_t index; /* of `here` among its like */
    size_t pointer_length; /* before its own part */
};
struct walk {
    struct level levels[DEPTH_MAX];
    size_t depth;
    char pointer[POINTER_BYTES];
    size_t pointer_length;
    struct sibu_arena *arena;
    struct policy_change *changes;
    size_t count;
    int backwards; /* 1: `here` is the first file, and only what the second leaves out is noted */
    int no_memory;
};

static int is_parent(struct sibu_json_value value)
{
    enum sibu_json_kind kind = sibu_json_kind(value);
    return (kind == SIBU_JSON_ARRAY || kind == SIBU_JSON_OBJECT) && sibu_json_count(value) > 0;
}

static void add_value(struct sibu_text *out, struct sibu_json_value value)
{
    switch (sibu_json_kind(value)) {
    case SIBU_JSON_ABSENT:
        break;
    case SIBU_JSON_NULL:
        sibu_text_add(out, "null");
        break;
    case SIBU_JSON_BOOL:
        sibu_text_add(out, sibu_json_as_bool(value) ? "true" : "false");
        break;
    case SIBU_JSON_NUMBER:
        sibu_text_addf(out, "%.12g", sibu_json_as_number(value));
        break;
    case SIBU_JSON_STRING:
        sibu_text_add_json(out, sibu_json_as_string(value));
        break;
    case SIBU_JSON_ARRAY:
        sibu_text_add(out, sibu_json_count(value) > 0 ? "[…]" : "[]");
        break;
    case SIBU_JSON_OBJECT:
        sibu_text_add(out, sibu_json_count(value) > 0 ? "{…}" : "{}");
        break;
    }
}

static const char *keep_value(struct walk *walk, struct sibu_json_value value)
{
    struct sibu_text text = {0};
    add_value(&text, value);
    const char *kept = sibu_arena_text(walk->arena, sibu_text_get(&text), text.length);
    walk->no_memory |= kept == NULL || !sibu_text_ok(&text);
    sibu_text_clear(&text);
    return kept;
}

static void note(struct walk *walk, struct sibu_json_value before, struct sibu_json_value after)
{
    struct policy_change *change = &walk->changes[walk->count];
    if (walk->count < POLICY_DIFF_MAX) {
        change->pointer = sibu_arena_text(walk->arena, walk->pointer, walk->pointer_length);
        change->before = keep_value(walk, before);
        change->after = keep_value(walk, after);
        walk->no_memory |= change->pointer == NULL;
    }
    walk->count++;
}

/* A leaf, or a value whose place is taken by something of another kind. */
static void compare(struct walk *walk, const struct level *level)
{
    struct sibu_text here = {0}, there = {0};
    enum sibu_json_kind kind = sibu_json_kind(level->here);
    int gone = sibu_json_kind(level->there) == SIBU_JSON_ABSENT;
    if ((kind == SIBU_JSON_ARRAY || kind == SIBU_JSON_OBJECT) && kind == sibu_json_kind(level->there)) {
        return; /* one of them is empty: what is in the other is noted item by item */
    }
    add_value(&here, level->here);
    add_value(&there, level->there);
    walk->no_memory |= !sibu_text_ok(&here) || !sibu_text_ok(&there);
    int same = strcmp(sibu_text_get(&here), sibu_text_get(&there)) == 0;
    sibu_text_clear(&here);
    sibu_text_clear(&there);
    if (walk->backwards && gone) {
        note(walk, level->here, level->there);
    } else if (!walk->backwards && !same) {
        note(walk, level->there, level->here);
    }
}

static void add_part(struct walk *walk, const char *part)
{
    size_t length = strlen(part);
    if (walk->pointer_length + length < POINTER_BYTES) {
        memcpy(walk->pointer + walk->pointer_length, part, length + 1);
        walk->pointer_length += length;
    }
}

/* "~" and "/" as RFC 6901 writes them. */
static void add_key(struct walk *walk, const char *key)
{
    add_part(walk, "/");
    for (; *key != '\0'; key++) {
        const char letter[] = {*key, '\0'};
        add_part(walk, *key == '~' ? "~0" : *key == '/' ? "~1" : letter);
    }
}

/* Puts the level's own part behind the pointer, and finds what stands in its place in the other file. */
static void enter(struct walk *walk, struct sibu_json_value there_parent, int in_object)
{
    struct level *level = &walk->levels[walk->depth - 1];
    level->pointer_length = walk->pointer_length;
    if (in_object) {
        add_key(walk, sibu_json_key(level->here));
        level->there = sibu_json_member(there_parent, sibu_json_key(level->here));
    } else {
        char number[24];
        (void)snprintf(number, sizeof number, "/%zu", level->index);
        add_part(walk, number);
        level->there = sibu_json_kind(there_parent) == SIBU_JSON_ARRAY ? sibu_json_item(there_parent, level->index)
                                                                       : (struct sibu_json_value){NULL, NULL};
    }
}

static void go_down(struct walk *walk)
{
    const struct level *parent = &walk->levels[walk->depth - 1];
    walk->levels[walk->depth++] = (struct level){.here = sibu_json_first(parent->here)};
    parent = &walk->levels[walk->depth - 2];
    enter(walk, parent->there, sibu_json_kind(parent->here) == SIBU_JSON_OBJECT);
}

/* To the next value that was not looked at yet; false at the end. */
static int go_on(struct walk *walk)
{
    while (walk->depth > 1) {
        struct level *level = &walk->levels[walk->depth - 1];
        const struct level *parent = &walk->levels[walk->depth - 2];
        struct sibu_json_value next = sibu_json_next(level->here);
        walk->pointer_length = level->pointer_length;
        if (sibu_json_kind(next) != SIBU_JSON_ABSENT) {
            level->here = next;
            level->index++;
            enter(walk, parent->there, sibu_json_kind(parent->here) == SIBU_JSON_OBJECT);
            return 1;
        }
        walk->depth--;
    }
    return 0;
}

static void walk_all(struct walk *walk, const struct sibu_json *here, const struct sibu_json *there)
{
    walk->levels[0] = (struct level){.here = sibu_json_root(here), .there = sibu_json_root(there)};
    walk->depth = 1;
    do {
        const struct level *level = &walk->levels[walk->depth - 1];
        int both = sibu_json_kind(level->here) == sibu_json_kind(level->there);
        if (is_parent(level->here) && (both || sibu_json_kind(level->there) == SIBU_JSON_ABSENT) &&
            walk->depth < DEPTH_MAX) {
            go_down(walk);
        } else {
            compare(walk, level);
            if (!go_on(walk)) {
                break;
            }
        }
    } while (!walk->no_memory);
}

static enum sibu_status walk_both(struct walk *walk, const struct sibu_json *before, const struct sibu_json *after,
                                  struct sibu_fault *fault)
{
    walk->changes = sibu_arena_take(walk->arena, POLICY_DIFF_MAX, sizeof *walk->changes);
    walk->no_memory = walk->changes == NULL;
    if (!walk->no_memory) {
        walk_all(walk, after, before);
        walk->backwards = 1;
        walk_all(walk, before, after);
    }
    if (walk->no_memory) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    return walk->count <= POLICY_DIFF_MAX
               ? SIBU_OK
               : sibu_fault_set(fault, SIBU_LIMIT, "", "不同之处超过 %d 项，无法逐项列出",
                                "more than %d members differ: they cannot all be shown", POLICY_DIFF_MAX);
}

enum sibu_status policy_diff_make(const struct policy_text *before, const struct policy_text *after,
                                  struct sibu_arena *arena, struct policy_diff *out, struct sibu_fault *fault)
{
    struct sibu_json *old = NULL, *new = NULL;
    struct walk walk = {.arena = arena};
    enum sibu_status status = sibu_json_open(&old, "policy.json", before->bytes, before->length, fault);
    if (status == SIBU_OK) {
        status = sibu_json_open(&new, "policy.json", after->bytes, after->length, fault);
    }
    if (status == SIBU_OK) {
        status = walk_both(&walk, old, new, fault);
    }
    sibu_json_close(old);
    sibu_json_close(new);
    *out = (struct policy_diff){walk.changes, status == SIBU_OK ? walk.count : 0};
    return status;
}

static enum sibu_status refuse(const char *pointer, struct sibu_fault *fault)
{
    char place[240];
    (void)snprintf(place, sizeof place, "policy.json:%.200s", pointer);
    return sibu_fault_set(fault, SIBU_BAD_INPUT, place,
                          "指向现行规则没有的文件、地址或见证方：请由管理这台机器的人更改",
                          "names a file, an address or a party that the policy in force does not: that is for who has "
                          "the machine to change");
}

static int names(const struct policy_rules *rules, const char *calendar)
{
    for (uint32_t i = 0; i < rules->calendar_count; i++) {
        if (strcmp(rules->calendars[i], calendar) == 0) {
            return 1;
        }
    }
    return 0;
}

static int asks(const struct policy_rules *rules, const struct policy_interlock *of)
{
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        const struct policy_interlock *it = &rules->interlocks[i];
        if (strcmp(it->file, of->file) == 0 && strcmp(it->url, of->url) == 0 && strcmp(it->topic, of->topic) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Whether some group of the policy names the calendar (of NULL), or asks the interlock. */
static int is_known(const struct policy *policy, const char *calendar, const struct policy_interlock *of)
{
    int known = of != NULL && of->file[0] == '\0' && of->url[0] == '\0' && of->topic[0] == '\0';
    for (uint32_t i = 0; i < policy->group_count && !known; i++) {
        const struct policy_rules *rules = &policy->groups[i].rules;
        known = calendar != NULL ? names(rules, calendar) : asks(rules, of);
    }
    return known;
}

static enum sibu_status check_rules(const struct policy *before, const struct policy_rules *rules,
                                    struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < rules->calendar_count; i++) {
        if (!is_known(before, rules->calendars[i], NULL)) {
            return refuse("/never/calendar", fault);
        }
    }
    for (uint32_t i = 0; i < rules->interlock_count; i++) {
        if (!is_known(before, NULL, &rules->interlocks[i])) {
            return refuse("/interlocks", fault);
        }
    }
    return SIBU_OK;
}

/* Each site with the roster that it has now. */
static int has_site(const struct policy *policy, const struct policy_site *site)
{
    for (uint32_t i = 0; i < policy->site_count; i++) {
        if (strcmp(policy->sites[i].site, site->site) == 0 && strcmp(policy->sites[i].roster, site->roster) == 0) {
            return 1;
        }
    }
    return 0;
}

static enum sibu_status check_sites(const struct policy *before, const struct policy *after, struct sibu_fault *fault)
{
    for (uint32_t i = 0; i < after->site_count; i++) {
        if (!has_site(before, &after->sites[i])) {
            return refuse("/sites", fault);
        }
    }
    return SIBU_OK;
}

enum sibu_status policy_diff_check(const struct policy *before, const struct policy *after,
                                   const struct policy_diff *diff, struct sibu_fault *fault)
{
    if (before->tick_s != after->tick_s) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "policy.json:/tick_s", "tick_s 不能更改：账本按每 %d 秒一次抽取",
                              "tick_s cannot be changed: the ledger draws each %d s", (int)before->tick_s);
    }
    if (strcmp(before->families, after->families) != 0) {
        return refuse("/families", fault);
    }
    if (strcmp(before->organisation, after->organisation) != 0) {
        return refuse("/organisation", fault);
    }
    for (size_t i = 0; i < diff->count; i++) {
        if (strncmp(diff->changes[i].pointer, "/proof", 6) == 0) {
            return refuse(diff->changes[i].pointer, fault);
        }
    }
    enum sibu_status status = check_sites(before, after, fault);
    for (uint32_t i = 0; i < after->group_count && status == SIBU_OK; i++) {
        status = check_rules(before, &after->groups[i].rules, fault);
    }
    return status;
}
