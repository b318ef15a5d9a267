/* A witness's decisions: see witness.h. Pure. */
#include "witness/witness.h"

#include <assert.h>
#include <string.h>

#define SECOND_US INT64_C(1000000)
#define TICK_S_MAX 86400
#define MOMENT_S_MAX INT64_C(253402300799) /* the end of the year 9999 */

const struct witness_words *witness_words(enum witness_verdict verdict)
{
    static const struct witness_words WORDS[WITNESS_VERDICTS] = {
        [WITNESS_GIVE] = {"given", 200, {"已给出", "given"}},
        [WITNESS_AGAIN] = {"again", 200, {"与上次相同", "the same as before"}},
        [WITNESS_IMPLIED] = {"implied", 200, {"可由已公开的链值推出", "it follows from a link that is out"}},
        [WITNESS_BAD_EPOCH] = {"bad-epoch", 400, {"周期的定义超出允许范围", "the epoch's definition is out of range"}},
        [WITNESS_OTHER_EPOCH] = {"other-epoch", 409, {"这一周期已另有定义", "this epoch is defined otherwise already"}},
        [WITNESS_OTHER_LOG] = {"other-log",
                               409,
                               {"日志密钥与见证人所知的不符", "the log's key is not the one that the witness knows"}},
        [WITNESS_LATE_EPOCH] = {"late-epoch",
                                409,
                                {"周期的首个时刻已过，无法再登记",
                                 "the epoch's first tick is past: it cannot be opened"}},
        [WITNESS_FULL] = {"full", 507, {"见证人不能再登记更多周期", "the witness keeps no more epochs"}},
        [WITNESS_NO_EPOCH] = {"no-epoch", 404, {"见证人没有登记这一周期", "the witness does not know this epoch"}},
        [WITNESS_NO_TICK] = {"no-tick", 400, {"时刻不在这一周期内", "the tick is not of this epoch"}},
        [WITNESS_EARLY] = {"early", 425, {"按见证人的时钟，时刻未到", "by the witness's clock the tick has not come"}},
        [WITNESS_NOT_SIGNED] = {"not-signed",
                                403,
                                {"检查点没有该日志的有效签名", "the checkpoint is not signed by this log"}},
        [WITNESS_OTHER_HEAD] = {"other-head",
                                409,
                                {"同一时刻已用另一检查点取过链值", "this tick was asked for with another head"}},
        [WITNESS_PASSED] = {"passed",
                            409,
                            {"另一周期已给出此刻或更晚时刻的链值",
                             "a link of another epoch was given for this moment or a later one"}},
        [WITNESS_SMALLER] = {"smaller",
                             409,
                             {"检查点比上次见证的小", "the head is smaller than the last one cosigned"}},
        [WITNESS_OLD_SIZE] = {"old-size",
                              409,
                              {"一致性证明的起点不是上次见证的大小",
                               "the proof does not begin at the last size cosigned"}},
        [WITNESS_NO_PROOF] = {"no-proof",
                              422,
                              {"一致性证明不成立：账本被改写",
                               "the proof fails: this is not a continuation of the ledger"}},
        [WITNESS_UNREAD] = {"unread", 400, {"见证人看不懂请求", "the witness cannot read the request"}},
        [WITNESS_FAILED] = {"failed", 503, {"见证人暂时无法应答", "the witness cannot answer now"}},
    };
    assert(verdict >= 0 && verdict < WITNESS_VERDICTS);
    return &WORDS[verdict];
}

enum witness_verdict witness_verdict_of(const char *word)
{
    for (int i = 0; i < WITNESS_VERDICTS; i++) {
        if (strcmp(witness_words((enum witness_verdict)i)->word, word) == 0) {
            return (enum witness_verdict)i;
        }
    }
    return WITNESS_FAILED;
}

static int within(int64_t value, int64_t least, int64_t most)
{
    return value >= least && value <= most;
}

int witness_epoch_is_good(const struct witness_epoch *epoch)
{
    return within(epoch->ticks, 1, CHAIN_LINKS_MAX) && within(epoch->tick_s, 1, TICK_S_MAX) &&
           epoch->ticks * epoch->tick_s <= WITNESS_EPOCH_S_MAX && epoch->who.epoch >= 1 &&
           epoch->who.epoch <= (uint64_t)WITNESS_EPOCH_MAX && within(epoch->first_tick, 0, MOMENT_S_MAX) &&
           (epoch->first_tick + epoch->ticks) * epoch->tick_s <= MOMENT_S_MAX && epoch->log.type == NOTE_LOG;
}

int64_t witness_tick_s(const struct witness_epoch *epoch, int64_t tick)
{
    return tick * epoch->tick_s;
}

int64_t witness_link_number(const struct witness_epoch *epoch, int64_t tick)
{
    return within(tick, epoch->first_tick, epoch->first_tick + epoch->ticks - 1) ? tick - epoch->first_tick + 1 : 0;
}

static int same_key(const struct note_key *a, const struct note_key *b)
{
    return strcmp(a->name, b->name) == 0 && a->type == b->type &&
           memcmp(a->public_key, b->public_key, sizeof a->public_key) == 0;
}

static int same_epoch(const struct witness_epoch *a, const struct witness_epoch *b)
{
    return memcmp(a->who.id, b->who.id, sizeof a->who.id) == 0 && a->who.epoch == b->who.epoch &&
           a->ticks == b->ticks && a->tick_s == b->tick_s && a->first_tick == b->first_tick;
}

enum witness_verdict witness_decide_epoch(const struct witness_shelf_view *view, const struct witness_epoch *asked,
                                          int64_t now_us)
{
    if (!witness_epoch_is_good(asked)) {
        return WITNESS_BAD_EPOCH;
    }
    if ((view->log != NULL && !same_key(view->log, &asked->log)) || (view->log == NULL && view->origin_is_taken)) {
        return WITNESS_OTHER_LOG;
    }
    if (view->same != NULL) {
        return same_epoch(view->same, asked) ? WITNESS_AGAIN : WITNESS_OTHER_EPOCH;
    }
    if (now_us >= witness_tick_s(asked, asked->first_tick) * SECOND_US) {
        return WITNESS_LATE_EPOCH;
    }
    return view->epochs < WITNESS_EPOCHS_MAX ? WITNESS_GIVE : WITNESS_FULL;
}

static int same_head(const struct tree_head *a, const struct tree_head *b)
{
    return a->size == b->size && memcmp(a->root.bytes, b->root.bytes, sizeof a->root.bytes) == 0;
}

/* Does the head go on from the last one? */
static enum witness_verdict judge_growth(const struct witness_past *past, const struct witness_ask *ask)
{
    const struct tree_head *head = &ask->note.checkpoint.head;
    if (head->size < past->last.size) {
        return WITNESS_SMALLER;
    }
    if (ask->old_size != past->last.size) {
        return WITNESS_OLD_SIZE;
    }
    if (head->size == 0 || !tree_check_growth(&past->last, head, &ask->growth)) {
        return WITNESS_NO_PROOF;
    }
    return WITNESS_GIVE;
}

enum witness_verdict witness_decide_link(const struct witness_past *past, const struct witness_ask *ask, int64_t now_us,
                                         int64_t *wait_s)
{
    const struct witness_epoch *epoch = past->epoch;
    *wait_s = 0;
    if (witness_link_number(epoch, ask->tick) == 0) {
        return WITNESS_NO_TICK;
    }
    if (strcmp(ask->note.checkpoint.origin, epoch->log.name) != 0 || !note_check(&ask->note, &epoch->log, NULL)) {
        return WITNESS_NOT_SIGNED;
    }
    if (past->given != NULL) { /* what is out stays out, also for a clock that was set back */
        return same_head(&past->given->head, &ask->note.checkpoint.head) ? WITNESS_AGAIN : WITNESS_OTHER_HEAD;
    }
    if (ask->tick < past->last_tick) {
        return WITNESS_IMPLIED;
    }
    int64_t early_us = witness_tick_s(epoch, ask->tick) * SECOND_US - now_us;
    if (early_us > 0) {
        *wait_s = (early_us + SECOND_US - 1) / SECOND_US;
        return WITNESS_EARLY;
    }
    if (witness_tick_s(epoch, ask->tick) <= past->last_moment_s) {
        return WITNESS_PASSED; /* one moment has one link: else whoever opens many epochs could choose among them */
    }
    return judge_growth(past, ask);
}
