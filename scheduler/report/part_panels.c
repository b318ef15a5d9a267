/* See part_panels.h. */
#include "report/part_panels.h"

#include <stdio.h>

void part_panel(const struct part *part, const struct part_panel *panel)
{
    char id[64];
    (void)snprintf(id, sizeof id, "%s-%s-%zu", panel->id, part_code(part->language), panel->number);
    part_open(part, DOCUMENT_MAP, panel->is_alone ? DOCUMENT_WIDE : 0);
    document_picture(part->out, &(struct document_picture){.drawing = panel->drawing,
                                                           .kind = panel->is_alone ? "chart" : "panel",
                                                           .id = id,
                                                           .title = panel->words,
                                                           .description = panel->description});
    part_words(part, DOCUMENT_CAPTION, 0, panel->words);
    part_close(part, DOCUMENT_MAP);
}

void part_chart(const struct part *part, const struct drawing *drawing, const char *id, enum sibu_say_id title,
                const char *description)
{
    char whole[64];
    (void)snprintf(whole, sizeof whole, "%s-%s", id, part_code(part->language));
    document_picture(part->out, &(struct document_picture){.drawing = drawing,
                                                           .kind = "chart",
                                                           .id = whole,
                                                           .title = sibu_say(part->language, title),
                                                           .description = description});
}
