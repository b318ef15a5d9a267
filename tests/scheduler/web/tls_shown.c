/* Certificates that are renewed while connections live: each connection keeps the one it was shown, and what nobody keeps is freed. */
#include "web/tls_shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

static void export_text(struct sibu_text *out, gnutls_datum_t *pem)
{
    sibu_text_add_bytes(out, (const char *)pem->data, pem->size);
    gnutls_free(pem->data);
}

/* A key and a certificate of its own. */
static void make(struct tls *out)
{
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
    gnutls_datum_t pem = {NULL, 0};
    memset(out, 0, sizeof *out);
    assert_int_equal(gnutls_x509_privkey_init(&key), 0);
    assert_int_equal(
        gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0), 0);
    assert_int_equal(gnutls_x509_crt_init(&certificate), 0);
    assert_int_equal(gnutls_x509_crt_set_version(certificate, 3), 0);
    assert_int_equal(gnutls_x509_crt_set_serial(certificate, "\1", 1), 0);
    assert_int_equal(gnutls_x509_crt_set_activation_time(certificate, time(NULL)), 0);
    assert_int_equal(gnutls_x509_crt_set_expiration_time(certificate, time(NULL) + 86400), 0);
    assert_int_equal(gnutls_x509_crt_set_dn(certificate, "CN=works", NULL), 0);
    assert_int_equal(gnutls_x509_crt_set_key(certificate, key), 0);
    assert_int_equal(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0), 0);
    assert_int_equal(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pem), 0);
    export_text(&out->certificate, &pem);
    assert_int_equal(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem), 0);
    export_text(&out->key, &pem);
    gnutls_x509_crt_deinit(certificate);
    gnutls_x509_privkey_deinit(key);
}

static void *shown_to(gnutls_session_t session)
{
    void *credentials = NULL;
    assert_int_equal(gnutls_credentials_get(session, GNUTLS_CRD_CERTIFICATE, &credentials), 0);
    return credentials;
}

static void each_connection_keeps_what_it_was_shown(void **state)
{
    (void)state;
    struct tls first, second, mixed;
    struct tls_shown *shown = NULL;
    struct sibu_fault fault;
    gnutls_session_t old, new;
    make(&first);
    make(&second);
    assert_int_equal(gnutls_init(&old, GNUTLS_SERVER), 0);
    assert_int_equal(gnutls_init(&new, GNUTLS_SERVER), 0);
    assert_int_equal(tls_shown_open(&shown, &first, &fault), SIBU_OK);
    assert_int_equal(tls_shown_renew(shown, &first, &fault), SIBU_OK);
    assert_int_equal(tls_shown_count(shown), 1); /* nobody held the one before */
    struct tls_hold *old_hold = tls_shown_take(shown, old);
    assert_non_null(old_hold);
    void *was = shown_to(old);
    assert_int_equal(tls_shown_renew(shown, &second, &fault), SIBU_OK);
    assert_int_equal(tls_shown_count(shown), 2);
    struct tls_hold *new_hold = tls_shown_take(shown, new);
    assert_non_null(new_hold);
    assert_ptr_equal(shown_to(old), was);
    assert_ptr_not_equal(shown_to(new), was);
    mixed = (struct tls){.certificate = first.certificate, .key = second.key};
    assert_int_equal(tls_shown_renew(shown, &mixed, &fault), SIBU_BAD_INPUT);
    assert_int_equal(tls_shown_count(shown), 2);
    gnutls_deinit(old);
    tls_shown_give(shown, old_hold);
    assert_int_equal(tls_shown_count(shown), 1);
    gnutls_deinit(new);
    tls_shown_give(shown, new_hold);
    assert_int_equal(tls_shown_count(shown), 1); /* it is shown to who comes next */
    tls_shown_give(shown, NULL);
    tls_shown_close(shown);
    tls_clear(&first);
    tls_clear(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_connection_keeps_what_it_was_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
