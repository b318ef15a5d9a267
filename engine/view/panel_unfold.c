/* What has unfolded by the moment that is shown: a replay does not know the future. See panel.h. */
#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "view/clock_say.h"
#include "view/panel.h"
#include "view/text_wrap.h"
#include "view/timeline.h"

#define ROWS_MAX 3 /* the newest */
#define LINES_MAX 4 /* of the words that people got */
#define WORDS_BYTES 256

struct unfolded {
    const struct replay_mark *newest[ROWS_MAX];
    size_t shown, count; /* count: all by now */
};

static struct unfolded unfolded_by(const struct view_state *view)
{
    struct unfolded found = {.count = 0};
    for (size_t i = view->replay->mark_count; i > 0; i--) {
        const struct replay_mark *mark = &view->replay->marks[i - 1];
        if (mark->kind != REPLAY_MARK_UNFOLD || mark->time_s > view->playback.time_s) {
            continue;
        }
        if (found.shown < ROWS_MAX) {
            found.newest[found.shown++] = mark;
        }
        found.count++;
    }
    return found;
}

static struct text_style words_style(const struct canvas *canvas)
{
    return (struct text_style){TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
}

static const char *newest_words(const struct unfolded *found, enum sibu_language language)
{
    const struct sibu_unfold_row *row = found->shown > 0 ? found->newest[0]->unfold : NULL;
    return row != NULL ? row->words.in[language] : "";
}

static int32_t count_lines(struct canvas *canvas, const char *words, int32_t width)
{
    struct text_style style = words_style(canvas);
    int32_t lines = 0;
    for (const char *rest = words; *rest != '\0' && lines < LINES_MAX; lines++) {
        rest += text_wrap(canvas->text, &style, rest, width);
    }
    return lines;
}

static int32_t title_height(const struct canvas *canvas)
{
    return panel_row(canvas) + canvas_px(canvas, 6);
}

static int32_t line_height(const struct canvas *canvas)
{
    return text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 1);
}

int32_t panel_unfold_height(struct canvas *canvas, const struct panel_facts *facts, int32_t width)
{
    struct unfolded found = unfolded_by(facts->view);
    if (found.count == 0) {
        return 0;
    }
    int32_t lines = count_lines(canvas, newest_words(&found, canvas->language), width - canvas_px(canvas, 8));
    return title_height(canvas) + (int32_t)found.shown * panel_row(canvas) + lines * line_height(canvas) +
           canvas_px(canvas, 8);
}

static void draw_title(struct canvas *canvas, struct raster_rect box, const struct unfolded *found)
{
    char words[WORDS_BYTES];
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    (void)snprintf(words, sizeof words, "%.200s  %zu", sibu_say(canvas->language, SIBU_SAY_MSEL_VIEW_TITLE),
                   found->count);
    raster_fill_rect(canvas->raster, (struct raster_rect){box.x, box.y, box.width, canvas_px(canvas, 1)},
                     canvas->theme->panel_edge);
    (void)canvas_text(canvas, box, &style, words);
}

static void draw_event(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect row,
                       const struct replay_mark *mark)
{
    char clock[32], words[WORDS_BYTES];
    struct text_style time = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->faint};
    struct text_style what = {TEXT_SMALL, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    clock_say_short(clock, sizeof clock, mark->time_s);
    timeline_mark_words(facts->view->replay, mark, canvas->language, words, sizeof words);
    int32_t used = canvas_text(canvas, row, &time, clock) + canvas_px(canvas, 6);
    row.x += used;
    row.width -= used;
    (void)canvas_text(canvas, row, &what, words);
}

/* The last line has the rest, which ends in "…" where it is too long. */
static void draw_words(struct canvas *canvas, struct raster_rect box, const char *words)
{
    struct text_style style = words_style(canvas);
    const char *rest = words;
    for (int32_t line = 0; *rest != '\0' && line < LINES_MAX; line++) {
        char text[2 * WORDS_BYTES];
        size_t length = text_wrap(canvas->text, &style, rest, box.width);
        size_t drawn = line + 1 < LINES_MAX ? length : strlen(rest);
        drawn = drawn < sizeof text ? drawn : sizeof text - 1;
        memcpy(text, rest, drawn);
        text[drawn] = '\0';
        struct raster_rect place = {box.x, box.y + line * line_height(canvas), box.width, line_height(canvas)};
        (void)canvas_text(canvas, place, &style, text);
        rest += length;
    }
}

void panel_unfold(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    struct unfolded found = unfolded_by(facts->view);
    int32_t y = box.y + title_height(canvas), indent = canvas_px(canvas, 8);
    draw_title(canvas, (struct raster_rect){box.x, box.y, box.width, title_height(canvas)}, &found);
    for (size_t i = 0; i < found.shown; i++) {
        struct raster_rect row = {box.x, y, box.width, panel_row(canvas)};
        draw_event(canvas, facts, row, found.newest[i]);
        y += row.height;
        if (i == 0) { /* the words of the newest stand under it */
            const char *words = newest_words(&found, canvas->language);
            draw_words(canvas, (struct raster_rect){box.x + indent, y, box.width - indent, box.height}, words);
            y += count_lines(canvas, words, box.width - indent) * line_height(canvas);
        }
    }
}
