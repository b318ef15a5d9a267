/* The daemon as it runs: started, asked over HTTP by the server's own client, killed at any moment, started again.
 *
 * Time passes by the kernel's clock, so ticks have one second; what is waited for is asked for until it comes. Each daemon
 * takes a free port.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "book.h"
#include "sibu/json.h"
#include "witness/ask.h"

#define PATIENCE_US INT64_C(60000000)
#define KILLS 24
static const char TOKEN[] = "a-token-for-the-tests-0123";

struct house {
    char folder[64], token_file[96];
    pid_t daemon;
    char url[64];
    struct ask_witness witness;
    struct book book;
};

static int64_t now_s(void)
{
    return (int64_t)time(NULL);
}

/* Reads the daemon's one line of JSON. */
static void read_address(struct house *house, int from)
{
    char line[512] = "";
    size_t length = 0;
    ssize_t got = 0;
    while (length < sizeof line - 1 && strchr(line, '\n') == NULL &&
           (got = read(from, line + length, sizeof line - 1 - length)) > 0) {
        length += (size_t)got;
        line[length] = '\0';
    }
    struct sibu_json *document = NULL;
    struct sibu_fault fault;
    assert_int_equal(sibu_json_open(&document, "daemon", line, length, &fault), SIBU_OK);
    (void)snprintf(house->url, sizeof house->url, "%s",
                   sibu_json_as_string(sibu_json_member(sibu_json_root(document), "url")));
    sibu_json_close(document);
}

static void start(struct house *house)
{
    const char *build = getenv("SIBU_BUILD");
    assert_non_null(build);
    char program[4096], data[96];
    int ends[2];
    (void)snprintf(program, sizeof program, "%s/bin/sibu", build);
    (void)snprintf(data, sizeof data, "%s/data", house->folder);
    assert_int_equal(pipe(ends), 0);
    house->daemon = fork();
    assert_true(house->daemon >= 0);
    if (house->daemon == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(program, program, "witness", "--data", data, "--port", "0", "--json", "--token-file", house->token_file,
              (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    read_address(house, ends[0]);
    close(ends[0]);
}

static void end_it(struct house *house, int how)
{
    int status = 0;
    assert_int_equal(kill(house->daemon, how), 0);
    assert_int_equal(waitpid(house->daemon, &status, 0), house->daemon);
    house->daemon = 0;
    if (how == SIGTERM) {
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
}

static int set_up(void **state)
{
    struct sibu_fault fault;
    struct house *house = calloc(1, sizeof *house);
    assert_non_null(house);
    memcpy(house->folder, "/tmp/sibu-witness-XXXXXX", sizeof "/tmp/sibu-witness-XXXXXX");
    assert_non_null(mkdtemp(house->folder));
    (void)snprintf(house->token_file, sizeof house->token_file, "%s/token", house->folder);
    assert_int_equal(file_write(house->token_file, TOKEN, sizeof TOKEN - 1, 0600, &fault), SIBU_OK);
    book_fill(&house->book, 0, 0);
    house->witness = (struct ask_witness){.url = house->url, .token = TOKEN, .timeout_ms = 20000};
    start(house);
    assert_int_equal(ask_key(&house->witness, &house->witness.key, &fault), SIBU_OK);
    *state = house;
    return 0;
}

static int tear_down(void **state)
{
    struct house *house = *state;
    if (house->daemon > 0) {
        end_it(house, SIGKILL);
    }
    file_remove_folder(house->folder);
    free(house);
    return 0;
}

/* A party of its own: an installation with a log of its own name, and what it knows of the witness. */
struct party {
    struct book book;
    struct witness_epoch epoch;
    struct chain_known anchor;
};

static void make_party(struct party *party, unsigned number, int64_t first_tick)
{
    uint8_t seed[NOTE_SEED_BYTES] = {(uint8_t)number, 1};
    char name[32];
    book_fill(&party->book, 0, 0);
    (void)snprintf(name, sizeof name, "plant-%u", number);
    assert_true(note_signer_init(&party->book.signer, name, NOTE_LOG, seed));
    party->epoch = book_epoch(&party->book, 1, 1, first_tick);
    party->epoch.who.id[0] = (uint8_t)number;
    party->anchor.number = 0;
}

static enum sibu_status open_epoch(struct house *house, struct party *party)
{
    struct sibu_fault fault;
    struct ask_refusal refusal;
    return ask_epoch(&house->witness, &party->epoch, party->anchor.link, &refusal, &fault);
}

static enum sibu_status ask_once(struct house *house, const struct party *party, const struct witness_ask *ask,
                                 struct ask_given *given, struct ask_refusal *refusal)
{
    struct sibu_fault fault;
    struct ask_link link = {&party->epoch, ask, party->anchor};
    return ask_link(&house->witness, &link, given, refusal, &fault);
}

/* Asks until the tick has come; says how often it was too early. */
static int ask_until(struct house *house, const struct party *party, const struct witness_ask *ask,
                     struct ask_given *given)
{
    int64_t until_us = clock_monotonic_us() + PATIENCE_US;
    int early = 0;
    for (;;) {
        struct ask_refusal refusal;
        enum sibu_status status = ask_once(house, party, ask, given, &refusal);
        if (status == SIBU_OK) {
            assert_true(given->time_s >= ask->tick);
            return early;
        }
        assert_int_equal(refusal.verdict, WITNESS_EARLY);
        assert_true(refusal.wait_s >= 1 && clock_monotonic_us() < until_us);
        early++;
        clock_rest(50000);
    }
}

static void a_link_comes_with_its_second_and_outlives_a_kill(void **state)
{
    struct house *house = *state;
    struct party party;
    struct ask_given first, again;
    struct ask_refusal refusal;
    struct note head;
    struct sibu_fault fault;
    make_party(&party, 1, now_s() + 3);
    assert_int_equal(open_epoch(house, &party), SIBU_OK);
    struct witness_ask ask = book_ask(&party.book, &party.epoch, party.epoch.first_tick, 0, 10);
    struct witness_ask later = book_ask(&party.book, &party.epoch, party.epoch.first_tick + 9, 0, 10);
    assert_int_equal(ask_once(house, &party, &later, &first, &refusal), SIBU_IO);
    assert_int_equal(refusal.verdict, WITNESS_EARLY);
    assert_in_range(refusal.wait_s, 9, 13);
    (void)ask_until(house, &party, &ask, &first);
    assert_int_equal(ask_once(house, &party, &ask, &again, &refusal), SIBU_OK);
    assert_memory_equal(&first, &again, sizeof first);

    end_it(house, SIGKILL);
    assert_int_equal(ask_once(house, &party, &ask, &again, &refusal), SIBU_IO); /* nobody is there */
    assert_int_equal(refusal.verdict, WITNESS_FAILED);
    start(house);
    assert_int_equal(ask_once(house, &party, &ask, &again, &refusal), SIBU_OK);
    assert_memory_equal(&first, &again, sizeof first);
    struct witness_ask other = book_ask(&party.book, &party.epoch, party.epoch.first_tick, 10, 11);
    assert_int_equal(ask_once(house, &party, &other, &again, &refusal), SIBU_NO);
    assert_int_equal(refusal.verdict, WITNESS_OTHER_HEAD);
    assert_int_equal(ask_head(&house->witness, party.epoch.who.id, &head, &fault), SIBU_OK);
    assert_int_equal(head.checkpoint.head.size, 10);
    struct witness_ask next = book_ask(&party.book, &party.epoch, party.epoch.first_tick + 1, 10, 12);
    (void)ask_until(house, &party, &next, &again);
    assert_memory_not_equal(first.link, again.link, sizeof first.link);
    end_it(house, SIGTERM);
}

/* A child that kills the daemon after a while, while it is asked. */
static pid_t kill_after(const struct house *house, int64_t delay_us)
{
    pid_t killer = fork();
    assert_true(killer >= 0);
    if (killer == 0) {
        clock_rest(delay_us);
        (void)kill(house->daemon, SIGKILL);
        _exit(0);
    }
    return killer;
}

static void start_again(struct house *house, pid_t killer)
{
    assert_int_equal(waitpid(killer, NULL, 0), killer);
    assert_int_equal(waitpid(house->daemon, NULL, 0), house->daemon);
    start(house);
}

/* What was answered before the kill is answered so after it; what was not, is answered now; and one head binds from then on. */
static void killed_while_it_answers_it_never_gives_two_truths(void **state)
{
    struct house *house = *state;
    struct party parties[KILLS];
    int answered = 0;
    int64_t delay_us = 0; /* finds the time that an answer takes by itself, and stays about there */
    int64_t moment = now_s() + 6;
    for (unsigned i = 0; i < KILLS; i++) {
        make_party(&parties[i], i, moment);
        assert_int_equal(open_epoch(house, &parties[i]), SIBU_OK);
    }
    struct ask_given before, after;
    struct ask_refusal refusal;
    struct witness_ask first = book_ask(&parties[0].book, &parties[0].epoch, moment, 0, 10);
    (void)ask_until(house, &parties[0], &first, &before);
    for (unsigned i = 1; i < KILLS; i++) {
        const struct party *party = &parties[i];
        struct witness_ask ask = book_ask(&party->book, &party->epoch, moment, 0, 10);
        struct witness_ask other = book_ask(&party->book, &party->epoch, moment, 0, 9);
        pid_t killer = kill_after(house, delay_us);
        enum sibu_status status = ask_once(house, party, &ask, &before, &refusal);
        start_again(house, killer);
        assert_int_equal(ask_once(house, party, &ask, &after, &refusal), SIBU_OK);
        if (status == SIBU_OK) {
            answered++;
            delay_us -= delay_us / 4;
            assert_memory_equal(&before, &after, sizeof before);
        } else {
            delay_us += delay_us / 2 + 800;
            assert_int_equal(status, SIBU_IO);
        }
        assert_int_equal(ask_once(house, party, &other, &after, &refusal), SIBU_NO);
        assert_int_equal(refusal.verdict, WITNESS_OTHER_HEAD);
    }
    printf("%d of %d were answered before the kill\n", answered, KILLS - 1);
}

static void killed_while_it_opens_an_epoch_it_has_one_anchor(void **state)
{
    struct house *house = *state;
    int64_t tomorrow = now_s() + 86400;
    for (unsigned i = 0; i < KILLS / 2; i++) {
        struct party party, again;
        make_party(&party, 100 + i, tomorrow);
        again = party;
        pid_t killer = kill_after(house, (int64_t)i * 800);
        enum sibu_status status = open_epoch(house, &party);
        start_again(house, killer);
        assert_int_equal(open_epoch(house, &again), SIBU_OK);
        if (status == SIBU_OK) {
            assert_memory_equal(party.anchor.link, again.anchor.link, sizeof again.anchor.link);
        }
    }
}

static void without_the_token_nothing_is_opened(void **state)
{
    struct house *house = *state;
    struct party party;
    struct note_key key;
    struct sibu_fault fault;
    make_party(&party, 1, now_s() + 86400);
    static const char *const WRONG[] = {NULL, "", "a-token-for-the-tests-0124", "a-token-for-the-tests-012"};
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        house->witness.token = WRONG[i];
        assert_int_equal(open_epoch(house, &party), SIBU_NO);
        assert_int_equal(ask_key(&house->witness, &key, &fault), SIBU_OK); /* this is for anybody */
    }
    house->witness.token = TOKEN;
    assert_int_equal(open_epoch(house, &party), SIBU_OK);
    house->witness.url = "ftp://127.0.0.1";
    assert_int_equal(open_epoch(house, &party), SIBU_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_link_comes_with_its_second_and_outlives_a_kill, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_while_it_answers_it_never_gives_two_truths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(killed_while_it_opens_an_epoch_it_has_one_anchor, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_the_token_nothing_is_opened, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
