/* The lower part of the panel: who is missing, and the card of the person who is chosen. See panel.h. */
#include <stdio.h>
#include <string.h>

#include "sibu/catalogue.h"
#include "sibu/text.h"
#include "view/clock_say.h"
#include "view/panel.h"
#include "view/widget_ids.h"

#define WORDS_BYTES 200

static const char *zone_name(const struct panel_facts *facts, uint32_t zone)
{
    return zone == SIBU_NONE ? "" : facts->view->replay->site->zones[zone].name.in[facts->view->language];
}

/* The name, or what stands for it where the record has none. */
static void person_words(const struct replay_person *person, char out[WORDS_BYTES])
{
    if (person->name[0] != '\0') {
        (void)snprintf(out, WORDS_BYTES, "%.150s", person->name);
    } else if (person->id[0] != '\0') {
        (void)snprintf(out, WORDS_BYTES, "%.150s", person->id);
    } else {
        (void)snprintf(out, WORDS_BYTES, "#%u", person->number);
    }
}

static int draw_person(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect row, uint32_t index)
{
    const struct replay_person *person = &facts->view->replay->people[index];
    int pressed = widget_press(canvas, row, WIDGET_ROWS + index);
    char words[WORDS_BYTES];
    if (facts->view->chosen == index || widget_hovers(canvas, row)) {
        raster_fill_round(canvas->raster, row, canvas_px(canvas, 4), canvas->theme->hover);
    }
    if (canvas->widgets->focus == WIDGET_ROWS + index) {
        raster_frame(canvas->raster, row, canvas_px(canvas, 2), canvas->theme->focus);
    }
    struct raster_point at = {(row.x + canvas_px(canvas, 8)) * RASTER_ONE, (row.y + row.height / 2) * RASTER_ONE};
    marker_draw(canvas->raster, facts->markers, state_at(&person->times, facts->view->playback.time_s), at);
    struct text_style left = {TEXT_BODY, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    struct text_style right = {TEXT_SMALL, FONT_REGULAR, TEXT_RIGHT, canvas->theme->faint};
    int32_t sign = canvas_px(canvas, 20), gap = canvas_px(canvas, 8);
    struct raster_rect name = {row.x + sign, row.y, row.width - sign, row.height};
    person_words(person, words);
    int32_t used = canvas_text(canvas, name, &left, words);
    struct raster_rect zone = {name.x + used + gap, row.y, name.width - used - gap - canvas_px(canvas, 4), row.height};
    if (zone.width > canvas_px(canvas, 24)) {
        (void)canvas_text(canvas, zone, &right, zone_name(facts, person->zone));
    }
    return pressed;
}

static void draw_list_title(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    char words[WORDS_BYTES];
    enum sibu_say_id id = facts->view->replay->drill ? SIBU_SAY_VIEW_LIST_MISSING : SIBU_SAY_VIEW_LIST_INSIDE;
    struct text_style style = {TEXT_BODY, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    (void)snprintf(words, sizeof words, "%s  %zu", sibu_say(canvas->language, id), facts->tally->missing_count);
    raster_fill_rect(canvas->raster, (struct raster_rect){box.x, box.y, box.width, canvas_px(canvas, 1)},
                     canvas->theme->panel_edge);
    (void)canvas_text(canvas, box, &style, words);
}

/* Where in a list longer than its room one is: a small bar at the right. */
static void draw_place(struct canvas *canvas, struct raster_rect box, size_t first, size_t rows, size_t count)
{
    if (rows >= count) {
        return;
    }
    int32_t length = (int32_t)((double)box.height * (double)rows / (double)count);
    length = length > canvas_px(canvas, 12) ? length : canvas_px(canvas, 12);
    int32_t y = (int32_t)((double)(box.height - length) * (double)first / (double)(count - rows) + 0.5);
    struct raster_rect bar = {box.x + box.width + canvas_px(canvas, 3), box.y + y, canvas_px(canvas, 4), length};
    raster_fill_round(canvas->raster, bar, bar.width / 2, canvas->theme->faint);
}

uint32_t panel_list(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    struct view_state *view = facts->view;
    int32_t row = panel_row(canvas), title = row + canvas_px(canvas, 6);
    uint32_t chosen = SIBU_NONE;
    draw_list_title(canvas, facts, (struct raster_rect){box.x, box.y, box.width, title});
    size_t rows = (size_t)((box.height - title) / row), count = facts->tally->missing_count;
    size_t last_first = count > rows ? count - rows : 0;
    view->list_first = view->list_first < last_first ? view->list_first : (uint32_t)last_first;
    for (size_t i = 0; i < rows && view->list_first + i < count; i++) {
        uint32_t person = facts->tally->missing_people[view->list_first + i];
        struct raster_rect place = {box.x, box.y + title + (int32_t)i * row, box.width, row};
        if (draw_person(canvas, facts, place, person)) {
            chosen = person;
        }
    }
    draw_place(canvas, (struct raster_rect){box.x, box.y + title, box.width, (int32_t)rows * row}, view->list_first,
               rows, count);
    return chosen;
}

/* The rows of a card, as words at the left and right. */
struct card_row {
    char left[64], right[WORDS_BYTES];
};
#define CARD_ROWS_MAX 16
struct card {
    struct card_row rows[CARD_ROWS_MAX];
    int32_t count;
};

static void add_row(struct card *card, const char *left, const char *right)
{
    if (card->count < CARD_ROWS_MAX && right[0] != '\0') {
        struct card_row *row = &card->rows[card->count++];
        (void)snprintf(row->left, sizeof row->left, "%.60s", left);
        (void)snprintf(row->right, sizeof row->right, "%.180s", right);
    }
}

static const char *role_word(const char *role, enum sibu_language language)
{
    static const struct {
        const char *role;
        enum sibu_say_id word;
    } ROLES[] = {{"worker", SIBU_SAY_WORD_WORKER},
                 {"warden", SIBU_SAY_WORD_WARDEN},
                 {"contractor", SIBU_SAY_WORD_CONTRACTOR},
                 {"visitor", SIBU_SAY_WORD_VISITOR}};
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++) {
        if (strcmp(ROLES[i].role, role) == 0) {
            return sibu_say(language, ROLES[i].word);
        }
    }
    return role;
}

static const char *moment_place(const struct panel_facts *facts, const struct replay_person *person, enum moment moment)
{
    const struct sibu_site *site = facts->view->replay->site;
    enum sibu_language language = facts->view->language;
    if (moment == MOMENT_EXITED && person->exit != SIBU_NONE) {
        return site->exits[person->exit].name.in[language];
    }
    if ((moment == MOMENT_CHECKED_IN || moment == MOMENT_ARRIVED) && person->muster != SIBU_NONE) {
        return site->musters[person->muster].name.in[language];
    }
    return "";
}

/* Only what has happened by now: a replay does not know the future. */
static void add_moments(struct card *card, const struct panel_facts *facts, const struct replay_person *person)
{
    static const enum sibu_say_id NAMES[MOMENTS] = {
        [MOMENT_ALERTED] = SIBU_SAY_VIEW_MOMENT_ALERTED,
        [MOMENT_ACKNOWLEDGED] = SIBU_SAY_VIEW_MOMENT_ACKNOWLEDGED,
        [MOMENT_CANNOT] = SIBU_SAY_VIEW_MOMENT_CANNOT,
        [MOMENT_STARTED] = SIBU_SAY_VIEW_MOMENT_STARTED,
        [MOMENT_EXITED] = SIBU_SAY_VIEW_MOMENT_EXITED,
        [MOMENT_ARRIVED] = SIBU_SAY_VIEW_MOMENT_ARRIVED,
        [MOMENT_CHECKED_IN] = SIBU_SAY_VIEW_MOMENT_CHECKED_IN,
        [MOMENT_HELP] = SIBU_SAY_VIEW_MOMENT_HELP,
    };
    for (int moment = 0; moment < MOMENTS; moment++) {
        char clock[32], words[WORDS_BYTES];
        if (!state_reached(&person->times, (enum moment)moment, facts->view->playback.time_s)) {
            continue;
        }
        clock_say(clock, sizeof clock, person->times.at_s[moment]);
        const char *place = moment_place(facts, person, (enum moment)moment);
        (void)snprintf(words, sizeof words, "%s%s%.120s", clock, place[0] != '\0' ? "  " : "", place);
        add_row(card, sibu_say(facts->view->language, NAMES[moment]), words);
    }
}

/* Where the person is now and how fast, where the record has positions. */
static void add_motion(struct card *card, const struct panel_facts *facts)
{
    const struct view_state *view = facts->view;
    const struct motion_frame *now = &facts->motion->now;
    size_t at = motion_find(facts->motion, view->chosen);
    double speed = motion_speed(facts->motion, view->replay, view->chosen);
    if (at != SIZE_MAX) {
        uint32_t zone =
            sibu_site_zone_at(view->replay->site, now->floor[at], (double)now->x_m[at], (double)now->y_m[at]);
        add_row(card, sibu_say(view->language, SIBU_SAY_VIEW_CARD_HERE), zone_name(facts, zone));
    }
    uint32_t aim = replay_aim_at(view->replay, view->chosen, view->playback.time_s);
    if (at != SIZE_MAX && aim != SIBU_NONE) {
        const struct sibu_site *site = view->replay->site;
        const struct sibu_name *name =
            aim < site->exit_count ? &site->exits[aim].name : &site->musters[aim - site->exit_count].name;
        add_row(card, sibu_say(view->language, SIBU_SAY_VIEW_CARD_AIM), name->in[view->language]);
    }
    if (at != SIZE_MAX && speed >= 0.0) {
        struct sibu_text words = {.max_length = WORDS_BYTES - 1};
        char number[32];
        const char *values[1] = {number};
        (void)snprintf(number, sizeof number, "%.1f", speed);
        sibu_say_with(&words, view->language, SIBU_SAY_VIEW_CARD_SPEED_VALUE, values, 1);
        add_row(card, sibu_say(view->language, SIBU_SAY_VIEW_CARD_SPEED), sibu_text_get(&words));
        sibu_text_clear(&words);
    }
}

static void fill_card(struct card *card, const struct panel_facts *facts)
{
    const struct view_state *view = facts->view;
    const struct replay_person *person = &view->replay->people[view->chosen];
    char id[WORDS_BYTES];
    card->count = 0;
    (void)snprintf(id, sizeof id, person->id[0] != '\0' ? "%.100s" : "#%.0s%u", person->id, person->number);
    add_row(card, sibu_say(view->language, SIBU_SAY_VIEW_CARD_ID), id);
    add_row(card, sibu_say(view->language, SIBU_SAY_WORD_ZONE), zone_name(facts, person->zone));
    add_row(card, sibu_say(view->language, SIBU_SAY_WORD_ROLE), role_word(person->role, view->language));
    add_row(card, sibu_say(view->language, SIBU_SAY_VIEW_CARD_STATE),
            panel_state_word(state_at(&person->times, view->playback.time_s), view->language));
    add_motion(card, facts);
    add_moments(card, facts, person);
}

static int32_t card_row_height(const struct canvas *canvas)
{
    return text_height(canvas->text, TEXT_SMALL) + canvas_px(canvas, 3);
}

int32_t panel_card_height(const struct canvas *canvas, const struct panel_facts *facts)
{
    struct card card;
    fill_card(&card, facts);
    return canvas_px(canvas, 40) + card.count * card_row_height(canvas);
}

void panel_card(struct canvas *canvas, const struct panel_facts *facts, struct raster_rect box)
{
    const struct replay_person *person = &facts->view->replay->people[facts->view->chosen];
    struct card card;
    char words[WORDS_BYTES];
    struct raster_rect ground = {box.x, box.y, box.width, box.height - canvas_px(canvas, 6)};
    raster_fill_round(canvas->raster, ground, canvas_px(canvas, 6), canvas->theme->focus);
    raster_fill_round(canvas->raster, raster_rect_inset(ground, canvas_px(canvas, 2)), canvas_px(canvas, 5),
                      canvas->theme->raised);
    struct raster_rect row = {box.x + canvas_px(canvas, 10), box.y + canvas_px(canvas, 5),
                              box.width - canvas_px(canvas, 20), canvas_px(canvas, 24)};
    struct text_style title = {TEXT_TITLE, FONT_BOLD, TEXT_LEFT, canvas->theme->text};
    struct raster_rect close = {row.x + row.width - row.height + canvas_px(canvas, 4), row.y, row.height, row.height};
    (void)widget_button(canvas, close,
                        &(struct widget_button){WIDGET_CLOSE_CARD, ACTION_CLOSE, "", NULL, ICON_CLOSE, 0});
    struct raster_rect follow = {close.x - row.height - canvas_px(canvas, 4), row.y, row.height, row.height};
    (void)widget_button(
        canvas, follow,
        &(struct widget_button){WIDGET_FOLLOW, ACTION_FOLLOW, "", NULL, ICON_FOLLOW, facts->view->layers.following});
    person_words(person, words);
    row.width -= 2 * row.height + canvas_px(canvas, 4);
    (void)canvas_text(canvas, row, &title, words);
    fill_card(&card, facts);
    int32_t tall = card_row_height(canvas), left_width = (box.width - canvas_px(canvas, 20)) * 2 / 5;
    struct text_style left = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->faint};
    struct text_style right = {TEXT_SMALL, FONT_REGULAR, TEXT_LEFT, canvas->theme->text};
    for (int32_t i = 0; i < card.count; i++) {
        struct raster_rect cell = {row.x, box.y + canvas_px(canvas, 31) + i * tall, left_width, tall};
        (void)canvas_text(canvas, cell, &left, card.rows[i].left);
        cell.x += left_width;
        cell.width = box.width - canvas_px(canvas, 20) - left_width;
        (void)canvas_text(canvas, cell, &right, card.rows[i].right);
    }
}
