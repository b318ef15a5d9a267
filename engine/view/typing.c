/* See typing.h. */
#include "view/typing.h"

static void paste(struct line_edit *edit)
{
    char *text = SDL_GetClipboardText();
    if (text != NULL) {
        (void)line_edit_insert(edit, text);
        SDL_free(text);
    }
}

static void take_edit_key(struct view_state *view, const SDL_Keysym *key)
{
    struct line_edit *edit = &view->teach.edit;
    switch (key->sym) {
    case SDLK_BACKSPACE:
        line_edit_erase(edit, -1);
        break;
    case SDLK_DELETE:
        line_edit_erase(edit, 1);
        break;
    case SDLK_LEFT:
        line_edit_move(edit, -1);
        break;
    case SDLK_RIGHT:
        line_edit_move(edit, 1);
        break;
    case SDLK_HOME:
        line_edit_home(edit);
        break;
    case SDLK_END:
        line_edit_end(edit);
        break;
    case SDLK_v:
        if ((key->mod & KMOD_CTRL) != 0) {
            paste(edit);
        }
        break;
    default:
        break;
    }
}

/* While an input method composes, its keys are its own, even where SDL shows them to us. */
static int take_key(struct view_state *view, const SDL_KeyboardEvent *key, uint32_t focus)
{
    int enter = key->keysym.sym == SDLK_RETURN || key->keysym.sym == SDLK_KP_ENTER;
    if (view->teach.edit.composing[0] != '\0') {
        return 1;
    }
    if (key->keysym.sym == SDLK_TAB || key->keysym.sym == SDLK_F11 || (enter && focus != 0)) {
        return 0;
    }
    if (enter) {
        (void)teach_do(view, ACTION_NOTE_SAVE);
    } else if (key->keysym.sym == SDLK_ESCAPE) {
        (void)teach_do(view, ACTION_NOTE_CANCEL);
    } else {
        take_edit_key(view, &key->keysym);
    }
    return 1;
}

int typing_take(struct view_state *view, const SDL_Event *event, uint32_t focus)
{
    if (!view->teach.editing) {
        return 0;
    }
    switch (event->type) {
    case SDL_TEXTINPUT:
        (void)line_edit_insert(&view->teach.edit, event->text.text);
        return 1;
    case SDL_TEXTEDITING:
        line_edit_compose(&view->teach.edit, event->edit.text);
        return 1;
    case SDL_KEYDOWN:
        return take_key(view, &event->key, focus);
    default:
        return 0;
    }
}

void typing_follow(struct typing *typing, const struct view_state *view, const struct picture *picture,
                   const struct window *window)
{
    struct raster_rect caret = picture->caret;
    if (typing->on != view->teach.editing) {
        typing->on = view->teach.editing;
        typing->caret = (struct raster_rect){0};
        if (typing->on) {
            SDL_StartTextInput();
        } else {
            SDL_StopTextInput();
        }
    }
    if (typing->on && caret.width > 0 && (caret.x != typing->caret.x || caret.y != typing->caret.y)) {
        SDL_Rect rect = window_units(window, caret);
        SDL_SetTextInputRect(&rect);
        typing->caret = caret;
    }
}
