/* What cairo 1.16 cannot say of a document, added by an incremental update (ISO 32000-1, 7.5.6): the catalogue once more, with more
 * in it, a cross-reference section of one object, and a trailer that points back to the first. See pdf.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/pdf.h"

#define OPENING "<< /Type /Catalog"

/* The last place of the words, or NULL. */
static const char *find_last(const struct sibu_text *pdf, const char *words)
{
    const char *bytes = sibu_text_get(pdf);
    size_t length = strlen(words), size = pdf->length;
    for (size_t at = size >= length ? size - length + 1 : 0; at > 0; at--) {
        if (memcmp(bytes + at - 1, words, length) == 0) {
            return bytes + at - 1;
        }
    }
    return NULL;
}

/* The number after the words, in the file's last trailer; 0 where there is none. */
static unsigned long number_after(const struct sibu_text *pdf, const char *words)
{
    const char *at = find_last(pdf, words);
    return at == NULL ? 0 : strtoul(at + strlen(words), NULL, 10);
}

/* The catalogue's words after its opening, in the bytes; NULL where it is not as cairo writes it. */
static const char *catalogue_of(const struct sibu_text *pdf, unsigned long root, size_t *length)
{
    char opening[64];
    (void)snprintf(opening, sizeof opening, "\n%lu 0 obj\n" OPENING, root);
    const char *at = find_last(pdf, opening);
    if (at == NULL) {
        return NULL;
    }
    at += strlen(opening);
    const char *close = strstr(at, "endobj"); /* the catalogue holds words only, and the bytes end with NUL */
    *length = close == NULL ? 0 : (size_t)(close - at);
    return close == NULL ? NULL : at;
}

int pdf_add_catalogue(struct sibu_text *pdf, enum sibu_language language)
{
    unsigned long root = number_after(pdf, "/Root "), size = number_after(pdf, "/Size "),
                  info = number_after(pdf, "/Info ");
    unsigned long before = number_after(pdf, "startxref\n");
    size_t length = 0;
    const char *rest = root == 0 || size == 0 || info == 0 || before == 0 ? NULL : catalogue_of(pdf, root, &length);
    if (rest == NULL) {
        return 0;
    }
    struct sibu_text words = {0};
    sibu_text_add_bytes(&words, rest, length); /* adding moves the bytes that `rest` points into */
    size_t at = pdf->length;
    sibu_text_addf(pdf, "%lu 0 obj\n" OPENING " /Lang (%s) /MarkInfo << /Marked true >>", root,
                   language == SIBU_ZH ? "zh-CN" : "en");
    sibu_text_addf(pdf, " /ViewerPreferences << /DisplayDocTitle true >>%sendobj\n", sibu_text_get(&words));
    size_t table = pdf->length;
    sibu_text_addf(pdf, "xref\n%lu 1\n%010zu 00000 n \ntrailer\n<< /Size %lu\n   /Root %lu 0 R\n   /Info %lu 0 R\n",
                   root, at, size, root, info);
    sibu_text_addf(pdf, "   /Prev %lu\n>>\nstartxref\n%zu\n%%%%EOF\n", before, table);
    sibu_text_clear(&words);
    return sibu_text_ok(pdf);
}
