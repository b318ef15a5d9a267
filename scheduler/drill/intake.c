/* Many answers, one transaction: see intake.h. */
#include "drill/intake.h"

static void open_queue(struct intake_queue *queue)
{
    *queue = (struct intake_queue){.first = NULL};
    queue->end = &queue->first;
    pthread_cond_init(&queue->came, NULL);
}

/* These work with the intake's mutex held. */
static void put(struct intake_queue *queue, struct drill_taking *taking)
{
    taking->next = NULL;
    *queue->end = taking;
    queue->end = &taking->next;
    if (queue->count++ == 0) {
        pthread_cond_signal(&queue->came);
    }
}

/* Waits until there are some, and takes them all; NULL: none come any more. */
static struct drill_taking *take_all(struct intake *intake, struct intake_queue *queue, size_t *count)
{
    while (queue->count == 0 && !queue->ends) {
        pthread_cond_wait(&queue->came, &intake->mutex);
    }
    struct drill_taking *first = queue->first;
    *count = queue->count;
    queue->first = NULL;
    queue->end = &queue->first;
    queue->count = 0;
    return first;
}

static void end_queue(struct intake_queue *queue)
{
    queue->ends = 1;
    pthread_cond_signal(&queue->came);
}

/* Those whom somebody waits for are done, and may be gone at once; the others wait to be told. */
static void pass_on(struct intake *intake, struct drill_taking *takings)
{
    int is_awaited = 0;
    while (takings != NULL) {
        struct drill_taking *taking = takings;
        takings = taking->next;
        if (taking->told != NULL) {
            put(&intake->kept, taking);
        } else {
            taking->is_done = 1;
            is_awaited = 1;
        }
    }
    if (is_awaited) {
        pthread_cond_broadcast(&intake->done);
    }
}

static void *keep_all(void *data)
{
    struct intake *intake = data;
    struct drill_taking *takings;
    size_t count;
    pthread_mutex_lock(&intake->mutex);
    while ((takings = take_all(intake, &intake->coming, &count)) != NULL) {
        pthread_mutex_unlock(&intake->mutex);
        intake->def.keep(intake->def.data, takings, count);
        pthread_mutex_lock(&intake->mutex);
        pass_on(intake, takings);
    }
    end_queue(&intake->kept);
    pthread_mutex_unlock(&intake->mutex);
    return NULL;
}

static void *tell_all(void *data)
{
    struct intake *intake = data;
    struct drill_taking *takings;
    size_t count;
    pthread_mutex_lock(&intake->mutex);
    while ((takings = take_all(intake, &intake->kept, &count)) != NULL) {
        pthread_mutex_unlock(&intake->mutex);
        while (takings != NULL) {
            struct drill_taking *taking = takings;
            takings = taking->next; /* who brought it may free it once it is told */
            taking->told(taking->data);
        }
        pthread_mutex_lock(&intake->mutex);
    }
    pthread_mutex_unlock(&intake->mutex);
    return NULL;
}

void intake_bring(struct intake *intake, struct drill_taking *taking)
{
    pthread_mutex_lock(&intake->mutex);
    put(&intake->coming, taking);
    pthread_mutex_unlock(&intake->mutex);
}

void intake_bring_and_wait(struct intake *intake, struct drill_taking *taking)
{
    taking->told = NULL;
    taking->is_done = 0;
    pthread_mutex_lock(&intake->mutex);
    put(&intake->coming, taking);
    while (!taking->is_done) {
        pthread_cond_wait(&intake->done, &intake->mutex);
    }
    pthread_mutex_unlock(&intake->mutex);
}

static void clear(struct intake *intake)
{
    pthread_cond_destroy(&intake->kept.came);
    pthread_cond_destroy(&intake->coming.came);
    pthread_cond_destroy(&intake->done);
    pthread_mutex_destroy(&intake->mutex);
}

static void end_coming(struct intake *intake)
{
    pthread_mutex_lock(&intake->mutex);
    end_queue(&intake->coming);
    pthread_mutex_unlock(&intake->mutex);
    (void)pthread_join(intake->keeper, NULL);
}

enum sibu_status intake_open(struct intake *intake, const struct intake_def *def, struct sibu_fault *fault)
{
    *intake = (struct intake){.def = *def};
    pthread_mutex_init(&intake->mutex, NULL);
    pthread_cond_init(&intake->done, NULL);
    open_queue(&intake->coming);
    open_queue(&intake->kept);
    int has_keeper = pthread_create(&intake->keeper, NULL, keep_all, intake) == 0;
    if (has_keeper && pthread_create(&intake->teller, NULL, tell_all, intake) == 0) {
        return SIBU_OK;
    }
    if (has_keeper) {
        end_coming(intake);
    }
    clear(intake);
    return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "无法启动线程", "no thread can be started");
}

void intake_close(struct intake *intake)
{
    end_coming(intake);
    (void)pthread_join(intake->teller, NULL);
    clear(intake);
}
