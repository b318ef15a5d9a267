/* The report of a drill over real HTTP: each role sees people as it may, an officer signs it with the password, and from then on it is
 * those bytes; `sibu verify` on the data folder finds whatever is changed, taken away or signed anew.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "command/command.h"
#include "draw/note_file.h"
#include "report/signed.h"
#include "visitor.h"

#define SELDOM "\"tick_s\":3600,\"least\":0,\"mean\":0.01,\"windows\":[{}]"
#define SITE "little-works"
#define ARRIVE 9 /* of 12 */
#define MINUTE_US (INT64_C(60) * 1000000)

enum { ANNA, OTTO, WANDA, TINA, ULLA, VISITORS };
static const char *const NAMES[VISITORS] = {"anna", "otto", "wanda", "tina", "ulla"};
static const char *const ROLES_OF[VISITORS] = {"", "officer=1", "warden=1", "trainer=1", "auditor=1"};

/* A drill in which three people never come, and somebody of each role. */
struct house {
    struct stand stand;
    struct visitor of[VISITORS];
    char drill[32], record[300];
    const char *lost, *lost_name; /* id and name of one who is missing */
    struct sibu_arena arena;
};

static void check_in(struct house *house)
{
    struct sibu_fault fault;
    struct store_person *people = NULL;
    size_t known = 0, came = 0;
    struct store *store = house->stand.server->store;
    assert_int_equal(store_people(store, SITE, &house->arena, &people, &known, &fault), SIBU_OK);
    for (size_t i = 0; i < known; i++) {
        struct drill_answer answer = {.token = people[i].token, .kind = "check-in", .place = "M1", .key = "one"};
        enum drill_verdict verdict;
        int64_t received_us = 0;
        if (came < ARRIVE) {
            assert_int_equal(drill_take(house->stand.server->drill, &answer, &verdict, &received_us, &fault), SIBU_OK);
            came += verdict == DRILL_TAKEN ? 1 : 0;
        }
    }
    assert_int_equal(came, ARRIVE);
}

static void begin_drill(struct house *house)
{
    struct sibu_fault fault = {0};
    struct drill_view drill;
    assert_int_equal(server_now(house->stand.server, "", &fault), SIBU_OK);
    assert_int_equal(drill_look(server_drill(house->stand.server), NULL, &house->arena, &drill, &fault), SIBU_OK);
    (void)snprintf(house->drill, sizeof house->drill, "%s", drill.id);
    (void)snprintf(house->record, sizeof house->record, "%s", drill.record);
    clock_set_us(&house->stand.clock, STAND_MORNING_US + 20 * 1000000);
    check_in(house);
}

/* To the end of its evaluation: the record is sealed then. */
static void end_drill(struct house *house)
{
    struct sibu_fault fault = {0};
    int64_t time_us = STAND_MORNING_US + 30 * 1000000;
    clock_set_us(&house->stand.clock, time_us);
    assert_int_equal(
        drill_stop(server_drill(house->stand.server), &(struct drill_end){"", DRILL_ALL_CLEAR, "officer"}, &fault),
        SIBU_OK);
    for (int i = 1; i < 4000 && stand_rows(&house->stand, "end") == 0; i++) {
        time_us += i <= 20 ? MINUTE_US : 0;
        (void)stand_step(&house->stand, time_us);
        (void)nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    assert_int_equal(stand_rows(&house->stand, "end"), 1);
}

static void find_lost(struct house *house)
{
    struct sibu_fault fault = {0};
    struct sibu_record *record = NULL;
    struct sibu_record_person *people = NULL;
    struct report report = {0};
    size_t count = 0;
    assert_int_equal(sibu_record_open(&record, house->record, &fault), SIBU_OK);
    assert_int_equal(report_open(&report, record, &fault), SIBU_OK);
    assert_int_equal(sibu_record_people(record, &house->arena, &people, &count, &fault), SIBU_OK);
    assert_true(report.evaluation.missing_count > 0);
    for (size_t i = 0; i < count; i++) {
        if (people[i].number == report.evaluation.missing[0]->number) {
            house->lost = people[i].id;
            house->lost_name = people[i].name;
        }
    }
    report_close(&report);
    sibu_record_close(record);
    assert_non_null(house->lost_name);
}

static void open_house(struct house *house)
{
    char link[360];
    *house = (struct house){.stand = {.finishes = 1}};
    stand_open_as_set(&house->stand, SELDOM);
    (void)stand_step(&house->stand, STAND_MORNING_US);
    for (int i = 0; i < VISITORS; i++) {
        visitor_init(&house->of[i], &house->stand);
        if (i == ANNA) {
            visitor_join(&house->of[ANNA], server_set_up_link(house->stand.server), NAMES[ANNA]);
        } else {
            visitor_invite(&house->of[ANNA], ROLES_OF[i], link);
            visitor_join(&house->of[i], link, NAMES[i]);
        }
    }
    begin_drill(house);
}

static void close_house(struct house *house)
{
    for (int i = 0; i < VISITORS; i++) {
        visitor_clear(&house->of[i]);
    }
    sibu_arena_clear(&house->arena);
    stand_close(&house->stand);
}

static void open_ended(struct house *house)
{
    open_house(house);
    end_drill(house);
    find_lost(house);
    visitor_sign_in(&house->of[OTTO], "otto"); /* half an hour has passed */
    visitor_sign_in(&house->of[WANDA], "wanda");
    visitor_sign_in(&house->of[TINA], "tina");
    visitor_sign_in(&house->of[ULLA], "ulla");
}

static long show(struct house *house, int who)
{
    char path[120];
    (void)snprintf(path, sizeof path, "/report?drill=%s&lang=en", house->drill);
    return visitor_get(&house->of[who], path);
}

static long get_file(struct house *house, int who, const char *form)
{
    char path[160];
    (void)snprintf(path, sizeof path, "/report/file?drill=%s&form=%s&lang=zh", house->drill, form);
    return visitor_get(&house->of[who], path);
}

static long sign(struct house *house, int who, const char *password)
{
    char fields[200];
    (void)snprintf(fields, sizeof fields, "drill=%s&password=%s", house->drill, password);
    return visitor_post(&house->of[who], "/report?lang=en", fields);
}

static void path_of(const struct house *house, const char *more, char out[400])
{
    (void)snprintf(out, 400, "%s%s", house->record, more);
}

static void read_file(const char *path, struct sibu_text *out)
{
    struct sibu_fault fault = {0};
    assert_int_equal(file_read(path, (size_t)64 << 20, out, &fault), SIBU_OK);
}

/* Runs `sibu verify` on the data folder; what it says to stderr stands in `said`. */
static int verify(const struct house *house, struct sibu_text *said)
{
    static const volatile sig_atomic_t NEVER = 0;
    static const struct command_signals SIGNALS = {.stop = &NEVER, .renewals = &NEVER};
    char words[5][400] = {"sibu", "verify", "", "--lang", "en"}, path[400];
    char *argv[6] = {words[0], words[1], words[2], words[3], words[4], NULL};
    (void)snprintf(words[2], sizeof words[2], "%s", house->stand.data);
    (void)snprintf(path, sizeof path, "%s/said", house->stand.folder);
    (void)fflush(stdout);
    (void)fflush(stderr);
    int out = dup(1), err = dup(2), file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(out >= 0 && err >= 0 && file >= 0);
    (void)dup2(file, 1);
    (void)dup2(file, 2);
    int status = command_main(5, argv, &SIGNALS);
    (void)fflush(stdout);
    (void)fflush(stderr);
    (void)dup2(out, 1);
    (void)dup2(err, 2);
    (void)close(out);
    (void)close(err);
    (void)close(file);
    sibu_text_clear(said);
    read_file(path, said);
    return status;
}

static void assert_verified(const struct house *house, int status, const char *words)
{
    struct sibu_text said = {0};
    int found = verify(house, &said);
    if (found != status || strstr(sibu_text_get(&said), words) == NULL) {
        print_error("status %d, and not \"%s\": %s\n", found, words, sibu_text_get(&said));
    }
    assert_int_equal(found, status);
    assert_non_null(strstr(sibu_text_get(&said), words));
    sibu_text_clear(&said);
}

static void a_drill_that_runs_has_no_report_to_sign(void **state)
{
    (void)state;
    struct house house;
    open_house(&house);
    assert_int_equal(show(&house, OTTO), 200);
    assert_true(visitor_sees(&house.of[OTTO], "not closed yet"));
    assert_false(visitor_sees(&house.of[OTTO], "name=\"password\""));
    assert_int_equal(get_file(&house, OTTO, "html"), 409);
    assert_int_equal(sign(&house, OTTO, "seven+blue+lamps"), 400);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM signed"), 0);
    close_house(&house);
}

/* Officers and wardens see names; trainers and auditors pseudonyms, the same in each form; administrators nothing. */
static void each_role_sees_people_as_it_may(void **state)
{
    (void)state;
    static const char *const FORMS[] = {"html", "json", "csv"};
    struct house house;
    open_ended(&house);
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        for (int who = OTTO; who < VISITORS; who++) {
            int names = who == OTTO || who == WANDA;
            assert_int_equal(get_file(&house, who, FORMS[i]), 200);
            assert_int_equal(visitor_sees(&house.of[who], house.lost_name), names);
            assert_int_equal(visitor_sees(&house.of[who], "P-"), !names);
        }
        assert_int_equal(house.of[TINA].body.length, house.of[ULLA].body.length);
        assert_memory_equal(sibu_text_get(&house.of[TINA].body), sibu_text_get(&house.of[ULLA].body),
                            house.of[TINA].body.length);
    }
    assert_int_equal(show(&house, TINA), 200);
    assert_true(visitor_sees(&house.of[TINA], "under pseudonyms"));
    assert_false(visitor_sees(&house.of[TINA], "name=\"password\""));
    assert_int_equal(show(&house, OTTO), 200);
    assert_true(visitor_sees(&house.of[OTTO], "name=\"password\""));
    assert_int_equal(get_file(&house, OTTO, "exe"), 400);
    assert_int_equal(get_file(&house, OTTO, "signature"), 404);
    assert_int_equal(visitor_get(&house.of[OTTO], "/report?drill=2026-999999"), 404);
    assert_int_equal(visitor_get(&house.of[OTTO], "/report?lang=zh"), 200);
    assert_true(visitor_sees(&house.of[OTTO], house.drill));
    close_house(&house);
}

static void only_an_officer_signs_and_with_the_password(void **state)
{
    (void)state;
    struct house house;
    char key[400];
    struct stat about;
    open_ended(&house);
    assert_int_equal(sign(&house, OTTO, "seven+red+lamps"), 400);
    assert_true(visitor_sees(&house.of[OTTO], "not your password"));
    assert_int_equal(sign(&house, OTTO, ""), 400);
    assert_int_equal(sign(&house, WANDA, "seven+blue+lamps"), 403);
    assert_int_equal(sign(&house, TINA, "seven+blue+lamps"), 403);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM signed"), 0);
    (void)snprintf(key, sizeof key, "%s/report-otto.key", house.stand.data);
    assert_int_not_equal(access(key, F_OK), 0); /* made at first use */
    clock_set_us(&house.stand.clock, clock_now_us(&house.stand.clock) + MINUTE_US); /* the wait for wrong passwords */
    assert_int_equal(sign(&house, OTTO, "seven+blue+lamps"), 303);
    assert_int_equal(stat(key, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM signed"), 1);
    assert_int_equal(stand_number(house.stand.data, "SELECT count(*) FROM audit WHERE action = 'report-sign' AND who ="
                                                    " 'otto' AND object LIKE '2026-000001:%:sibu-report+%'"),
                     1);
    assert_int_equal(show(&house, OTTO), 200);
    assert_true(visitor_sees(&house.of[OTTO], "Signed by <bdi>otto</bdi>"));
    assert_false(visitor_sees(&house.of[OTTO], "name=\"password\""));
    assert_int_equal(sign(&house, OTTO, "seven+blue+lamps"), 400); /* once */
    assert_int_equal(stand_number(house.stand.data, "UPDATE signed SET line = 'x'"), -1);
    assert_int_equal(stand_number(house.stand.data, "DELETE FROM signed"), -1);
    close_house(&house);
}

/* What is handed out is the file beside the record, byte for byte; and nothing that is not as it was signed. */
static void what_was_signed_is_handed_out(void **state)
{
    (void)state;
    static const char *const FORMS[] = {"html",  "pdf",   "summary",    "json", "csv",
                                        "zones", "exits", "deliveries", "msel"};
    static const char *const FILES[] = {
        "-report.html",      "-report.pdf",       "-report-summary.pdf",    "-report.json",    "-report.csv",
        "-report-zones.csv", "-report-exits.csv", "-report-deliveries.csv", "-report-msel.csv"};
    struct house house;
    char path[400];
    struct sibu_text bytes = {0};
    struct sibu_fault fault = {0};
    open_ended(&house);
    assert_int_equal(sign(&house, OTTO, "seven+blue+lamps"), 303);
    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        path_of(&house, FILES[i], path);
        read_file(path, &bytes);
        assert_int_equal(get_file(&house, OTTO, FORMS[i]), 200);
        assert_int_equal(house.of[OTTO].body.length, bytes.length);
        assert_memory_equal(sibu_text_get(&house.of[OTTO].body), sibu_text_get(&bytes), bytes.length);
        sibu_text_clear(&bytes);
    }
    path_of(&house, "-report-pseudonyms.html", path);
    read_file(path, &bytes);
    assert_int_equal(get_file(&house, ULLA, "html"), 200);
    assert_int_equal(house.of[ULLA].body.length, bytes.length);
    assert_memory_equal(sibu_text_get(&house.of[ULLA].body), sibu_text_get(&bytes), bytes.length);
    assert_null(strstr(sibu_text_get(&bytes), house.lost_name));
    bytes.bytes[bytes.length / 2] ^= 1;
    assert_int_equal(file_write(path, sibu_text_get(&bytes), bytes.length, 0644, &fault), SIBU_OK);
    assert_int_equal(get_file(&house, ULLA, "html"), 503);
    assert_false(visitor_sees(&house.of[ULLA], "<html"));
    sibu_text_clear(&bytes);
    path_of(&house, SIGNED_SUFFIX, path);
    read_file(path, &bytes);
    assert_int_equal(get_file(&house, ULLA, "signature"), 200);
    assert_string_equal(sibu_text_get(&house.of[ULLA].body), sibu_text_get(&bytes));
    sibu_text_clear(&bytes);
    close_house(&house);
}

/* Signs the same statement with another key, as a forger would that has the files alone. */
static void sign_anew(const char *path)
{
    struct sibu_text bytes = {0}, line = {0};
    struct sibu_fault fault = {0};
    struct signed_report about;
    struct note_signer signer;
    const uint8_t seed[NOTE_SEED_BYTES] = {1};
    read_file(path, &bytes);
    assert_int_equal(signed_read(&about, path, &bytes, &fault), SIBU_OK);
    assert_true(note_signer_init(&signer, SIGNED_KEY_NAME, NOTE_LOG, seed));
    signed_write(&about, &signer, &line);
    assert_int_equal(file_write(path, sibu_text_get(&line), line.length, 0644, &fault), SIBU_OK);
    sibu_text_clear(&bytes);
    sibu_text_clear(&line);
}

static void flip_byte(const char *path)
{
    struct sibu_text bytes = {0};
    struct sibu_fault fault = {0};
    read_file(path, &bytes);
    bytes.bytes[bytes.length / 2] ^= 1;
    assert_int_equal(file_write(path, sibu_text_get(&bytes), bytes.length, 0644, &fault), SIBU_OK);
    sibu_text_clear(&bytes);
}

static void verify_finds_what_was_done_to_the_folder(void **state)
{
    (void)state;
    struct house house;
    char path[400];
    struct sibu_fault fault = {0};
    struct sibu_text kept = {0};
    open_ended(&house);
    assert_verified(&house, 0, "");
    assert_int_equal(sign(&house, OTTO, "seven+blue+lamps"), 303);
    assert_verified(&house, 0, "Made again from the record: 13 of 13 files are the same");
    path_of(&house, "-report-pseudonyms.json", path);
    flip_byte(path);
    assert_verified(&house, 1, "-report-pseudonyms.json: the report was changed: it differs from byte");
    flip_byte(path);
    path_of(&house, "-report-zones.csv", path);
    read_file(path, &kept);
    assert_int_equal(unlink(path), 0);
    assert_verified(&house, 1, "-report-zones.csv: a report that was signed is gone");
    assert_int_equal(file_write(path, sibu_text_get(&kept), kept.length, 0644, &fault), SIBU_OK);
    sibu_text_clear(&kept);
    path_of(&house, SIGNED_SUFFIX, path);
    read_file(path, &kept);
    flip_byte(path);
    assert_verified(&house, 1, ".signed: the signature does not fit");
    assert_int_equal(file_write(path, sibu_text_get(&kept), kept.length, 0644, &fault), SIBU_OK);
    sign_anew(path);
    assert_verified(&house, 1, ".signed: it is signed with the key sibu-report+");
    assert_int_equal(unlink(path), 0);
    assert_verified(&house, 1, "tells that the report was signed, and its signature is not here");
    stand_stop(&house.stand);
    stand_serve(&house.stand); /* the file is made of the store */
    assert_verified(&house, 0, "Made again from the record: 13 of 13 files are the same");
    sibu_text_clear(&kept);
    close_house(&house);
}

/* A report that was signed elsewhere is nobody's in a server's folder. */
static void verify_finds_a_signature_that_the_trail_does_not_know(void **state)
{
    (void)state;
    struct house house;
    char path[400];
    struct sibu_text page = {0}, line = {0};
    struct sibu_fault fault = {0};
    struct judged judged;
    struct signed_report about = {.who = "otto", .count = 1};
    struct note_signer signer;
    const uint8_t seed[NOTE_SEED_BYTES] = {1};
    open_ended(&house);
    const struct judged_def def = {.record = house.record, .sheets_most = SHEETS_MAX};
    assert_int_equal(judged_open(&judged, &def, &fault), SIBU_OK);
    assert_int_equal(signed_about(&about, &judged, &fault), SIBU_OK);
    about.files[0] = (struct signed_file){.form = report_form_find("csv")};
    (void)snprintf(about.files[0].name, sizeof about.files[0].name, "forged.csv");
    report_csv(&judged.report, &page);
    signed_file_measure(&about.files[0], &page);
    assert_true(note_signer_init(&signer, SIGNED_KEY_NAME, NOTE_LOG, seed));
    signed_write(&about, &signer, &line);
    (void)snprintf(path, sizeof path, "%s/records/forged.csv", house.stand.data);
    assert_int_equal(file_write(path, sibu_text_get(&page), page.length, 0644, &fault), SIBU_OK);
    path_of(&house, SIGNED_SUFFIX, path);
    assert_int_equal(file_write(path, sibu_text_get(&line), line.length, 0644, &fault), SIBU_OK);
    assert_verified(&house, 1, ".signed: by the audit trail nobody has signed this report");
    judged_close(&judged);
    sibu_text_clear(&page);
    sibu_text_clear(&line);
    close_house(&house);
}

static long hand_in(struct house *house, const char *fields)
{
    char body[200];
    (void)snprintf(body, sizeof body, "drill=%s&%s", house->drill, fields);
    return visitor_post(&house->of[TINA], "/sheet?lang=en", body);
}

/* What evaluators had said is in a signed report; what they say later is not, and changes nothing of what was signed. */
static void sheets_that_come_later_leave_it_as_it_was_signed(void **state)
{
    (void)state;
    struct house house;
    char path[400];
    struct sibu_text text = {0};
    open_ended(&house);
    assert_int_equal(hand_in(&house, "g:aqt9009.6.1=good&n:aqt9009.6.1=everybody+walked"), 303);
    assert_int_equal(sign(&house, OTTO, "seven+blue+lamps"), 303);
    path_of(&house, "-report.html", path);
    read_file(path, &text);
    assert_non_null(strstr(sibu_text_get(&text), "everybody walked"));
    sibu_text_clear(&text);
    path_of(&house, SIGNED_SUFFIX, path);
    read_file(path, &text);
    assert_non_null(strstr(sibu_text_get(&text), "\\\"sheets\\\":1,"));
    sibu_text_clear(&text);
    assert_int_equal(hand_in(&house, "g:aqt9009.6.1=poor&n:aqt9009.6.1=some+ran"), 303);
    assert_int_equal(get_file(&house, OTTO, "html"), 200);
    assert_false(visitor_sees(&house.of[OTTO], "some ran"));
    assert_verified(&house, 0, "13 of 13 files are the same");
    close_house(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_drill_that_runs_has_no_report_to_sign),
        cmocka_unit_test(each_role_sees_people_as_it_may),
        cmocka_unit_test(only_an_officer_signs_and_with_the_password),
        cmocka_unit_test(what_was_signed_is_handed_out),
        cmocka_unit_test(verify_finds_what_was_done_to_the_folder),
        cmocka_unit_test(verify_finds_a_signature_that_the_trail_does_not_know),
        cmocka_unit_test(sheets_that_come_later_leave_it_as_it_was_signed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
