/* sibu site check: every fault of a site file. sibu site show: the file's plan as SVG or PNG. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/command.h"
#include "command/site_png.h"
#include "sibu/site.h"

#define FILE_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define PNG_SCALE 1.5

static const struct command_option SHOW_OPTIONS[] = {
    {"out", "FILE", {"写入的文件，以 .svg 或 .png 结尾", "the file to write; its name ends with .svg or .png"}},
    {"floor", "ID", {"只画这一层（默认各层并列）", "only this floor (else all, side by side)"}},
    {NULL, NULL, {NULL, NULL}},
};

static void add_line(const struct command_call *call, struct sibu_text *out, const struct sibu_fault *fault)
{
    sibu_text_addf(out, "%s: %s\n", fault->place, fault->what[call->language]);
}

/* What stands behind the file's name in the place: the JSON pointer, or line and column where it is no JSON. */
static const char *pointer_of(const struct sibu_fault *fault)
{
    const char *pointer = strstr(fault->place, ":/");
    return pointer == NULL ? "" : pointer + 1;
}

static void add_json_fault(struct sibu_text *out, const struct sibu_fault *fault)
{
    sibu_text_add(out, "{\"place\": ");
    sibu_text_add_json(out, fault->place);
    sibu_text_add(out, ", \"pointer\": ");
    sibu_text_add_json(out, pointer_of(fault));
    sibu_text_add(out, ", \"zh\": ");
    sibu_text_add_json(out, fault->what[SIBU_ZH]);
    sibu_text_add(out, ", \"en\": ");
    sibu_text_add_json(out, fault->what[SIBU_EN]);
    sibu_text_add(out, "}");
}

static void add_json(struct sibu_text *out, const char *path, const struct sibu_fault_list *list)
{
    sibu_text_add(out, "{\"file\": ");
    sibu_text_add_json(out, path);
    sibu_text_addf(out, ", \"ok\": %s, \"faults\": [", list->count == 0 ? "true" : "false");
    for (size_t i = 0; i < list->count; i++) {
        sibu_text_add(out, i == 0 ? "" : ", ");
        add_json_fault(out, &list->items[i]);
    }
    sibu_text_add(out, "]}\n");
}

static void add_answer(const struct command_call *call, struct sibu_text *out, const struct sibu_fault_list *list)
{
    if (call->json) {
        add_json(out, call->arguments[0], list);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        add_line(call, out, &list->items[i]);
    }
    if (list->count == 0) {
        sibu_text_addf(out, "%s: %s\n", call->arguments[0], sibu_say(call->language, SIBU_SAY_SITE_GOOD));
    }
}

static int run_check(struct command_call *call)
{
    struct sibu_text bytes = {.max_length = FILE_BYTES_MAX};
    struct sibu_text out = {0};
    struct sibu_fault fault;
    struct sibu_fault_list list;
    if (file_read(call->arguments[0], FILE_BYTES_MAX, &bytes, &fault) != SIBU_OK) {
        sibu_text_clear(&bytes);
        return command_fail(call, &fault);
    }
    enum sibu_status status = sibu_site_check(call->arguments[0], sibu_text_get(&bytes), bytes.length, &list);
    sibu_text_clear(&bytes);
    if (status == SIBU_NO_MEMORY) {
        (void)sibu_fault_set(&fault, status, call->arguments[0], "内存不足", "out of memory");
        return command_fail(call, &fault);
    }
    add_answer(call, &out, &list);
    int bad = list.count > 0;
    sibu_fault_list_clear(&list);
    if (bad && !call->json) {
        return command_fail_all(call, &out);
    }
    int answered = command_answer(call, &out);
    return answered != 0 ? answered : sibu_fault_exit_status(status);
}

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    return length > strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

static enum sibu_status find_floor(const struct command_call *call, const struct sibu_site *site, uint32_t *out,
                                   struct sibu_fault *fault)
{
    const char *id = command_value(call, "floor");
    *out = SIBU_NONE;
    if (id == NULL) {
        return SIBU_OK;
    }
    for (uint32_t i = 0; i < site->floor_count; i++) {
        if (strcmp(site->floors[i].id, id) == 0) {
            *out = i;
            return SIBU_OK;
        }
    }
    return sibu_fault_set(fault, SIBU_BAD_INPUT, "--floor", "没有楼层“%.64s”", "there is no floor \"%.64s\"", id);
}

static enum sibu_status draw_png(const struct sibu_site *site, uint32_t floor, enum sibu_language language,
                                 struct sibu_text *out, struct sibu_fault *fault)
{
    struct sibu_plan *plan = NULL;
    enum sibu_status status = sibu_plan_open(&plan, site, floor, language, fault);
    if (status == SIBU_OK) {
        status = site_png(plan, PNG_SCALE, out, fault);
    }
    sibu_plan_close(plan);
    return status;
}

static enum sibu_status show(const struct command_call *call, const struct sibu_site *site, const char *path,
                             struct sibu_fault *fault)
{
    uint32_t floor = SIBU_NONE;
    struct sibu_text picture = {0};
    enum sibu_status status = find_floor(call, site, &floor, fault);
    if (status == SIBU_OK) {
        status = ends_with(path, ".png") ? draw_png(site, floor, call->language, &picture, fault)
                                         : sibu_site_svg(site, floor, call->language, &picture, fault);
    }
    if (status == SIBU_OK) {
        status = file_write(path, sibu_text_get(&picture), picture.length, 0644, fault);
    }
    sibu_text_clear(&picture);
    return status;
}

static void add_facts(const struct command_call *call, struct sibu_text *out, const struct sibu_site *site)
{
    char numbers[5][16];
    uint32_t counts[5] = {site->floor_count, site->zone_count, site->exit_count, site->stair_count, site->muster_count};
    const char *values[6] = {site->name.in[call->language]};
    for (int i = 0; i < 5; i++) {
        (void)snprintf(numbers[i], sizeof numbers[i], "%u", (unsigned)counts[i]);
        values[i + 1] = numbers[i];
    }
    sibu_say_with(out, call->language, SIBU_SAY_SITE_FACTS, values, 6);
    sibu_text_add(out, "\n");
}

static void add_json_facts(struct sibu_text *out, const struct sibu_site *site, const char *path)
{
    sibu_text_add(out, "{\"site\": ");
    sibu_text_add_json(out, site->id);
    sibu_text_addf(out,
                   ", \"floors\": %u, \"zones\": %u, \"exits\": %u, \"stairs\": %u, \"musters\": %u, \"picture\": ",
                   (unsigned)site->floor_count, (unsigned)site->zone_count, (unsigned)site->exit_count,
                   (unsigned)site->stair_count, (unsigned)site->muster_count);
    sibu_text_add_json(out, path);
    sibu_text_add(out, "}\n");
}

static enum sibu_status open_site(const char *path, struct sibu_site **site, struct sibu_fault *fault)
{
    struct sibu_text bytes = {.max_length = FILE_BYTES_MAX};
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &bytes, fault);
    if (status == SIBU_OK) {
        status = sibu_site_open(site, path, sibu_text_get(&bytes), bytes.length, fault);
    }
    sibu_text_clear(&bytes);
    return status;
}

static int run_show(struct command_call *call)
{
    struct sibu_site *site = NULL;
    struct sibu_fault fault;
    struct sibu_text out = {0};
    const char *path = command_value(call, "out");
    if (path == NULL || (!ends_with(path, ".svg") && !ends_with(path, ".png"))) {
        (void)sibu_fault_set(&fault, SIBU_BAD_INPUT, "--out", "需要以 .svg 或 .png 结尾的文件名",
                             "takes a file name that ends with .svg or .png");
        return command_fail(call, &fault);
    }
    enum sibu_status status = open_site(call->arguments[0], &site, &fault);
    if (status == SIBU_OK) {
        status = show(call, site, path, &fault);
    }
    if (status == SIBU_OK && call->json) {
        add_json_facts(&out, site, path);
    } else if (status == SIBU_OK) {
        add_facts(call, &out, site);
    }
    sibu_site_close(site);
    return status == SIBU_OK ? command_answer(call, &out) : command_fail(call, &fault);
}

const struct command COMMAND_SITE_CHECK = {
    .name = "site check",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"检查厂区文件，列出全部问题", "report every fault of a site file"},
    .run = run_check,
};

const struct command COMMAND_SITE_SHOW = {
    .name = "site show",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"把厂区文件画成平面图（SVG 或 PNG）", "draw the plan of a site file as SVG or PNG"},
    .options = SHOW_OPTIONS,
    .run = run_show,
};
