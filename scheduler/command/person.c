/* sibu person export, sibu person delete: what is kept of one person, given out and forgotten. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "command/command.h"
#include "command/data_folder.h"
#include "command/person_kept.h"
#include "store/store_privacy.h"
#include "store/store_where.h"

static const struct command_option OPTIONS[] = {
    {"data", "DIR", {"数据目录（默认 $XDG_DATA_HOME/sibu）", "the data folder (default $XDG_DATA_HOME/sibu)"}},
    {"site", "ID", {"场所编号（几个场所有同一工号时）", "the site, where several have somebody of this id"}},
    {NULL, NULL, {NULL, NULL}},
};

/* The store of a data folder, which must be there. */
static enum sibu_status open_store(const struct command_call *call, struct store **out, struct sibu_fault *fault)
{
    char folder[4096], path[STORE_WHERE_BYTES];
    enum sibu_status status = data_folder(call, folder, fault);
    if (status == SIBU_OK) {
        status = store_where_there(folder, path, fault);
    }
    return status == SIBU_OK ? store_open(out, path, fault) : status;
}

static struct store_who who_of(const struct command_call *call)
{
    return (struct store_who){command_value(call, "site"), call->arguments[0]};
}

static int run_export(struct command_call *call)
{
    struct sibu_fault fault;
    struct sibu_text text = {0};
    struct store *store = NULL;
    struct store_who who = who_of(call);
    enum sibu_status status = open_store(call, &store, &fault);
    if (status == SIBU_OK) {
        status = store_person_export(store, &who, &text, &fault);
    }
    store_close(store);
    if (status != SIBU_OK) {
        sibu_text_clear(&text);
        return command_fail(call, &fault);
    }
    return command_answer(call, &text);
}

/* What is left: the records, which are files of their own. */
static int answer_deleted(struct command_call *call, const char *const *records, size_t count, size_t rosters)
{
    struct sibu_text out = {0};
    if (call->json) {
        sibu_text_addf(&out, "{\"deleted\":true,\"rosters_rewritten\":%zu,\"records\":[", rosters);
    } else {
        sibu_text_add(&out, call->language == SIBU_ZH ? "已从数据库删除。" : "deleted from the database.");
        if (rosters > 0) {
            sibu_text_addf(&out,
                           call->language == SIBU_ZH ? "也从 kept 中 %zu 份花名册里删去。"
                                                     : " Taken out of %zu kept rosters too.",
                           rosters);
        }
        sibu_text_add(&out, count == 0                  ? "\n"
                            : call->language == SIBU_ZH ? "以下演练记录仍有此人（docs/privacy.md）：\n"
                                                        : " These records still have them (docs/privacy.md):\n");
    }
    for (size_t i = 0; i < count; i++) {
        if (call->json) {
            sibu_text_add(&out, i > 0 ? "," : "");
            sibu_text_add_json(&out, records[i]);
        } else {
            sibu_text_addf(&out, "%s\n", records[i]);
        }
    }
    sibu_text_add(&out, call->json ? "]}\n" : "");
    return command_answer(call, &out);
}

static enum sibu_status delete_person(struct store *store, const struct store_who *who, struct sibu_fault *fault)
{
    struct clock clock;
    clock_init_real(&clock);
    struct store_audit row = {.time_us = clock_now_us(&clock),
                              .who = "system",
                              .roles = "",
                              .action = "person-delete",
                              .address = "",
                              .result = "ok"};
    clock_clear(&clock);
    return store_person_forget(store, who, &row, fault);
}

/* Somebody may be gone whose freed pages could not be wiped: each call does what is left of that. */
static enum sibu_status find_records(struct store *store, const struct store_who *who, struct sibu_arena *arena,
                                     const char ***records, size_t *count, struct sibu_fault *fault)
{
    struct sibu_fault unwiped;
    enum sibu_status status = store_person_records(store, who, arena, records, count, fault);
    if (status == SIBU_NO && store_scrub(store, &unwiped) != SIBU_OK) {
        *fault = unwiped;
        status = unwiped.status;
    }
    return status;
}

static int run_delete(struct command_call *call)
{
    struct sibu_fault fault;
    struct sibu_arena arena = {0};
    struct store *store = NULL;
    struct store_who who = who_of(call);
    const char **records = NULL;
    size_t count = 0, rosters = 0;
    char folder[4096];
    struct roster_who named = {"", "", ""};
    enum sibu_status status = open_store(call, &store, &fault);
    if (status == SIBU_OK) {
        status = find_records(store, &who, &arena, &records, &count, &fault);
    }
    if (status == SIBU_OK) {
        status = person_kept_name(store, &who, &arena, &named, &fault);
    }
    if (status == SIBU_OK) {
        status = delete_person(store, &who, &fault);
    }
    if (status == SIBU_OK) {
        status = data_folder(call, folder, &fault);
    }
    if (status == SIBU_OK) {
        status = person_kept_remove(store, folder, &named, &rosters, &fault);
    }
    store_close(store);
    int exit_status = status == SIBU_OK ? answer_deleted(call, records, count, rosters) : command_fail(call, &fault);
    sibu_arena_clear(&arena);
    return exit_status;
}

const struct command COMMAND_PERSON_EXPORT = {
    .name = "person export",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"给出数据库中关于一个人的全部内容 (JSON)", "all that the database keeps of one person, as JSON"},
    .options = OPTIONS,
    .run = run_export,
};
const struct command COMMAND_PERSON_DELETE = {
    .name = "person delete",
    .arguments = "ID",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"从数据库中删除一个已不在名册上的人", "delete somebody who is in no roster any more from the database"},
    .options = OPTIONS,
    .run = run_delete,
};
