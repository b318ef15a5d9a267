/* Completion of sibu-view, from the text that its --help prints: see completion.h. */
#include <string.h>

#include "manual/completion.h"
#include "manual/completion_frame.h"
#include "sibu/catalogue.h"

#define NAME_MOST 64

/* An option of the viewer, at the beginning of a line of its --help or behind a comma: its name, and its value's. */
static void add_viewer_option(struct sibu_text lists[5], const char *at)
{
    char value[NAME_MOST] = "";
    size_t length = strcspn(at, " ,");
    const char *behind = at + length;
    if (behind[0] == ' ' && behind[1] != ' ') {
        size_t most = strcspn(behind + 1, " ,\n");
        most = most < sizeof value ? most : sizeof value - 1;
        memcpy(value, behind + 1, most);
        value[most] = '\0';
    }
    enum takes takes = completion_takes(value[0] != '\0' ? value : NULL);
    sibu_text_add(&lists[TAKES_NOTHING], " ");
    sibu_text_add_bytes(&lists[TAKES_NOTHING], at, length);
    if (takes != TAKES_NOTHING) {
        sibu_text_add(&lists[takes], " ");
        sibu_text_add_bytes(&lists[takes], at, length);
    }
}

/* Each line "  --from S, --to S    what it does" holds one option or several. */
static void list_viewer_options(struct sibu_text lists[5])
{
    const char *line = strstr(sibu_say(SIBU_EN, SIBU_SAY_VIEW_USAGE), "\n  --");
    for (; line != NULL; line = strstr(line, "\n  --")) {
        const char *at = line + 3;
        const char *end = strstr(at, "  ");
        for (; at != NULL && (end == NULL || at < end); at = strstr(at, ", --")) {
            at += at[0] == ',' ? 2 : 0;
            add_viewer_option(lists, at);
        }
        line++;
    }
}

void completion_add_viewer(struct sibu_text *out)
{
    struct sibu_text lists[5] = {{0}};
    list_viewer_options(lists);
    sibu_text_add(out, "# Completion of sibu-view(1) for bash. Made from what its --help says.\n_sibu_view() {\n");
    sibu_text_add(out, COMPLETION_HEAD);
    sibu_text_addf(out, "    *)\n        options='%s'\n        files='%s' folders='%s' values='%s' arguments=files\n",
                   sibu_text_get(&lists[TAKES_NOTHING]), sibu_text_get(&lists[TAKES_FILES]),
                   sibu_text_get(&lists[TAKES_FOLDERS]), sibu_text_get(&lists[TAKES_VALUES]));
    sibu_text_add(out, "        if [ \"$previous\" = --lang ]; then words='zh en'; fi\n        ;;\n");
    sibu_text_add(out, COMPLETION_TAIL);
    sibu_text_add(out, "complete -o filenames -F _sibu_view sibu-view\n");
    for (size_t i = 0; i < 5; i++) {
        out->failed |= lists[i].failed;
        sibu_text_clear(&lists[i]);
    }
}
