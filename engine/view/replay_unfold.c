/* What unfolded while the drill ran, from the record's rows. See replay_events.h. */
#include "sibu/memory.h"
#include "view/replay_events.h"

int replay_open_exits(struct replay *replay)
{
    replay->exit_lost_s = sibu_arena_take(&replay->arena, replay->site->exit_count, sizeof *replay->exit_lost_s);
    for (uint32_t i = 0; replay->exit_lost_s != NULL && i < replay->site->exit_count; i++) {
        replay->exit_lost_s[i] = STATE_NEVER;
    }
    return replay->exit_lost_s != NULL;
}

static void note_exit(struct replay *replay, const struct sibu_unfold_row *row, double time_s)
{
    uint32_t exit = sibu_site_find_exit(replay->site, row->place);
    if (exit != SIBU_NONE && time_s < replay->exit_lost_s[exit]) {
        replay->exit_lost_s[exit] = time_s;
    }
}

int replay_take_unfold(struct replay *replay, struct replay_mark *mark, const struct sibu_record_event *event,
                       size_t row)
{
    struct sibu_fault why;
    struct sibu_unfold_row *unfold = sibu_arena_take(&replay->arena, 1, sizeof *unfold);
    enum sibu_status status =
        unfold != NULL ? sibu_unfold_read(unfold, event, row, &replay->arena, &why) : SIBU_NO_MEMORY;
    if (status == SIBU_OK) {
        mark->unfold = unfold;
        if (unfold->what == SIBU_UNFOLD_EXIT_LOST) {
            note_exit(replay, unfold, mark->time_s);
        }
    }
    return status != SIBU_NO_MEMORY;
}
