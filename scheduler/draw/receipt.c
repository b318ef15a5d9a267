/* A witness's receipts: see receipt.h. Depends on: libsodium's Ed25519. */
#include "draw/receipt.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sibu/hash.h"

void receipt_text(char out[RECEIPT_TEXT_MAX], const struct receipt *receipt)
{
    char installation[2 * DRAW_INSTALLATION_BYTES + 1];
    char link[2 * sizeof receipt->link + 1];
    char text[NOTE_TEXT_MAX];
    sibu_hex(installation, receipt->who.id, sizeof receipt->who.id);
    sibu_hex(link, receipt->link, sizeof receipt->link);
    note_checkpoint_text(text, &receipt->checkpoint);
    int length =
        snprintf(out, RECEIPT_TEXT_MAX, "sibu-link/v1\ninstallation %s\nepoch %llu\ntick %lld\nlink %s\ntime %lld\n%s",
                 installation, (unsigned long long)receipt->who.epoch, (long long)receipt->tick, link,
                 (long long)receipt->time_s, text);
    assert(length > 0 && length < RECEIPT_TEXT_MAX);
    (void)length;
}

void receipt_sign(const struct note_signer *signer, const struct receipt *receipt, char code[RECEIPT_CODE_MAX])
{
    char text[RECEIPT_TEXT_MAX];
    uint8_t signature[NOTE_SIGNATURE_BYTES];
    receipt_text(text, receipt);
    (void)crypto_sign_detached(signature, NULL, (const uint8_t *)text, strlen(text), signer->secret);
    (void)sodium_bin2base64(code, RECEIPT_CODE_MAX, signature, sizeof signature, sodium_base64_VARIANT_ORIGINAL);
}

int receipt_check(const struct note_key *key, const struct receipt *receipt, const char *code)
{
    char text[RECEIPT_TEXT_MAX];
    uint8_t signature[NOTE_SIGNATURE_BYTES];
    size_t length = 0;
    if (!note_decode(code, strlen(code), signature, sizeof signature, &length) || length != sizeof signature) {
        return 0;
    }
    receipt_text(text, receipt);
    return crypto_sign_verify_detached(signature, (const uint8_t *)text, strlen(text), key->public_key) == 0;
}
