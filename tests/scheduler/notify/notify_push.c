/* Web Push: the RFCs' own examples to the byte, what is refused, and what answers mean. The examples are those of RFC
 * 8291, appendix A, and RFC 8292, section 2.4. */
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
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/file.h"
#include "notify/push.h"

#define US INT64_C(1000000)
#define NOW_US (INT64_C(1900000000) * US)

static const char UA_PUBLIC[] =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
static const char AUTH[] = "BTBZMqHH6r4Tts7J_aSIgg";
static const char AS_PRIVATE[] = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
static const char AS_PUBLIC[] =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
static const char SALT[] = "DGv6ra1nlYgDCS1FRnbzlw";
static const char PLAIN[] = "When I grow up, I want to be a watermelon";
static const char BODY[] =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
static const char VAPID_TOKEN[] =
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6I"
    "m1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHz"
    "voD1oA";
static const char VAPID_PUBLIC[] =
    "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

static struct push_chance example_chance(void)
{
    struct push_chance chance;
    assert_true(base64url_read(AS_PRIVATE, chance.secret, sizeof chance.secret));
    assert_true(base64url_read(SALT, chance.salt, sizeof chance.salt));
    return chance;
}

static void the_example_of_rfc_8291_comes_out_to_the_byte(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct push_recipient recipient;
    struct push_chance chance = example_chance();
    struct push_body body;
    char text[BASE64URL_BYTES(PUSH_BODY_MAX)];
    assert_int_equal(push_recipient_read(&recipient, UA_PUBLIC, AUTH, &fault), SIBU_OK);
    assert_int_equal(push_encrypt(&recipient, &chance, PLAIN, sizeof PLAIN - 1, &body, &fault), SIBU_OK);
    base64url_write(text, sizeof text, body.bytes, body.length);
    assert_string_equal(text, BODY);
}

static void a_secret_has_its_point(void **state)
{
    (void)state;
    struct push_chance chance = example_chance();
    uint8_t point[P256_POINT_BYTES];
    char text[BASE64URL_BYTES(P256_POINT_BYTES)];
    assert_true(p256_point_of(chance.secret, point));
    base64url_write(text, sizeof text, point, sizeof point);
    assert_string_equal(text, AS_PUBLIC);
}

static void no_message_passes_what_services_take(void **state)
{
    (void)state;
    static uint8_t plain[PUSH_PLAIN_MAX + 1];
    struct sibu_fault fault;
    struct push_recipient recipient;
    struct push_chance chance = example_chance();
    struct push_body body;
    assert_int_equal(push_recipient_read(&recipient, UA_PUBLIC, AUTH, &fault), SIBU_OK);
    assert_int_equal(push_encrypt(&recipient, &chance, plain, PUSH_PLAIN_MAX, &body, &fault), SIBU_OK);
    assert_int_equal(body.length, PUSH_BODY_MAX);
    assert_int_equal(push_encrypt(&recipient, &chance, plain, PUSH_PLAIN_MAX + 1, &body, &fault), SIBU_LIMIT);
    assert_int_equal(push_encrypt(&recipient, &chance, plain, 0, &body, &fault), SIBU_OK);
    memset(chance.secret, 0xff, sizeof chance.secret);
    assert_int_equal(push_encrypt(&recipient, &chance, plain, 1, &body, &fault), SIBU_NO);
    memset(chance.secret, 0, sizeof chance.secret);
    assert_int_equal(push_encrypt(&recipient, &chance, plain, 1, &body, &fault), SIBU_NO);
}

/* The signature of a token, checked by libcrypto's verifier, which takes DER. */
static int verifies(const char *token, const char *public_text)
{
    const char *dot = strrchr(token, '.');
    uint8_t point[P256_POINT_BYTES], bare[P256_SIGNATURE_BYTES], *der = NULL;
    assert_true(dot != NULL && base64url_read(public_text, point, sizeof point));
    assert_true(base64url_read(dot + 1, bare, sizeof bare));
    ECDSA_SIG *signature = ECDSA_SIG_new();
    assert_true(ECDSA_SIG_set0(signature, BN_bin2bn(bare, 32, NULL), BN_bin2bn(bare + 32, 32, NULL)));
    int der_length = i2d_ECDSA_SIG(signature, &der);
    OSSL_PARAM list[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char[]){"prime256v1"}, 0),
                         OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
                         OSSL_PARAM_construct_end()};
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    assert_true(EVP_PKEY_fromdata_init(maker) == 1 && EVP_PKEY_fromdata(maker, &key, EVP_PKEY_PUBLIC_KEY, list) == 1);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestVerifyInit_ex(digest, NULL, "SHA256", NULL, NULL, key, NULL), 1);
    int fine = EVP_DigestVerify(digest, der, (size_t)der_length, (const uint8_t *)token, (size_t)(dot - token)) == 1;
    EVP_MD_CTX_free(digest);
    EVP_PKEY_CTX_free(maker);
    EVP_PKEY_free(key);
    OPENSSL_free(der);
    ECDSA_SIG_free(signature);
    return fine;
}

static struct vapid_key own_key(void)
{
    struct vapid_key key;
    assert_true(base64url_read(AS_PRIVATE, key.secret, sizeof key.secret));
    assert_true(p256_point_of(key.secret, key.point));
    base64url_write(key.public_text, sizeof key.public_text, key.point, sizeof key.point);
    return key;
}

/* ECDSA draws a number for each signature, so the bytes up to it are compared, and the signature is verified. */
static void the_example_of_rfc_8292_has_the_same_bytes_up_to_its_signature_and_ours_verifies(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct vapid_key key = own_key();
    char token[VAPID_TOKEN_BYTES];
    struct vapid_claims claims = {"https://push.example.net", 1453523768, "mailto:push@example.com"};
    assert_int_equal(vapid_token(&key, &claims, token, &fault), SIBU_OK);
    size_t signed_length = (size_t)(strrchr(VAPID_TOKEN, '.') - VAPID_TOKEN);
    assert_int_equal(strlen(token), strlen(VAPID_TOKEN));
    assert_memory_equal(token, VAPID_TOKEN, signed_length + 1);
    assert_true(verifies(VAPID_TOKEN, VAPID_PUBLIC));
    assert_true(verifies(token, AS_PUBLIC));
    assert_false(verifies(token, VAPID_PUBLIC));
    claims.audience = "https://push.example.net\"";
    assert_int_equal(vapid_token(&key, &claims, token, &fault), SIBU_BAD_INPUT);
}

static void a_token_serves_its_audience_for_an_hour_at_least_and_never_twelve(void **state)
{
    (void)state;
    struct sibu_fault fault;
    struct vapid_key key = own_key();
    struct vapid_desk desk = {.key = &key, .subject = "mailto:drill@example.com"};
    char first[VAPID_TOKEN_BYTES];
    const char *token = NULL;
    assert_int_equal(vapid_desk_token(&desk, "https://a.example", NOW_US, &token, &fault), SIBU_OK);
    (void)snprintf(first, sizeof first, "%s", token);
    assert_int_equal(vapid_desk_token(&desk, "https://b.example", NOW_US, &token, &fault), SIBU_OK);
    assert_string_not_equal(token, first);
    assert_int_equal(vapid_desk_token(&desk, "https://a.example", NOW_US + 3600 * US, &token, &fault), SIBU_OK);
    assert_string_equal(token, first);
    assert_int_equal(vapid_desk_token(&desk, "https://a.example", NOW_US + 11 * 3600 * US, &token, &fault), SIBU_OK);
    assert_string_not_equal(token, first);
    (void)snprintf(first, sizeof first, "%s", token);
    assert_int_equal(vapid_desk_token(&desk, "https://a.example", NOW_US, &token, &fault), SIBU_OK);
    assert_string_not_equal(token, first); /* a clock set back: what was signed for later is not shown */
    for (int i = 0; i < 3 * VAPID_AUDIENCES_MAX; i++) {
        char audience[64];
        (void)snprintf(audience, sizeof audience, "https://%d.example", i);
        assert_int_equal(vapid_desk_token(&desk, audience, NOW_US + i, &token, &fault), SIBU_OK);
        assert_true(verifies(token, AS_PUBLIC));
    }
}

static void the_key_is_made_once_and_for_its_owner_alone(void **state)
{
    (void)state;
    char folder[] = "/tmp/sibu-push-XXXXXX", path[64];
    struct sibu_fault fault;
    struct vapid_key key, again;
    struct stat about;
    struct push_chance chance = example_chance();
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/push-key", folder);
    assert_int_equal(vapid_key_read(&key, path, &fault), SIBU_BAD_INPUT);
    assert_int_equal(vapid_key_open(&key, path, chance.secret, &fault), SIBU_OK);
    assert_string_equal(key.public_text, AS_PUBLIC);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    memset(chance.secret, 1, sizeof chance.secret);
    assert_int_equal(vapid_key_open(&again, path, chance.secret, &fault), SIBU_OK);
    assert_memory_equal(&again, &key, sizeof key);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(vapid_key_open(&again, path, chance.secret, &fault), SIBU_BAD_INPUT);
    static const char *const BAD[] = {"", "\n", "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oR", "not base64url at all",
                                      "__________________________________________8"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(file_write(path, BAD[i], strlen(BAD[i]), 0600, &fault), SIBU_OK);
        assert_int_equal(vapid_key_open(&again, path, chance.secret, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, path);
    }
    file_remove_folder(folder);
}

static void who_answers_for_the_sender_must_be_somebody(void **state)
{
    (void)state;
    static const char *const GOOD[] = {"mailto:drill@example.com", "https://example.com/contact"};
    static const char *const BAD[] = {"",
                                      "drill@example.com",
                                      "mailto:",
                                      "mailto:@example.com",
                                      "mailto:a@localhost",
                                      "mailto:a@x.localhost",
                                      "mailto:a@x.invalid",
                                      "mailto:a@x.",
                                      "mailto:a b@example.com",
                                      "https://",
                                      "mailto:a@example.com\",\"x\":\"",
                                      "http://example.com"};
    struct sibu_fault fault;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        assert_int_equal(vapid_subject_check(GOOD[i], &fault), SIBU_OK);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(vapid_subject_check(BAD[i], &fault), SIBU_BAD_INPUT);
    }
}

static void a_subscription_that_cannot_be_used_is_refused_in_one_line(void **state)
{
    (void)state;
    static const char OFF_CURVE[] =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw8";
    static const char COMPRESSED[] =
        "AyVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    static const struct {
        struct push_subscription it;
        const char *place;
    } BAD[] = {
        {{"https://push.example.net/x", OFF_CURVE, AUTH}, "p256dh"},
        {{"https://push.example.net/x", COMPRESSED, AUTH}, "p256dh"},
        {{"https://push.example.net/x", "", AUTH}, "p256dh"},
        {{"https://push.example.net/x", "AAAA", AUTH}, "p256dh"},
        {{"https://push.example.net/x", UA_PUBLIC + 1, AUTH}, "p256dh"},
        {{"https://push.example.net/x", UA_PUBLIC, "BTBZMqHH6r4Tts7J_aSIgg=="}, "auth"},
        {{"https://push.example.net/x", UA_PUBLIC, "BTBZMqHH6r4Tts7J/aSIgg"}, "auth"},
        {{"https://push.example.net/x", UA_PUBLIC, "BTBZMqHH6r4Tts7J_aSI"}, "auth"},
        {{"https://push.example.net/x", UA_PUBLIC, "BTBZMqHH6r4Tts7J_aSIgh"}, "auth"}, /* bits beyond the last byte */
        {{"https://push.example.net/x", UA_PUBLIC, ""}, "auth"},
        {{"http://push.example.net/x", UA_PUBLIC, AUTH}, "endpoint"},
        {{"http://127.0.0.1:90/x", UA_PUBLIC, AUTH}, "endpoint"},
        {{"http://127.0.0.1:9.evil.example/x", UA_PUBLIC, AUTH}, "endpoint"},
        {{"ftp://push.example.net/x", UA_PUBLIC, AUTH}, "endpoint"},
        {{"https:///x", UA_PUBLIC, AUTH}, "endpoint"},
        {{"https://user@push.example.net/x", UA_PUBLIC, AUTH}, "endpoint"},
        {{"https://push.example.net/x y", UA_PUBLIC, AUTH}, "endpoint"},
        {{"https://push.example.net/x\r\nHost: y", UA_PUBLIC, AUTH}, "endpoint"},
        {{"", UA_PUBLIC, AUTH}, "endpoint"},
    };
    struct push_sender sender = {.plain_origin = "http://127.0.0.1:9"};
    struct sibu_fault fault;
    uint8_t point[P256_POINT_BYTES];
    assert_true(base64url_read(UA_PUBLIC, point, sizeof point));
    for (uint8_t form = 0; form < 255; form++) { /* 06 and 07 are forms that libcrypto would take */
        point[0] = form;
        assert_int_equal(p256_is_point(point), form == 4);
    }
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(push_subscription_check(&BAD[i].it, &sender, &fault), SIBU_BAD_INPUT);
        assert_string_equal(fault.place, BAD[i].place);
        assert_null(strchr(fault.what[SIBU_EN], '\n'));
    }
    struct push_subscription good = {"https://push.example.net/x?y=1", UA_PUBLIC, AUTH};
    assert_int_equal(push_subscription_check(&good, &sender, &fault), SIBU_OK);
    good.endpoint = "http://127.0.0.1:9/x";
    assert_int_equal(push_subscription_check(&good, &sender, &fault), SIBU_OK);
}

static const char *header(const struct http_call *call, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < call->header_count; i++) {
        if (strncmp(call->headers[i], name, length) == 0 && call->headers[i][length] == ':') {
            return call->headers[i] + length + 2;
        }
    }
    return NULL;
}

struct scene {
    struct vapid_key key;
    struct vapid_desk desk;
    struct push_chance chance;
    struct push_subscription to;
    struct push_message message;
};

static void set_scene(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->key = own_key();
    scene->desk.key = &scene->key;
    scene->desk.subject = "mailto:drill@example.com";
    scene->chance = example_chance();
    scene->to = (struct push_subscription){"https://push.example.net:8443/send/abc?x=1", UA_PUBLIC, AUTH};
    scene->message = (struct push_message){"2026-000017", "k3y_-", 540, PUSH_HIGH, "alarm"};
}

static enum sibu_status call_of(struct scene *scene, struct sibu_arena *arena, struct http_call *call,
                                struct sibu_fault *fault)
{
    struct push_sender sender = {.desk = &scene->desk};
    struct push_order order = {&scene->to, &scene->message};
    struct push_moment moment = {&scene->chance, NOW_US};
    return push_call(&sender, &order, &moment, arena, call, fault);
}

static void the_call_says_how_long_how_urgent_and_who(void **state)
{
    (void)state;
    struct scene scene;
    struct sibu_arena arena = {0};
    struct http_call call;
    struct sibu_fault fault;
    set_scene(&scene);
    assert_int_equal(call_of(&scene, &arena, &call, &fault), SIBU_OK);
    assert_string_equal(call.method, "POST");
    assert_string_equal(call.url, scene.to.endpoint);
    assert_string_equal(header(&call, "TTL"), "540");
    assert_string_equal(header(&call, "Urgency"), "high");
    assert_string_equal(header(&call, "Topic"), "alarm");
    assert_string_equal(header(&call, "Content-Encoding"), "aes128gcm");
    const char *vapid = header(&call, "Authorization");
    char token[VAPID_TOKEN_BYTES], claims[512] = "";
    assert_int_equal(strncmp(vapid, "vapid t=", 8), 0);
    (void)snprintf(token, sizeof token, "%.*s", (int)strcspn(vapid + 8, ","), vapid + 8);
    assert_true(verifies(token, strstr(vapid, ", k=") + 4));
    base64url_write(claims, sizeof claims,
                    (const uint8_t *)"{\"aud\":\"https://push.example.net:8443\",\"exp\":1900043200,",
                    54); /* a whole number of groups of three */
    assert_non_null(strstr(token, claims));
    assert_true(call.body_length > PUSH_HEAD_BYTES && call.body_length < 200);
    scene.message.topic = NULL;
    assert_int_equal(call_of(&scene, &arena, &call, &fault), SIBU_OK);
    assert_null(header(&call, "Topic"));
    sibu_arena_clear(&arena);
}

static void a_message_of_another_shape_is_refused(void **state)
{
    (void)state;
    struct sibu_arena arena = {0};
    struct http_call call;
    struct sibu_fault fault;
    for (int i = 0; i < 8; i++) {
        struct scene scene;
        set_scene(&scene);
        struct push_message *message = &scene.message;
        message->drill = i == 0 ? "" : i == 1 ? "a\"b" : message->drill;
        message->key = i == 2 ? "k\r\n" : message->key;
        message->ttl_s = i == 3 ? -1 : i == 4 ? PUSH_TTL_MAX_S + 1 : message->ttl_s;
        message->topic = i == 5 ? "" : i == 6 ? "a.b" : i == 7 ? "123456789012345678901234567890123" : message->topic;
        assert_int_equal(call_of(&scene, &arena, &call, &fault), SIBU_BAD_INPUT);
    }
    sibu_arena_clear(&arena);
}

static void memory_that_is_short_is_told(void **state)
{
    (void)state;
    struct scene scene;
    struct http_call call;
    struct sibu_fault fault;
    set_scene(&scene);
    size_t most = 0;
    enum sibu_status status = SIBU_NO_MEMORY;
    for (; status != SIBU_OK; most += 64) {
        assert_true(most < 100000);
        struct sibu_arena arena = {.max_bytes = most + 1};
        status = call_of(&scene, &arena, &call, &fault);
        assert_true(status == SIBU_OK || status == SIBU_NO_MEMORY);
        sibu_arena_clear(&arena);
    }
    assert_true(most > PUSH_BODY_MAX);
}

static void the_answer_says_what_becomes_of_it(void **state)
{
    (void)state;
    static const struct {
        int http_status;
        enum push_verdict verdict;
        const char *fault;
    } CASES[] = {
        {201, PUSH_TAKEN, ""},          {200, PUSH_TAKEN, ""},          {202, PUSH_TAKEN, ""},
        {404, PUSH_FORGET, "gone"},     {410, PUSH_FORGET, "gone"},     {413, PUSH_GIVE_UP, "too long"},
        {429, PUSH_RETRY, "busy"},      {408, PUSH_RETRY, "busy"},      {425, PUSH_RETRY, "busy"},
        {500, PUSH_RETRY, "busy"},      {503, PUSH_RETRY, "busy"},      {400, PUSH_GIVE_UP, "refused"},
        {401, PUSH_GIVE_UP, "refused"}, {403, PUSH_GIVE_UP, "refused"}, {0, PUSH_RETRY, "none"},
        {301, PUSH_GIVE_UP, "http"},    {307, PUSH_GIVE_UP, "http"},    {405, PUSH_GIVE_UP, "http"},
        {100, PUSH_GIVE_UP, "http"},    {600, PUSH_GIVE_UP, "http"},    {-1, PUSH_GIVE_UP, "http"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct push_judgement judgement = push_judge(CASES[i].http_status);
        assert_int_equal(judgement.verdict, CASES[i].verdict);
        assert_string_equal(judgement.fault, CASES[i].fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_rfc_8291_comes_out_to_the_byte),
        cmocka_unit_test(a_secret_has_its_point),
        cmocka_unit_test(no_message_passes_what_services_take),
        cmocka_unit_test(the_example_of_rfc_8292_has_the_same_bytes_up_to_its_signature_and_ours_verifies),
        cmocka_unit_test(a_token_serves_its_audience_for_an_hour_at_least_and_never_twelve),
        cmocka_unit_test(the_key_is_made_once_and_for_its_owner_alone),
        cmocka_unit_test(who_answers_for_the_sender_must_be_somebody),
        cmocka_unit_test(a_subscription_that_cannot_be_used_is_refused_in_one_line),
        cmocka_unit_test(the_call_says_how_long_how_urgent_and_who),
        cmocka_unit_test(a_message_of_another_shape_is_refused),
        cmocka_unit_test(memory_that_is_short_is_told),
        cmocka_unit_test(the_answer_says_what_becomes_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
