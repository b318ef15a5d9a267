/* Text put into a manual page: see roff.h. */
#include "manual/roff.h"

#include <string.h>

void roff_add_bytes(struct sibu_text *out, const char *text, size_t length)
{
    if (length > 0 && (text[0] == '.' || text[0] == '\'')) {
        sibu_text_add(out, "\\&");
    }
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '\\':
            sibu_text_add(out, "\\e");
            break;
        case '-':
            sibu_text_add(out, "\\-");
            break;
        case '~':
            sibu_text_add(out, "\\(ti");
            break;
        case '^':
            sibu_text_add(out, "\\(ha");
            break;
        case '`':
            sibu_text_add(out, "\\(ga");
            break;
        case '\n':
            sibu_text_add(out, " ");
            break;
        default:
            sibu_text_add_bytes(out, text + i, 1);
        }
        if (i >= 2 && memcmp(text + i - 2, "、", 3) == 0) {
            sibu_text_add(out, "\\:"); /* a line may end here, also before a Latin word */
        }
    }
}

void roff_add(struct sibu_text *out, const char *text)
{
    roff_add_bytes(out, text, strlen(text));
}

void roff_add_section(struct sibu_text *out, const char *name)
{
    sibu_text_addf(out, ".SH %s\n", name);
}
