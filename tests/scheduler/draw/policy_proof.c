/* Whose links and rounds make the draw, as the policy says it: what is read, and what is refused, by its pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/policy.h"
#include "sibu/text.h"

/* Keys of type 04 (one of type 01, for a log), as Python's hashlib and base64 make them. */
#define COUNCIL "works-council.example+3bc2fc4d+BCoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq"
#define COUNCIL_RENAMED "auditor.example+26f579ea+BCoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq"
#define AUDITOR "auditor.example+c9aad8dc+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr"
#define AUDITOR_LOG "auditor.example+95879693+ASsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr"
#define THIRD "c.example+e794dca9+BCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCwsLCws"
#define FOURTH "d.example+ff584139+BC0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0tLS0t"
#define FIFTH "e.example+bfad7b15+BC4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4u"
#define CHAIN "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"

#define WITNESS(url, key) "{\"url\": \"" url "\", \"key\": \"" key "\"}"
#define WITNESSES(list) "{\"witnesses\": [" list "]}"
#define BEACON(chain, urls) "{\"beacon\": {\"chain\": \"" chain "\", \"urls\": [" urls "]}}"
#define URL "http://10.0.0.7:8091"

static enum sibu_status open_with(struct policy **out, const char *proof, struct sibu_fault *fault)
{
    struct sibu_text text = {0};
    sibu_text_addf(
        &text, "{\"format\": 1, \"mean\": 2, \"proof\": %s, \"sites\": [{\"site\": \"a\", \"roster\": \"b\"}]}", proof);
    *fault = (struct sibu_fault){SIBU_OK, "", {"", ""}};
    enum sibu_status status = policy_open(out, "p.json", sibu_text_get(&text), text.length, fault);
    sibu_text_clear(&text);
    return status;
}

static struct policy *open_good(const char *proof)
{
    struct policy *policy = NULL;
    struct sibu_fault fault;
    if (open_with(&policy, proof, &fault) != SIBU_OK) {
        fail_msg("%s: %s: %s", proof, fault.place, fault.what[SIBU_EN]);
    }
    return policy;
}

static void without_proof_the_draw_is_local(void **state)
{
    (void)state;
    static const char BYTES[] = "{\"format\": 1, \"mean\": 2, \"sites\": [{\"site\": \"a\", \"roster\": \"b\"}]}";
    struct policy *policy = NULL;
    struct sibu_fault fault;
    assert_int_equal(policy_open(&policy, "p.json", BYTES, strlen(BYTES), &fault), SIBU_OK);
    assert_int_equal(policy->proof.witness_count, 0);
    assert_int_equal(policy->proof.has_beacon, 0);
    assert_int_equal(policy->proof.url_count, 0);
    policy_close(policy);
}

static void witnesses_are_read_in_their_order(void **state)
{
    (void)state;
    static const uint8_t ID[4] = {0xc9, 0xaa, 0xd8, 0xdc};
    struct policy *policy =
        open_good(WITNESSES("{\"url\": \"https://w.example:8443/sibu\", \"key\": \"" AUDITOR
                            "\", \"token_file\": \"../witness.token\"}, " WITNESS(URL, COUNCIL) ", " WITNESS(
                                "http://[fd00::7]:8091", THIRD) ", " WITNESS("http://d.example", FOURTH)));
    const struct policy_proof *proof = &policy->proof;
    assert_int_equal(proof->witness_count, 4);
    assert_int_equal(proof->has_beacon, 0);
    assert_string_equal(proof->witnesses[0].url, "https://w.example:8443/sibu");
    assert_string_equal(proof->witnesses[0].key.name, "auditor.example");
    assert_int_equal(proof->witnesses[0].key.type, NOTE_COSIGNATURE);
    assert_memory_equal(proof->witnesses[0].key.id, ID, sizeof ID);
    assert_string_equal(proof->witnesses[0].token_file, "../witness.token");
    assert_string_equal(proof->witnesses[1].url, URL);
    assert_string_equal(proof->witnesses[1].key.name, "works-council.example");
    assert_int_equal(proof->witnesses[1].key.public_key[31], 0x2a);
    assert_string_equal(proof->witnesses[1].token_file, "");
    assert_string_equal(proof->witnesses[2].url, "http://[fd00::7]:8091");
    assert_string_equal(proof->witnesses[3].key.name, "d.example");
    policy_close(policy);
}

static void a_beacon_is_read(void **state)
{
    (void)state;
    struct policy *policy = open_good(
        "{\"beacon\": {\"urls\": [\"https://api.drand.sh\", \"http://b.example/drand\", \"https://c.example\"],"
        " \"chain\": \"" CHAIN "\"}, \"witnesses\": [" WITNESS(URL, COUNCIL) "]}");
    assert_int_equal(policy->proof.witness_count, 1);
    assert_int_equal(policy->proof.has_beacon, 1);
    assert_int_equal(policy->proof.chain[0], 0x52);
    assert_int_equal(policy->proof.chain[31], 0x71);
    assert_int_equal(policy->proof.url_count, 3);
    assert_string_equal(policy->proof.urls[1], "http://b.example/drand");
    assert_string_equal(policy->proof.urls[2], "https://c.example");
    policy_close(policy);
}

struct fault_case {
    const char *proof, *place, *says;
};

static void check_faults(const struct fault_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct policy *policy = NULL;
        struct sibu_fault fault;
        enum sibu_status status = open_with(&policy, cases[i].proof, &fault);
        assert_null(policy);
        if (status != SIBU_BAD_INPUT || strncmp(fault.place, "p.json:/proof", 13) != 0 ||
            strcmp(fault.place + 13, cases[i].place) != 0 || strstr(fault.what[SIBU_EN], cases[i].says) == NULL ||
            fault.what[SIBU_ZH][0] == '\0') {
            fail_msg("case %zu: %d %s %s", i, (int)status, fault.place, fault.what[SIBU_EN]);
        }
    }
}

static void what_names_nobody_is_refused(void **state)
{
    (void)state;
    static const struct fault_case CASES[] = {
        {"[]", "", "object"},
        {"null", "", "object"},
        {"true", "", "object"},
        {"{}", "", "witnesses, a beacon, or both"},
        {"{\"witness\": []}", "/witness", "unknown"},
        {WITNESSES(""), "/witnesses", "array"},
        {"{\"witnesses\": {}}", "/witnesses", "array"},
        {WITNESSES("1"), "/witnesses/0", "object"},
        {WITNESSES("{\"url\": \"" URL "\"}"), "/witnesses/0/key", "missing"},
        {WITNESSES("{\"key\": \"" COUNCIL "\"}"), "/witnesses/0/url", "missing"},
        {WITNESSES("{\"url\": \"" URL "\", \"key\": \"" COUNCIL "\", \"token\": \"x\"}"), "/witnesses/0/token",
         "unknown"},
        {WITNESSES("{\"url\": \"" URL "\", \"key\": \"" COUNCIL "\", \"token_file\": \"\"}"), "/witnesses/0/token_file",
         "empty"},
        {WITNESSES("{\"url\": \"" URL "\", \"key\": \"" COUNCIL "\", \"token_file\": 1}"), "/witnesses/0/token_file",
         "text"},
        {"{\"beacon\": \"" CHAIN "\"}", "/beacon", "object"},
        {"{\"beacon\": null, \"witnesses\": [" WITNESS(URL, COUNCIL) "]}", "/beacon", "object"},
        {"{\"beacon\": {\"chain\": \"" CHAIN "\"}}", "/beacon/urls", "missing"},
        {"{\"beacon\": {\"urls\": [\"https://api.drand.sh\"]}}", "/beacon/chain", "missing"},
        {"{\"beacon\": {\"chain\": \"" CHAIN "\", \"urls\": [\"https://a.example\"], \"period\": 3}}", "/beacon/period",
         "unknown"},
    };
    check_faults(CASES, sizeof CASES / sizeof CASES[0]);
}

static void addresses_that_nobody_can_ask_are_refused(void **state)
{
    (void)state;
    static const char *const URLS[] = {
        "10.0.0.7:8091",
        "ftp://10.0.0.7",
        "HTTP://10.0.0.7",
        "http://",
        "https://",
        "http:///x",
        "http://:8091",
        "http://10.0.0.7/",
        "http://10.0.0.7 ",
        " http://10.0.0.7",
        "http://10.0.0.7\\n",
        "http://10.0.0.7?x",
        "http://10.0.0.7#x",
        "http://a:b@10.0.0.7",
        "http://10.0.0.7\\\"",
        "http://10.0.0.7\\\\",
        "http://见证.example",
        "http://a.example/\\u0001",
        "https://a.example//",
    };
    for (size_t i = 0; i < sizeof URLS / sizeof URLS[0]; i++) {
        char witness[400];
        char beacon[400];
        (void)snprintf(witness, sizeof witness, WITNESSES(WITNESS("%s", THIRD)), URLS[i]);
        (void)snprintf(beacon, sizeof beacon, BEACON(CHAIN, "\"https://a.example\", \"%s\""), URLS[i]);
        check_faults((const struct fault_case[]){{witness, "/witnesses/0/url", "address"},
                                                 {beacon, "/beacon/urls/1", "address"}},
                     2);
    }
}

/* 500 bytes and no more. */
static void addresses_have_an_end(void **state)
{
    (void)state;
    for (int more = 0; more < 2; more++) {
        struct sibu_text text = {0};
        struct policy *policy = NULL;
        struct sibu_fault fault;
        sibu_text_addf(&text, "{\"beacon\": {\"chain\": \"" CHAIN "\", \"urls\": [\"https://%0*d\"]}}", 492 + more, 7);
        assert_int_equal(open_with(&policy, sibu_text_get(&text), &fault), more ? SIBU_BAD_INPUT : SIBU_OK);
        assert_string_equal(fault.place, more ? "p.json:/proof/beacon/urls/0" : "");
        policy_close(policy);
        sibu_text_clear(&text);
    }
}

static void keys_that_are_no_witness_are_refused(void **state)
{
    (void)state;
    static const char *const KEYS[] = {
        "",
        "auditor.example",
        AUDITOR_LOG,
        AUDITOR " ",
        (" " AUDITOR),
        "auditor.example+c9aad8dd+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr", /* another id */
        "auditor.example+C9AAD8DC+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr",
        "other.example+c9aad8dc+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr", /* another name */
        "auditor.example+c9aad8dc+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKys=",
        "a\\\"b+01872706+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr", /* what the ledger's row cannot hold */
        "a\\\\b+9a81538a+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr",
    };
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        char witness[400];
        (void)snprintf(witness, sizeof witness, WITNESSES(WITNESS(URL, "%s")), KEYS[i]);
        check_faults(&(struct fault_case){witness, "/witnesses/0/key", "no key of a witness"}, 1);
    }
}

static void each_party_counts_once(void **state)
{
    (void)state;
    static const struct fault_case CASES[] = {
        {WITNESSES(WITNESS(URL, COUNCIL) ", " WITNESS("http://b.example", COUNCIL)), "/witnesses/1/key", "twice"},
        {WITNESSES(WITNESS(URL, COUNCIL) ", " WITNESS("http://b.example", COUNCIL_RENAMED)), "/witnesses/1/key",
         "twice"},
        {WITNESSES(WITNESS(URL, COUNCIL) ", " WITNESS("http://b.example", THIRD) ", " WITNESS(URL, AUDITOR)),
         "/witnesses/2/url", "twice"},
        {BEACON(CHAIN, "\"https://a.example\", \"https://b.example\", \"https://a.example\""), "/beacon/urls/2",
         "twice"},
        {WITNESSES(WITNESS(URL, COUNCIL) ", " WITNESS("http://b.example", AUDITOR) ", " WITNESS(
             "http://c.example", THIRD) ", " WITNESS("http://d.example", FOURTH) ", " WITNESS("http://e.example",
                                                                                              FIFTH)),
         "/witnesses", "array"},
        {BEACON(CHAIN, "\"https://a.example\", \"https://b.example\", \"https://c.example\", \"https://d.example\""),
         "/beacon/urls", "array"},
    };
    check_faults(CASES, sizeof CASES / sizeof CASES[0]);
}

static void a_beacon_is_named_by_its_hash(void **state)
{
    (void)state;
    static const struct fault_case CASES[] = {
        {BEACON("", "\"https://a.example\""), "/beacon/chain", "64"},
        {BEACON("52db9ba7", "\"https://a.example\""), "/beacon/chain", "64"},
        {BEACON("52DB9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", "\"https://a.example\""),
         "/beacon/chain", "lower-case"},
        {BEACON("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e97g", "\"https://a.example\""),
         "/beacon/chain", "lower-case"},
        {BEACON(CHAIN "0", "\"https://a.example\""), "/beacon/chain", "64"},
        {BEACON(CHAIN, ""), "/beacon/urls", "array"},
        {BEACON(CHAIN, "1"), "/beacon/urls/0", "address"},
        {BEACON(CHAIN, "null"), "/beacon/urls/0", "address"},
    };
    check_faults(CASES, sizeof CASES / sizeof CASES[0]);
}

/* Of the whole policy: one ledger has one proof. */
static void a_group_has_no_proof_of_its_own(void **state)
{
    (void)state;
    static const char BYTES[] = "{\"format\": 1, \"mean\": 2, \"groups\": [{\"id\": \"a\", \"proof\": " WITNESSES(
        WITNESS(URL, COUNCIL)) ", "
                               "\"sites\": [{\"site\": \"a\", \"roster\": \"b\"}]}]}";
    struct policy *policy = NULL;
    struct sibu_fault fault;
    assert_int_equal(policy_open(&policy, "p.json", BYTES, strlen(BYTES), &fault), SIBU_BAD_INPUT);
    assert_string_equal(fault.place, "p.json:/groups/0/proof");
    assert_null(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_proof_the_draw_is_local),
        cmocka_unit_test(witnesses_are_read_in_their_order),
        cmocka_unit_test(a_beacon_is_read),
        cmocka_unit_test(what_names_nobody_is_refused),
        cmocka_unit_test(addresses_that_nobody_can_ask_are_refused),
        cmocka_unit_test(addresses_have_an_end),
        cmocka_unit_test(keys_that_are_no_witness_are_refused),
        cmocka_unit_test(each_party_counts_once),
        cmocka_unit_test(a_beacon_is_named_by_its_hash),
        cmocka_unit_test(a_group_has_no_proof_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
