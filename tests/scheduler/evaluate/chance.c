/* Tails of distributions against scipy 1.10.1 (norm.sf, chi2.sf, t.sf, t.isf, binom.cdf, binom.sf), which computes them
 * by other ways: incomplete gamma and beta functions.
 */
#include "evaluate/chance.h"
#include "near.h"

static void assert_relative(double value, double expected)
{
    assert_near(value, expected, 1e-9 * fabs(expected));
}

static void the_normal_tail_is_scipys(void **state)
{
    (void)state;
    static const double TABLE[][2] = {
        {-4, 0.9999683287581669},    {-1.5, 0.9331927987311419}, {0, 0.5},
        {0.5, 0.3085375387259869},   {CHANCE_Z_95, 0.025},       {2.9999, 0.001350341282954925},
        {3, 0.0013498980316300933},  {5, 2.866515718791933e-07}, {10, 7.61985302416047e-24},
        {30, 4.906713927147908e-198}};
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_relative(chance_normal_above(TABLE[i][0]), TABLE[i][1]);
        assert_near(chance_normal_above(-TABLE[i][0]), 1.0 - TABLE[i][1], 1e-13);
    }
    assert_true(chance_normal_above(50.0) <= 0.0 && chance_normal_above(-50.0) >= 1.0);
}

static void the_chi_square_tail_is_scipys(void **state)
{
    (void)state;
    static const struct {
        double x;
        uint32_t degrees;
        double above;
    } TABLE[] = {{0.5, 1, 0.47950012218695337},    {1.017309, 1, 0.31315817341393687}, {3.841458820694124, 1, 0.05},
                 {7, 2, 0.0301973834223185},       {9.2, 3, 0.026746636122088566},     {20, 10, 0.029252688076961124},
                 {40, 15, 0.00045349813510223386}, {200, 63, 3.617001866995413e-16},   {1e-6, 1, 0.9992021155721779}};
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_relative(chance_chi2_above(TABLE[i].x, TABLE[i].degrees), TABLE[i].above);
    }
    assert_near(chance_chi2_above(0.0, 3), 1.0, 0.0);
}

static void students_tail_is_scipys(void **state)
{
    (void)state;
    static const struct {
        double t;
        uint32_t degrees;
        double outside;
    } TABLE[] = {{1, 1, 0.5},
                 {12.706, 1, 0.05000080235813317},
                 {2, 2, 0.1835034190722739},
                 {2.5, 3, 0.08770664700806555},
                 {3, 6, 0.024008196755730942},
                 {1.2, 9, 0.26077319739046156},
                 {2.1, 100, 0.03824525582128091},
                 {0, 4, 1.0}};
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_near(chance_student_outside(TABLE[i].t, TABLE[i].degrees), TABLE[i].outside, 1e-13);
    }
}

static void students_limit_is_scipys(void **state)
{
    (void)state;
    static const struct {
        uint32_t degrees;
        double limit;
    } TABLE[] = {{1, 12.706204736432102}, {2, 4.3026527299112765}, {3, 3.1824463052842638},   {5, 2.57058183661474},
                 {6, 2.446911848791681},  {30, 2.042272456301238}, {1000, 1.9623390808264078}};
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_near(chance_student_limit(CHANCE_ERROR, TABLE[i].degrees), TABLE[i].limit, 5e-9); /* scipy's own error */
    }
}

static void the_binomial_tails_are_scipys(void **state)
{
    (void)state;
    static const struct {
        uint32_t k, n;
        double p, most, least;
    } TABLE[] = {{12, 15, .8, 0.6019767907450878, 0.6481621045739521},
                 {0, 20, .05, 0.3584859224085422, 1.0},
                 {9500, 10000, .95, 0.506406635689199, 0.5118950329565661},
                 {9400, 10000, .95, 4.50938711781901e-06, 0.9999963157539705},
                 {9600, 10000, .95, 0.9999990531804355, 1.2070946639624976e-06},
                 {3, 40, .5, 9.732502803672105e-09, 0.9999999992533048},
                 {58, 59, .95, 0.9515054747505769, 0.19908278786605288},
                 {500, 1000, .5, 0.5126125090891801, 0.5126125090891801},
                 {14, 15, .001, 1.0, 1.4986000000000005e-41}};
    for (size_t i = 0; i < sizeof TABLE / sizeof TABLE[0]; i++) {
        assert_relative(chance_binomial_most(TABLE[i].k, TABLE[i].n, TABLE[i].p), TABLE[i].most);
        assert_relative(chance_binomial_least(TABLE[i].k, TABLE[i].n, TABLE[i].p), TABLE[i].least);
    }
}

static void the_edges_of_the_binomial_are_certain(void **state)
{
    (void)state;
    assert_near(chance_binomial_most(5, 5, 0.3), 1.0, 0.0);
    assert_near(chance_binomial_least(6, 5, 0.3), 0.0, 0.0);
    assert_near(chance_binomial_least(0, 5, 0.3), 1.0, 0.0);
    assert_near(chance_binomial_most(4, 5, 1.0), 0.0, 0.0);
    assert_near(chance_binomial_most(0, 5, 0.0), 1.0, 0.0);
    assert_near(chance_binomial_least(5, 5, 1.0), 1.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_normal_tail_is_scipys),     cmocka_unit_test(the_chi_square_tail_is_scipys),
        cmocka_unit_test(students_tail_is_scipys),       cmocka_unit_test(students_limit_is_scipys),
        cmocka_unit_test(the_binomial_tails_are_scipys), cmocka_unit_test(the_edges_of_the_binomial_are_certain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
