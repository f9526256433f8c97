"""Prints what other people's code says of discordant pairs, a line a figure: name, counts, level, values.

e         ville's BernoulliTest(0.5): ln E after `better` and `worse` pairs; beyond 500 pairs mpmath with 60 digits, since the
          difference of log-gammas that ville takes has lost the last digits there
rate      ville's BernoulliCS: the confidence sequence of the rate of `better`
mcnemar   SciPy's binomtest(better, n, 0.5); statsmodels' exact McNemar must say the same
wilson    statsmodels' proportion_confint of `count` of `total`
newcombe  statsmodels' confint_proportions_2indep, method newcomb
tango     Tango's equation, solved by SciPy's brentq
"""

import math
import sys
import warnings

import mpmath
import numpy
from scipy.optimize import brentq
from scipy.stats import binomtest, norm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from ville import BernoulliCS, BernoulliTest

mpmath.mp.dps = 60


def stream(better, worse):
    return numpy.array([1] * better + [0] * worse)


def logarithm_of_e(better, worse):
    n = better + worse
    exact = mpmath.log(mpmath.beta(better + 1, worse + 1)) + n * mpmath.log(2)
    if 0 < n <= 500:
        value = float(BernoulliTest(0.5).fit(stream(better, worse)).log_e_values_[-1])
        assert abs(value - float(exact)) < 1e-12 * max(1, abs(value)), (better, worse, value, exact)
        return value
    return float(exact)


def tango(better, worse, total, tail):
    z = norm.isf(tail)

    def score(difference):
        a, b = 2 * total, -better - worse + (2 * total - better + worse) * difference
        root = (math.sqrt(max(0, b * b + 4 * a * worse * difference * (1 - difference))) - b) / (2 * a)
        variance = total * (2 * root + difference * (1 - difference))
        distance = better - worse - total * difference
        return distance / math.sqrt(variance) if variance > 1e-300 else math.copysign(1e9, distance) if distance else 0

    observed, near = (better - worse) / total, 1 - 1e-15
    lower = -1 if worse == total else brentq(lambda d: score(d) - z, -near, observed, xtol=1e-15, rtol=1e-14)
    upper = 1 if better == total else brentq(lambda d: score(d) + z, observed, near, xtol=1e-15, rtol=1e-14)
    return lower, upper


def line(name, counts, *values):
    print(name, *counts, *[repr(float(value)) for value in values])


def main(many):
    sizes = range(1, 61) if many else [1, 2, 5, 20]
    pairs = {(k, n - k) for n in sizes for k in range(0, n + 1, 1 if many else max(1, n // 4))}
    pairs |= {(50, 50), (60, 40), (33, 90), (150, 350), (499, 1), (0, 500)}
    large = {(600, 400), (5_010, 4_990), (500_000, 499_000), (10_000_000, 0), (5_005_000, 4_995_000), (1, 9_999_999)}
    for better, worse in sorted(pairs | large):
        line("e", (better, worse), logarithm_of_e(better, worse))
        test = binomtest(better, better + worse, 0.5)
        if better + worse <= 1_000:
            other = mcnemar([[3, worse], [better, 4]], exact=True).pvalue
            assert math.isclose(test.pvalue, min(1, other), rel_tol=1e-9), (better, worse, test.pvalue, other)
        if test.pvalue > 1e-300:
            line("mcnemar", (better, worse), test.pvalue)
    for better, worse in sorted(pairs):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for alpha in (0.05, 0.01):
                sequence = BernoulliCS(alpha, intersect=False).fit(stream(better, worse))
                line("rate", (better, worse), alpha, sequence.lower_[-1], sequence.upper_[-1])
    for better, worse in sorted(pairs):
        for alpha in (0.05, 0.1):
            line("wilson", (better, better + worse), alpha, *proportion_confint(better, better + worse, alpha, "wilson"))
            for concordant in (0, 30) if many else (30,):
                total = better + worse + concordant
                line("tango", (better, worse, total), alpha / 2, *tango(better, worse, total, alpha / 2))
        if better + worse > 4:
            low, high = confint_proportions_2indep(better, better + worse, 7, 40, method="newcomb", compare="diff")
            line("newcombe", (better, better + worse, 7, 40), 0.05, low, high)


if __name__ == "__main__":
    main(many="--many" in sys.argv)
