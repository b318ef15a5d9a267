/* What every manual page has: see manual_part.h. */
#include "manual/manual_part.h"

#include <string.h>

#include "manual/roff.h"

static const char *const PARTS[][SIBU_LANGUAGES] = {
    [PART_NAME] = {"名称", "NAME"},
    [PART_SYNOPSIS] = {"用法", "SYNOPSIS"},
    [PART_DESCRIPTION] = {"说明", "DESCRIPTION"},
    [PART_COMMANDS] = {"命令", "COMMANDS"},
    [PART_OPTIONS] = {"选项", "OPTIONS"},
    [PART_EXIT] = {"退出码", "EXIT STATUS"},
    [PART_ENVIRONMENT] = {"环境变量", "ENVIRONMENT"},
    [PART_FILES] = {"文件", "FILES"},
    [PART_ALSO] = {"参见", "SEE ALSO"},
};

void manual_add_part(struct sibu_text *out, const struct manual *manual, enum manual_part part)
{
    roff_add_section(out, PARTS[part][manual->language]);
}

void manual_add_head(struct sibu_text *out, const struct manual *manual, const char *name, const char *summary)
{
    sibu_text_add(out, ".TH \"");
    for (const char *at = name; *at != '\0'; at++) {
        char letter = *at;
        if (letter >= 'a' && letter <= 'z') {
            letter = (char)(letter - 'a' + 'A');
        }
        roff_add_bytes(out, &letter, 1);
    }
    sibu_text_addf(out, "\" 1 %s \"Sibu %s\"\n.ad l\n.nh\n", manual->date, manual->version);
    manual_add_part(out, manual, PART_NAME);
    roff_add(out, name);
    sibu_text_add(out, " \\- ");
    roff_add(out, summary);
    sibu_text_add(out, "\n");
}

void manual_add_synopsis(struct sibu_text *out, const struct manual *manual, const char *command, const char *arguments)
{
    static const char *const OPTIONS[] = {"选项", "options"};
    manual_add_part(out, manual, PART_SYNOPSIS);
    sibu_text_add(out, "\\fB");
    roff_add(out, command);
    sibu_text_add(out, "\\fR ");
    if (arguments[0] != '\0') {
        sibu_text_add(out, "\\fI");
        roff_add(out, arguments);
        sibu_text_add(out, "\\fR ");
    }
    sibu_text_addf(out, "[\\fI%s\\fR]\n", OPTIONS[manual->language]);
}

void manual_add_exit(struct sibu_text *out, const struct manual *manual, const char *says)
{
    manual_add_part(out, manual, PART_EXIT);
    roff_add(out, says);
    sibu_text_add(out, "\n");
}

void manual_add_also(struct sibu_text *out, const struct manual *manual, const char *page)
{
    manual_add_part(out, manual, PART_ALSO);
    sibu_text_add(out, "\\fB");
    roff_add(out, page);
    sibu_text_add(out, "\\fR(1)\n");
}
