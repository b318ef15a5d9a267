/* The manual page of sibu-view: its --help, read part by part. See manual.h.
 *
 * That text is: a line "usage: ..."; what it is, up to an empty line; lines "  --option VALUE  what it does", each with lines
 * indented further that go on with it, up to an empty line; "exit status: ...".
 */
#include <string.h>

#include "manual/manual_part.h"
#include "manual/roff.h"
#include "sibu/catalogue.h"

struct words {
    const char *at;
    size_t length;
};

/* The next line of the text, without its end; moves on. */
static struct words take_line(const char **text)
{
    struct words line = {*text, strcspn(*text, "\n")};
    *text += line.length + ((*text)[line.length] == '\n');
    return line;
}

static struct words without_blanks(struct words line)
{
    while (line.length > 0 && line.at[0] == ' ') {
        line.at++;
        line.length--;
    }
    return line;
}

/* Where a colon of either language stands, and how long it is; at the end with length 0 where there is none. */
static struct words find_colon(struct words line)
{
    static const char WIDE[] = "：";
    for (size_t i = 0; i < line.length; i++) {
        if (line.at[i] == ':') {
            return (struct words){line.at + i, 1};
        }
        if (strncmp(line.at + i, WIDE, sizeof WIDE - 1) == 0) {
            return (struct words){line.at + i, sizeof WIDE - 1};
        }
    }
    return (struct words){line.at + line.length, 0};
}

static struct words behind_colon(struct words line)
{
    struct words colon = find_colon(line);
    const char *at = colon.at + colon.length;
    return without_blanks((struct words){at, line.length - (size_t)(at - line.at)});
}

/* Lines of one paragraph follow each other; Chinese has no blank between them. */
static void add_line(struct sibu_text *out, const struct manual *manual, struct words line, int first)
{
    if (!first && manual->language != SIBU_ZH) {
        sibu_text_add(out, " ");
    }
    roff_add_bytes(out, line.at, line.length);
}

/* "--option VALUE  what it does": two blanks part them. */
static void add_option(struct sibu_text *out, const struct manual *manual, struct words line)
{
    size_t tag = 0;
    while (tag + 1 < line.length && (line.at[tag] != ' ' || line.at[tag + 1] != ' ')) {
        tag++;
    }
    sibu_text_add(out, ".TP\n\\fB");
    roff_add_bytes(out, line.at, tag);
    sibu_text_add(out, "\\fR\n");
    add_line(out, manual, without_blanks((struct words){line.at + tag, line.length - tag}), 1);
}

static void add_all_options(struct sibu_text *out, const struct manual *manual, const char **text)
{
    int first = 1;
    for (struct words line = take_line(text); line.length > 0; line = take_line(text)) {
        struct words says = without_blanks(line);
        if (says.length > 0 && says.at[0] == '-') {
            sibu_text_add(out, first ? "" : "\n");
            add_option(out, manual, says);
        } else {
            add_line(out, manual, says, 0);
        }
        first = 0;
    }
    sibu_text_add(out, "\n");
}

/* What the first sentence of the paragraph begins with, up to its colon. */
static void add_viewer_head(struct sibu_text *out, const struct manual *manual, struct words line)
{
    struct sibu_text summary = {0};
    sibu_text_add_bytes(&summary, line.at, (size_t)(find_colon(line).at - line.at));
    manual_add_head(out, manual, "sibu-view", sibu_text_get(&summary));
    out->failed |= summary.failed;
    sibu_text_clear(&summary);
}

void manual_add_viewer(struct sibu_text *out, const struct manual *manual)
{
    const char *text = sibu_say(manual->language, SIBU_SAY_VIEW_USAGE);
    struct words usage = behind_colon(take_line(&text));
    const char *paragraph = text;
    add_viewer_head(out, manual, take_line(&text));
    manual_add_part(out, manual, PART_SYNOPSIS);
    roff_add_bytes(out, usage.at, usage.length);
    sibu_text_add(out, "\n");
    manual_add_part(out, manual, PART_DESCRIPTION);
    text = paragraph;
    for (struct words line = take_line(&text); line.length > 0; line = take_line(&text)) {
        add_line(out, manual, line, line.at == paragraph);
    }
    sibu_text_add(out, "\n");
    manual_add_part(out, manual, PART_OPTIONS);
    add_all_options(out, manual, &text);
    struct words exit_status = behind_colon(take_line(&text));
    manual_add_part(out, manual, PART_EXIT);
    roff_add_bytes(out, exit_status.at, exit_status.length);
    sibu_text_add(out, "\n");
    manual_add_also(out, manual, "sibu");
}
