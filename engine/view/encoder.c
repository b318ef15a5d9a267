/* See encoder.h. */
#include "view/encoder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 48

extern char **environ;

static const char *ending_of(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot != NULL && dot != path && (slash == NULL || dot > slash + 1) ? dot : "";
}

int encoder_knows(const char *path)
{
    static const char *const ENDINGS[] = {".mp4", ".mkv", ".mov", ".webm"};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0]; i++) {
        if (strcmp(ending_of(path), ENDINGS[i]) == 0) {
            return 1;
        }
    }
    return 0;
}

static enum sibu_status name_part(struct encoder *encoder, struct sibu_fault *fault)
{
    const char *ending = ending_of(encoder->path);
    int stem = (int)(strlen(encoder->path) - strlen(ending));
    int length =
        snprintf(encoder->part, sizeof encoder->part, "%.*s.%ld.part%s", stem, encoder->path, (long)getpid(), ending);
    if (length < 0 || (size_t)length >= sizeof encoder->part) {
        return sibu_fault_set(fault, SIBU_LIMIT, "--video", "文件名太长", "the file's name is too long");
    }
    (void)snprintf(encoder->target, sizeof encoder->target, "file:%s", encoder->part);
    return SIBU_OK;
}

static void add_words(char *words[WORDS_MAX], int *count, const char *const *more)
{
    for (; *more != NULL && *count + 1 < WORDS_MAX; more++) {
        words[(*count)++] = (char *)(uintptr_t)*more; /* posix_spawn takes char *, and leaves them as they are */
    }
    words[*count] = NULL;
}

/* The film is the same for the same pictures: no date, no name of the program in it. Odd sizes get one more row or
 * column, because colours are kept for squares of four pixels. */
static void make_words(const struct encoder *encoder, const char *size, const char *rate, char *words[WORDS_MAX])
{
    const char *const in[] = {"ffmpeg",
                              "-nostdin",
                              "-loglevel",
                              "error",
                              "-y",
                              "-f",
                              "rawvideo",
                              "-pixel_format",
                              "bgra",
                              "-video_size",
                              size,
                              "-framerate",
                              rate,
                              "-i",
                              "pipe:0",
                              "-an",
                              "-vf",
                              "pad=ceil(iw/2)*2:ceil(ih/2)*2",
                              "-map_metadata",
                              "-1",
                              "-fflags",
                              "+bitexact",
                              "-flags:v",
                              "+bitexact",
                              NULL};
    const char *const h264[] = {"-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", NULL};
    const char *const vp9[] = {"-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "7", "-crf",
                               "30",   "-b:v",       "0",         "-pix_fmt", "yuv420p",   NULL};
    const char *const fast_start[] = {"-movflags", "+faststart", NULL};
    const char *const out[] = {encoder->target, NULL};
    const char *ending = ending_of(encoder->path);
    int count = 0;
    add_words(words, &count, in);
    add_words(words, &count, strcmp(ending, ".webm") == 0 ? vp9 : h264);
    if (strcmp(ending, ".mp4") == 0 || strcmp(ending, ".mov") == 0) {
        add_words(words, &count, fast_start);
    }
    add_words(words, &count, out);
}

static int spawn(struct encoder *encoder, int in, char *const *words)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    if (posix_spawn_file_actions_init(&files) != 0 || posix_spawnattr_init(&how) != 0) {
        return ENOMEM;
    }
    /* In a group of its own, so that Ctrl-C reaches us alone, and we end it. */
    (void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP);
    (void)posix_spawnattr_setpgroup(&how, 0);
    int failed = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    failed = failed ? failed : posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    failed = failed ? failed : posix_spawn_file_actions_adddup2(&files, fileno(encoder->complaints), STDERR_FILENO);
    failed = failed ? failed : posix_spawnp(&encoder->child, words[0], &files, &how, words, environ);
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&how);
    return failed;
}

static enum sibu_status start(struct encoder *encoder, char *const *words, struct sibu_fault *fault)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return sibu_fault_set(fault, SIBU_IO, "ffmpeg", "无法建立管道", "no pipe to it can be opened");
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    int failed = spawn(encoder, ends[0], words);
    (void)close(ends[0]);
    encoder->pipe = ends[1];
    if (failed != 0) {
        encoder->child = 0;
        return failed == ENOENT
                   ? sibu_fault_set(fault, SIBU_IO, "ffmpeg",
                                    "没有安装，请先安装 ffmpeg，或用 --frames 文件夹 写出一张张图片",
                                    "is not installed: install it, or write single pictures with --frames FOLDER")
                   : sibu_fault_set(fault, SIBU_IO, "ffmpeg", "无法启动（错误 %d）", "does not start (error %d)",
                                    failed);
    }
    return SIBU_OK;
}

enum sibu_status encoder_open(struct encoder *encoder, const char *path, const struct raster *size, int32_t fps,
                              struct sibu_fault *fault)
{
    char pixels[32], rate[16];
    char *words[WORDS_MAX];
    *encoder = (struct encoder){.path = path, .pipe = -1};
    if (!encoder_knows(path)) {
        return sibu_fault_set(fault, SIBU_BAD_INPUT, "--video", "“%s”应以 .mp4、.mkv、.mov 或 .webm 结尾",
                              "\"%s\" must end in .mp4, .mkv, .mov or .webm", path);
    }
    enum sibu_status status = name_part(encoder, fault);
    if (status != SIBU_OK) {
        return status;
    }
    encoder->complaints = tmpfile();
    if (encoder->complaints == NULL) {
        return sibu_fault_set(fault, SIBU_IO, "ffmpeg", "无法建立临时文件", "no temporary file can be made for it");
    }
    (void)fcntl(fileno(encoder->complaints), F_SETFD, FD_CLOEXEC);
    (void)snprintf(pixels, sizeof pixels, "%dx%d", (int)size->width, (int)size->height);
    (void)snprintf(rate, sizeof rate, "%d", (int)fps);
    make_words(encoder, pixels, rate, words);
    status = start(encoder, words, fault);
    if (status != SIBU_OK) {
        encoder_drop(encoder);
    }
    return status;
}

static void close_pipe(struct encoder *encoder)
{
    if (encoder->pipe >= 0) {
        (void)close(encoder->pipe);
        encoder->pipe = -1;
    }
}

/* Its first line of complaint without what stands in brackets before it; "" where it said nothing. */
static void read_complaint(struct encoder *encoder, char *out, size_t size)
{
    char line[200];
    rewind(encoder->complaints);
    if (fgets(line, sizeof line, encoder->complaints) == NULL) {
        line[0] = '\0';
    }
    line[strcspn(line, "\r\n")] = '\0';
    const char *bracket = line[0] == '[' ? strstr(line, "] ") : NULL;
    (void)snprintf(out, size, "%s", bracket != NULL ? bracket + 2 : line);
}

static void close_all(struct encoder *encoder)
{
    close_pipe(encoder);
    if (encoder->complaints != NULL) {
        (void)fclose(encoder->complaints);
        encoder->complaints = NULL;
    }
}

/* Its exit status; other than 0 where a signal came between, after which it has ended too. */
static int wait_for(struct encoder *encoder)
{
    int ended = 1, failed = 0;
    while (waitpid(encoder->child, &ended, 0) < 0) {
        if (errno != EINTR) {
            return 1;
        }
        (void)kill(encoder->child, SIGKILL);
        failed = 1;
    }
    encoder->child = 0;
    return failed || !WIFEXITED(ended) || WEXITSTATUS(ended) != 0;
}

void encoder_drop(struct encoder *encoder)
{
    if (encoder->child != 0) {
        (void)kill(encoder->child, SIGKILL);
        (void)wait_for(encoder);
    }
    (void)unlink(encoder->part);
    close_all(encoder);
}

/* After it has ended: says why there is no film, and takes away what there is of it. */
static enum sibu_status tell_why(struct encoder *encoder, struct sibu_fault *fault)
{
    char said[200];
    read_complaint(encoder, said, sizeof said);
    encoder_drop(encoder);
    return said[0] != '\0' ? sibu_fault_set(fault, SIBU_IO, encoder->path, "没有写出视频：ffmpeg: %s",
                                            "no film was written: ffmpeg: %s", said)
                           : sibu_fault_set(fault, SIBU_IO, encoder->path, "没有写出视频，ffmpeg 提前结束或无法写入",
                                            "no film was written: ffmpeg ended early, or the file cannot be written");
}

enum sibu_status encoder_finish(struct encoder *encoder, struct sibu_fault *fault)
{
    close_pipe(encoder);
    if (wait_for(encoder) || rename(encoder->part, encoder->path) != 0) {
        return tell_why(encoder, fault);
    }
    close_all(encoder);
    return SIBU_OK;
}

enum sibu_status encoder_put(struct encoder *encoder, const struct raster *frame, struct sibu_fault *fault)
{
    const char *bytes = (const char *)frame->pixels;
    size_t left = (size_t)frame->width * (size_t)frame->height * sizeof *frame->pixels;
    while (left > 0) {
        ssize_t written = write(encoder->pipe, bytes, left);
        if (written < 0 && errno == EINTR) {
            return sibu_fault_set(fault, SIBU_NO, encoder->path, "已中断，没有写出视频",
                                  "stopped: no film was written");
        }
        if (written < 0) {
            close_pipe(encoder); /* it takes no more: it has ended, or is about to */
            (void)wait_for(encoder);
            return tell_why(encoder, fault);
        }
        bytes += written;
        left -= (size_t)written;
    }
    return SIBU_OK;
}
