/* How long rosters are kept that officers brought and that are in force no more: see server_state.h and docs/privacy.md.
 *
 * A kept roster stands in place of a file with these bytes (draw/kept.h). Where the file is another by now, or its site has gone, the
 * kept one holds people's names for nothing. Each hour those that would be in force get the time of that hour as theirs; one whose
 * time is longer ago than people are kept goes. So a start on the wrong policy takes nothing away at once.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "draw/kept.h"
#include "store/store_audit.h"
#include "web/server_state.h"

#define NAME_BYTES 96 /* the name of a roster has 75 */

struct shelf {
    struct server *server;
    char folder[4200];
    char (*wanted)[NAME_BYTES]; /* owned; names of those that would be in force at a start now */
    size_t wanted_count;
    int64_t now_us;
};

static enum sibu_status want(struct shelf *shelf, const struct plan_site *at, struct sibu_fault *fault)
{
    char path[KEPT_PATH_BYTES];
    struct sibu_text text = {0};
    enum sibu_status status = file_read(at->roster_path, PLAN_ROSTER_BYTES_MAX, &text, fault);
    if (status == SIBU_OK) {
        const struct kept_key key = {KEPT_ROSTER, at->site->id, sibu_text_get(&text), text.length};
        kept_path(shelf->folder, &key, path);
        (void)snprintf(shelf->wanted[shelf->wanted_count++], NAME_BYTES, "%s", strrchr(path, '/') + 1);
    }
    sibu_text_clear(&text);
    return status;
}

static int is_wanted(const struct shelf *shelf, const char *name)
{
    for (size_t i = 0; i < shelf->wanted_count; i++) {
        if (strcmp(shelf->wanted[i], name) == 0) {
            return 1;
        }
    }
    return 0;
}

/* A row of the trail says that it went; the name is a hash. */
static enum sibu_status tell(struct shelf *shelf, const char *name, struct sibu_fault *fault)
{
    const struct store_audit row = {.time_us = shelf->now_us,
                                    .who = "system",
                                    .roles = "",
                                    .action = "roster-expire",
                                    .object = name,
                                    .address = "",
                                    .result = "ok"};
    return store_audit_put(shelf->server->store, &row, fault);
}

static enum sibu_status look_at(struct shelf *shelf, const char *name, struct sibu_fault *fault)
{
    char path[4500];
    int64_t time_us = 0;
    (void)snprintf(path, sizeof path, "%s/%.255s", shelf->folder, name);
    if (is_wanted(shelf, name)) {
        return file_set_time(path, shelf->now_us, fault);
    }
    enum sibu_status status = file_time(path, &time_us, fault);
    if (status != SIBU_OK || shelf->now_us - time_us < shelf->server->def.keep_people_us) {
        return status;
    }
    if (unlink(path) != 0) {
        return sibu_fault_set(fault, SIBU_IO, path, "删不掉（错误 %d）", "cannot be removed (error %d)", errno);
    }
    return tell(shelf, name, fault);
}

static enum sibu_status look_at_all(struct shelf *shelf, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    DIR *folder = opendir(shelf->folder);
    for (struct dirent *entry = folder != NULL ? readdir(folder) : NULL; entry != NULL && status == SIBU_OK;
         entry = readdir(folder)) {
        if (kept_is_roster(entry->d_name)) {
            status = look_at(shelf, entry->d_name, fault);
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return status;
}

static enum sibu_status want_all(struct shelf *shelf, struct sibu_fault *fault)
{
    const struct plan *plan = shelf->server->def.plan;
    enum sibu_status status = SIBU_OK;
    shelf->wanted = sibu_array_new(plan->site_count, sizeof *shelf->wanted);
    if (shelf->wanted == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    for (uint32_t i = 0; i < plan->site_count && status == SIBU_OK; i++) {
        status = want(shelf, &plan->sites[i], fault);
    }
    return status;
}

enum sibu_status server_kept_step(struct server *server, struct sibu_fault *fault)
{
    struct shelf shelf = {.server = server, .now_us = clock_now_us(server->def.clock)};
    (void)snprintf(shelf.folder, sizeof shelf.folder, "%s/" SERVER_KEPT, server->folder);
    if (access(shelf.folder, F_OK) != 0) {
        return SIBU_OK; /* nobody has brought anything yet */
    }
    enum sibu_status status = want_all(&shelf, fault);
    if (status == SIBU_OK) {
        status = look_at_all(&shelf, fault);
    }
    sibu_array_free(shelf.wanted);
    return status;
}
