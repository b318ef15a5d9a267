/* The tests that are not run, and why. */
#include "validate/study.h"

#define NO_HAZARD                                                                                                      \
    {                                                                                                                  \
        "还没有烟气和毒气：待险情模块完成", "not run: there is no smoke and no gas until hazards are simulated"        \
    }
#define SKIPPED(id, zh, en, why)                                                                                       \
    {                                                                                                                  \
        id, {zh, en}, why, "", NULL, NULL                                                                              \
    }

const struct trial TRIALS_SKIPPED[] = {
    SKIPPED("nist-2.5", "烟气中的步行速度", "walking speed in smoke", NO_HAZARD),
    SKIPPED("nist-2.6", "毒气剂量 FED", "fractional effective dose of toxic gases", NO_HAZARD),
    {"nist-2.7", {"电梯", "elevators"}, {"场地中还没有电梯", "not run: sites have no elevators yet"}, "", NULL, NULL},
    {"iso-17",
     {"（ISO 20414 第 17 项）", "(ISO 20414, test 17)"},
     {"我们没有见到公开的说明", "not run: no public description of it was at hand"},
     "",
     NULL,
     NULL},
    SKIPPED("iso-18", "烟气中的步行速度（表 21）", "walking speed in smoke (table 21)", NO_HAZARD),
    SKIPPED("iso-19", "毒气剂量 FED（表 22）", "fractional effective dose (table 22)", NO_HAZARD),
    {NULL, {NULL, NULL}, {NULL, NULL}, NULL, NULL, NULL},
};
