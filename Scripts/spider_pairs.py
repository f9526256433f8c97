"""Prints how often planners are right about the same Spider questions, by the definitions of ../shared/data/README.md alone.

usage: spider_pairs.py FOLDER     (../shared/data/spider)

A line a candidate beside dail_sql_gpt4: its name, the rule, both right, only the current planner, only the candidate, neither,
and SciPy's exact p of McNemar's test. It shares no code with the package: rows come from Python's sqlite3.
"""

import collections
import itertools
import json
import pathlib
import re
import sqlite3
import sys

from scipy.stats import binomtest

CURRENT = "dail_sql_gpt4"


def value(item):
    # 1970 is 1970.0, as Python has it; a text is its bytes, and never a number.
    return ("b", item) if isinstance(item, bytes) else ("t", item) if isinstance(item, str) else ("n", item)


def rows(database, sql):
    try:
        return [tuple(value(item) for item in row) for row in database.execute(sql).fetchall()]
    except sqlite3.Error:
        return None


def strict(gold, answer, ordered):
    if gold is None or answer is None:
        return False
    return gold == answer if ordered else collections.Counter(gold) == collections.Counter(answer)


def spider(gold, answer, ordered):
    if gold is None or answer is None or len(gold) != len(answer):
        return False
    if not gold:
        return True
    if len(gold[0]) != len(answer[0]):
        return False
    # Only columns that hold the same values can stand for each other.
    def bag(rows, column):
        return frozenset(collections.Counter(row[column] for row in rows).items())

    width = range(len(gold[0]))
    choices = [[other for other in width if bag(answer, other) == bag(gold, column)] for column in width]
    for columns in itertools.product(*choices):
        if len(set(columns)) == len(columns):
            if strict(gold, [tuple(row[column] for column in columns) for row in answer], ordered):
                return True
    return False


def without_distinct(sql):
    """Every keyword DISTINCT outside of literals and quoted names is removed."""
    token = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]|\bdistinct\b", re.IGNORECASE)
    return token.sub(lambda match: "" if match.group().lower() == "distinct" else match.group(), sql)


def main(folder):
    questions = [json.loads(line) for line in open(folder / "questions.jsonl", encoding="utf-8")]
    said = collections.defaultdict(dict)
    for line in open(folder / "predictions.jsonl", encoding="utf-8"):
        prediction = json.loads(line)
        said[prediction["planner"]][prediction["idx"]] = prediction["sql"]
    databases = {}
    right = {(planner, rule): {} for planner in said for rule in ("strict", "spider")}
    for question in questions:
        name = question["db_id"]
        if name not in databases:
            databases[name] = sqlite3.connect(f"file:{folder}/database/{name}.sqlite?mode=ro", uri=True)
            databases[name].text_factory = lambda data: data.decode("utf-8", "replace")
        database, ordered, index = databases[name], question["order_matters"], question["idx"]
        gold, bare = (rows(database, sql) for sql in (question["gold_sql"], without_distinct(question["gold_sql"])))
        for planner, statements in said.items():
            sql = statements[index]
            right[planner, "strict"][index] = strict(gold, rows(database, sql), ordered)
            right[planner, "spider"][index] = spider(bare, rows(database, without_distinct(sql)), ordered)
    for planner in sorted(said):
        for rule in ("strict", "spider"):
            if planner == CURRENT:
                print("#", planner, rule, sum(right[planner, rule].values()))
                continue
            counts = collections.Counter(
                (right[CURRENT, rule][index], right[planner, rule][index]) for index in right[planner, rule])
            only_current, only_candidate = counts[True, False], counts[False, True]
            p = binomtest(only_candidate, only_current + only_candidate, 0.5).pvalue
            print(planner, rule, counts[True, True], only_current, only_candidate, counts[False, False], repr(float(p)))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
