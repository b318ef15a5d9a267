/* A QR code as a drawing in a page. */
#pragma once
#include "sibu/text.h"

/* Appends <svg class="qr">, black on white whatever the page's colours, with the quiet zone of four modules around it. `says`
 * is read out in its place. False where the text does not fit into any code, or there is no memory; then nothing is appended. */
int qr_add(struct sibu_text *out, const char *text, const char *says);
