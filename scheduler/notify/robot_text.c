/* The words of a message in the room that a platform gives: see robot_part.h. What does not fit is cut from the pieces
 * that have most, at the end of a character; marks, validity and link stay. */
#include <string.h>

#include "notify/robot_part.h"
#include "sibu/catalogue.h"

#define ELLIPSIS "…"
#define ELLIPSIS_BYTES 3
#define PIECES_MAX 4

/* A piece of a text: its head may be cut, its tail may not. */
struct piece {
    const char *head, *tail;
    size_t head_bytes, tail_bytes;
    size_t least; /* bytes of head and tail that must stay */
    size_t most; /* bytes of head and tail */
    const char *after; /* what stands behind it */
};

/* The mark of the drill, or of the real emergency, and the ellipsis: the least that stays of a head. */
static size_t least_of_head(const struct message *message, enum sibu_language language)
{
    enum sibu_say_id mark = message->is_exercise ? SIBU_SAY_ALERT_DRILL_MARK : SIBU_SAY_ALERT_REAL_MARK;
    return strlen(sibu_say(language, mark)) + ELLIPSIS_BYTES;
}

static struct piece piece_of(const char *text, size_t tail_bytes, size_t least_head, const char *after)
{
    size_t length = strlen(text);
    struct piece piece = {.head = text,
                          .tail = text + length - tail_bytes,
                          .head_bytes = length - tail_bytes,
                          .tail_bytes = tail_bytes,
                          .most = length,
                          .after = after};
    piece.least = tail_bytes + least_head < length ? tail_bytes + least_head : length;
    return piece;
}

static struct piece title_piece(const struct message *message, enum sibu_language language, const char *after)
{
    return piece_of(message->title.in[language], 0, least_of_head(message, language), after);
}

/* The text ends with a line that says how long it holds: the tail, with the line end before it. */
static struct piece text_piece(const struct message *message, enum sibu_language language, const char *after)
{
    return piece_of(message->text.in[language], strlen(message->until.in[language]) + 1,
                    least_of_head(message, language), after);
}

/* What a piece gets where none gets more than `level`, but for its least. */
static size_t share_of(const struct piece *piece, size_t level)
{
    size_t share = level > piece->least ? level : piece->least;
    return share < piece->most ? share : piece->most;
}

static size_t sum_of_shares(const struct piece *pieces, size_t count, size_t level)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += share_of(&pieces[i], level) + strlen(pieces[i].after);
    }
    return sum;
}

/* The highest level at which the pieces have room in `bytes`. Level 0 has it. */
static size_t find_level(const struct piece *pieces, size_t count, size_t bytes)
{
    size_t low = 0, high = bytes + 1;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (sum_of_shares(pieces, count, middle) <= bytes) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_piece(struct sibu_text *out, const struct piece *piece, size_t share)
{
    if (share >= piece->most) {
        sibu_text_add_bytes(out, piece->head, piece->head_bytes);
    } else {
        size_t kept = share - piece->tail_bytes - ELLIPSIS_BYTES; /* share is least or more, so there is room */
        while (kept > 0 && ((unsigned char)piece->head[kept] & 0xC0u) == 0x80u) {
            kept--;
        }
        sibu_text_add_bytes(out, piece->head, kept);
        sibu_text_add(out, ELLIPSIS);
    }
    sibu_text_add_bytes(out, piece->tail, piece->tail_bytes);
    sibu_text_add(out, piece->after);
}

static int add_pieces(struct sibu_text *out, const struct piece *pieces, size_t count, size_t bytes)
{
    if (sum_of_shares(pieces, count, 0) > bytes) {
        return 0;
    }
    size_t level = find_level(pieces, count, bytes);
    for (size_t i = 0; i < count; i++) {
        add_piece(out, &pieces[i], share_of(&pieces[i], level));
    }
    return sibu_text_ok(out);
}

int robot_words(struct sibu_text *out, const struct message *message, int pieces, size_t bytes)
{
    struct piece list[PIECES_MAX];
    size_t count = 0, link_bytes = 0;
    if ((pieces & ROBOT_LINK) != 0 && message->link[0] != '\0') {
        link_bytes = strlen(message->link) + 2;
    }
    if (link_bytes > bytes) {
        return 0;
    }
    for (int language = 0; language < SIBU_LANGUAGES; language++) {
        if ((pieces & ROBOT_TITLES) != 0) {
            list[count++] = title_piece(message, (enum sibu_language)language, "\n");
        }
        list[count++] = text_piece(message, (enum sibu_language)language, language + 1 < SIBU_LANGUAGES ? "\n\n" : "");
    }
    if (!add_pieces(out, list, count, bytes - link_bytes)) {
        return 0;
    }
    if (link_bytes > 0) {
        sibu_text_addf(out, "\n\n%s", message->link);
    }
    return sibu_text_ok(out);
}

int robot_words_of(struct sibu_text *out, const struct message *message, enum sibu_language language, size_t bytes)
{
    struct piece piece = text_piece(message, language, "");
    return add_pieces(out, &piece, 1, bytes);
}

int robot_title(struct sibu_text *out, const struct message *message, size_t bytes)
{
    struct piece list[] = {title_piece(message, SIBU_ZH, " / "), title_piece(message, SIBU_EN, "")};
    return add_pieces(out, list, 2, bytes);
}

int robot_title_of(struct sibu_text *out, const struct message *message, enum sibu_language language, size_t bytes)
{
    struct piece piece = title_piece(message, language, "");
    return add_pieces(out, &piece, 1, bytes);
}

void robot_add_open(struct sibu_text *out)
{
    struct sibu_text label = {0};
    sibu_text_addf(&label, "%s / %s", sibu_say(SIBU_ZH, SIBU_SAY_ALERT_OPEN), sibu_say(SIBU_EN, SIBU_SAY_ALERT_OPEN));
    sibu_text_add_json(out, sibu_text_get(&label));
    out->failed |= label.failed;
    sibu_text_clear(&label);
}

void robot_add_member(struct sibu_text *out, const char *key, struct sibu_text *value)
{
    sibu_text_addf(out, ",\"%s\":", key);
    sibu_text_add_json(out, sibu_text_get(value));
    out->failed |= value->failed;
    sibu_text_clear(value);
}
