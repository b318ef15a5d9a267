/* See document.h. */
#include "report/document.h"

#include <string.h>

#define TOKENS_MAX ((size_t)1 << 22)

struct document_drawing {
    struct drawing drawing;
    struct document_drawing *before;
};

void document_clear(struct document *document)
{
    for (struct document_drawing *each = document->drawings; each != NULL; each = each->before) {
        drawing_clear(&each->drawing);
    }
    sibu_array_free(document->tokens);
    sibu_arena_clear(&document->arena);
    *document = (struct document){0};
}

static const char *copy(struct document *document, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return "";
    }
    const char *copied = sibu_arena_text(&document->arena, text, strlen(text));
    document->failed |= copied == NULL;
    return copied != NULL ? copied : "";
}

static void add(struct document *document, const struct document_token *token)
{
    void *tokens = document->tokens;
    if (document->failed ||
        !sibu_array_reserve(&tokens, &document->capacity, document->count + 1, sizeof *document->tokens, TOKENS_MAX)) {
        document->failed = 1;
        return;
    }
    document->tokens = tokens;
    document->tokens[document->count++] = *token;
}

void document_open(struct document *document, enum document_element element, unsigned flags, const char *text)
{
    add(document, &(struct document_token){DOCUMENT_OPEN, element, flags, copy(document, text), NULL});
}

void document_close(struct document *document, enum document_element element)
{
    add(document, &(struct document_token){.mark = DOCUMENT_CLOSE, .element = element, .text = ""});
}

void document_text(struct document *document, const char *text)
{
    if (text[0] != '\0') {
        add(document, &(struct document_token){.mark = DOCUMENT_TEXT, .text = copy(document, text)});
    }
}

void document_break(struct document *document)
{
    add(document, &(struct document_token){.mark = DOCUMENT_BREAK, .text = ""});
}

void document_picture(struct document *document, const struct document_picture *picture)
{
    struct document_picture *own = sibu_arena_take(&document->arena, 1, sizeof *own);
    if (own == NULL) {
        document->failed = 1;
        return;
    }
    *own = (struct document_picture){.drawing = picture->drawing,
                                     .kind = copy(document, picture->kind),
                                     .id = copy(document, picture->id),
                                     .title = copy(document, picture->title),
                                     .description = copy(document, picture->description),
                                     .choice = copy(document, picture->choice)};
    add(document, &(struct document_token){.mark = DOCUMENT_PICTURE, .text = "", .picture = own});
}

struct drawing *document_draw(struct document *document)
{
    struct document_drawing *own = sibu_arena_take(&document->arena, 1, sizeof *own);
    if (own == NULL) {
        document->failed = 1;
        document->spare.failed = 1;
        return &document->spare;
    }
    own->before = document->drawings;
    document->drawings = own;
    return &own->drawing;
}

size_t document_end_of(const struct document *document, size_t token)
{
    size_t depth = 0;
    for (size_t i = token; i < document->count; i++) {
        depth += document->tokens[i].mark == DOCUMENT_OPEN;
        depth -= document->tokens[i].mark == DOCUMENT_CLOSE && depth > 0;
        if (depth == 0) {
            return i;
        }
    }
    return document->count > 0 ? document->count - 1 : 0;
}
