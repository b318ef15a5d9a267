/* How long one waits for all files of a report (page, both papers, JSON, tables), from the record to the last byte, how much of the
 * processor they take, and how much memory at the most: of drills with 1,250 to 10,000 people on a sample site, with a hazard on its map. The reference of the time are
 * the record's rows read, and nothing done with them; that of the memory is what is wanted for 10,000 people, 300 MB. Growth: what each
 * of the last 5,000 people took over what each of the first ones did; 1 where memory is linear.
 *
 * Depends on: report/judged.h, base/file.h, Linux (/proc: the peak of resident memory, which is begun anew).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "bench/bench.h"
#include "report/forms.h"
#include "report/judged.h"
#include "sibu/random.h"

#define T0_US INT64_C(1795415400000000)
#define END_S 620.0
#define SIZES 4
#define WANTED_MB 300.0
#define REPEATS 3 /* the fastest counts: others only disturb */
#define SITE_BYTES_MAX ((size_t)64 << 20)

static const char DRAW[] =
    "{\"format\":1,\"drill\":\"2026-000001\",\"site\":\"chem-park\",\"family\":\"toxic-release\",\"zone\":\"tank-farm-east\","
    "\"floor\":\"F1\",\"x_m\":44.21,\"y_m\":81.73,\"t0\":\"2026-11-23T14:30:00+08:00\",\"t0_us\":1795415400000000}";
static const char SCENARIO[] =
    "{\"format\":1,\"family\":\"toxic-release\",\"zone\":\"tank-farm-east\",\"x_m\":44.21,\"y_m\":81.73,\"growth\":{},"
    "\"events\":[],\"field\":{\"growth_kw_per_s2\":0,\"peak_kw\":0,\"burning_s\":0,\"soot_yield\":0,"
    "\"carbon_monoxide_yield\":0,\"release_kg_per_s\":0.42,\"release_s\":600,\"height_m\":1,\"wind_m_per_s\":2,"
    "\"wind_from_deg\":0,\"airing_share\":1,\"blast_mj\":0,\"water_m3_per_s\":0,\"substance\":\"ammonia\"},"
    "\"families_hash\":\"\"}";

/* A record being made. */
struct making {
    struct sibu_record *record;
    const struct sibu_site *site;
    struct sibu_pcg64 stream;
    struct sibu_fault *fault;
    enum sibu_status status; /* the first that was not good: nothing is put after it */
};

static int64_t at_us(double seconds)
{
    return T0_US + (int64_t)(seconds * 1e6);
}

static void put_event(struct making *making, double at_s, const char *kind, uint32_t person, const char *place)
{
    const struct sibu_record_event event = {.time_us = at_us(at_s), .kind = kind, .person = person, .place = place};
    if (making->status == SIBU_OK) {
        making->status = sibu_record_put_event(making->record, &event, making->fault);
    }
}

/* Given a little before it is received, by a phone's clock. */
static void put_response(struct making *making, double at_s, const char *kind, uint32_t person, const char *place)
{
    char key[32];
    (void)snprintf(key, sizeof key, "%s-%u", kind, (unsigned)person);
    const struct sibu_record_response response = {.received_us = at_us(at_s),
                                                  .client_us = at_us(at_s - 0.3),
                                                  .person = person,
                                                  .kind = kind,
                                                  .place = place,
                                                  .key = key};
    if (making->status == SIBU_OK) {
        making->status = sibu_record_put_response(making->record, &response, making->fault);
    }
    put_event(making, at_s, strcmp(kind, "acknowledge") == 0 ? "acknowledged" : kind, person, place);
}

static void put_alert(struct making *making, double at_s, uint32_t person)
{
    const struct sibu_record_delivery delivery = {.started_us = at_us(at_s - 0.1),
                                                  .ended_us = at_us(at_s),
                                                  .alert = "2026-000001-1",
                                                  .person = person,
                                                  .channel = "http",
                                                  .key = "k",
                                                  .attempt = 1,
                                                  .result = 200,
                                                  .fault = ""};
    if (making->status == SIBU_OK) {
        making->status = sibu_record_put_delivery(making->record, &delivery, making->fault);
    }
}

/* Somebody of a zone: alerted, answers, walks out, checks in; one in fifty falls silent at each step. */
static void put_person(struct making *making, uint32_t number)
{
    const struct sibu_site *site = making->site;
    char id[16];
    (void)snprintf(id, sizeof id, "Q%06u", (unsigned)number);
    const struct sibu_record_person person = {.number = number,
                                              .id = id,
                                              .zone = site->zones[number % site->zone_count].id,
                                              .shift = number % 3 != 0 ? "day" : "always",
                                              .role = number % 25 != 0 ? "worker" : "warden",
                                              .expected = 1};
    if (making->status == SIBU_OK) {
        making->status = sibu_record_put_person(making->record, &person, making->fault);
    }
    double time_s = 0.5 + 3.0 * sibu_draw_unit(&making->stream);
    put_alert(making, time_s, number);
    for (int step = 0; step < 4 && sibu_draw_unit(&making->stream) > 0.02; step++) {
        time_s += 5.0 + 90.0 * sibu_draw_unit(&making->stream);
        if (step == 0) {
            put_response(making, time_s, "acknowledge", number, "");
        } else if (step == 3) {
            put_response(making, time_s, "check-in", number, site->musters[number % site->muster_count].id);
        } else {
            put_event(making, time_s, step == 1 ? "start" : "exit", number,
                      step == 1 ? "" : site->exits[number % site->exit_count].id);
        }
    }
}

static void put_document(struct making *making, const char *name, const char *bytes, size_t length)
{
    if (making->status == SIBU_OK) {
        making->status = sibu_record_put_document(making->record, name, bytes, length, making->fault);
    }
}

static enum sibu_status make(const char *path, const struct sibu_site *site, const struct sibu_text *bytes,
                             uint32_t people, struct sibu_fault *fault)
{
    uint8_t key[32];
    struct making making = {.site = site, .fault = fault};
    making.status = sibu_record_create(&making.record, path, site, 4.0, fault);
    making.status = making.status == SIBU_OK ? sibu_record_begin(making.record, fault) : making.status;
    sibu_key_of_seed(key, people);
    sibu_pcg64_open(&making.stream, key, "report bench", 0);
    put_document(&making, "site", sibu_text_get(bytes), bytes->length);
    put_document(&making, "draw", DRAW, sizeof DRAW - 1);
    put_document(&making, "scenario", SCENARIO, sizeof SCENARIO - 1);
    put_event(&making, 0.0, "drawn", 0, "tank-farm-east");
    for (uint32_t i = 1; i <= people; i++) {
        put_person(&making, i);
    }
    put_event(&making, END_S, "all-clear", 0, "");
    put_event(&making, END_S + 60.0, "closed", 0, "");
    making.status = making.status == SIBU_OK ? sibu_record_commit(making.record, fault) : making.status;
    making.status = making.status == SIBU_OK ? sibu_record_seal(making.record, fault) : making.status;
    sibu_record_close(making.record);
    return making.status;
}

/* All files, as `sibu report` makes them; what they hold is thrown away. */
static enum sibu_status make_all(const struct report *report, struct sibu_fault *fault)
{
    struct report_made made[REPORT_FORMS] = {{.form = NULL}};
    for (size_t i = 0; i < REPORT_FORMS; i++) {
        made[i].form = &REPORT_FORM[i];
        made[i].tongue = made[i].form->has_tongue ? REPORT_IN_BOTH : REPORT_IN_NONE;
    }
    enum sibu_status status = report_forms_make(report, made, REPORT_FORMS, fault);
    for (size_t i = 0; i < REPORT_FORMS; i++) {
        sibu_text_clear(&made[i].text);
    }
    return status;
}

/* With rating and findings, as `sibu report` has them: by the rules that come with Sibu, for the record has none. */
static enum sibu_status report_all(const char *path, struct sibu_fault *fault)
{
    const struct judged_def def = {.record = path, .sheets_most = SHEETS_MAX};
    struct judged judged;
    enum sibu_status status = judged_open(&judged, &def, fault);
    status = status == SIBU_OK ? make_all(&judged.report, fault) : status;
    judged_close(&judged);
    return status;
}

/* The reference: its rows in memory. */
static enum sibu_status read_all(const char *path, struct sibu_fault *fault)
{
    struct sibu_record *record = NULL;
    struct sibu_arena arena = {0};
    struct sibu_record_person *people = NULL;
    struct sibu_record_event *events = NULL;
    struct sibu_record_delivery *deliveries = NULL;
    struct sibu_record_response *responses = NULL;
    size_t count = 0;
    enum sibu_status status = sibu_record_open(&record, path, fault);
    status = status == SIBU_OK ? sibu_record_people(record, &arena, &people, &count, fault) : status;
    status = status == SIBU_OK ? sibu_record_events(record, &arena, &events, &count, fault) : status;
    status = status == SIBU_OK ? sibu_record_deliveries(record, &arena, &deliveries, &count, fault) : status;
    status = status == SIBU_OK ? sibu_record_responses(record, &arena, &responses, &count, fault) : status;
    sibu_record_close(record);
    sibu_arena_clear(&arena);
    return status;
}

/* Of the process since it was begun anew; 0 where /proc does not say. */
static double peak_mb(void)
{
    struct sibu_text text = {0};
    struct sibu_fault ignored;
    double mb = 0.0;
    if (file_read("/proc/self/status", 65536, &text, &ignored) == SIBU_OK) {
        const char *line = strstr(sibu_text_get(&text), "VmHWM:");
        mb = line != NULL ? strtod(line + strlen("VmHWM:"), NULL) / 1024.0 : 0.0;
    }
    sibu_text_clear(&text);
    return mb;
}

static void begin_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file != NULL) {
        (void)fputs("5", file);
        (void)fclose(file);
    }
}

enum { WAITED, PROCESSOR, CLOCKS };
static const clockid_t CLOCK[CLOCKS] = {CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID};

struct timed {
    double all_s[CLOCKS], read_s[CLOCKS], mb;
};

static void read_clocks(double out_s[CLOCKS])
{
    for (int i = 0; i < CLOCKS; i++) {
        struct timespec now = {0, 0};
        (void)clock_gettime(CLOCK[i], &now);
        out_s[i] = (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
    }
}

static void keep_least(double least_s[CLOCKS], const double from_s[CLOCKS])
{
    double now_s[CLOCKS];
    read_clocks(now_s);
    for (int i = 0; i < CLOCKS; i++) {
        double took_s = now_s[i] - from_s[i];
        least_s[i] = least_s[i] <= 0.0 || took_s < least_s[i] ? took_s : least_s[i];
    }
}

static enum sibu_status time_one(const char *path, struct timed *out, struct sibu_fault *fault)
{
    enum sibu_status status = SIBU_OK;
    begin_peak();
    for (int i = 0; i < REPEATS && status == SIBU_OK; i++) {
        double from_s[CLOCKS];
        read_clocks(from_s);
        status = report_all(path, fault);
        keep_least(out->all_s, from_s);
        read_clocks(from_s);
        status = status == SIBU_OK ? read_all(path, fault) : status;
        keep_least(out->read_s, from_s);
    }
    out->mb = peak_mb();
    return status;
}

static const uint32_t PEOPLE[SIZES] = {1250, 2500, 5000, 10000};

static void add_time(struct bench *bench, size_t size, const struct timed *timed, int of)
{
    struct bench_result time = {.value = timed->all_s[of],
                                .unit = of == WAITED ? "s" : "s of processor",
                                .reference = "the record's rows read, and nothing done with them",
                                .reference_value = timed->read_s[of],
                                .ratio = timed->read_s[of] / timed->all_s[of],
                                .threads = 2};
    (void)snprintf(time.name, sizeof time.name, of == WAITED ? "report/time/%u" : "report/processor/%u",
                   (unsigned)PEOPLE[size]);
    bench_add(bench, &time);
}

static void add_results(struct bench *bench, size_t size, const struct timed *timed)
{
    struct bench_result memory = {.value = timed->mb,
                                  .unit = "MB",
                                  .reference = "what is wanted for 10,000",
                                  .reference_value = WANTED_MB,
                                  .ratio = timed->mb > 0.0 ? WANTED_MB / timed->mb : 0.0,
                                  .threads = 2};
    (void)snprintf(memory.name, sizeof memory.name, "report/memory/%u", (unsigned)PEOPLE[size]);
    add_time(bench, size, timed, WAITED);
    add_time(bench, size, timed, PROCESSOR);
    bench_add(bench, &memory);
}

static void add_growth(struct bench *bench, const struct timed timed[SIZES])
{
    double last = (timed[3].mb - timed[2].mb) * 1024.0 / (PEOPLE[3] - PEOPLE[2]);
    double first = (timed[2].mb - timed[0].mb) * 1024.0 / (PEOPLE[2] - PEOPLE[0]);
    struct bench_result growth = {.name = "report/growth",
                                  .value = last,
                                  .unit = "kB a person",
                                  .reference = "a person of the first 5,000",
                                  .reference_value = first,
                                  .ratio = last > 0.0 ? first / last : 0.0,
                                  .threads = 1};
    bench_add(bench, &growth);
}

static enum sibu_status measure(struct bench *bench, const char *folder, const struct sibu_site *site,
                                const struct sibu_text *bytes, struct sibu_fault *fault)
{
    struct timed timed[SIZES] = {{.mb = 0.0}};
    enum sibu_status status = SIBU_OK;
    for (size_t i = 0; i < SIZES && status == SIBU_OK; i++) {
        char path[4096];
        if (*bench->stop) {
            return SIBU_OK;
        }
        (void)snprintf(path, sizeof path, "%s/%u.drill", folder, (unsigned)PEOPLE[i]);
        status = make(path, site, bytes, PEOPLE[i], fault);
        status = status == SIBU_OK ? time_one(path, &timed[i], fault) : status;
        if (status == SIBU_OK) {
            add_results(bench, i, &timed[i]);
        }
    }
    if (status == SIBU_OK) {
        add_growth(bench, timed);
    }
    return status;
}

enum sibu_status bench_report(struct bench *bench, struct sibu_fault *fault)
{
    char path[4096], folder[4000];
    struct sibu_text bytes = {0};
    struct sibu_site *site = NULL;
    const char *root = getenv("TMPDIR");
    if (*bench->stop || !bench_begins(bench, "report")) {
        return SIBU_OK;
    }
    (void)snprintf(folder, sizeof folder, "%.3900s/sibu-report-XXXXXX", root != NULL ? root : "/tmp");
    if (mkdtemp(folder) == NULL) {
        return sibu_fault_set(fault, SIBU_IO, "TMPDIR", "无法建立临时文件夹", "no temporary folder can be made");
    }
    file_share("scenarios/sites/chem-park.geojson", path);
    enum sibu_status status = file_read(path, SITE_BYTES_MAX, &bytes, fault);
    status = status == SIBU_OK ? sibu_site_open(&site, path, sibu_text_get(&bytes), bytes.length, fault) : status;
    status = status == SIBU_OK ? measure(bench, folder, site, &bytes, fault) : status;
    sibu_site_close(site);
    sibu_text_clear(&bytes);
    file_remove_folder(folder);
    return status;
}
