/* What drills showed that must be mended, and the grades of sites: see server_state.h, evaluate/finding_book.h. */
#include <string.h>

#include "evaluate/finding_book.h"
#include "web/server_state.h"

#define HOUR_US (INT64_C(3600) * 1000000)

static enum sibu_status open_book(const struct server *server, const char *site, struct sibu_arena *arena,
                                  struct finding_book *book, struct sibu_fault *fault)
{
    struct store_finding_row *rows = NULL;
    size_t count = 0;
    *book = (struct finding_book){0};
    enum sibu_status status = store_findings(server->store, site, arena, &rows, &count, fault);
    return status == SIBU_OK ? finding_book_open(book, rows, count, fault) : status;
}

/* A grade counts while the site file still has the one that it moved away from. */
static enum sibu_status take_grades(struct server *server, struct sibu_fault *fault)
{
    const struct plan *plan = server->def.plan;
    struct sibu_arena arena = {0};
    struct finding_book book;
    server->grades = sibu_array_new(plan->site_count, 1);
    enum sibu_status status = server->grades != NULL
                                  ? open_book(server, NULL, &arena, &book, fault)
                                  : sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    for (uint32_t i = 0; i < plan->site_count && status == SIBU_OK; i++) {
        const struct sibu_site *site = plan->sites[i].site;
        const struct finding_grade *grade = finding_book_grade(&book, site->id);
        server->grades[i] = (char)(grade != NULL && grade->base == site->grade ? grade->grade : 0);
    }
    if (status == SIBU_OK) {
        finding_book_close(&book);
    }
    sibu_arena_clear(&arena);
    return status;
}

/* What drills that begin from here on are judged by: their records hold it. */
static enum sibu_status read_rules(struct server *server, struct sibu_fault *fault)
{
    char path[FINDING_RULES_PATH_BYTES];
    struct finding_rules rules = {0};
    enum sibu_status status = finding_rules_read(&server->finding_bytes, path, server->folder, fault);
    if (status == SIBU_OK) {
        status = finding_rules_open(&rules, path, sibu_text_get(&server->finding_bytes), server->finding_bytes.length,
                                    fault);
    }
    finding_rules_close(&rules);
    return status;
}

enum sibu_status server_findings_open(struct server *server, struct sibu_fault *fault)
{
    enum sibu_status status = read_rules(server, fault);
    return status == SIBU_OK ? take_grades(server, fault) : status;
}

/* What a drill is judged from, opened one after the other. */
struct judged {
    struct sibu_record *record;
    struct sibu_site *site; /* as drawn; NULL: the record has none that can be read */
    struct evaluation evaluation;
    struct finding_rules rules;
    struct finding_looks looks;
    struct finding_book book;
    struct finding_rows rows;
    struct sibu_arena arena;
};

static enum sibu_status read_site(struct judged *judged, struct sibu_fault *fault)
{
    struct sibu_fault ignored;
    const char *bytes = NULL;
    size_t length = 0;
    enum sibu_status status = sibu_record_document(judged->record, "site", &judged->arena, &bytes, &length, fault);
    if (status == SIBU_OK && bytes != NULL &&
        sibu_site_open(&judged->site, "site", bytes, length, &ignored) != SIBU_OK) {
        judged->site = NULL; /* exits are not judged then, and ids stand for names */
    }
    return status;
}

/* Those of the drill's T0; a record of before has none, and the folder's are taken. */
static enum sibu_status take_rules(const struct server *server, struct judged *judged, struct sibu_fault *fault)
{
    int known = 0;
    enum sibu_status status = finding_rules_of_record(&judged->rules, &known, judged->record, fault);
    return status == SIBU_OK && !known ? finding_rules_load(&judged->rules, server->folder, fault) : status;
}

static enum sibu_status look(const struct server *server, struct judged *judged, const char *path,
                             struct sibu_fault *fault)
{
    enum sibu_status status = sibu_record_open(&judged->record, path, fault);
    if (status == SIBU_OK) {
        status = take_rules(server, judged, fault);
    }
    if (status == SIBU_OK) {
        status = evaluation_open(&judged->evaluation, judged->record, fault);
    }
    if (status == SIBU_OK) {
        status = read_site(judged, fault);
    }
    if (status == SIBU_OK) {
        const struct finding_source source = {&judged->evaluation, judged->record, judged->site, &judged->rules};
        status = finding_look_all(&judged->looks, &source, fault);
    }
    return status;
}

static void close_all(struct judged *judged)
{
    sibu_arena_clear(&judged->rows.arena);
    finding_book_close(&judged->book);
    finding_looks_close(&judged->looks);
    finding_rules_close(&judged->rules);
    evaluation_close(&judged->evaluation);
    sibu_site_close(judged->site);
    sibu_record_close(judged->record);
    sibu_arena_clear(&judged->arena);
}

/* The grade that the drill's own site file has, else the plan's; 0 where neither is known: it is not graded then. */
static char base_grade(const struct server *server, const struct judged *judged, const char *site)
{
    uint32_t index = plan_find_site(server->def.plan, site);
    if (judged->site != NULL) {
        return judged->site->grade;
    }
    return (char)(index != SIBU_NONE ? server->def.plan->sites[index].site->grade : 0);
}

enum sibu_status server_findings_take(struct server *server, const struct store_drill *drill, struct sibu_fault *fault)
{
    struct judged judged = {0};
    enum sibu_status status = look(server, &judged, drill->record, fault);
    if (status == SIBU_OK) {
        status = server_earlier_note(server, drill, &judged.evaluation, judged.record, fault);
    }
    if (status == SIBU_OK) {
        status = open_book(server, drill->site, &judged.arena, &judged.book, fault);
    }
    if (status == SIBU_OK) {
        const struct finding_drill of = {.site = drill->site,
                                         .drill = drill->id,
                                         .plan = judged.site,
                                         .base = base_grade(server, &judged, drill->site),
                                         .time_us = clock_now_us(server->def.clock)};
        status = finding_judge_drill(&judged.rows, &judged.book, &judged.rules, &of, &judged.looks, fault);
    }
    if (status == SIBU_OK) {
        status = store_findings_add(server->store, judged.rows.items, judged.rows.count, fault);
        status = status == SIBU_NO ? SIBU_OK : status; /* it was judged before the server died */
    }
    close_all(&judged);
    return status;
}

static enum sibu_status escalate(const struct server *server, const struct finding_rules *rules, int64_t now_us,
                                 struct sibu_fault *fault)
{
    struct sibu_arena arena = {0};
    struct finding_book book;
    struct finding_rows rows = {0};
    enum sibu_status status = open_book(server, NULL, &arena, &book, fault);
    if (status == SIBU_OK) {
        status = finding_escalate(&rows, &book, rules, now_us, fault);
    }
    if (status == SIBU_OK && rows.count > 0) {
        status = store_findings_add(server->store, rows.items, rows.count, fault);
    }
    sibu_arena_clear(&rows.arena);
    finding_book_close(&book);
    sibu_arena_clear(&arena);
    return status;
}

enum sibu_status server_findings_step(struct server *server, struct sibu_fault *fault)
{
    struct finding_rules rules;
    int64_t now_us = clock_now_us(server->def.clock);
    if (now_us < server->findings_us) {
        return SIBU_OK;
    }
    server->findings_us = now_us + HOUR_US;
    enum sibu_status status = finding_rules_load(&rules, server->folder, fault);
    if (status == SIBU_OK) {
        status = escalate(server, &rules, now_us, fault);
    }
    finding_rules_close(&rules);
    return status;
}
