/* sibu organisation check: every fault of an organisation file in one run. sibu organisation show: its tree. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/command.h"
#include "draw/policy.h"
#include "organisation/organisation.h"

#define SITE_BYTES_MAX ((size_t)64 << 20)
#define POLICY_BYTES_MAX ((size_t)4 << 20)
#define PATH_BYTES 4096

static const struct command_option OPTIONS[] = {
    {"policy", "FILE", {"规则文件：核对场所", "the policy: its sites are checked"}},
    {NULL, NULL, {NULL, NULL}},
};

/* What the file is checked against. */
struct subject {
    struct command_call *call;
    struct sibu_text bytes;
    struct sibu_arena arena;
    const char **known; /* ids of the policy's sites, ended by NULL; NULL: no policy was given */
    uint32_t known_count;
    struct organisation_source source;
};

/* The id of the site in a file. */
static enum sibu_status keep_id(struct subject *subject, const char *path, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    struct sibu_site *site = NULL;
    enum sibu_status status = file_read(path, SITE_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        status = sibu_site_open(&site, path, sibu_text_get(&text), text.length, fault);
    }
    if (status == SIBU_OK) {
        subject->known[subject->known_count] = sibu_arena_text(&subject->arena, site->id, strlen(site->id));
        status = subject->known[subject->known_count++] != NULL
                     ? SIBU_OK
                     : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    sibu_site_close(site);
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status keep_ids(struct subject *subject, const char *path, const struct policy *policy,
                                 struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    subject->known = sibu_arena_take(&subject->arena, policy->site_count + (size_t)1, sizeof *subject->known);
    if (subject->known == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < policy->site_count && status == SIBU_OK; i++) {
        char site[PATH_BYTES];
        file_beside(path, policy->sites[i].site, site);
        status = keep_id(subject, site, fault);
    }
    subject->source.known = subject->known;
    return status;
}

static enum sibu_status read_policy(struct subject *subject, const char *path, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    struct policy *policy = NULL;
    enum sibu_status status = file_read(path, POLICY_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        status = policy_open(&policy, path, sibu_text_get(&text), text.length, fault);
    }
    if (status == SIBU_OK) {
        status = keep_ids(subject, path, policy, fault);
    }
    policy_close(policy);
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status open_subject(struct subject *subject, struct sibu_fault *fault)
{
    const char *path = subject->call->arguments[0];
    const char *policy = command_value(subject->call, "policy");
    enum sibu_status status = file_read(path, ORGANISATION_BYTES_MAX, &subject->bytes, fault);
    subject->source = (struct organisation_source){path, sibu_text_get(&subject->bytes), subject->bytes.length, NULL};
    return status == SIBU_OK && policy != NULL ? read_policy(subject, policy, fault) : status;
}

static void close_subject(struct subject *subject)
{
    sibu_text_clear(&subject->bytes);
    sibu_arena_clear(&subject->arena);
}

/* A sentence with numbers behind its texts. */
struct sentence {
    enum sibu_say_id id;
    const char *texts[2];
    size_t text_count;
    size_t numbers[3];
    size_t number_count;
};

static void say(struct sibu_text *out, enum sibu_language language, struct sentence sentence)
{
    char digits[3][24];
    const char *values[5];
    for (size_t i = 0; i < sentence.text_count; i++) {
        values[i] = sentence.texts[i];
    }
    for (size_t i = 0; i < sentence.number_count; i++) {
        (void)snprintf(digits[i], sizeof digits[i], "%zu", sentence.numbers[i]);
        values[sentence.text_count + i] = digits[i];
    }
    sibu_say_with(out, language, sentence.id, values, (int)(sentence.text_count + sentence.number_count));
    sibu_text_add(out, "\n");
}

static void add_fault_json(struct sibu_text *out, const struct sibu_fault *fault)
{
    sibu_text_add(out, "{\"place\": ");
    sibu_text_add_json(out, fault->place);
    sibu_text_add(out, ", \"zh\": ");
    sibu_text_add_json(out, fault->what[SIBU_ZH]);
    sibu_text_add(out, ", \"en\": ");
    sibu_text_add_json(out, fault->what[SIBU_EN]);
    sibu_text_add(out, "}");
}

/* As many lines as there are faults; several are counted. As JSON they are the answer. */
static int answer_faults(const struct subject *subject, const struct sibu_fault_list *list)
{
    struct sibu_text out = {0};
    enum sibu_language language = subject->call->language;
    if (!subject->call->json) {
        for (size_t i = 0; i < list->count; i++) {
            sibu_text_addf(&out, "%s: %s\n", list->items[i].place, list->items[i].what[language]);
        }
        if (list->count > 1) {
            say(&out, language, (struct sentence){SIBU_SAY_ORGANISATION_BAD, {NULL}, 0, {list->count}, 1});
        }
        return command_fail_all(subject->call, &out);
    }
    sibu_text_add(&out, "{\"organisation\": ");
    sibu_text_add_json(&out, subject->source.name);
    sibu_text_add(&out, ", \"ok\": false, \"faults\": [");
    for (size_t i = 0; i < list->count; i++) {
        sibu_text_add(&out, i > 0 ? ", " : "");
        add_fault_json(&out, &list->items[i]);
    }
    sibu_text_add(&out, "]}\n");
    int exit_status = command_answer(subject->call, &out);
    return exit_status == 0 ? 2 : exit_status;
}

/* How many sites of the policy the file leaves out. */
static size_t count_not_named(const struct subject *subject, const struct organisation *organisation)
{
    size_t count = 0;
    for (uint32_t i = 0; i < subject->known_count; i++) {
        count += organisation_find_site(organisation, subject->known[i]) == NULL;
    }
    return count;
}

static int answer_good(struct subject *subject, const struct organisation *organisation)
{
    struct sibu_text out = {0};
    const size_t counts[] = {organisation->branch_count, organisation->sector_count, organisation->site_count};
    const size_t not_named = count_not_named(subject, organisation);
    if (subject->call->json) {
        sibu_text_add(&out, "{\"organisation\": ");
        sibu_text_add_json(&out, subject->source.name);
        sibu_text_addf(&out, ", \"ok\": true, \"branches\": %zu, \"sectors\": %zu, \"sites\": %zu, \"not_named\": ",
                       counts[0], counts[1], counts[2]);
        sibu_text_addf(&out, subject->known != NULL ? "%zu}\n" : "null}\n", not_named);
        return command_answer(subject->call, &out);
    }
    say(&out, subject->call->language,
        (struct sentence){SIBU_SAY_ORGANISATION_GOOD, {subject->source.name}, 1, {counts[0], counts[1], counts[2]}, 3});
    if (not_named > 0) {
        say(&out, subject->call->language,
            (struct sentence){SIBU_SAY_ORGANISATION_NOT_NAMED, {NULL}, 0, {not_named}, 1});
    }
    return command_answer(subject->call, &out);
}

/* How many sites stand in each branch and below, and in each sector. */
struct counts {
    size_t *below, *in_sector;
};

static enum sibu_status count_sites(struct sibu_arena *arena, const struct organisation *organisation,
                                    struct counts *out, struct sibu_fault *fault)
{
    out->below = sibu_arena_take(arena, organisation->branch_count + (size_t)1, sizeof *out->below);
    out->in_sector = sibu_arena_take(arena, organisation->sector_count + (size_t)1, sizeof *out->in_sector);
    if (out->below == NULL || out->in_sector == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < organisation->site_count; i++) {
        const struct organisation_site *site = &organisation->sites[i];
        for (uint32_t at = site->branch; at != SIBU_NONE; at = organisation->branches[at].under) {
            out->below[at]++;
        }
        for (uint32_t k = 0; k < site->sector_count; k++) {
            out->in_sector[site->sectors[k]]++;
        }
    }
    return SIBU_OK;
}

static void add_name_json(struct sibu_text *out, const struct sibu_name *name)
{
    sibu_text_add(out, "\"name\": {\"zh\": ");
    sibu_text_add_json(out, name->in[SIBU_ZH]);
    sibu_text_add(out, ", \"en\": ");
    sibu_text_add_json(out, name->in[SIBU_EN]);
    sibu_text_add(out, "}");
}

static void add_branch_json(struct sibu_text *out, const struct organisation *organisation, uint32_t index,
                            size_t sites)
{
    const struct organisation_branch *branch = &organisation->branches[index];
    sibu_text_addf(out, "%s{\"id\": \"%s\", \"under\": ", index > 0 ? ", " : "", branch->id);
    sibu_text_addf(out, branch->under != SIBU_NONE ? "\"%s\", " : "null%s, ",
                   branch->under != SIBU_NONE ? organisation->branches[branch->under].id : "");
    add_name_json(out, &branch->name);
    sibu_text_addf(out, ", \"depth\": %u, \"sites\": %zu}", (unsigned)branch->depth, sites);
}

static void add_tree_json(struct sibu_text *out, const struct subject *subject, const struct organisation *organisation,
                          const struct counts *counts)
{
    sibu_text_add(out, "{\"organisation\": ");
    sibu_text_add_json(out, subject->source.name);
    sibu_text_add(out, ", ");
    add_name_json(out, &organisation->name);
    sibu_text_addf(out, ", \"sites\": %u, \"branches\": [", (unsigned)organisation->site_count);
    for (uint32_t i = 0; i < organisation->branch_count; i++) {
        add_branch_json(out, organisation, i, counts->below[i]);
    }
    sibu_text_add(out, "], \"sectors\": [");
    for (uint32_t i = 0; i < organisation->sector_count; i++) {
        sibu_text_addf(out, "%s{\"id\": \"%s\", ", i > 0 ? ", " : "", organisation->sectors[i].id);
        add_name_json(out, &organisation->sectors[i].name);
        sibu_text_addf(out, ", \"sites\": %zu}", counts->in_sector[i]);
    }
    sibu_text_add(out, "]}\n");
}

/* The first branch from `index` on that is under this one. */
static uint32_t next_under(const struct organisation *organisation, uint32_t under, uint32_t index)
{
    while (index < organisation->branch_count && organisation->branches[index].under != under) {
        index++;
    }
    return index;
}

/* One line of the tree, with the two blanks of each level before it. */
static void add_branch_words(struct sibu_text *out, enum sibu_language language,
                             const struct organisation_branch *branch, size_t sites)
{
    sibu_text_addf(out, "%*s", (int)(2 * branch->depth), "");
    say(out, language,
        (struct sentence){SIBU_SAY_ORGANISATION_LINE, {branch->name.in[language], branch->id}, 2, {sites}, 1});
}

/* Depth first, in the order of the file. */
static void add_branches(struct sibu_text *out, enum sibu_language language, const struct organisation *organisation,
                         const struct counts *counts)
{
    uint32_t under = SIBU_NONE, index = 0;
    for (;;) {
        index = next_under(organisation, under, index);
        if (index < organisation->branch_count) {
            add_branch_words(out, language, &organisation->branches[index], counts->below[index]);
            under = index;
            index = 0;
        } else if (under == SIBU_NONE) {
            return;
        } else {
            index = under + 1;
            under = organisation->branches[under].under;
        }
    }
}

static void add_tree_words(struct sibu_text *out, enum sibu_language language, const struct organisation *organisation,
                           const struct counts *counts)
{
    const char *name = organisation->name.in[language];
    const size_t sites = organisation->site_count;
    name = name[0] != '\0' ? name : sibu_say(language, SIBU_SAY_ORGANISATION_WHOLE);
    say(out, language, (struct sentence){SIBU_SAY_ORGANISATION_LINE_TOP, {name}, 1, {sites}, 1});
    add_branches(out, language, organisation, counts);
    if (organisation->sector_count > 0) {
        sibu_text_addf(out, "%s\n", sibu_say(language, SIBU_SAY_ORGANISATION_SECTORS));
    }
    for (uint32_t i = 0; i < organisation->sector_count; i++) {
        const struct organisation_sector *sector = &organisation->sectors[i];
        sibu_text_add(out, "  ");
        say(out, language,
            (struct sentence){
                SIBU_SAY_ORGANISATION_LINE, {sector->name.in[language], sector->id}, 2, {counts->in_sector[i]}, 1});
    }
}

static int answer_tree(struct subject *subject, const struct organisation *organisation)
{
    struct sibu_text out = {0};
    struct counts counts;
    struct sibu_fault fault;
    if (count_sites(&subject->arena, organisation, &counts, &fault) != SIBU_OK) {
        return command_fail(subject->call, &fault);
    }
    if (subject->call->json) {
        add_tree_json(&out, subject, organisation, &counts);
    } else {
        add_tree_words(&out, subject->call->language, organisation, &counts);
    }
    return command_answer(subject->call, &out);
}

/* Opens what the call names and answers: the faults, or with `good`. */
static int run(struct command_call *call, int (*good)(struct subject *subject, const struct organisation *organisation))
{
    struct subject subject = {.call = call};
    struct organisation *organisation = NULL;
    struct sibu_fault_list list = {NULL, 0, 0};
    struct sibu_fault fault;
    int exit_status;
    if (open_subject(&subject, &fault) != SIBU_OK) {
        exit_status = command_fail(call, &fault);
    } else if (organisation_check(&subject.source, &list) != SIBU_OK && list.count > 0) {
        exit_status = answer_faults(&subject, &list);
    } else if (organisation_open(&organisation, &subject.source, &fault) != SIBU_OK) {
        exit_status = command_fail(call, &fault);
    } else {
        exit_status = good(&subject, organisation);
    }
    organisation_close(organisation);
    sibu_fault_list_clear(&list);
    close_subject(&subject);
    return exit_status;
}

static int run_check(struct command_call *call)
{
    return run(call, answer_good);
}

static int run_show(struct command_call *call)
{
    return run(call, answer_tree);
}

const struct command COMMAND_ORGANISATION_CHECK = {
    .name = "organisation check",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"列出组织文件 (JSON) 的所有问题", "list every fault of an organisation file (JSON)"},
    .options = OPTIONS,
    .run = run_check,
};

const struct command COMMAND_ORGANISATION_SHOW = {
    .name = "organisation show",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"显示组织的分支和行业，以及各有多少场所", "show the branches and sectors, and how many sites each has"},
    .options = OPTIONS,
    .run = run_show,
};
