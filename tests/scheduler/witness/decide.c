/* What a witness gives and refuses, by tables of what is kept, what is asked and what time it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "book.h"

#define TICK_S 60
#define FIRST INT64_C(29924070)
#define MOMENT_US (FIRST * TICK_S * 1000000)

static void every_verdict_has_its_words(void **state)
{
    (void)state;
    for (int i = 0; i < WITNESS_VERDICTS; i++) {
        const struct witness_words *words = witness_words((enum witness_verdict)i);
        assert_non_null(words->word);
        assert_int_equal(witness_verdict_of(words->word), i);
        assert_true(words->http_status >= 200 && words->what[SIBU_ZH] != NULL && words->what[SIBU_EN] != NULL);
    }
    assert_int_equal(witness_verdict_of(""), WITNESS_FAILED);
    assert_int_equal(witness_verdict_of("no such word"), WITNESS_FAILED);
}

static void definitions_out_of_range_are_bad(void **state)
{
    (void)state;
    struct book book;
    book_fill(&book, 0, 0);
    struct witness_shelf_view view = {0};
    const struct witness_epoch good = book_epoch(&book, 1, TICK_S, FIRST);
    assert_int_equal(witness_decide_epoch(&view, &good, MOMENT_US - 1), WITNESS_GIVE);
    struct witness_epoch bad[10];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bad[i] = good;
    }
    bad[0].ticks = 0;
    bad[1].ticks = CHAIN_LINKS_MAX + 1;
    bad[2].tick_s = 0;
    bad[3].tick_s = 86401;
    bad[4].ticks = 366 * 1440 + 1; /* longer than a year */
    bad[5].who.epoch = 0;
    bad[6].who.epoch = UINT64_MAX;
    bad[7].first_tick = -1;
    bad[8].first_tick = INT64_MAX;
    bad[9].log.type = NOTE_COSIGNATURE;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(witness_decide_epoch(&view, &bad[i], 0), WITNESS_BAD_EPOCH);
    }
    bad[4].ticks--;
    assert_int_equal(witness_decide_epoch(&view, &bad[4], 0), WITNESS_GIVE);
}

static void an_epoch_is_defined_once_and_before_it_begins(void **state)
{
    (void)state;
    struct book book;
    book_fill(&book, 0, 0);
    const struct witness_epoch kept = book_epoch(&book, 1, TICK_S, FIRST);
    struct witness_shelf_view view = {
        .same = &kept, .log = &kept.log, .origin_is_taken = 1, .epochs = WITNESS_EPOCHS_MAX};
    assert_int_equal(witness_decide_epoch(&view, &kept, MOMENT_US + 1), WITNESS_AGAIN); /* also after it began */
    struct witness_epoch other = kept;
    other.ticks = 11;
    assert_int_equal(witness_decide_epoch(&view, &other, 0), WITNESS_OTHER_EPOCH);
    other = kept;
    other.tick_s = 30;
    assert_int_equal(witness_decide_epoch(&view, &other, 0), WITNESS_OTHER_EPOCH);
    other = kept;
    other.first_tick++;
    assert_int_equal(witness_decide_epoch(&view, &other, 0), WITNESS_OTHER_EPOCH);

    view = (struct witness_shelf_view){.log = &kept.log, .origin_is_taken = 1};
    assert_int_equal(witness_decide_epoch(&view, &kept, MOMENT_US - 1), WITNESS_GIVE);
    assert_int_equal(witness_decide_epoch(&view, &kept, MOMENT_US), WITNESS_LATE_EPOCH);
    view.epochs = WITNESS_EPOCHS_MAX;
    assert_int_equal(witness_decide_epoch(&view, &kept, 0), WITNESS_FULL);
}

/* One log belongs to one installation, and one installation to one log: else one name could have two histories. */
static void an_installation_keeps_its_log(void **state)
{
    (void)state;
    static const uint8_t SEED[NOTE_SEED_BYTES] = {9};
    struct book book;
    struct note_signer stranger;
    book_fill(&book, 0, 0);
    struct witness_epoch asked = book_epoch(&book, 2, TICK_S, FIRST);
    struct witness_shelf_view taken = {.origin_is_taken = 1};
    assert_int_equal(witness_decide_epoch(&taken, &asked, 0), WITNESS_OTHER_LOG);
    struct witness_shelf_view known = {.log = &book.signer.key, .origin_is_taken = 1};
    assert_int_equal(witness_decide_epoch(&known, &asked, 0), WITNESS_GIVE);
    assert_true(note_signer_init(&stranger, book.signer.key.name, NOTE_LOG, SEED));
    asked.log = stranger.key;
    assert_int_equal(witness_decide_epoch(&known, &asked, 0), WITNESS_OTHER_LOG);
    assert_true(note_signer_init(&stranger, "another.name", NOTE_LOG, SEED));
    asked.log = stranger.key;
    assert_int_equal(witness_decide_epoch(&known, &asked, 0), WITNESS_OTHER_LOG);
}

/* A case of a link: what was kept, what is asked, at which moment, and the verdict. */
struct stage {
    struct book book, forked; /* the same rows up to 20 */
    struct witness_epoch epoch;
    struct witness_past past;
};

static void set_stage(struct stage *stage)
{
    book_fill(&stage->book, 0, 0);
    book_fill(&stage->forked, 1, 20);
    stage->epoch = book_epoch(&stage->book, 1, TICK_S, FIRST);
    stage->past = (struct witness_past){.epoch = &stage->epoch, .last_tick = INT64_MIN, .last_moment_s = INT64_MIN};
    stage->past.last.root = tree_root(&stage->book.trees[0]);
}

static void keep_head(struct stage *stage, int64_t tick, size_t size)
{
    stage->past.last = (struct tree_head){size, tree_root(&stage->book.trees[size])};
    stage->past.last_tick = tick;
    stage->past.last_moment_s = tick == INT64_MIN ? INT64_MIN : tick * TICK_S;
}

static enum witness_verdict decide(const struct stage *stage, const struct witness_ask *ask, int64_t late_us)
{
    int64_t wait_s = 0;
    int64_t now_us = ask->tick * TICK_S * 1000000 + late_us;
    return witness_decide_link(&stage->past, ask, now_us, &wait_s);
}

static void a_link_is_given_from_its_moment_on(void **state)
{
    (void)state;
    static const struct {
        int64_t before_us, wait_s;
    } CASES[] = {{1, 1}, {1000000, 1}, {1000001, 2}, {59999999, 60}, {INT64_C(86400) * 1000000, 86400}};
    struct stage stage;
    set_stage(&stage);
    struct witness_ask ask = book_ask(&stage.book, &stage.epoch, FIRST + 3, 0, 20);
    int64_t moment_us = (FIRST + 3) * TICK_S * 1000000, wait_s = 0;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_int_equal(witness_decide_link(&stage.past, &ask, moment_us - CASES[i].before_us, &wait_s),
                         WITNESS_EARLY);
        assert_int_equal(wait_s, CASES[i].wait_s);
    }
    assert_int_equal(witness_decide_link(&stage.past, &ask, moment_us, &wait_s), WITNESS_GIVE);
    assert_int_equal(wait_s, 0);
    assert_int_equal(witness_decide_link(&stage.past, &ask, moment_us + INT64_C(86400000000), &wait_s), WITNESS_GIVE);
}

static void ticks_of_other_epochs_have_no_link(void **state)
{
    (void)state;
    static const int64_t WRONG[] = {FIRST - 1, FIRST + 10, 0, 1, INT64_C(1) << 36};
    struct stage stage;
    set_stage(&stage);
    assert_int_equal(witness_link_number(&stage.epoch, FIRST), 1);
    assert_int_equal(witness_link_number(&stage.epoch, FIRST + 9), 10);
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct witness_ask ask = book_ask(&stage.book, &stage.epoch, WRONG[i], 0, 20);
        assert_int_equal(decide(&stage, &ask, 0), WITNESS_NO_TICK);
    }
}

static void a_head_must_be_signed_by_the_log_under_its_name(void **state)
{
    (void)state;
    static const uint8_t SEED[NOTE_SEED_BYTES] = {9};
    struct stage stage;
    struct note_signer stranger;
    char line[NOTE_LINE_MAX];
    set_stage(&stage);
    struct witness_ask ask = book_ask(&stage.book, &stage.epoch, FIRST, 0, 20);
    struct witness_ask forged = ask;
    forged.note.checkpoint.head.size++;
    assert_int_equal(decide(&stage, &forged, 0), WITNESS_NOT_SIGNED);
    forged = ask;
    assert_true(note_signer_init(&stranger, stage.book.signer.key.name, NOTE_LOG, SEED));
    note_sign(&stranger, &forged.note.checkpoint, 0, line);
    forged.note.count = 0;
    assert_true(note_add_line(&forged.note, line));
    assert_int_equal(decide(&stage, &forged, 0), WITNESS_NOT_SIGNED);
    forged = ask;
    memcpy(forged.note.checkpoint.origin, "elsewhere", sizeof "elsewhere");
    note_sign(&stage.book.signer, &forged.note.checkpoint, 0, line);
    forged.note.count = 0;
    assert_true(note_add_line(&forged.note, line));
    assert_int_equal(decide(&stage, &forged, 0), WITNESS_NOT_SIGNED);
}

static void one_tick_has_one_head(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    keep_head(&stage, FIRST + 2, 30);
    struct witness_given given = {FIRST + 2, stage.past.last, 1, (FIRST + 2) * TICK_S};
    stage.past.given = &given;
    struct witness_ask again = book_ask(&stage.book, &stage.epoch, FIRST + 2, 20, 30);
    assert_int_equal(decide(&stage, &again, 0), WITNESS_AGAIN);
    again.old_size = 3; /* whatever the proof: it is out */
    assert_int_equal(decide(&stage, &again, 0), WITNESS_AGAIN);
    assert_int_equal(decide(&stage, &again, -30 * INT64_C(1000000)), WITNESS_AGAIN); /* a clock that was set back */
    struct witness_ask larger = book_ask(&stage.book, &stage.epoch, FIRST + 2, 30, 31);
    assert_int_equal(decide(&stage, &larger, 0), WITNESS_OTHER_HEAD);
    struct witness_ask other = book_ask(&stage.forked, &stage.epoch, FIRST + 2, 20, 30);
    assert_int_equal(decide(&stage, &other, 0), WITNESS_OTHER_HEAD);
}

static void a_head_must_go_on_from_the_last_one(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    keep_head(&stage, FIRST + 2, 30);
    struct witness_ask ask = book_ask(&stage.book, &stage.epoch, FIRST + 3, 30, 33);
    assert_int_equal(decide(&stage, &ask, 0), WITNESS_GIVE);
    struct witness_ask equal = book_ask(&stage.book, &stage.epoch, FIRST + 3, 30, 30);
    assert_int_equal(decide(&stage, &equal, 0), WITNESS_GIVE);
    struct witness_ask smaller = book_ask(&stage.book, &stage.epoch, FIRST + 3, 20, 29);
    assert_int_equal(decide(&stage, &smaller, 0), WITNESS_SMALLER);
    struct witness_ask old = book_ask(&stage.book, &stage.epoch, FIRST + 3, 29, 33);
    assert_int_equal(decide(&stage, &old, 0), WITNESS_OLD_SIZE);
    struct witness_ask anew = book_ask(&stage.book, &stage.epoch, FIRST + 3, 0, 33);
    assert_int_equal(decide(&stage, &anew, 0), WITNESS_OLD_SIZE);
    struct witness_ask forked = book_ask(&stage.forked, &stage.epoch, FIRST + 3, 30, 33);
    assert_int_equal(decide(&stage, &forked, 0), WITNESS_NO_PROOF);
    struct witness_ask same_size = book_ask(&stage.forked, &stage.epoch, FIRST + 3, 30, 30);
    assert_int_equal(decide(&stage, &same_size, 0), WITNESS_NO_PROOF);
    ask.growth.hashes[0].bytes[5] ^= 1;
    assert_int_equal(decide(&stage, &ask, 0), WITNESS_NO_PROOF);
    ask.growth.hashes[0].bytes[5] ^= 1;
    ask.growth.count--;
    assert_int_equal(decide(&stage, &ask, 0), WITNESS_NO_PROOF);
}

static void a_ledger_without_rows_has_no_head(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    struct witness_ask ask = book_ask(&stage.book, &stage.epoch, FIRST, 0, 0);
    assert_int_equal(decide(&stage, &ask, 0), WITNESS_NO_PROOF);
}

/* An earlier tick that nobody asked for: its link is public, and no head is signed for it, whatever it be. */
static void an_earlier_tick_is_implied(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    keep_head(&stage, FIRST + 5, 30);
    struct witness_ask ask = book_ask(&stage.book, &stage.epoch, FIRST + 4, 30, 40);
    assert_int_equal(decide(&stage, &ask, 60 * INT64_C(1000000)), WITNESS_IMPLIED);
    ask = book_ask(&stage.book, &stage.epoch, FIRST + 6, 30, 40);
    assert_int_equal(decide(&stage, &ask, 0), WITNESS_GIVE);
}

/* A second epoch over the same time gives no second choice: its links begin after the last moment that had one. */
static void one_moment_has_one_link_of_all_epochs(void **state)
{
    (void)state;
    struct stage stage;
    set_stage(&stage);
    keep_head(&stage, INT64_MIN, 30);
    stage.past.last_moment_s = (FIRST + 3) * TICK_S; /* by another epoch */
    struct witness_ask ask = book_ask(&stage.book, &stage.epoch, FIRST + 3, 30, 33);
    assert_int_equal(decide(&stage, &ask, 0), WITNESS_PASSED);
    ask = book_ask(&stage.book, &stage.epoch, FIRST, 30, 33);
    assert_int_equal(decide(&stage, &ask, 300 * INT64_C(1000000)), WITNESS_PASSED);
    ask = book_ask(&stage.book, &stage.epoch, FIRST + 4, 30, 33);
    assert_int_equal(decide(&stage, &ask, 0), WITNESS_GIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verdict_has_its_words),
        cmocka_unit_test(definitions_out_of_range_are_bad),
        cmocka_unit_test(an_epoch_is_defined_once_and_before_it_begins),
        cmocka_unit_test(an_installation_keeps_its_log),
        cmocka_unit_test(a_link_is_given_from_its_moment_on),
        cmocka_unit_test(ticks_of_other_epochs_have_no_link),
        cmocka_unit_test(a_head_must_be_signed_by_the_log_under_its_name),
        cmocka_unit_test(one_tick_has_one_head),
        cmocka_unit_test(a_head_must_go_on_from_the_last_one),
        cmocka_unit_test(a_ledger_without_rows_has_no_head),
        cmocka_unit_test(an_earlier_tick_is_implied),
        cmocka_unit_test(one_moment_has_one_link_of_all_epochs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
