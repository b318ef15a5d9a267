/* Where the servers of kill.h live: a folder, a site, a policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "kill.h"

/* What a kill leaves is the kernel's, on a disk or in memory; and memory need not be waited for. */
void kill_make_folder(char folder[64])
{
    (void)snprintf(folder, 64, "%s/sibu-kill-XXXXXX",
                   access("/dev/shm", R_OK | W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(folder));
}

/* Few people, so that what is forecast for them is soon done. */
static void write_roster(const char *folder)
{
    static const char PEOPLE[] = "id,name,zone,shift,role,language,pace\n"
                                 "W1,Ward,shop,always,warden,en,normal\n"
                                 "W2,Work,shop,always,worker,zh,fast\n"
                                 "W3,Yard,yard,always,worker,zh,normal\n"
                                 "W4,Away,shop,never-now,worker,en,slow\n";
    struct sibu_fault fault;
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/roster.csv", folder);
    assert_int_equal(file_write(path, PEOPLE, strlen(PEOPLE), 0600, &fault), SIBU_OK);
}

void kill_write_policy(const char *folder, char path[4096])
{
    kill_write_policy_with(folder, "", path);
}

void kill_write_policy_with(const char *folder, const char *members, char path[4096])
{
    struct sibu_text policy = {0};
    struct sibu_fault fault;
    const char *source = getenv("SIBU_SOURCE") != NULL ? getenv("SIBU_SOURCE") : ".";
    char here[2048] = "";
    if (source[0] != '/') {
        assert_non_null(getcwd(here, sizeof here - 1));
        here[strlen(here)] = '/';
    }
    write_roster(folder);
    sibu_text_addf(&policy,
                   "{\"format\":1,\"tick_s\":60,\"limit_s\":300,\"mean\":2,\"least\":0,\"most\":4,\"gap_days\":0,"
                   "\"windows\":[{\"from\":\"00:00\",\"to\":\"24:00\"}],\"shifts\":{\"never-now\":{\"days\":[\"mon\"],"
                   "\"from\":\"03:00\",\"to\":\"03:01\"}},\"families\":\"%s%s/scenarios/families\","
                   "\"sites\":[{\"site\":\"%s%s/tests/system/little/site.geojson\","
                   "\"roster\":\"roster.csv\"}]%s}",
                   here, source, here, source, members);
    (void)snprintf(path, 4096, "%s/policy.json", folder);
    assert_int_equal(file_write(path, sibu_text_get(&policy), policy.length, 0600, &fault), SIBU_OK);
    sibu_text_clear(&policy);
}
