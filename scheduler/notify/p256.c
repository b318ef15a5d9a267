/* P-256 by libcrypto: see p256.h. */
#include "notify/p256.h"

#include <assert.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <sodium.h>
#include <string.h>

static int multiply(const EC_GROUP *group, const BIGNUM *scalar, uint8_t out[P256_POINT_BYTES])
{
    if (BN_is_zero(scalar) || BN_cmp(scalar, EC_GROUP_get0_order(group)) >= 0) {
        return 0;
    }
    EC_POINT *point = EC_POINT_new(group);
    int fine = point != NULL && EC_POINT_mul(group, point, scalar, NULL, NULL, NULL) == 1 &&
               EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out, P256_POINT_BYTES, NULL) ==
                   P256_POINT_BYTES;
    EC_POINT_clear_free(point);
    return fine;
}

int p256_point_of(const uint8_t secret[P256_SECRET_BYTES], uint8_t point[P256_POINT_BYTES])
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BIGNUM *scalar = BN_bin2bn(secret, P256_SECRET_BYTES, NULL);
    int fine = group != NULL && scalar != NULL && multiply(group, scalar, point);
    BN_clear_free(scalar);
    EC_GROUP_free(group);
    return fine;
}

int p256_is_point(const uint8_t point[P256_POINT_BYTES])
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *read = group == NULL ? NULL : EC_POINT_new(group);
    int fine = read != NULL && point[0] == POINT_CONVERSION_UNCOMPRESSED &&
               EC_POINT_oct2point(group, read, point, P256_POINT_BYTES, NULL) == 1;
    EC_POINT_free(read);
    EC_GROUP_free(group);
    return fine;
}

/* The key that libcrypto works with; of the other side the point alone (secret NULL). The caller frees it. */
static EVP_PKEY *key_of(BIGNUM *secret, const uint8_t point[P256_POINT_BYTES])
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *list = NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    int fine = build != NULL && maker != NULL &&
               OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0) == 1 &&
               OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, P256_POINT_BYTES) == 1 &&
               (secret == NULL || OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, secret) == 1);
    list = fine ? OSSL_PARAM_BLD_to_param(build) : NULL;
    if (list == NULL || EVP_PKEY_fromdata_init(maker) != 1 ||
        EVP_PKEY_fromdata(maker, &key, secret == NULL ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR, list) != 1) {
        key = NULL;
    }
    OSSL_PARAM_free(list);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(maker);
    return key;
}

static EVP_PKEY *own_key(const uint8_t secret[P256_SECRET_BYTES])
{
    uint8_t point[P256_POINT_BYTES];
    if (!p256_point_of(secret, point)) {
        return NULL;
    }
    BIGNUM *scalar = BN_bin2bn(secret, P256_SECRET_BYTES, NULL);
    EVP_PKEY *key = scalar == NULL ? NULL : key_of(scalar, point);
    BN_clear_free(scalar);
    return key;
}

int p256_agree(const uint8_t secret[P256_SECRET_BYTES], const uint8_t point[P256_POINT_BYTES], uint8_t shared[32])
{
    size_t length = 32;
    EVP_PKEY *own = own_key(secret);
    EVP_PKEY *other = p256_is_point(point) ? key_of(NULL, point) : NULL;
    EVP_PKEY_CTX *derive = own == NULL || other == NULL ? NULL : EVP_PKEY_CTX_new(own, NULL);
    int fine = derive != NULL && EVP_PKEY_derive_init(derive) == 1 && EVP_PKEY_derive_set_peer(derive, other) == 1 &&
               EVP_PKEY_derive(derive, shared, &length) == 1 && length == 32;
    EVP_PKEY_CTX_free(derive);
    EVP_PKEY_free(other);
    EVP_PKEY_free(own);
    return fine;
}

/* libcrypto writes DER; the two numbers in it are wanted bare. */
static int bare_signature(const uint8_t *der, size_t length, uint8_t out[P256_SIGNATURE_BYTES])
{
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)length);
    int fine = signature != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32) == 32 &&
               BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32) == 32;
    ECDSA_SIG_free(signature);
    return fine;
}

int p256_sign(const uint8_t secret[P256_SECRET_BYTES], const void *bytes, size_t length,
              uint8_t signature[P256_SIGNATURE_BYTES])
{
    uint8_t der[80];
    size_t der_length = sizeof der;
    EVP_PKEY *key = own_key(secret);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    int fine =
        key != NULL && digest != NULL && EVP_DigestSignInit_ex(digest, NULL, "SHA256", NULL, NULL, key, NULL) == 1 &&
        EVP_DigestSign(digest, der, &der_length, bytes, length) == 1 && bare_signature(der, der_length, signature);
    EVP_MD_CTX_free(digest);
    EVP_PKEY_free(key);
    return fine;
}

void base64url_write(char *out, size_t out_bytes, const uint8_t *bytes, size_t length)
{
    assert(out_bytes >= sodium_base64_ENCODED_LEN(length, sodium_base64_VARIANT_URLSAFE_NO_PADDING));
    (void)sodium_bin2base64(out, out_bytes, bytes, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int base64url_read(const char *text, uint8_t *out, size_t length)
{
    size_t got = 0;
    return sodium_base642bin(out, length, text, strlen(text), NULL, &got, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
           got == length;
}
