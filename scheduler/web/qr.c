/* A QR code as a drawing: see qr.h. One path of one rectangle for each run of black modules in a row. */
#include "web/qr.h"

#include <qrencode.h>

#define QUIET 4 /* modules of white around it, as ISO/IEC 18004 wants */

static int is_black(const QRcode *code, int row, int column)
{
    return column < code->width && (code->data[row * code->width + column] & 1) != 0;
}

static void add_row(struct sibu_text *out, const QRcode *code, int row)
{
    for (int column = 0; column < code->width; column++) {
        int from = column;
        while (is_black(code, row, column)) {
            column++;
        }
        if (column > from) {
            sibu_text_addf(out, "M%d %dh%dv1h-%dz", from + QUIET, row + QUIET, column - from, column - from);
        }
    }
}

int qr_add(struct sibu_text *out, const char *text, const char *says)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return 0;
    }
    int side = code->width + 2 * QUIET;
    sibu_text_addf(
        out, "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
        side, side);
    sibu_text_add_xml(out, says);
    sibu_text_addf(
        out, "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dh-%dz\"/><path fill=\"#000\" d=\"",
        side, side, side);
    for (int row = 0; row < code->width; row++) {
        add_row(out, code, row);
    }
    sibu_text_add(out, "\"/></svg>\n");
    QRcode_free(code);
    return 1;
}
