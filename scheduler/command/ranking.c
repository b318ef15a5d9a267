/* sibu ranking: how sites, sectors, counties or branches compare over a period. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "command/command.h"
#include "command/data_folder.h"
#include "command/ranking_label.h"
#include "command/verify_files.h"
#include "draw/date.h"
#include "evaluate/ranking.h"
#include "report/ranking_page.h"
#include "sibu/catalogue.h"

#define DAY_US (INT64_C(86400) * 1000000)

static const struct command_option OPTIONS[] = {
    {"data",
     "DIR",
     {"数据目录，取其中的全部记录（没有给出记录时）", "the data folder, all records of it (where no record is given)"}},
    {"from", "YYYY-MM-DD", {"从这一天起（T0，UTC）", "from this day on (T0, UTC)"}},
    {"to", "YYYY-MM-DD", {"到这一天为止（含）", "to this day, included"}},
    {"by", "site|sector|county|branch", {"比较什么（默认 site）", "what is compared (default site)"}},
    {"organisation", "FILE", {"组织文件（按分支比较时需要）", "the organisation's file, for its branches"}},
    {"under", "BRANCH", {"只比较这个分支及其下级", "only what stands in this branch or below it"}},
    {"html", "FILE", {"把排名写成一个独立的网页", "write the ranking as a page that stands alone"}},
    {NULL, NULL, {NULL, NULL}},
};

/* One call, as far as it has come. */
struct comparing {
    struct command_call *call;
    struct ranking_label label;
    int64_t from_us, to_us; /* of the period, to_us excluded */
    int64_t first_us, last_us; /* T0 of the drills that count; 0: none yet */
    struct verify_files files;
    struct ranking_drill *drills;
    size_t count, capacity;
    uint32_t broken_off, without_forecast, of_another_time, without_label, elsewhere;
    struct ranking ranking;
    struct sibu_fault *fault;
};

static enum sibu_status no_memory(const struct comparing *comparing)
{
    return sibu_fault_set(comparing->fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static enum sibu_status read_day(const struct comparing *comparing, const char *option, int64_t *time_us)
{
    const char *text = command_value(comparing->call, option);
    int64_t days = 0;
    char place[16];
    if (text == NULL) {
        return SIBU_OK;
    }
    if (!date_read(text, &days)) {
        (void)snprintf(place, sizeof place, "--%s", option);
        return sibu_fault_set(comparing->fault, SIBU_BAD_INPUT, place, "应为日期，如 2026-12-31",
                              "takes a date, as 2026-12-31");
    }
    *time_us = days * DAY_US;
    return SIBU_OK;
}

static enum sibu_status read_options(struct comparing *comparing)
{
    comparing->from_us = INT64_MIN;
    comparing->to_us = INT64_MAX - DAY_US;
    enum sibu_status status = read_day(comparing, "from", &comparing->from_us);
    if (status == SIBU_OK) {
        status = read_day(comparing, "to", &comparing->to_us);
    }
    comparing->to_us += DAY_US;
    if (status == SIBU_OK && comparing->to_us <= comparing->from_us) {
        return sibu_fault_set(comparing->fault, SIBU_BAD_INPUT, "--to", "早于 --from", "comes before --from");
    }
    return status == SIBU_OK ? ranking_label_open(&comparing->label, comparing->call, comparing->fault) : status;
}

/* The records given, or those of the data folder. */
static enum sibu_status list_files(struct comparing *comparing)
{
    char folder[4096];
    struct command_call call = *comparing->call;
    enum sibu_status status = SIBU_OK;
    if (call.argument_count == 0) {
        status = data_folder(&call, folder, comparing->fault);
        call.arguments[0] = folder;
        call.argument_count = 1;
    }
    return status == SIBU_OK ? verify_files_list(&comparing->files, &call, comparing->fault) : status;
}

static int is_whole(const struct evaluation *evaluation)
{
    return strcmp(evaluation->end, "all-clear") == 0 || strcmp(evaluation->end, "closed") == 0;
}

static enum sibu_status add(struct comparing *comparing, const struct ranking_drill *drill, int64_t t0_us)
{
    void *items = comparing->drills;
    if (!sibu_array_reserve(&items, &comparing->capacity, comparing->count + 1, sizeof *drill, 1000000)) {
        return no_memory(comparing);
    }
    comparing->drills = items;
    comparing->drills[comparing->count++] = *drill;
    comparing->first_us = comparing->count == 1 || t0_us < comparing->first_us ? t0_us : comparing->first_us;
    comparing->last_us = comparing->count == 1 || t0_us > comparing->last_us ? t0_us : comparing->last_us;
    return SIBU_OK;
}

static enum sibu_status take(struct comparing *comparing, struct sibu_record *record,
                             const struct evaluation *evaluation)
{
    struct forecast_time time;
    struct ranking_drill drill = {0};
    if (evaluation->t0_us < comparing->from_us || evaluation->t0_us >= comparing->to_us) {
        comparing->of_another_time++;
        return SIBU_OK;
    }
    if (!is_whole(evaluation)) {
        comparing->broken_off++;
        return SIBU_OK;
    }
    enum sibu_status status = forecast_time_read(&time, evaluation, record, comparing->fault);
    if (status == SIBU_OK && !ranking_drill_take(&drill, evaluation, &time)) {
        comparing->without_forecast++;
        return SIBU_OK;
    }
    if (status == SIBU_OK) {
        status = ranking_label_take(&comparing->label, record, &drill, comparing->fault);
    }
    if (status == SIBU_OK && drill.key == NULL) {
        comparing->elsewhere++;
        return SIBU_OK;
    }
    if (status == SIBU_OK && drill.key[0] == '\0') {
        comparing->without_label++;
        return SIBU_OK;
    }
    return status == SIBU_OK ? add(comparing, &drill, evaluation->t0_us) : status;
}

static enum sibu_status take_file(struct comparing *comparing, const char *path)
{
    struct sibu_record *record = NULL;
    struct evaluation evaluation = {0};
    enum sibu_status status = sibu_record_open(&record, path, comparing->fault);
    if (status == SIBU_OK) {
        status = evaluation_open_brief(&evaluation, record, comparing->fault);
    }
    if (status == SIBU_OK) {
        status = take(comparing, record, &evaluation);
    }
    evaluation_close(&evaluation);
    sibu_record_close(record);
    return status;
}

static void add_unit(struct sibu_text *out, const struct ranking_unit *unit)
{
    static const char *const STANDINGS[] = {"middle", "best", "behind"};
    sibu_text_addf(out,
                   "{\"rank\":%u,\"tied\":%u,\"best_rank\":%u,\"worst_rank\":%u,\"key\":", (unsigned)unit->place.rank,
                   (unsigned)unit->place.tied, (unsigned)unit->place.best, (unsigned)unit->place.worst);
    sibu_text_add_json(out, unit->key);
    sibu_text_add(out, ",\"name\":{\"zh\":");
    sibu_text_add_json(out, unit->names[SIBU_ZH]);
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, unit->names[SIBU_EN]);
    sibu_text_addf(out,
                   "},\"drills\":%u,\"people\":%u,\"by_then\":%u,\"forecast_by_then\":%.6f,\"measured\":%.6f,"
                   "\"error\":%.6f,\"fair\":%.6f,\"low\":%.6f,\"high\":%.6f,\"standing\":\"%s\"}",
                   (unsigned)unit->drills, (unsigned)unit->people, (unsigned)unit->by_then, unit->expected,
                   unit->measured, unit->error, unit->fair, unit->low, unit->high, STANDINGS[unit->standing]);
}

static void tell_json(const struct comparing *comparing, struct sibu_text *out)
{
    const struct ranking *ranking = &comparing->ranking;
    sibu_text_addf(out, "{\"by\":\"%s\",\"under\":\"%s\",\"drills\":%zu,\"mean\":%.6f,\"shrunk\":%s,\"units\":[",
                   ranking_label_name(comparing->label.by), ranking_label_under(&comparing->label), comparing->count,
                   ranking->mean, ranking->shrunk ? "true" : "false");
    for (size_t i = 0; i < ranking->count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_unit(out, &ranking->units[i]);
    }
    sibu_text_addf(out,
                   "],\"left_out\":{\"broken_off\":%u,\"without_forecast\":%u,\"of_another_time\":%u,"
                   "\"without_label\":%u,\"of_other_branches\":%u}}\n",
                   (unsigned)comparing->broken_off, (unsigned)comparing->without_forecast,
                   (unsigned)comparing->of_another_time, (unsigned)comparing->without_label,
                   (unsigned)comparing->elsewhere);
}

static void say_line(const struct comparing *comparing, struct sibu_text *out, enum sibu_say_id id,
                     const char *const *values, int count)
{
    sibu_say_with(out, comparing->call->language, id, values, count);
    sibu_text_add(out, "\n");
}

static void say_unit(const struct comparing *comparing, const struct ranking_unit *unit, struct sibu_text *out)
{
    char rank[16], fair[32], low[32], high[32], drills[16], people[16], measured[32], mean[32];
    (void)snprintf(rank, sizeof rank, "%u", (unsigned)unit->place.rank);
    (void)snprintf(fair, sizeof fair, "%.2f", unit->fair);
    (void)snprintf(low, sizeof low, "%.2f", unit->low);
    (void)snprintf(high, sizeof high, "%.2f", unit->high);
    (void)snprintf(drills, sizeof drills, "%u", (unsigned)unit->drills);
    (void)snprintf(people, sizeof people, "%u", (unsigned)unit->people);
    (void)snprintf(measured, sizeof measured, "%.2f", unit->measured);
    (void)snprintf(mean, sizeof mean, "%.2f", comparing->ranking.mean);
    const char *const values[] = {rank,    unit->names[comparing->call->language], fair, low, high, drills, people,
                                  measured};
    say_line(comparing, out, SIBU_SAY_FINDING_RANK_LINE, values, 8);
    if (unit->standing != RANKING_MIDDLE) {
        say_line(comparing, out,
                 unit->standing == RANKING_BEST ? SIBU_SAY_FINDING_RANK_BEST : SIBU_SAY_FINDING_RANK_BEHIND,
                 (const char *[]){mean}, 1);
    }
}

static void say_left_out(const struct comparing *comparing, struct sibu_text *out)
{
    const uint32_t counts[] = {comparing->broken_off, comparing->without_forecast, comparing->of_another_time,
                               comparing->without_label, comparing->elsewhere};
    char words[5][16];
    uint32_t sum = 0;
    for (size_t i = 0; i < 5; i++) {
        (void)snprintf(words[i], sizeof words[i], "%u", (unsigned)counts[i]);
        sum += counts[i];
    }
    if (sum > 0) {
        say_line(comparing, out, SIBU_SAY_FINDING_RANK_LEFT,
                 (const char *[]){words[0], words[1], words[2], words[3], words[4]}, 5);
    }
}

static void tell_words(const struct comparing *comparing, struct sibu_text *out)
{
    const struct ranking *ranking = &comparing->ranking;
    char first[32], last[32], drills[24];
    int tied = 0;
    sibu_time_text(first, comparing->first_us);
    sibu_time_text(last, comparing->last_us);
    first[10] = last[10] = '\0';
    (void)snprintf(drills, sizeof drills, "%zu", comparing->count);
    if (ranking->count == 0) {
        say_line(comparing, out, SIBU_SAY_FINDING_RANK_NONE, NULL, 0);
    } else {
        say_line(comparing, out, SIBU_SAY_FINDING_RANK_HEAD, (const char *[]){first, last, drills}, 3);
    }
    for (size_t i = 0; i < ranking->count; i++) {
        say_unit(comparing, &ranking->units[i], out);
        tied |= ranking->units[i].place.tied > 1;
    }
    if (tied) {
        say_line(comparing, out, SIBU_SAY_FINDING_RANK_TIED, NULL, 0);
    }
    if (ranking->count > 0 && !ranking->shrunk) {
        say_line(comparing, out, SIBU_SAY_FINDING_RANK_FEW, NULL, 0);
    }
    say_left_out(comparing, out);
}

/* Beside the answer, where a file is asked for. */
static enum sibu_status write_page(const struct comparing *comparing)
{
    const char *path = command_value(comparing->call, "html");
    struct ranking_told told = {.by = comparing->label.by,
                                .ranking = &comparing->ranking,
                                .drills = comparing->count,
                                .broken_off = comparing->broken_off,
                                .without_forecast = comparing->without_forecast,
                                .of_another_time = comparing->of_another_time,
                                .without_label = comparing->without_label,
                                .elsewhere = comparing->elsewhere};
    struct sibu_text page = {0};
    char day[32];
    if (path == NULL) {
        return SIBU_OK;
    }
    sibu_time_text(day, comparing->first_us);
    (void)snprintf(told.first, sizeof told.first, "%.10s", day);
    sibu_time_text(day, comparing->last_us);
    (void)snprintf(told.last, sizeof told.last, "%.10s", day);
    ranking_html(&told, comparing->call->language, &page);
    enum sibu_status status = sibu_text_ok(&page)
                                  ? file_write(path, sibu_text_get(&page), page.length, 0644, comparing->fault)
                                  : no_memory(comparing);
    sibu_text_clear(&page);
    return status;
}

static int run(struct command_call *call)
{
    struct sibu_fault fault;
    struct sibu_text out = {0};
    struct comparing comparing = {.call = call, .fault = &fault};
    enum sibu_status status = read_options(&comparing);
    if (status == SIBU_OK) {
        status = list_files(&comparing);
    }
    for (size_t i = 0; i < comparing.files.count && status == SIBU_OK; i++) {
        if (comparing.files.items[i].kind == VERIFY_RECORD) {
            status = take_file(&comparing, comparing.files.items[i].path);
        }
    }
    if (status == SIBU_OK) {
        status = ranking_make(&comparing.ranking, comparing.drills, comparing.count, &fault);
    }
    if (status == SIBU_OK) {
        status = write_page(&comparing);
    }
    if (status == SIBU_OK) {
        (call->json ? tell_json : tell_words)(&comparing, &out);
    }
    ranking_close(&comparing.ranking);
    ranking_label_close(&comparing.label);
    verify_files_clear(&comparing.files);
    sibu_array_free(comparing.drills);
    return status == SIBU_OK ? command_answer(call, &out) : command_fail(call, &fault);
}

const struct command COMMAND_RANKING = {
    .name = "ranking",
    .arguments = "[RECORD...]",
    .most_arguments = COMMAND_VALUES_MAX,
    .summary = {"一段时间内各场所、行业、区县或分支的比较",
                "how sites, sectors, counties or branches compare over a period"},
    .options = OPTIONS,
    .run = run,
};
