/* What an embedder writes: reads a site, evacuates its people, says how long it took. Compiled against the installed
 * library by install.sh. Usage: embedder SITE
 */
#include <sibu/memory.h>
#include <sibu/site.h>
#include <sibu/world.h>
#include <stdio.h>

static enum sibu_status open_site(const char *path, struct sibu_site **site, struct sibu_fault *fault)
{
    struct sibu_text bytes = {0};
    char chunk[4096];
    FILE *file = fopen(path, "rb");
    for (size_t length = 1; file != NULL && length > 0;) {
        length = fread(chunk, 1, sizeof chunk, file);
        sibu_text_add_bytes(&bytes, chunk, length);
    }
    enum sibu_status status = sibu_site_open(site, path, sibu_text_get(&bytes), bytes.length, fault);
    sibu_text_clear(&bytes);
    return file == NULL || fclose(file) != 0 ? SIBU_IO : status;
}

static enum sibu_status place_people(const struct sibu_site *site, struct sibu_person_def *people, size_t count,
                                     struct sibu_fault *fault)
{
    struct sibu_placement *who = sibu_array_new(count, sizeof *who);
    for (size_t i = 0; i < count; i++) {
        who[i] = (struct sibu_placement){.zone = SIBU_NONE, .pace = SIBU_PACE_NORMAL};
    }
    enum sibu_status status = sibu_population_draw(site, who, count, 7, people, fault);
    sibu_array_free(who);
    return status;
}

int main(int argc, char **argv)
{
    struct sibu_fault fault = {0};
    struct sibu_site *site = NULL;
    struct sibu_world *world = NULL;
    struct sibu_person_def people[50];
    if (argc != 2 || open_site(argv[1], &site, &fault) != SIBU_OK ||
        place_people(site, people, 50, &fault) != SIBU_OK) {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
        return 2;
    }
    struct sibu_world_def def = sibu_world_default();
    def.site = site;
    def.people = people;
    def.people_count = 50;
    if (sibu_world_open(&world, &def, &fault) != SIBU_OK) {
        fprintf(stderr, "%s: %s\n", fault.place, fault.what[SIBU_EN]);
        return 2;
    }
    while (sibu_world_done(world) < 50 && sibu_world_time_s(world) < 1800.0) {
        sibu_world_step(world);
    }
    printf("%zu out after %.0f s\n", sibu_world_done(world), sibu_world_time_s(world));
    sibu_world_close(world);
    sibu_site_close(site);
    return 0;
}
