/* What a witness signs beside a cosignature when it gives a link: for which tick, with which head before it, and when.
 *
 * A cosignature alone says that a head was seen, not for which tick: without the receipt an operator could learn a link with
 * one head, and show another head, cosigned for another tick, as the one that came before it.
 *
 * Signed by Ed25519 with the cosigner's key, over the lines
 *     sibu-link/v1\ninstallation <32 hex>\nepoch <n>\ntick <n>\nlink <64 hex>\ntime <seconds since 1970>\n
 * and the checkpoint's text (note.h) behind them. Pure; allocates nothing.
 */
#pragma once
#include "draw/note.h"
#include "draw/tick.h"

#define RECEIPT_TEXT_MAX 448 /* with the NUL */
#define RECEIPT_CODE_MAX 96 /* with the NUL: the signature as base64 */

struct receipt {
    struct draw_installation who;
    int64_t tick; /* its index, as in the ledger */
    uint8_t link[32];
    int64_t time_s; /* of the witness's clock, > 0 */
    struct note_checkpoint checkpoint;
};
void receipt_text(char out[RECEIPT_TEXT_MAX], const struct receipt *receipt);
void receipt_sign(const struct note_signer *signer, const struct receipt *receipt, char code[RECEIPT_CODE_MAX]);
/* True where `code` is the signature of this key's holder over this receipt. */
int receipt_check(const struct note_key *key, const struct receipt *receipt, const char *code);
