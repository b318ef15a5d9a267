/* See image.h. */
#include "image.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Reads a file of the folder into memory, while others have it open. */
static void keep_file(struct image *image, const char *path, size_t length)
{
    assert_true(image->count < IMAGE_FILES_MAX);
    struct image_file *file = &image->files[image->count++];
    (void)snprintf(file->path, sizeof file->path, "%s", path);
    file->bytes = sibu_array_new(length + 1, 1);
    file->length = length;
    int fd = open(path, O_RDONLY);
    assert_non_null(file->bytes);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, file->bytes, length), length);
    assert_int_equal(close(fd), 0);
}

static int has_file(const struct image *image, const char *path)
{
    for (int i = 0; i < image->count; i++) {
        if (strcmp(image->files[i].path, path) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Puts the bytes back in their place: who has the file open, or its memory mapped, sees the old state. */
static void put_back(const struct image_file *file)
{
    int fd = open(file->path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, file->bytes, file->length, 0), file->length);
    assert_int_equal(ftruncate(fd, (off_t)file->length), 0);
    assert_int_equal(close(fd), 0);
}

enum pass { KEEP, REMOVE_NEW };

static void pass_folder(struct image *image, const char *folder, enum pass pass)
{
    char path[400];
    struct stat found;
    DIR *list = opendir(folder);
    assert_non_null(list);
    for (const struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        (void)snprintf(path, sizeof path, "%.140s/%.200s", folder, entry->d_name);
        if (stat(path, &found) != 0 || !S_ISREG(found.st_mode)) {
            continue;
        }
        if (pass == KEEP) {
            keep_file(image, path, (size_t)found.st_size);
        } else if (!has_file(image, path)) {
            assert_int_equal(remove(path), 0);
        }
    }
    assert_int_equal(closedir(list), 0);
}

static void pass_data(struct image *image, const struct stand *stand, enum pass pass)
{
    char records[96];
    (void)snprintf(records, sizeof records, "%s/records", stand->data);
    pass_folder(image, stand->data, pass);
    pass_folder(image, records, pass);
}

void image_take(struct image *image, const struct stand *stand)
{
    pass_data(image, stand, KEEP);
}

void image_put_back(const struct image *image, const struct stand *stand)
{
    struct image known = *image;
    for (int i = 0; i < image->count; i++) {
        put_back(&image->files[i]);
    }
    pass_data(&known, stand, REMOVE_NEW);
}

void image_copy(const struct image *image, const struct stand *stand, const char *data)
{
    char path[500];
    (void)snprintf(path, sizeof path, "%s/records", data);
    assert_int_equal(mkdir(data, 0700), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    for (int i = 0; i < image->count; i++) {
        struct image_file file = image->files[i];
        (void)snprintf(path, sizeof path, "%s%s", data, image->files[i].path + strlen(stand->data));
        (void)snprintf(file.path, sizeof file.path, "%.399s", path);
        put_back(&file);
    }
}

void image_clear(struct image *image)
{
    for (int i = 0; i < image->count; i++) {
        sibu_array_free(image->files[i].bytes);
    }
    image->count = 0;
}
