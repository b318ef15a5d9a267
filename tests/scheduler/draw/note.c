/* Signed notes: what others have published is read, what we write is what another implementation writes, and nothing
 * else is taken.
 *
 * The note of sum.golang.org is a public one of that log; the key PeterNeumann is the example of C2SP's signed-note. The
 * plant's and the auditor's signatures were made by Python's cryptography from the same seeds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "draw/note.h"
#include "draw/note_file.h"
#include "draw/receipt.h"
#include "sibu/hash.h"

#define TIME_S 1795444200

static const char GO_KEY[] = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
static const char GO_NOTE[] =
    "go.sum database tree\n15368405\n/g9am3I6YWNKaZX/jkne1fqd9zEyjss+JXyPXG0WfkY=\n\n"
    "\xe2\x80\x94 sum.golang.org "
    "Az3grqJGUaSGukG9p8nI2vKgiFn7qGHxn0W+mrwyI6Gz3F0t1J3LzmWk/p96Ybf295EjwdSwlzgijq5WA9d1Ded7owM=\n";
static const char PETER_SEED[] = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173";
static const char PETER_KEY[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char PLANT_KEY[] = "plant.example/sibu+59ab43df+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
static const char AUDITOR_KEY[] = "auditor.example+58294613+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
#define PLANT_TEXT "plant.example/sibu\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define PLANT_LINE                                                                                                     \
    "\xe2\x80\x94 plant.example/sibu "                                                                                 \
    "WatD36d2t0hNO/yHJ3VZczcGX/ArF6pk1MEgU0z+cNLrc51BU18AaXHXKvOzLRVk1wXN4qIAJAiwTT6bxwxjy5Bu5gM=\n"
#define AUDITOR_LINE                                                                                                   \
    "\xe2\x80\x94 auditor.example "                                                                                    \
    "WClGEwAAAABrBE3oy2p/LSvsVIErGt6uuax/GL+gF362gJOS+U9p4UBV3aXjOa/DDd1hnLMATVtmkXIQnXqUm/TfrH8V3YJNIbAXAg==\n"
static const char BOTH[] = PLANT_TEXT "\n" PLANT_LINE AUDITOR_LINE;

static void open_signer(struct note_signer *signer, const char *name, enum note_type type, uint8_t first)
{
    uint8_t seed[NOTE_SEED_BYTES];
    for (unsigned i = 0; i < sizeof seed; i++) {
        seed[i] = (uint8_t)(first + i);
    }
    assert_true(note_signer_init(signer, name, type, seed));
}

static void read_checkpoint(struct note_checkpoint *checkpoint)
{
    struct note note;
    assert_true(note_read(&note, BOTH, sizeof BOTH - 1));
    *checkpoint = note.checkpoint;
}

static int valid(const char *bytes, const char *key_text, int64_t *time_s)
{
    struct note note;
    struct note_key key;
    return note_read(&note, bytes, strlen(bytes)) && note_key_read(&key, key_text) && note_check(&note, &key, time_s);
}

static void a_published_checkpoint_is_read_and_valid(void **state)
{
    (void)state;
    struct note note;
    int64_t time_s = 7;
    assert_true(note_read(&note, GO_NOTE, sizeof GO_NOTE - 1));
    assert_string_equal(note.checkpoint.origin, "go.sum database tree");
    assert_int_equal(note.checkpoint.head.size, 15368405);
    assert_true(valid(GO_NOTE, GO_KEY, &time_s));
    assert_int_equal(time_s, 0);
    assert_false(valid(GO_NOTE, PETER_KEY, NULL));
    char written[NOTE_MAX];
    note_write(written, &note);
    assert_string_equal(written, GO_NOTE);
}

static void keys_are_told_as_others_tell_them(void **state)
{
    (void)state;
    struct note_signer signer;
    struct note_key key;
    char text[NOTE_KEY_TEXT_MAX];
    uint8_t seed[NOTE_SEED_BYTES];
    assert_true(sibu_unhex(seed, sizeof seed, PETER_SEED));
    assert_true(note_signer_init(&signer, "PeterNeumann", NOTE_LOG, seed));
    note_key_text(text, &signer.key);
    assert_string_equal(text, PETER_KEY);
    open_signer(&signer, "auditor.example", NOTE_COSIGNATURE, 32);
    note_key_text(text, &signer.key);
    assert_string_equal(text, AUDITOR_KEY);
    assert_true(note_key_read(&key, AUDITOR_KEY));
    assert_int_equal(key.type, NOTE_COSIGNATURE);
    assert_memory_equal(key.public_key, signer.key.public_key, sizeof key.public_key);
    assert_memory_equal(key.id, signer.key.id, sizeof key.id);
}

static void signatures_are_those_of_another_implementation(void **state)
{
    (void)state;
    struct note_signer plant, auditor;
    struct note_checkpoint checkpoint;
    char line[NOTE_LINE_MAX], text[NOTE_TEXT_MAX];
    int64_t time_s = 0;
    open_signer(&plant, "plant.example/sibu", NOTE_LOG, 0);
    open_signer(&auditor, "auditor.example", NOTE_COSIGNATURE, 32);
    read_checkpoint(&checkpoint);
    note_checkpoint_text(text, &checkpoint);
    assert_string_equal(text, PLANT_TEXT);
    note_sign(&plant, &checkpoint, 0, line);
    assert_string_equal(line, PLANT_LINE);
    note_sign(&auditor, &checkpoint, TIME_S, line);
    assert_string_equal(line, AUDITOR_LINE);
    assert_true(valid(BOTH, PLANT_KEY, NULL));
    assert_true(valid(BOTH, AUDITOR_KEY, &time_s));
    assert_int_equal(time_s, TIME_S);
    note_signer_clear(&plant);
    for (size_t i = 0; i < sizeof plant.secret; i++) {
        assert_int_equal(plant.secret[i], 0);
    }
}

static void a_line_can_be_added_to_a_note(void **state)
{
    (void)state;
    static const char ALONE[] = PLANT_TEXT "\n" PLANT_LINE;
    struct note note;
    struct note_key key;
    char written[NOTE_MAX];
    assert_true(note_key_read(&key, AUDITOR_KEY));
    assert_true(note_read(&note, ALONE, sizeof ALONE - 1));
    assert_false(note_check(&note, &key, NULL));
    assert_false(note_add_line(&note, ""));
    assert_false(note_add_line(&note, "\n"));
    assert_false(note_add_line(&note, AUDITOR_LINE AUDITOR_LINE));
    assert_true(note_add_line(&note, AUDITOR_LINE));
    assert_true(note_check(&note, &key, NULL));
    note_write(written, &note);
    assert_string_equal(written, BOTH);
    while (note.count < NOTE_LINES_MAX) {
        assert_true(note_add_line(&note, AUDITOR_LINE));
    }
    assert_false(note_add_line(&note, AUDITOR_LINE));
    note_write(written, &note);
    assert_true(note_read(&note, written, strlen(written)));
}

/* One bit of a note anywhere: it is not read, or no longer signed by both. A name or key id that differs is another's. */
static void one_flipped_bit_is_no_valid_note(void **state)
{
    (void)state;
    struct note_key plant, auditor;
    char bytes[sizeof BOTH];
    assert_true(note_key_read(&plant, PLANT_KEY) && note_key_read(&auditor, AUDITOR_KEY));
    for (size_t i = 0; i < sizeof BOTH - 1; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct note note;
            memcpy(bytes, BOTH, sizeof bytes);
            bytes[i] = (char)((uint8_t)bytes[i] ^ 1u << bit);
            assert_false(note_read(&note, bytes, sizeof BOTH - 1) && note_check(&note, &plant, NULL) &&
                         note_check(&note, &auditor, NULL));
        }
    }
}

static void a_note_cut_short_is_none(void **state)
{
    (void)state;
    static const size_t WHOLE = sizeof PLANT_TEXT + sizeof PLANT_LINE - 1; /* text, empty line, one line */
    struct note note;
    for (size_t length = 0; length < sizeof BOTH - 1; length++) {
        assert_int_equal(note_read(&note, BOTH, length), length == WHOLE);
    }
    char bytes[sizeof BOTH];
    memcpy(bytes, BOTH, sizeof bytes);
    assert_false(note_read(&note, bytes, sizeof bytes)); /* a NUL behind it */
}

static void only_the_one_way_to_write_a_note_is_read(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "",
        "\n",
        "plant.example/sibu\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\n-8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\n+8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\n8 \nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\n\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\n281474976710656\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\n99999999999999999999999\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\r\n8\r\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\r\n\r\n" PLANT_LINE,
        "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant\t\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE,
        "plant.example/sibu\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n\n" PLANT_LINE, /* no = */
        "plant.example/sibu\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n\n" PLANT_LINE, /* bits left over */
        "plant.example/sibu\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz-Nw7_RgQyg=\n\n" PLANT_LINE, /* another alphabet */
        "plant.example/sibu\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw==\n\n" PLANT_LINE, /* 31 bytes */
        "plant.example/sibu\n8\n XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n" PLANT_LINE, /* a blank */
        PLANT_TEXT "more\n\n" PLANT_LINE,
        PLANT_TEXT PLANT_LINE,
        PLANT_TEXT "\n",
        PLANT_TEXT "\n\n" PLANT_LINE,
        PLANT_TEXT "\n" PLANT_LINE "\n",
        PLANT_TEXT "\n- plant.example/sibu WatD36d2\n",
        PLANT_TEXT "\n\xe2\x80\x94 plant.example/sibu\n",
        PLANT_TEXT "\n\xe2\x80\x94 plant.example/sibu \n",
        PLANT_TEXT "\n\xe2\x80\x94  WatD36d2\n",
        PLANT_TEXT "\n\xe2\x80\x94 plant.example/sibu WatD3w==\n", /* an id and nothing else */
        PLANT_TEXT "\n\xe2\x80\x94 plant+sibu WatD36d2\n",
        PLANT_TEXT "\n\xe2\x80\x94 plant sibu WatD36d2\n",
        PLANT_TEXT
        "\n" PLANT_LINE PLANT_LINE PLANT_LINE PLANT_LINE PLANT_LINE PLANT_LINE PLANT_LINE PLANT_LINE PLANT_LINE,
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        struct note note;
        if (note_read(&note, WRONG[i], strlen(WRONG[i]))) {
            fail_msg("taken: %s", WRONG[i]);
        }
    }
    char name[300] = PLANT_TEXT "\n\xe2\x80\x94 ";
    memset(name + strlen(name), 'n', NOTE_NAME_MAX + 1);
    struct note note;
    char whole[400];
    (void)snprintf(whole, sizeof whole, "%s WatD36d2\n", name);
    assert_false(note_read(&note, whole, strlen(whole)));
    (void)snprintf(whole, sizeof whole, "%.*s WatD36d2\n", (int)strlen(name) - 1, name);
    assert_true(note_read(&note, whole, strlen(whole)));
}

static void keys_that_are_none_are_refused(void **state)
{
    (void)state;
    struct note_key key;
    char text[sizeof PLANT_KEY];
    for (size_t i = 0; i < sizeof PLANT_KEY - 1; i++) { /* each character changed, and each length */
        memcpy(text, PLANT_KEY, sizeof text);
        text[i] ^= 1;
        assert_false(note_key_read(&key, text));
        memcpy(text, PLANT_KEY, sizeof text);
        text[i] = '\0';
        assert_false(note_key_read(&key, text));
    }
    assert_false(note_key_read(&key, "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="));
    assert_false(note_key_read(&key, "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
    assert_false(note_key_read(&key, "++"));
    struct note_signer signer;
    uint8_t seed[NOTE_SEED_BYTES] = {0};
    assert_false(note_signer_init(&signer, "two words", NOTE_LOG, seed));
    assert_false(note_signer_init(&signer, "", NOTE_LOG, seed));
    assert_false(note_signer_init(&signer, "a+b", NOTE_LOG, seed));
    assert_false(note_signer_init(&signer, "\xe5\x9b\x9b", NOTE_LOG, seed));
}

/* A log's signature is no cosignature, though the key be the same: the types give other ids and other messages. */
static void one_type_does_not_pass_for_the_other(void **state)
{
    (void)state;
    struct note_signer log, cosigner;
    struct note note;
    char line[NOTE_LINE_MAX];
    open_signer(&log, "plant.example/sibu", NOTE_LOG, 0);
    open_signer(&cosigner, "plant.example/sibu", NOTE_COSIGNATURE, 0);
    assert_true(note_read(&note, BOTH, sizeof BOTH - 1));
    assert_true(note_check(&note, &log.key, NULL));
    assert_false(note_check(&note, &cosigner.key, NULL));
    note_sign(&cosigner, &note.checkpoint, TIME_S, line);
    note.count = 0;
    assert_true(note_add_line(&note, line));
    assert_true(note_check(&note, &cosigner.key, NULL));
    assert_false(note_check(&note, &log.key, NULL));
    memcpy(note.lines[0].blob, log.key.id, sizeof log.key.id);
    assert_false(note_check(&note, &log.key, NULL));
}

static void a_second_line_of_the_same_key_must_be_valid_too(void **state)
{
    (void)state;
    struct note note;
    struct note_key key;
    assert_true(note_key_read(&key, PLANT_KEY));
    assert_true(note_read(&note, BOTH, sizeof BOTH - 1));
    assert_true(note_add_line(&note, PLANT_LINE));
    assert_true(note_check(&note, &key, NULL));
    note.lines[2].blob[40] ^= 1;
    assert_false(note_check(&note, &key, NULL));
}

static void fill_receipt(struct receipt *receipt)
{
    memset(receipt, 0, sizeof *receipt);
    for (unsigned i = 0; i < sizeof receipt->who.id; i++) {
        receipt->who.id[i] = (uint8_t)i;
    }
    for (unsigned i = 0; i < sizeof receipt->link; i++) {
        receipt->link[i] = (uint8_t)(64 + i);
    }
    receipt->who.epoch = 1;
    receipt->tick = 2992407;
    receipt->time_s = TIME_S;
    read_checkpoint(&receipt->checkpoint);
}

static void a_receipt_binds_tick_link_head_and_time(void **state)
{
    (void)state;
    static const char CODE[] =
        "AgN6lNd/pt4KVZTa3eeis8SHYOXXuG/nmqEx77nNiu5Mu9P3WB6wZZVcg223ldH39jL1f+5BVRp+e6MasO/dDg==";
    struct note_signer signer;
    struct receipt receipt, other;
    char code[RECEIPT_CODE_MAX];
    open_signer(&signer, "auditor.example", NOTE_COSIGNATURE, 32);
    fill_receipt(&receipt);
    receipt_sign(&signer, &receipt, code);
    assert_string_equal(code, CODE);
    assert_true(receipt_check(&signer.key, &receipt, code));
    uint8_t *const parts[] = {receipt.who.id,
                              (uint8_t *)&receipt.who.epoch,
                              (uint8_t *)&receipt.tick,
                              receipt.link,
                              (uint8_t *)&receipt.time_s,
                              (uint8_t *)&receipt.checkpoint.head.size,
                              receipt.checkpoint.head.root.bytes};
    other = receipt;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        *parts[i] ^= 1;
        assert_false(receipt_check(&signer.key, &receipt, code));
        receipt = other;
    }
    assert_false(receipt_check(&signer.key, &receipt, ""));
    code[3] = code[3] == 'A' ? 'B' : 'A';
    assert_false(receipt_check(&signer.key, &receipt, code));
}

static void a_key_file_is_made_once_and_only_its_owner_reads_it(void **state)
{
    (void)state;
    char folder[] = "/tmp/sibu-note-XXXXXX", path[64];
    uint8_t made[NOTE_SEED_BYTES], again[NOTE_SEED_BYTES];
    struct sibu_fault fault;
    struct stat about;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/log.key", folder);
    assert_int_equal(note_seed_read(path, again, &fault), SIBU_BAD_INPUT);
    assert_int_equal(note_seed_open(path, made, &fault), SIBU_OK);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(note_seed_open(path, again, &fault), SIBU_OK);
    assert_memory_equal(made, again, sizeof made);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(note_seed_open(path, again, &fault), SIBU_BAD_INPUT);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, 20), 0);
    assert_int_equal(note_seed_open(path, again, &fault), SIBU_BAD_INPUT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_published_checkpoint_is_read_and_valid),
        cmocka_unit_test(keys_are_told_as_others_tell_them),
        cmocka_unit_test(signatures_are_those_of_another_implementation),
        cmocka_unit_test(a_line_can_be_added_to_a_note),
        cmocka_unit_test(one_flipped_bit_is_no_valid_note),
        cmocka_unit_test(a_note_cut_short_is_none),
        cmocka_unit_test(only_the_one_way_to_write_a_note_is_read),
        cmocka_unit_test(keys_that_are_none_are_refused),
        cmocka_unit_test(one_type_does_not_pass_for_the_other),
        cmocka_unit_test(a_second_line_of_the_same_key_must_be_valid_too),
        cmocka_unit_test(a_receipt_binds_tick_link_head_and_time),
        cmocka_unit_test(a_key_file_is_made_once_and_only_its_owner_reads_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
