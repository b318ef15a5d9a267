/* A desk's answers: see desk_answer.h. */
#include "witness/desk_answer.h"

#include "sibu/hash.h"

unsigned desk_answer_no(struct sibu_text *answer, enum witness_verdict verdict, const char *what)
{
    const struct desk_hint none = {0, 0};
    if (what == NULL) {
        return desk_answer_hint(answer, verdict, &none);
    }
    sibu_text_addf(answer, "{\"ok\":false,\"refused\":\"%s\",\"what\":", witness_words(verdict)->word);
    sibu_text_add_json(answer, what);
    sibu_text_add(answer, "}\n");
    return witness_words(verdict)->http_status;
}

unsigned desk_answer_hint(struct sibu_text *answer, enum witness_verdict verdict, const struct desk_hint *hint)
{
    const struct witness_words *words = witness_words(verdict);
    sibu_text_addf(answer, "{\"ok\":false,\"refused\":\"%s\"", words->word);
    if (verdict == WITNESS_EARLY) {
        sibu_text_addf(answer, ",\"wait_s\":%lld", (long long)hint->wait_s);
    }
    if (verdict == WITNESS_OLD_SIZE || verdict == WITNESS_SMALLER) {
        sibu_text_addf(answer, ",\"size\":%llu", (unsigned long long)hint->size);
    }
    sibu_text_add(answer, ",\"what\":");
    sibu_text_add_json(answer, words->what[SIBU_EN]);
    sibu_text_add(answer, "}\n");
    return words->http_status;
}

static void begin(struct sibu_text *answer, const char *name, const uint8_t link[CHAIN_LINK_BYTES])
{
    char hex[2 * CHAIN_LINK_BYTES + 1];
    sibu_hex(hex, link, CHAIN_LINK_BYTES);
    sibu_text_addf(answer, "{\"ok\":true,\"%s\":\"%s\"", name, hex);
}

unsigned desk_answer_anchor(struct sibu_text *answer, const uint8_t anchor[CHAIN_LINK_BYTES])
{
    begin(answer, "anchor", anchor);
    sibu_text_add(answer, "}\n");
    return 200;
}

unsigned desk_answer_implied(struct sibu_text *answer, const uint8_t link[CHAIN_LINK_BYTES])
{
    begin(answer, "link", link);
    sibu_text_add(answer, ",\"implied\":true}\n");
    return 200;
}

unsigned desk_answer_link(struct sibu_text *answer, const struct note_signer *signer, const struct receipt *receipt)
{
    char line[NOTE_LINE_MAX], code[RECEIPT_CODE_MAX];
    note_sign(signer, &receipt->checkpoint, receipt->time_s, line);
    receipt_sign(signer, receipt, code);
    begin(answer, "link", receipt->link);
    sibu_text_addf(answer, ",\"time\":%lld,\"cosignature\":", (long long)receipt->time_s);
    sibu_text_add_json(answer, line);
    sibu_text_add(answer, ",\"receipt\":");
    sibu_text_add_json(answer, code);
    sibu_text_add(answer, "}\n");
    return 200;
}

unsigned desk_answer_note(struct sibu_text *answer, const char *note)
{
    sibu_text_add(answer, "{\"ok\":true,\"checkpoint\":");
    sibu_text_add_json(answer, note);
    sibu_text_add(answer, "}\n");
    return 200;
}

unsigned desk_answer_key(struct sibu_text *answer, const struct note_key *key)
{
    char text[NOTE_KEY_TEXT_MAX];
    note_key_text(text, key);
    sibu_text_add(answer, "{\"ok\":true,\"name\":");
    sibu_text_add_json(answer, key->name);
    sibu_text_add(answer, ",\"key\":");
    sibu_text_add_json(answer, text);
    sibu_text_add(answer, "}\n");
    return 200;
}
