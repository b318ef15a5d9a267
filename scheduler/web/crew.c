/* Threads for answers that take their time: see crew.h. */
#include "web/crew.h"

#include <pthread.h>

#include "sibu/memory.h"

struct crew {
    pthread_t threads[CREW_MAX];
    size_t running;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t came;
    struct crew_job *first, *last; /* NULL: none waits */
    int ends;
};

/* The next job, or NULL where there will be none any more. */
static struct crew_job *await_job(struct crew *crew)
{
    pthread_mutex_lock(&crew->mutex);
    while (crew->first == NULL && !crew->ends) {
        pthread_cond_wait(&crew->came, &crew->mutex);
    }
    struct crew_job *job = crew->first;
    if (job != NULL) {
        crew->first = job->next;
        crew->last = job->next != NULL ? crew->last : NULL;
    }
    pthread_mutex_unlock(&crew->mutex);
    return job;
}

static void *work(void *data)
{
    for (struct crew_job *job = await_job(data); job != NULL; job = await_job(data)) {
        job->run(job->data);
    }
    return NULL;
}

enum sibu_status crew_open(struct crew **out, size_t threads, struct sibu_fault *fault)
{
    *out = NULL;
    struct crew *crew = sibu_array_new(1, sizeof *crew);
    if (crew == NULL) {
        return sibu_fault_set(fault, SIBU_NO_MEMORY, "", "内存不足", "out of memory");
    }
    pthread_mutex_init(&crew->mutex, NULL);
    pthread_cond_init(&crew->came, NULL);
    while (crew->running < threads && crew->running < CREW_MAX &&
           pthread_create(&crew->threads[crew->running], NULL, work, crew) == 0) {
        crew->running++;
    }
    if (crew->running < threads) {
        crew_close(crew);
        return sibu_fault_set(fault, SIBU_IO, "HTTP", "服务线程无法启动", "the server's threads cannot be started");
    }
    *out = crew;
    return SIBU_OK;
}

void crew_take(struct crew *crew, struct crew_job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&crew->mutex);
    if (crew->last != NULL) {
        crew->last->next = job;
    } else {
        crew->first = job;
    }
    crew->last = job;
    pthread_cond_signal(&crew->came);
    pthread_mutex_unlock(&crew->mutex);
}

void crew_close(struct crew *crew)
{
    if (crew == NULL) {
        return;
    }
    pthread_mutex_lock(&crew->mutex);
    crew->ends = 1;
    pthread_cond_broadcast(&crew->came);
    pthread_mutex_unlock(&crew->mutex);
    for (size_t i = 0; i < crew->running; i++) {
        (void)pthread_join(crew->threads[i], NULL);
    }
    pthread_cond_destroy(&crew->came);
    pthread_mutex_destroy(&crew->mutex);
    sibu_array_free(crew);
}
