/* Whose links and rounds make the draw, in words and as JSON: see policy_proof.h. Pure. The sentences on what each mode
 * stops are the table of docs/proof.md.
 */
#include "command/policy_proof.h"
#include "sibu/hash.h"

enum mode { LOCAL = 0, WITNESS, BEACON, BOTH };

/* What is said of each mode. */
static const struct {
    const char *name;
    enum sibu_say_id made_of, stops, open;
} MODES[] = {
    [LOCAL] = {"local", SIBU_SAY_POLICY_PROOF_LOCAL, SIBU_SAY_POLICY_PROOF_STOPS_LOCAL,
               SIBU_SAY_POLICY_PROOF_OPEN_LOCAL},
    [WITNESS] = {"witness", SIBU_SAY_POLICY_PROOF_WITNESS, SIBU_SAY_POLICY_PROOF_STOPS_WITNESS,
                 SIBU_SAY_POLICY_PROOF_OPEN_WITNESS},
    [BEACON] = {"beacon", SIBU_SAY_POLICY_PROOF_BEACON, SIBU_SAY_POLICY_PROOF_STOPS_BEACON,
                SIBU_SAY_POLICY_PROOF_OPEN_BEACON},
    [BOTH] = {"both", SIBU_SAY_POLICY_PROOF_BOTH, SIBU_SAY_POLICY_PROOF_STOPS_BOTH, SIBU_SAY_POLICY_PROOF_OPEN_BOTH},
};

static enum mode mode_of(const struct policy_proof *proof)
{
    if (proof->witness_count > 0) {
        return proof->has_beacon ? BOTH : WITNESS;
    }
    return proof->has_beacon ? BEACON : LOCAL;
}

static void say_line(struct sibu_text *out, const char *before, const char *sentence)
{
    sibu_text_addf(out, "%s%s\n", before, sentence);
}

static void say_witnesses(struct sibu_text *out, const struct policy_proof *proof, enum sibu_language language)
{
    for (uint32_t i = 0; i < proof->witness_count; i++) {
        const struct policy_witness *witness = &proof->witnesses[i];
        char key[NOTE_KEY_TEXT_MAX];
        note_key_text(key, &witness->key);
        sibu_text_add(out, "  ");
        sibu_say_with(out, language,
                      witness->token_file[0] == '\0' ? SIBU_SAY_POLICY_PROOF_NAMED : SIBU_SAY_POLICY_PROOF_NAMED_TOKEN,
                      (const char *[]){witness->key.name, witness->url, key, witness->token_file}, 4);
        sibu_text_add(out, "\n");
    }
}

static void say_beacon(struct sibu_text *out, const struct policy_proof *proof, enum sibu_language language)
{
    struct sibu_text urls = {0};
    char chain[2 * sizeof proof->chain + 1];
    sibu_hex(chain, proof->chain, sizeof proof->chain);
    for (size_t i = 0; i < proof->url_count; i++) {
        sibu_text_addf(&urls, "%s%s", i > 0 ? sibu_say(language, SIBU_SAY_POLICY_DAY_COMMA) : "", proof->urls[i]);
    }
    sibu_text_add(out, "  ");
    sibu_say_with(out, language, SIBU_SAY_POLICY_PROOF_CHAIN, (const char *[]){chain, sibu_text_get(&urls)}, 2);
    sibu_text_add(out, "\n");
    sibu_text_clear(&urls);
}

void policy_proof_words(struct sibu_text *out, const struct policy *policy, enum sibu_language language)
{
    enum mode mode = mode_of(&policy->proof);
    say_line(out, "", sibu_say(language, MODES[mode].made_of));
    say_witnesses(out, &policy->proof, language);
    if (policy->proof.has_beacon) {
        say_beacon(out, &policy->proof, language);
    }
    say_line(out, "  ", sibu_say(language, MODES[mode].stops));
    say_line(out, "  ", sibu_say(language, MODES[mode].open));
    if (mode != LOCAL) {
        say_line(out, "  ", sibu_say(language, SIBU_SAY_POLICY_PROOF_WAITS));
    }
}

static void add_sentence(struct sibu_text *out, const char *key, enum sibu_say_id id)
{
    sibu_text_addf(out, ",\"%s\":{\"zh\":", key);
    sibu_text_add_json(out, sibu_say(SIBU_ZH, id));
    sibu_text_add(out, ",\"en\":");
    sibu_text_add_json(out, sibu_say(SIBU_EN, id));
    sibu_text_add(out, "}");
}

static void add_witness(struct sibu_text *out, const struct policy_witness *witness)
{
    char key[NOTE_KEY_TEXT_MAX];
    note_key_text(key, &witness->key);
    sibu_text_add(out, "{\"name\":");
    sibu_text_add_json(out, witness->key.name);
    sibu_text_add(out, ",\"url\":");
    sibu_text_add_json(out, witness->url);
    sibu_text_add(out, ",\"key\":");
    sibu_text_add_json(out, key);
    sibu_text_add(out, ",\"token_file\":");
    if (witness->token_file[0] == '\0') {
        sibu_text_add(out, "null");
    } else {
        sibu_text_add_json(out, witness->token_file);
    }
    sibu_text_add(out, "}");
}

static void add_beacon(struct sibu_text *out, const struct policy_proof *proof)
{
    char chain[2 * sizeof proof->chain + 1];
    sibu_text_add(out, ",\"beacon\":");
    if (!proof->has_beacon) {
        sibu_text_add(out, "null");
        return;
    }
    sibu_hex(chain, proof->chain, sizeof proof->chain);
    sibu_text_addf(out, "{\"chain\":\"%s\",\"urls\":[", chain);
    for (size_t i = 0; i < proof->url_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        sibu_text_add_json(out, proof->urls[i]);
    }
    sibu_text_add(out, "]}");
}

void policy_proof_json(struct sibu_text *out, const struct policy *policy)
{
    const struct policy_proof *proof = &policy->proof;
    enum mode mode = mode_of(proof);
    sibu_text_addf(out, ",\"proof\":{\"mode\":\"%s\",\"witnesses\":[", MODES[mode].name);
    for (uint32_t i = 0; i < proof->witness_count; i++) {
        sibu_text_add(out, i > 0 ? "," : "");
        add_witness(out, &proof->witnesses[i]);
    }
    sibu_text_add(out, "]");
    add_beacon(out, proof);
    add_sentence(out, "stops", MODES[mode].stops);
    add_sentence(out, "leaves_open", MODES[mode].open);
    sibu_text_add(out, "}");
}
