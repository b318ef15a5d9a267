/* What the parts of the report are put together from. See part.h. */
#include "report/part.h"

#include <inttypes.h>
#include <stdio.h>

void part_open(const struct part *part, enum document_element element, unsigned flags)
{
    document_open(part->out, element, flags, "");
}

void part_close(const struct part *part, enum document_element element)
{
    document_close(part->out, element);
}

void part_text(const struct part *part, const char *text)
{
    document_text(part->out, text);
}

void part_say(const struct part *part, enum sibu_say_id id)
{
    document_text(part->out, sibu_say(part->language, id));
}

/* Takes what was put together. */
static void take(const struct part *part, struct sibu_text *text)
{
    part->out->failed |= !sibu_text_ok(text);
    document_text(part->out, sibu_text_get(text));
    sibu_text_clear(text);
}

void part_say_values(const struct part *part, enum sibu_say_id id, const char *const *values, int count)
{
    struct sibu_text text = {0};
    sibu_say_with(&text, part->language, id, values, count);
    take(part, &text);
}

void part_say_count(const struct part *part, enum sibu_say_id id, uint64_t count)
{
    struct sibu_text text = {0};
    say_count(&text, part->language, id, count);
    take(part, &text);
}

void part_duration(const struct part *part, double seconds)
{
    struct sibu_text text = {0};
    say_duration(&text, part->language, seconds);
    take(part, &text);
}

void part_number(const struct part *part, enum document_element element, unsigned flags, uint64_t count)
{
    char number[32];
    (void)snprintf(number, sizeof number, "%" PRIu64, count);
    part_words(part, element, flags, number);
}

void part_sentence(const struct part *part, enum document_element element, enum sibu_say_id id)
{
    part_words(part, element, 0, sibu_say(part->language, id));
}

void part_words(const struct part *part, enum document_element element, unsigned flags, const char *text)
{
    part_open(part, element, flags);
    part_text(part, text);
    part_close(part, element);
}

void part_section(const struct part *part, enum sibu_say_id heading)
{
    part_open(part, DOCUMENT_SECTION, 0);
    part_sentence(part, DOCUMENT_HEADING, heading);
}

void part_end_section(const struct part *part)
{
    part_close(part, DOCUMENT_SECTION);
}

void part_chapter(const struct part *part, enum sibu_say_id heading, enum sibu_say_id note)
{
    part_sentence(part, DOCUMENT_CHAPTER, heading);
    part_sentence(part, DOCUMENT_NOTE, note);
}

void part_table(const struct part *part, const char *kind, const enum sibu_say_id *heads, int count, unsigned numbers)
{
    document_open(part->out, DOCUMENT_TABLE, 0, kind);
    if (count > 0) {
        part_open(part, DOCUMENT_HEAD, 0);
        for (int i = 0; i < count; i++) {
            part_words(part, DOCUMENT_HEAD_CELL, (numbers >> i & 1u) != 0 ? DOCUMENT_NUMBER : 0,
                       sibu_say(part->language, heads[i]));
        }
        part_close(part, DOCUMENT_HEAD);
    }
    part_open(part, DOCUMENT_BODY, 0);
}

void part_end_table(const struct part *part)
{
    part_close(part, DOCUMENT_BODY);
    part_close(part, DOCUMENT_TABLE);
}

void part_row(const struct part *part, const char *name)
{
    part_open(part, DOCUMENT_ROW, 0);
    part_words(part, DOCUMENT_ROW_HEAD, 0, name);
}

void part_end_row(const struct part *part)
{
    part_close(part, DOCUMENT_ROW);
}

void part_cell_duration(const struct part *part, double seconds)
{
    part_open(part, DOCUMENT_CELL, seconds < 0.0 ? DOCUMENT_NUMBER | DOCUMENT_FAINT : DOCUMENT_NUMBER);
    part_duration(part, seconds);
    part_close(part, DOCUMENT_CELL);
}

void part_cell_count(const struct part *part, uint64_t count)
{
    part_number(part, DOCUMENT_CELL, DOCUMENT_NUMBER, count);
}

void part_cell_clock(const struct part *part, double seconds)
{
    struct sibu_text text = {0};
    say_clock_s(&text, seconds);
    part_open(part, DOCUMENT_CELL, DOCUMENT_NUMBER);
    take(part, &text);
    part_close(part, DOCUMENT_CELL);
}

void part_cell_time(const struct part *part, unsigned flags, int64_t time_us)
{
    struct sibu_text text = {0};
    say_time_of_day(&text, time_us, part->report->draw.offset_s);
    part_open(part, DOCUMENT_CELL, flags);
    take(part, &text);
    part_close(part, DOCUMENT_CELL);
}

#define ORNAMENT_WIDTH 36.0
#define ORNAMENT_HEIGHT 16.0

struct drawing *part_legend_item(const struct part *part)
{
    struct drawing *ornament = document_draw(part->out);
    ornament->width = ORNAMENT_WIDTH;
    ornament->height = ORNAMENT_HEIGHT;
    ornament->digits = 0;
    return ornament;
}

void part_legend_words(const struct part *part, const struct drawing *ornament, enum sibu_say_id id)
{
    part_open(part, DOCUMENT_LEGEND_ITEM, 0);
    document_picture(part->out, &(struct document_picture){.drawing = ornament});
    part_say(part, id);
    part_close(part, DOCUMENT_LEGEND_ITEM);
}

const char *part_code(enum sibu_language language)
{
    return language == SIBU_ZH ? "zh" : "en";
}
