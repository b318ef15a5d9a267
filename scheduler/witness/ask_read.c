/* A witness's answers: see ask_read.h. */
#include "witness/ask_read.h"

#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"
#include "sibu/json.h"

static enum sibu_status untrue(const struct ask_answer *answer, const char *zh, const char *en,
                               struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_BAD_INPUT, answer->url, "%.0s%s", "%s%.0s", en, zh);
}

/* The witness's own sentence is not repeated: it is a stranger's. The word is one of ours, or stands for a failure. */
static enum sibu_status read_refusal(const struct ask_answer *answer, struct sibu_json_value root,
                                     struct ask_refusal *refusal, struct sibu_fault *fault)
{
    struct sibu_fault unheard;
    int64_t size = 0;
    if (answer->http_status == 401) {
        return sibu_fault_set(fault, SIBU_NO, answer->url, "见证人要求出示口令", "the witness wants its token shown");
    }
    const char *word = sibu_json_as_string(sibu_json_member(root, "refused"));
    refusal->verdict = witness_verdict_of(word);
    if (refusal->verdict == WITNESS_GIVE || refusal->verdict == WITNESS_AGAIN || refusal->verdict == WITNESS_IMPLIED) {
        refusal->verdict = WITNESS_FAILED; /* a yes that is none */
    }
    if (sibu_json_integer(root, "wait_s", 1, WITNESS_EPOCH_S_MAX * 1000, &refusal->wait_s, &unheard) != SIBU_OK) {
        refusal->wait_s = 0;
    }
    if (sibu_json_integer(root, "size", 0, (int64_t)TREE_SIZE_MAX, &size, &unheard) == SIBU_OK) {
        refusal->size = (uint64_t)size;
    }
    int again = refusal->verdict == WITNESS_EARLY || refusal->verdict == WITNESS_FAILED;
    const struct witness_words *words = witness_words(refusal->verdict);
    return sibu_fault_set(fault, again ? SIBU_IO : SIBU_NO, answer->url, "见证人拒绝（%ld）：%s%.0s",
                          "the witness refuses (%ld): %.0s%s", answer->http_status, words->what[SIBU_ZH],
                          words->what[SIBU_EN]);
}

/* Opens the answer. SIBU_OK: it is a yes; else the document is closed. */
static enum sibu_status open_answer(const struct ask_answer *answer, struct sibu_json **document,
                                    struct ask_refusal *refusal, struct sibu_fault *fault)
{
    *refusal = (struct ask_refusal){.verdict = WITNESS_FAILED};
    struct sibu_fault unheard;
    if (sibu_json_open(document, "answer", answer->bytes, answer->length, &unheard) != SIBU_OK) {
        return untrue(answer, "见证人的应答不是 JSON，地址对吗？", "what answers is no witness: is the address right?",
                      fault);
    }
    struct sibu_json_value root = sibu_json_root(*document);
    if (answer->http_status == 200 && sibu_json_as_bool(sibu_json_member(root, "ok"))) {
        refusal->verdict = WITNESS_GIVE;
        return SIBU_OK;
    }
    enum sibu_status status = read_refusal(answer, root, refusal, fault);
    sibu_json_close(*document);
    *document = NULL;
    return status;
}

/* The member's text, copied; false where it is none or has no room. */
static int copy_text(const struct sibu_json *document, const char *key, char *out, size_t bytes)
{
    const char *text = sibu_json_as_string(sibu_json_member(sibu_json_root(document), key));
    size_t length = strlen(text);
    if (length == 0 || length >= bytes) {
        return 0;
    }
    memcpy(out, text, length + 1);
    return 1;
}

static int copy_link(const struct sibu_json *document, const char *key, uint8_t out[CHAIN_LINK_BYTES])
{
    return sibu_unhex(out, CHAIN_LINK_BYTES, sibu_json_as_string(sibu_json_member(sibu_json_root(document), key)));
}

enum sibu_status ask_read_key(const struct ask_answer *answer, struct note_key *out, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct ask_refusal refusal;
    char text[NOTE_KEY_TEXT_MAX] = "";
    enum sibu_status status = open_answer(answer, &document, &refusal, fault);
    if (status == SIBU_OK && (!copy_text(document, "key", text, sizeof text) || !note_key_read(out, text) ||
                              out->type != NOTE_COSIGNATURE)) {
        status = untrue(answer, "应答中没有见证人的公钥", "there is no witness's key in the answer", fault);
    }
    sibu_json_close(document);
    return status;
}

enum sibu_status ask_read_anchor(const struct ask_answer *answer, uint8_t anchor[CHAIN_LINK_BYTES],
                                 struct ask_refusal *refusal, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    enum sibu_status status = open_answer(answer, &document, refusal, fault);
    if (status == SIBU_OK && !copy_link(document, "anchor", anchor)) {
        status = untrue(answer, "应答中没有锚值", "there is no anchor in the answer", fault);
    }
    sibu_json_close(document);
    return status;
}

/* Whether the signatures are the key's, over this tick, link and head, at the time told. */
static int is_signed(const struct note_key *key, const struct ask_link *link, const struct ask_given *given)
{
    struct note note = {.checkpoint = link->ask->note.checkpoint};
    int64_t time_s = 0;
    struct receipt receipt = {.who = link->epoch->who,
                              .tick = link->ask->tick,
                              .time_s = given->time_s,
                              .checkpoint = link->ask->note.checkpoint};
    memcpy(receipt.link, given->link, sizeof receipt.link);
    return note_add_line(&note, given->cosignature) && note_check(&note, key, &time_s) && time_s == given->time_s &&
           receipt_check(key, &receipt, given->receipt);
}

static int leads_back(const struct ask_link *link, const struct ask_given *given)
{
    struct chain_known later = {.number = witness_link_number(link->epoch, link->ask->tick)};
    memcpy(later.link, given->link, sizeof later.link);
    return chain_leads(&link->epoch->who, &later, &link->known);
}

static enum sibu_status read_given(const struct ask_answer *answer, const struct sibu_json *document,
                                   struct ask_given *out, struct sibu_fault *fault)
{
    struct sibu_json_value root = sibu_json_root(document);
    struct sibu_fault unheard;
    memset(out, 0, sizeof *out);
    out->is_implied = sibu_json_as_bool(sibu_json_member(root, "implied"));
    int fine = copy_link(document, "link", out->link);
    if (!out->is_implied) {
        fine = fine && copy_text(document, "cosignature", out->cosignature, sizeof out->cosignature) &&
               copy_text(document, "receipt", out->receipt, sizeof out->receipt) &&
               sibu_json_integer(root, "time", 1, WITNESS_EPOCH_MAX, &out->time_s, &unheard) == SIBU_OK;
    }
    return fine ? SIBU_OK : untrue(answer, "应答中没有链值或签名", "link or signature is missing in the answer", fault);
}

enum sibu_status ask_read_link(const struct ask_answer *answer, const struct note_key *key, const struct ask_link *link,
                               struct ask_given *out, struct ask_refusal *refusal, struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    enum sibu_status status = open_answer(answer, &document, refusal, fault);
    if (status != SIBU_OK) {
        return status;
    }
    status = read_given(answer, document, out, fault);
    sibu_json_close(document);
    if (status == SIBU_OK && !leads_back(link, out)) {
        status =
            untrue(answer, "见证人给出的链值与其锚值不符", "the witness's link does not lead to its anchor", fault);
    }
    if (status == SIBU_OK && !out->is_implied && !is_signed(key, link, out)) {
        status = untrue(answer, "签名不是约定的见证人密钥所签",
                        "it is not signed with the witness's key that was agreed on", fault);
    }
    return status;
}

enum sibu_status ask_read_head(const struct ask_answer *answer, const struct note_key *key, struct note *out,
                               struct sibu_fault *fault)
{
    struct sibu_json *document = NULL;
    struct ask_refusal refusal;
    char text[NOTE_MAX] = "";
    enum sibu_status status = open_answer(answer, &document, &refusal, fault);
    if (status == SIBU_OK && (!copy_text(document, "checkpoint", text, sizeof text) ||
                              !note_read(out, text, strlen(text)) || !note_check(out, key, NULL))) {
        status = untrue(answer, "应答中没有该见证人签名的检查点",
                        "there is no head signed by this witness in the answer", fault);
    }
    sibu_json_close(document);
    return status;
}
