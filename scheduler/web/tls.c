/* Certificate and key, by GnuTLS, which libmicrohttpd speaks TLS with: see tls.h. */
#include "web/tls.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)

static gnutls_datum_t datum_of(const struct sibu_text *text)
{
    return (gnutls_datum_t){(unsigned char *)text->bytes, (unsigned)text->length};
}

/* The first is the server's own; the others vouch for it. */
static enum sibu_status read_certificate(struct tls *tls, const char *path, struct sibu_fault *fault)
{
    gnutls_x509_crt_t *list = NULL;
    unsigned count = 0;
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &tls->certificate, fault);
    if (status != SIBU_OK) {
        return status;
    }
    const gnutls_datum_t bytes = datum_of(&tls->certificate);
    int result = bytes.size > 0 ? gnutls_x509_crt_list_import2(&list, &count, &bytes, GNUTLS_X509_FMT_PEM, 0)
                                : GNUTLS_E_NO_CERTIFICATE_FOUND;
    if (result < 0 || count == 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是 PEM 格式的证书（%s）", "is no certificate in PEM (%s)",
                              gnutls_strerror(result < 0 ? result : GNUTLS_E_NO_CERTIFICATE_FOUND));
    }
    tls->expires_us = (int64_t)gnutls_x509_crt_get_expiration_time(list[0]) * 1000000;
    for (unsigned i = 0; i < count; i++) {
        gnutls_x509_crt_deinit(list[i]);
    }
    gnutls_free(list);
    return SIBU_OK;
}

static enum sibu_status read_key(struct tls *tls, const char *path, struct sibu_fault *fault)
{
    struct stat about;
    gnutls_x509_privkey_t key;
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "别人也能读取这把密钥，请执行 chmod 600",
                              "others can read this key: chmod 600 it");
    }
    enum sibu_status status = file_read(path, FILE_BYTES_MAX, &tls->key, fault);
    if (status != SIBU_OK) {
        return status;
    }
    if (gnutls_x509_privkey_init(&key) < 0) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    const gnutls_datum_t bytes = datum_of(&tls->key);
    int result = bytes.size > 0 ? gnutls_x509_privkey_import2(key, &bytes, GNUTLS_X509_FMT_PEM, NULL, 0)
                                : GNUTLS_E_BASE64_DECODING_ERROR;
    gnutls_x509_privkey_deinit(key);
    if (result < 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "不是 PEM 格式、不加口令的私钥（%s）",
                              "is no secret key in PEM without a password (%s)", gnutls_strerror(result));
    }
    return SIBU_OK;
}

static enum sibu_status check_pair(const struct tls *tls, const char *path, struct sibu_fault *fault)
{
    gnutls_certificate_credentials_t both;
    const gnutls_datum_t certificate = datum_of(&tls->certificate), key = datum_of(&tls->key);
    if (gnutls_certificate_allocate_credentials(&both) < 0) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    int result = gnutls_certificate_set_x509_key_mem(both, &certificate, &key, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(both);
    if (result < 0) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, path, "与证书不配（%s）",
                              "does not belong to the certificate (%s)", gnutls_strerror(result));
    }
    return SIBU_OK;
}

enum sibu_status tls_read(struct tls *out, const char *certificate, const char *key, struct sibu_fault *fault)
{
    memset(out, 0, sizeof *out);
    enum sibu_status status = read_certificate(out, certificate, fault);
    if (status == SIBU_OK) {
        status = read_key(out, key, fault);
    }
    if (status == SIBU_OK) {
        status = check_pair(out, key, fault);
    }
    if (status != SIBU_OK) {
        tls_clear(out);
    }
    return status;
}

void tls_clear(struct tls *tls)
{
    if (tls->key.bytes != NULL) {
        sodium_memzero(tls->key.bytes, tls->key.length);
    }
    sibu_text_clear(&tls->key);
    sibu_text_clear(&tls->certificate);
}
