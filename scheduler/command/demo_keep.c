/* What the demonstration leaves: see demo_keep.h. */
#include "command/demo_keep.h"

#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/date.h"
#include "report/report.h"
#include "sibu/hash.h"
#include "web/finish.h"

extern char **environ;

static enum sibu_status put_walk(const struct demo *demo, struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    enum sibu_status status = sibu_record_continue(&record, demo->record, fault);
    if (status == SIBU_OK) {
        status = phones_write_track(demo->phones, record, fault);
    }
    sibu_record_close(record);
    return status;
}

static void copy(char *out, size_t size, const char *text)
{
    (void)snprintf(out, size, "%s", text);
}

/* What the answer says, out of the report. */
static void take_facts(const struct report *report, enum sibu_language language, struct demo_results *results)
{
    const struct evaluation_group *all = &report->evaluation.all;
    copy(results->site, sizeof results->site, report->draw.site);
    copy(results->family, sizeof results->family, report->draw.family);
    copy(results->zone, sizeof results->zone, report->draw.zone);
    copy(results->t0, sizeof results->t0, report->draw.t0);
    results->expected = all->expected;
    results->acknowledged = all->acknowledged;
    results->checked_in = all->checked_in;
    results->missing = all->missing;
    results->need_help = all->need_help;
    results->cannot = all->cannot;
    results->median_s = all->muster.median_s;
    report_drawn(report, language, &results->told);
    sibu_text_add(&results->told, language == SIBU_ZH ? "" : " ");
    report_verdict(report, language, &results->told);
}

/* "DIR/2026-11-23-1203-chem-park-a": when and where the drill was, as its files' name. */
static void name_files(const struct demo *demo, const char *out, const char *site, struct demo_results *results)
{
    char base[4096];
    char date[11];
    int64_t local_s = demo->t0_us / 1000000 + zone_offset_s(demo->plan->zone, demo->t0_us);
    date_text(local_s / 86400, date);
    (void)snprintf(base, sizeof base, "%s/%s-%02d%02d-%s", out, date, (int)(local_s % 86400 / 3600),
                   (int)(local_s % 3600 / 60), site);
    (void)snprintf(results->drill, sizeof results->drill, "%s.drill", base);
    (void)snprintf(results->report, sizeof results->report, "%s.html", base);
    (void)snprintf(results->evaluation, sizeof results->evaluation, "%s.json", base);
    (void)snprintf(results->picture, sizeof results->picture, "%s.png", base);
}

/* From the working folder to where they belong: all of them, or none. */
static enum sibu_status move_files(const struct demo_results *from, const struct demo_results *to,
                                   struct sibu_fault *fault)
{
    const char *const moves[][2] = {{from->drill, to->drill},
                                    {from->report, to->report},
                                    {from->evaluation, to->evaluation},
                                    {from->picture, to->picture}};
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (rename(moves[i][0], moves[i][1]) == 0) {
            continue;
        }
        while (i > 0) {
            (void)unlink(moves[--i][1]);
        }
        return sibu_fault_set(fault, SIBU_IO, to->drill, "结果无法移到这里", "the results cannot be moved here");
    }
    return SIBU_OK;
}

/* sibu-view stands beside this program. */
static int find_viewer(char out[4200])
{
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0) {
        return 0;
    }
    self[length] = '\0';
    char *slash = strrchr(self, '/');
    if (slash == NULL) {
        return 0;
    }
    *slash = '\0';
    (void)snprintf(out, 4200, "%s/sibu-view", self);
    return access(out, X_OK) == 0;
}

static enum sibu_status draw_picture(const struct demo_results *results, enum sibu_language language,
                                     struct sibu_fault *fault)
{
    char viewer[4200];
    char time[32];
    pid_t child = 0;
    int ended = 0;
    if (!find_viewer(viewer)) {
        return sibu_fault_set(fault, SIBU_IO, "sibu-view", "不在 sibu 旁边，请一并安装",
                              "is not beside sibu: install it too");
    }
    /* Half way to the median: some are out, most are on their way. */
    (void)snprintf(time, sizeof time, "%.1f", results->median_s > 0.0 ? results->median_s / 2.0 : 60.0);
    char *const words[] = {viewer,
                           (char *)(uintptr_t)results->drill,
                           (char *)(uintptr_t) "--snapshot",
                           time,
                           (char *)(uintptr_t)results->picture,
                           (char *)(uintptr_t) "--lang",
                           (char *)(uintptr_t)(language == SIBU_ZH ? "zh" : "en"),
                           NULL};
    if (posix_spawn(&child, viewer, NULL, NULL, words, environ) != 0 || waitpid(child, &ended, 0) != child ||
        !WIFEXITED(ended) || WEXITSTATUS(ended) != 0) {
        return sibu_fault_set(fault, SIBU_IO, "sibu-view", "没有画出图片", "drew no picture");
    }
    return SIBU_OK;
}

static enum sibu_status read_results(const struct demo *demo, struct demo_results *results, struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    struct report report = {0};
    enum sibu_status status = sibu_record_open(&record, demo->record, fault);
    if (status == SIBU_OK) {
        status = report_open(&report, record, fault);
    }
    if (status == SIBU_OK) {
        take_facts(&report, demo->call->language, results);
    }
    report_close(&report);
    sibu_record_close(record);
    return status;
}

enum sibu_status demo_keep(struct demo *demo, const char *out, struct demo_results *results, struct sibu_fault *fault)
{
    enum sibu_language language = demo->call->language;
    uint8_t digest[32];
    struct demo_results draft = {0}; /* the same files while they are made: in the working folder */
    command_progress(demo->call, sibu_say(language, SIBU_SAY_DEMO_STAGE_KEEP));
    phones_digest(demo->phones, digest);
    sibu_hex(results->digest, digest, sizeof digest);
    name_files(demo, out, demo->site, results);
    name_files(demo, demo->def.folder, demo->site, &draft);
    copy(draft.drill, sizeof draft.drill, demo->record);
    enum sibu_status status = put_walk(demo, fault);
    if (status == SIBU_OK) {
        status = finish_record(draft.drill, draft.report, draft.evaluation, language, fault);
    }
    if (status == SIBU_OK) {
        status = read_results(demo, results, fault);
    }
    draft.median_s = results->median_s;
    if (status == SIBU_OK) {
        status = draw_picture(&draft, language, fault);
    }
    return status == SIBU_OK ? move_files(&draft, results, fault) : status;
}

static void tell_json(const struct demo_results *results, struct sibu_text *text)
{
    const char *const pairs[][2] = {{"{\"drill\":", results->drill},
                                    {",\"report\":", results->report},
                                    {",\"evaluation\":", results->evaluation},
                                    {",\"picture\":", results->picture},
                                    {",\"site\":", results->site},
                                    {",\"family\":", results->family},
                                    {",\"zone\":", results->zone},
                                    {",\"t0\":", results->t0},
                                    {",\"digest\":", results->digest}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        sibu_text_add(text, pairs[i][0]);
        sibu_text_add_json(text, pairs[i][1]);
    }
    sibu_text_addf(
        text, ",\"expected\":%u,\"acknowledged\":%u,\"checked_in\":%u,\"missing\":%u,\"need_help\":%u,\"cannot\":%u",
        (unsigned)results->expected, (unsigned)results->acknowledged, (unsigned)results->checked_in,
        (unsigned)results->missing, (unsigned)results->need_help, (unsigned)results->cannot);
    sibu_text_addf(text, ",\"seed\":%" PRIu64 ",\"wall_s\":%.3f}\n", results->seed, results->wall_s);
}

static void tell_path(struct sibu_text *text, enum sibu_language language, enum sibu_say_id says, const char *path)
{
    sibu_text_addf(text, "  %s\t%s\n", sibu_say(language, says), path);
}

void demo_tell(const struct command_call *call, struct demo_results *results, struct sibu_text *text)
{
    const char *const record[] = {results->drill};
    if (call->json) {
        tell_json(results, text);
        sibu_text_clear(&results->told);
        return;
    }
    sibu_text_add(text, sibu_text_get(&results->told));
    sibu_text_add(text, "\n\n");
    sibu_text_clear(&results->told);
    tell_path(text, call->language, SIBU_SAY_DEMO_RECORD, results->drill);
    tell_path(text, call->language, SIBU_SAY_DEMO_REPORT, results->report);
    tell_path(text, call->language, SIBU_SAY_DEMO_EVALUATION, results->evaluation);
    tell_path(text, call->language, SIBU_SAY_DEMO_PICTURE, results->picture);
    sibu_text_add(text, "\n");
    sibu_say_with(text, call->language, SIBU_SAY_DEMO_REPLAY, record, 1);
    sibu_text_addf(text, "  (--seed %" PRIu64 ", %.1f s)\n", results->seed, results->wall_s);
}
