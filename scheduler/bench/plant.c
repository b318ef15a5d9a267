/* A plant of any size: see plant.h. */
#include "bench/plant.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "sibu/text.h"
#include "web/server_state.h"

#define ROSTER_BYTES_MAX ((size_t)32 << 20)

static enum sibu_status write_roster(const struct plant *plant, size_t people, uint16_t url_port,
                                     struct sibu_fault *fault)
{
    char path[128];
    struct sibu_text text = {.max_length = ROSTER_BYTES_MAX};
    sibu_text_add(&text, "id,name,zone,shift,role,language,url\n");
    for (size_t i = 1; i <= people; i++) {
        sibu_text_addf(&text, "W%06zu,Worker %zu,kitchen,always,worker,zh,", i, i);
        if (url_port != 0) {
            sibu_text_addf(&text, "http://127.0.0.1:%u/W%06zu", (unsigned)url_port, i);
        }
        sibu_text_add(&text, "\n");
    }
    (void)snprintf(path, sizeof path, "%s/roster.csv", plant->folder);
    enum sibu_status status = file_write(path, sibu_text_get(&text), text.length, 0600, fault);
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status write_policy(const struct plant *plant, char path[128], struct sibu_fault *fault)
{
    char families[4096], site[4096];
    struct sibu_text text = {0};
    file_share("scenarios/families", families);
    file_share("scenarios/sites/training-building.geojson", site);
    sibu_text_add(&text, "{\"format\":1,\"mean\":2,\"shifts\":{},\"families\":");
    sibu_text_add_json(&text, families);
    sibu_text_add(&text, ",\"sites\":[{\"site\":");
    sibu_text_add_json(&text, site);
    sibu_text_add(&text, ",\"roster\":\"roster.csv\"}]}\n");
    (void)snprintf(path, 128, "%s/policy.json", plant->folder);
    enum sibu_status status = file_write(path, sibu_text_get(&text), text.length, 0600, fault);
    sibu_text_clear(&text);
    return status;
}

static enum sibu_status open_server(struct plant *plant, const char *store, struct sibu_fault *fault)
{
    char data[128];
    (void)snprintf(data, sizeof data, "%s/data", plant->folder);
    struct server_def def = {.plan = plant->plan,
                             .clock = &plant->clock,
                             .folder = data,
                             .store = store,
                             .address = "127.0.0.1",
                             .keeps_record_open = 1};
    return server_open(&plant->server, &def, fault);
}

enum sibu_status plant_open(struct plant *plant, size_t people, uint16_t url_port, const char *store,
                            struct sibu_fault *fault)
{
    char policy[128];
    const char *root = getenv("TMPDIR");
    memset(plant, 0, sizeof *plant);
    (void)snprintf(plant->folder, sizeof plant->folder, "%.30s/sibu-plant-XXXXXX", root != NULL ? root : "/tmp");
    if (sodium_init() < 0 || mkdtemp(plant->folder) == NULL) {
        plant->folder[0] = '\0';
        return sibu_fault_set(fault, SIBU_IO, "TMPDIR", "无法建立临时文件夹", "no temporary folder can be made");
    }
    enum sibu_status status = write_roster(plant, people, url_port, fault);
    status = status == SIBU_OK ? write_policy(plant, policy, fault) : status;
    status = status == SIBU_OK ? plan_open(&plant->plan, policy, fault) : status;
    if (status == SIBU_OK) {
        clock_init_real(&plant->clock);
        plant->has_clock = 1;
        status = open_server(plant, store, fault);
    }
    if (status == SIBU_OK) {
        status = store_people(plant->server->store, NULL, &plant->arena, &plant->people, &plant->count, fault);
    }
    return status;
}

void plant_close(struct plant *plant)
{
    server_close(plant->server);
    plan_close(plant->plan);
    if (plant->has_clock) {
        clock_clear(&plant->clock);
    }
    sibu_arena_clear(&plant->arena);
    if (plant->folder[0] != '\0') {
        file_remove_folder(plant->folder);
    }
}

enum sibu_status plant_begin(struct plant *plant, struct sibu_fault *fault)
{
    return server_now(plant->server, "", fault);
}
