/* What is shown over TLS, and to whom: see tls_shown.h. */
#include "web/tls_shown.h"

#include <gnutls/gnutls.h>
#include <pthread.h>

#include "sibu/memory.h"

struct tls_hold {
    gnutls_certificate_credentials_t credentials;
    size_t connections;
};
struct tls_shown {
    pthread_mutex_t mutex; /* guards what follows */
    struct tls_hold *now;
    size_t count;
};

static enum sibu_status no_memory(struct sibu_fault *fault)
{
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
}

static gnutls_datum_t datum_of(const struct sibu_text *text)
{
    return (gnutls_datum_t){(unsigned char *)text->bytes, (unsigned)text->length};
}

static void free_hold(struct tls_hold *hold)
{
    if (hold != NULL) {
        gnutls_certificate_free_credentials(hold->credentials);
        sibu_array_free(hold);
    }
}

static enum sibu_status make_hold(struct tls_hold **out, const struct tls *tls, struct sibu_fault *fault)
{
    const gnutls_datum_t certificate = datum_of(&tls->certificate), key = datum_of(&tls->key);
    struct tls_hold *hold = sibu_array_new(1, sizeof *hold);
    *out = NULL;
    if (hold == NULL || gnutls_certificate_allocate_credentials(&hold->credentials) < 0) {
        sibu_array_free(hold);
        return no_memory(fault);
    }
    int result = gnutls_certificate_set_x509_key_mem(hold->credentials, &certificate, &key, GNUTLS_X509_FMT_PEM);
    if (result < 0) {
        free_hold(hold);
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "TLS", "证书不能用（%s）", "the certificate cannot be used (%s)",
                              gnutls_strerror(result));
    }
    *out = hold;
    return SIBU_OK;
}

enum sibu_status tls_shown_open(struct tls_shown **out, const struct tls *tls, struct sibu_fault *fault)
{
    struct tls_shown *shown = sibu_array_new(1, sizeof *shown);
    *out = NULL;
    if (shown == NULL || pthread_mutex_init(&shown->mutex, NULL) != 0) {
        sibu_array_free(shown);
        return no_memory(fault);
    }
    enum sibu_status status = make_hold(&shown->now, tls, fault);
    shown->count = 1;
    if (status != SIBU_OK) {
        tls_shown_close(shown);
        return status;
    }
    *out = shown;
    return SIBU_OK;
}

void tls_shown_close(struct tls_shown *shown)
{
    if (shown != NULL) {
        free_hold(shown->now);
        (void)pthread_mutex_destroy(&shown->mutex);
        sibu_array_free(shown);
    }
}

/* Under the mutex: frees what is shown no more and nobody holds. */
static void let_go(struct tls_shown *shown, struct tls_hold *hold)
{
    if (hold != shown->now && hold->connections == 0) {
        free_hold(hold);
        shown->count--;
    }
}

enum sibu_status tls_shown_renew(struct tls_shown *shown, const struct tls *tls, struct sibu_fault *fault)
{
    struct tls_hold *next = NULL;
    enum sibu_status status = make_hold(&next, tls, fault);
    if (status != SIBU_OK) {
        return status;
    }
    pthread_mutex_lock(&shown->mutex);
    struct tls_hold *before = shown->now;
    shown->now = next;
    shown->count++;
    let_go(shown, before);
    pthread_mutex_unlock(&shown->mutex);
    return SIBU_OK;
}

struct tls_hold *tls_shown_take(struct tls_shown *shown, void *session)
{
    pthread_mutex_lock(&shown->mutex);
    struct tls_hold *hold = shown->now;
    int result = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, hold->credentials);
    hold->connections += result >= 0 ? 1 : 0;
    pthread_mutex_unlock(&shown->mutex);
    return result >= 0 ? hold : NULL;
}

void tls_shown_give(struct tls_shown *shown, struct tls_hold *hold)
{
    if (hold != NULL) {
        pthread_mutex_lock(&shown->mutex);
        hold->connections--;
        let_go(shown, hold);
        pthread_mutex_unlock(&shown->mutex);
    }
}

size_t tls_shown_count(struct tls_shown *shown)
{
    pthread_mutex_lock(&shown->mutex);
    size_t count = shown->count;
    pthread_mutex_unlock(&shown->mutex);
    return count;
}
