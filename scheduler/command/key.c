/* sibu key: makes a key that signs reports, or tells the public half of one that is there. */
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "draw/note_file.h"
#include "report/signed.h"

static void tell(const struct command_call *call, const char *key, int is_new, struct sibu_text *text)
{
    if (call->json) {
        sibu_text_addf(text, "{\"made\":%s,\"key\":", is_new ? "true" : "false");
        sibu_text_add_json(text, key);
        sibu_text_add(text, "}\n");
        return;
    }
    const char *const values[] = {call->arguments[0], key};
    sibu_say_with(text, call->language, is_new ? SIBU_SAY_SIGNED_KEY_MADE : SIBU_SAY_SIGNED_KEY_IS, values, 2);
    sibu_text_add(text, "\n");
}

static int run(struct command_call *call)
{
    struct note_signer signer;
    struct sibu_fault fault;
    struct sibu_text text = {0};
    uint8_t seed[NOTE_SEED_BYTES] = {0};
    char key[NOTE_KEY_TEXT_MAX];
    int is_new = access(call->arguments[0], F_OK) != 0;
    if (note_seed_open(call->arguments[0], seed, &fault) != SIBU_OK) {
        return command_fail(call, &fault);
    }
    (void)note_signer_init(&signer, SIGNED_KEY_NAME, NOTE_LOG, seed);
    note_key_text(key, &signer.key);
    note_signer_clear(&signer);
    memset(seed, 0, sizeof seed);
    tell(call, key, is_new, &text);
    return command_answer(call, &text);
}

const struct command COMMAND_KEY = {
    .name = "key",
    .arguments = "FILE",
    .least_arguments = 1,
    .most_arguments = 1,
    .summary = {"生成为报告签名的密钥（已有的不改），并给出公钥",
                "make a key that signs reports, if it is not there, and tell its public half"},
    .run = run,
};
