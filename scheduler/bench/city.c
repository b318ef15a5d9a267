/* A small city: see city.h. */
#include "bench/city.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

#define ROSTER_BYTES_MAX ((size_t)32 << 20)
#define CALM_US (INT64_C(40) * 1000000)

/* A hall with one exit, a yard before it. */
static const char HALL[] =
    "\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"walkable\",\"floor\":\"F1\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[0,0],[40,0],[40,40],[0,40],[0,0]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"walkable\",\"floor\":\"F1\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[40,15],[40.2,15],[40.2,25],[40,25],[40,15]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"walkable\",\"floor\":\"F1\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[40.2,-4],[90,-4],[90,44],[40.2,44],[40.2,-4]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"zone\",\"floor\":\"F1\",\"id\":\"hall\",\"name\":{\"zh\":\"车间\","
    "\"en\":\"Hall\"},\"use\":\"workshop\",\"hazards\":{\"fire-hot-work\":1}},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[0,0],[40,0],[40,40],[0,40],[0,0]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"exit\",\"floor\":\"F1\",\"id\":\"E1\",\"name\":{\"zh\":\"东门\","
    "\"en\":\"East door\"}},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[40.1,15],[40.1,25]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"muster\",\"floor\":\"F1\",\"id\":\"yard\",\"name\":{\"zh\":"
    "\"东侧集合点\",\"en\":\"East yard\"},\"capacity\":4000},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
    "[[[60,0],[88,0],[88,40],[60,40],[60,0]]]}}]}\n";

static enum sibu_status keep(const struct city *city, const char *name, struct sibu_text *text,
                             struct sibu_fault *fault)
{
    char path[160];
    (void)snprintf(path, sizeof path, "%s/%s", city->folder, name);
    enum sibu_status status = sibu_text_ok(text)
                                  ? file_write(path, sibu_text_get(text), text->length, 0600, fault)
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    sibu_text_clear(text);
    return status;
}

static enum sibu_status write_site(const struct city *city, size_t site, struct city_people people,
                                   struct sibu_fault *fault)
{
    char name[32];
    struct sibu_text text = {0}, roster = {.max_length = ROSTER_BYTES_MAX};
    sibu_text_addf(
        &text,
        "{\"type\":\"FeatureCollection\",\"sibu\":{\"format\":1,\"id\":\"site-%zu\",\"name\":{\"zh\":\"%zu 号厂\","
        "\"en\":\"Works %zu\"},\"grade\":\"B\",\"timezone\":\"Asia/Shanghai\",\"coordinates\":\"metres\","
        "\"floors\":[{\"id\":\"F1\",\"name\":{\"zh\":\"一层\",\"en\":\"Ground floor\"},\"elevation\":0}]},",
        site, site, site);
    sibu_text_add(&text, HALL);
    (void)snprintf(name, sizeof name, "site-%zu.geojson", site);
    enum sibu_status status = keep(city, name, &text, fault);
    sibu_text_add(&roster, "id,name,zone,shift,role,language,url\n");
    for (size_t i = 1; i <= people.a_site; i++) {
        sibu_text_addf(&roster, "W%06zu,Worker %zu,hall,always,worker,zh,http://127.0.0.1:%u/W%06zu\n", i, i,
                       (unsigned)people.port, i);
    }
    (void)snprintf(name, sizeof name, "roster-%zu.csv", site);
    if (status != SIBU_OK) {
        sibu_text_clear(&roster);
        return status;
    }
    return keep(city, name, &roster, fault);
}

static enum sibu_status write_all(const struct city *city, struct city_people people, struct sibu_fault *fault)
{
    char families[4096];
    struct sibu_text text = {0};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < CITY_SITES && status == SIBU_OK; i++) {
        status = write_site(city, i, people, fault);
    }
    if (status != SIBU_OK) {
        return status;
    }
    file_share("scenarios/families", families);
    sibu_text_addf(
        &text, "{\"format\":1,\"least\":0,\"mean\":0.01,\"windows\":[{}],\"concurrent\":%d,\"families\":", CITY_SITES);
    sibu_text_add_json(&text, families);
    for (size_t i = 0; i < CITY_SITES; i++) {
        sibu_text_addf(&text, "%s{\"site\":\"site-%zu.geojson\",\"roster\":\"roster-%zu.csv\"}",
                       i > 0 ? "," : ",\"sites\":[", i, i);
    }
    sibu_text_add(&text, "]}\n");
    return keep(city, "policy.json", &text, fault);
}

/* The port behind the last colon of {"url":"http://127.0.0.1:8080",...}. */
static uint16_t port_in(const struct sibu_text *line)
{
    const char *at = strstr(sibu_text_get(line), "127.0.0.1:");
    return at != NULL ? (uint16_t)strtoul(at + strlen("127.0.0.1:"), NULL, 10) : 0;
}

enum sibu_status city_add_node(struct city *city, struct sibu_fault *fault)
{
    char policy[96], data[96], log[96], name[24];
    struct sibu_text line = {0};
    struct city_node *node = &city->nodes[city->node_count];
    (void)snprintf(policy, sizeof policy, "%s/policy.json", city->folder);
    (void)snprintf(data, sizeof data, "%s/data", city->folder);
    (void)snprintf(log, sizeof log, "%s/log", city->folder);
    (void)snprintf(name, sizeof name, "node-%zu", city->node_count + 1);
    const char *const WORDS[] = {city->program, "serve",   "--policy",          policy,   "--data", data, "--port", "0",
                                 "--json",      "--store", city->database->url, "--node", name,     NULL};
    enum sibu_status status = program_start(&node->program, WORDS, log, &line, fault);
    if (status == SIBU_OK) {
        node->port = port_in(&line);
        city->node_count++;
    }
    sibu_text_clear(&line);
    return status;
}

static enum sibu_status read_people(struct city *city, struct sibu_fault *fault)
{
    struct store *store = NULL;
    enum sibu_status status = store_open(&store, city->database->url, fault);
    if (status == SIBU_OK) {
        status = store_people(store, NULL, &city->arena, &city->people, &city->count, fault);
    }
    store_close(store);
    return status;
}

enum sibu_status city_open(struct city *city, const struct database *database, struct city_people people,
                           struct sibu_fault *fault)
{
    const char *root = getenv("TMPDIR");
    *city = (struct city){.database = database};
    ssize_t length = readlink("/proc/self/exe", city->program, sizeof city->program - 1);
    (void)snprintf(city->folder, sizeof city->folder, "%.30s/sibu-plant-XXXXXX", root != NULL ? root : "/tmp");
    if (length <= 0 || mkdtemp(city->folder) == NULL) {
        city->folder[0] = '\0';
        return sibu_fault_set(fault, SIBU_IO, "TMPDIR", "无法建立临时文件夹", "no temporary folder can be made");
    }
    enum sibu_status status = write_all(city, people, fault);
    status = status == SIBU_OK ? city_add_node(city, fault) : status;
    return status == SIBU_OK ? read_people(city, fault) : status;
}

void city_close(struct city *city)
{
    for (size_t i = 0; i < city->node_count; i++) {
        program_stop(&city->nodes[i].program);
    }
    sibu_arena_clear(&city->arena);
    if (city->folder[0] != '\0') {
        file_remove_folder(city->folder);
    }
    *city = (struct city){.count = 0};
}

/* What the process has used of the processor, in ticks of the kernel; 0 where it is gone. */
static long used_ticks(pid_t pid)
{
    char path[40], line[512];
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *file = fopen(path, "r");
    size_t got = file != NULL ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file != NULL) {
        (void)fclose(file);
    }
    line[got] = '\0';
    const char *at = strrchr(line, ')');
    for (int i = 0; i < 12 && at != NULL; i++) { /* utime is the 12th field behind the name, stime the next */
        at = strchr(at + 1, ' ');
    }
    if (at == NULL) {
        return 0;
    }
    char *end = NULL;
    long used = strtol(at, &end, 10);
    return used + strtol(end, NULL, 10);
}

static long used_by_all(const struct city *city)
{
    long ticks = 0;
    for (size_t i = 0; i < city->node_count; i++) {
        ticks += used_ticks(city->nodes[i].program.pid);
    }
    return ticks;
}

/* Until the servers make no forecast any more: they have used less than a quarter of a processor for a second. Not for ever: where
 * others use the machine, nobody can tell. */
static void wait_for_calm(const struct city *city)
{
    int64_t limit_us = clock_monotonic_us() + CALM_US;
    long little = sysconf(_SC_CLK_TCK) / 4, before = 0, now = little + 1;
    while (now - before > little && clock_monotonic_us() < limit_us) {
        before = used_by_all(city);
        clock_rest(1000000);
        now = used_by_all(city);
    }
}

enum sibu_status city_begin(struct city *city, struct sibu_fault *fault)
{
    char url[48], data[96], unit[24];
    enum sibu_status status = SIBU_OK;
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)city->nodes[0].port);
    (void)snprintf(data, sizeof data, "%s/data", city->folder);
    for (size_t i = 0; i < CITY_SITES && status == SIBU_OK; i++) {
        (void)snprintf(unit, sizeof unit, "site-%zu", i);
        const char *const WORDS[] = {city->program, "surprise", "--now",  "--unit", unit,
                                     "--server",    url,        "--data", data,     NULL};
        status = program_run(WORDS, NULL, fault);
    }
    if (status == SIBU_OK) {
        wait_for_calm(city);
    }
    return status;
}
