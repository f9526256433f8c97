import Testing

struct ScenarioFaultTests {
    private static let gates =
        "`accuracy.spider`, `accuracy.strict`, `cache_hit_ratio`, `cost_usd`, `every_required_case_passes`, "
        + "`latency_p95`, `live.pass_rate`, `no_approved_passing_case_may_regress`"

    @Test(arguments: [
        ScenarioFault(
            "unknown key", adding: "braker: {failures: 5}",
            "4:1: `braker`: found an unknown key, expected one of `version`, `description`, `traffic`, `seed`, "
                + "`databases`, `sql`, `roles`, `planner`, `breaker`, `cache`, `limits`, `budgets`, `load`, `stores`, `rules`, `rules_margin`, `prices`, `shadow`, `self_noise`, `docs`, `rest`, "
                + "`gates`, `drift`, `golden`; did you mean `breaker`?"),
        ScenarioFault(
            "unknown key inside", adding: "breaker:\n  failure: 5",
            "5:3: `breaker.failure`: found an unknown key, expected one of `mode`, `failures`, `window`, "
                + "`consecutive_failures`, `failure_ratio`, `slow_ratio`, `slow_call`, `minimum_calls`, `open_for`, "
                + "`open_growth`, `longest_open`, `open_jitter`, `probes`, `verdict`; did you mean `failures`?"),
        ScenarioFault(
            "unknown key like none", adding: "cache: {zzzzzz: 5}",
            "4:9: `cache.zzzzzz`: found an unknown key, expected one of `ttl`, `entries`, `stale_if_error`, "
                + "`early_refresh`, `entry_bytes`, `bytes`, `scope`, `fold_case`; remove it"),
        ScenarioFault(
            "merge key", adding: "cache: {<<: {ttl: 1s}}",
            "4:9: `cache.<<`: found an unknown key, expected one of `ttl`, `entries`, `stale_if_error`, "
                + "`early_refresh`, `entry_bytes`, `bytes`, `scope`, `fold_case`; remove it"),
        ScenarioFault(
            "key twice", adding: "seed: 1\nseed: 2",
            "4:1: `seed`: found the first of several such keys, expected each key once; remove the others"),
        ScenarioFault(
            "key twice in braces", adding: "cache: {ttl: 1s, \"ttl\": 2s}",
            "4:9: `ttl`: found the first of several such keys, expected each key once; remove the others"),
        ScenarioFault(
            "no version", "databases: {a: a.sql}\n",
            "1:1: `version`: found nothing, expected the version of the format, 1; add the key `version`"),
        ScenarioFault(
            "newer version with newer keys", "version: 2\nnew_key: 1\n",
            "1:10: `version`: found version 2, expected version 1; use a toolrouter that reads version 2 of scenario.yaml"
        ),
        ScenarioFault(
            "version as a text", "version: \"1\"\n",
            "1:10: `version`: found \"1\", expected a whole number from 1 to 1000000; "
                + "write it without quotes and brackets"),
        ScenarioFault(
            "no databases", "version: 1\nplanner: {name: a}\n",
            "1:1: `databases`: found nothing, expected a mapping of names to databases; add the key `databases`"),
        ScenarioFault(
            "empty databases", "version: 1\ndatabases: {}\nplanner: {name: a}\n",
            "2:12: `databases`: found an empty mapping, expected a mapping of names to databases; "
                + "add one, or remove the key"),
        ScenarioFault(
            "database that is no database", "version: 1\ndatabases: {a: traffic.jsonl}\n",
            "2:16: `databases.a`: found \"traffic.jsonl\", expected an .sqlite, .db or .sql file; name another file"),
        ScenarioFault(
            "no planner", "version: 1\ndatabases: {a: ../databases/retail.sql}\n",
            "1:1: `planner`: found nothing, expected a mapping with the planner's name; add the key `planner`"),
        ScenarioFault(
            "planner without a name", "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner: {model: a}\n",
            "3:10: `planner.name`: found nothing, expected the name of a planner; add the key `name`"),
        ScenarioFault(
            "nothing after the colon", adding: "breaker:",
            "4:9: `breaker`: found nothing, expected a mapping; write it as `key: value`"),
        ScenarioFault(
            "null", adding: "description: ~",
            "4:14: `description`: found \"~\", expected a description; write one, or remove the key"),
        ScenarioFault(
            "list in place of a mapping", adding: "breaker: [5]",
            "4:10: `breaker`: found a list, expected a mapping; write it as `key: value`"),
        ScenarioFault(
            "empty name", "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner: {name: \"\"}\n",
            "3:17: `planner.name`: found an empty text, expected the name of a planner; write one"),
        ScenarioFault(
            "control characters in a name", adding: "sql: {tables: [\"a\\u0007b\\u202Ec\"]}",
            "4:16: `sql.tables[0]`: found \"a\\u{7}b\\u{202E}c\", expected the name of a table on one line, "
                + "without control characters; remove them"),
        ScenarioFault(
            "long name", adding: "sql: {tables: [\(String(repeating: "x", count: 101))]}",
            "4:16: `sql.tables[0]`: found \"\(String(repeating: "x", count: 80))…\", "
                + "expected the name of a table of at most 100 characters; shorten it"),
        ScenarioFault(
            "table twice", adding: "sql:\n  tables:\n    - a\n    - a",
            "7:7: `sql.tables[1]`: found \"a\" again, after line 6, expected each only once; remove one"),
        ScenarioFault(
            "no denied column", adding: "sql: {denied_columns: {orders: []}}",
            "4:32: `sql.denied_columns.orders`: found an empty list, expected a list of columns; "
                + "add one, or remove the key"),
        ScenarioFault(
            "denied table twice", adding: "sql: {denied_columns: {orders: [a], Orders: [b]}}",
            "4:37: `sql.denied_columns.Orders`: found a table that is listed already, as orders, "
                + "expected each table only once; make one list of the two"),
        ScenarioFault(
            "denied column of a table that is left out", adding: "sql: {tables: [a], denied_columns: {b: [c]}}",
            "4:37: `sql.denied_columns.b`: found a table that `sql.tables` leaves out, expected one of a; "
                + "correct the name, or remove it"),
        ScenarioFault(
            "function twice", adding: "sql: {functions: [count, count]}",
            "4:26: `sql.functions[1]`: found \"count\" again, after line 4, expected each only once; remove one"),
        ScenarioFault(
            "unknown function", adding: "sql: {functions: [count, summ]}",
            "4:26: `sql.functions[1]`: found \"summ\", expected a built-in function that depends on nothing but its "
                + "arguments, the rows and the clock; no others can be called; did you mean `sum`?"),
        ScenarioFault(
            "function that loads code", adding: "sql: {denied_functions: [load_extension]}",
            "4:26: `sql.denied_functions[0]`: found \"load_extension\", expected a built-in function that depends on "
                + "nothing but its arguments, the rows and the clock; no others can be called; remove it"),
        ScenarioFault(
            "other word", adding: "sql: {double_quoted_strings: allowed}",
            "4:30: `sql.double_quoted_strings`: found \"allowed\", expected one of `refuse`, `allow`; "
                + "did you mean `allow`?"),
        ScenarioFault(
            "rows out of bounds", adding: "sql: {budget: {rows: 1000001}}",
            "4:22: `sql.budget.rows`: found \"1000001\", expected a whole number from 1 to 1000000; correct the number"),
        ScenarioFault(
            "value limit that no schema fits in", adding: "sql: {limits: {value_bytes: 5000}}",
            "4:29: `sql.limits.value_bytes`: found \"5000\", expected a whole number from 100000 to 1000000; "
                + "correct the number"),
        ScenarioFault(
            "number with a sign", adding: "sql: {budget: {rows: +5}}",
            "4:22: `sql.budget.rows`: found \"+5\", expected a whole number from 1 to 1000000; write it in digits"),
        ScenarioFault(
            "number beyond 64 bits", adding: "sql: {budget: {bytes: 99999999999999999999}}",
            "4:23: `sql.budget.bytes`: found \"99999999999999999999\", expected a whole number from 1 to 1000000000; "
                + "write it in digits"),
        ScenarioFault(
            "no failures", adding: "breaker: {failures: 0}",
            "4:21: `breaker.failures`: found \"0\", expected a whole number from 1 to 1000; correct the number"),
        ScenarioFault(
            "nothing that opens", adding: "breaker: {failures: off}",
            "4:21: `breaker.failures`: found \"off\", expected a number, since nothing else opens the circuit; "
                + "add `consecutive_failures`, `failure_ratio` or `slow_ratio`, or write `mode: disabled`"),
        ScenarioFault(
            "ratio that always opens", adding: "breaker: {failure_ratio: 0}",
            "4:26: `breaker.failure_ratio`: found \"0\", expected a ratio above 0; "
                + "correct the number, or remove the key"),
        ScenarioFault(
            "shrinking open time", adding: "breaker: {open_growth: 0.5}",
            "4:24: `breaker.open_growth`: found \"0.5\", expected at least 1; correct the number"),
        ScenarioFault(
            "cap below the open time", adding: "breaker: {open_for: 2m, longest_open: 1m}",
            "4:39: `breaker.longest_open`: found \"1m\", expected at least `open_for`, 2m; correct the duration"),
        ScenarioFault(
            "verdict without a ratio", adding: "breaker: {verdict: ratio}",
            "4:20: `breaker.verdict`: found \"ratio\", expected `first_failure`, since neither `failure_ratio` nor "
                + "`slow_ratio` is set; add one of them, or remove the key"),
        ScenarioFault(
            "unknown mode", adding: "breaker: {mode: open}",
            "4:17: `breaker.mode`: found \"open\", expected one of `automatic`, `forced_open`, `forced_closed`, "
                + "`disabled`; write one of them"),
        ScenarioFault(
            "many probes", adding: "breaker: {probes: 101}",
            "4:19: `breaker.probes`: found \"101\", expected a whole number from 1 to 100; correct the number"),
        ScenarioFault(
            "a planner after the first with its name",
            "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner:\n  name: a\n  next: [{name: b}, {name: a}]\n",
            "5:28: `planner.next[1].name`: found the name of a planner before it, expected another name; rename one of them"
        ),
        ScenarioFault(
            "no planner after the first",
            "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner:\n  name: a\n  next: []\n",
            "5:9: `planner.next`: found an empty list, expected a list of planners; add one, or remove the key"),
        ScenarioFault(
            "a planner after the first with settings of all",
            "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner:\n  name: a\n  next: [{name: b, retries: 2}]\n",
            "5:20: `planner.next[0].retries`: found an unknown key, expected one of `name`, `model`, `provider`, "
                + "`attempt_timeout`; remove it"),
        ScenarioFault(
            "a candidate with the name of a planner after the first",
            "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner:\n  name: a\n  next: [{name: b}]\nshadow: {b: {}}\n",
            "6:10: `shadow.b`: found the name of a planner that serves, expected another name; rename the candidate"),
        ScenarioFault(
            "two repairs", "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner: {name: a, repairs: 2}\n",
            "3:29: `planner.repairs`: found \"2\", expected a whole number from 0 to 1; correct the number"),
        ScenarioFault(
            "many retries", "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner: {name: a, retries: 6}\n",
            "3:29: `planner.retries`: found \"6\", expected a whole number from 0 to 5; correct the number"),
        ScenarioFault(
            "threshold above 1",
            "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner: {name: a, confidence_threshold: 70}\n",
            "3:42: `planner.confidence_threshold`: found \"70\", expected a number from 0 to 1 "
                + "such as 0.25, 25% or 1/4; correct the number"),
        ScenarioFault(
            "duration without a unit", adding: "breaker: {window: 60}",
            "4:19: `breaker.window`: found \"60\", expected a duration such as 500ms, 30s or 5m; "
                + "write a number and one of the units us, ms, s, m, h"),
        ScenarioFault(
            "duration of nothing", adding: "cache: {ttl: 0s}",
            "4:14: `cache.ttl`: found \"0s\", expected a duration above 0 and at most 24h; correct the number"),
        ScenarioFault(
            "duration of more than a day", adding: "cache: {ttl: 25h}",
            "4:14: `cache.ttl`: found \"25h\", expected a duration above 0 and at most 24h; correct the number"),
        ScenarioFault(
            "cache that is on", adding: "cache: on",
            "4:8: `cache`: found \"on\", expected a mapping or `off`; "
                + "write `off`, or leave the key out for the defaults"),
        ScenarioFault(
            "scope of the cache that there is not", adding: "cache: {scope: users}",
            "4:16: `cache.scope`: found \"users\", expected one of `user`, `tenant`; did you mean `user`?"),
        ScenarioFault(
            "folding that is neither on nor off", adding: "cache: {fold_case: yes}",
            "4:20: `cache.fold_case`: found \"yes\", expected one of `true`, `false`; write one of them"),
        ScenarioFault(
            "seed with a fraction", adding: "seed: 1.5",
            "4:7: `seed`: found \"1.5\", expected a whole number from 0 to 18446744073709551615, "
                + "or the 40 digits of a commit hash; correct it"),
        ScenarioFault(
            "no traffic", adding: "traffic: []",
            "4:10: `traffic`: found an empty list, expected a list of recordings; add one, or remove the key"),
        ScenarioFault(
            "traffic without brackets", adding: "traffic: traffic.jsonl",
            "4:10: `traffic`: found \"traffic.jsonl\", expected a list of recordings; "
                + "write it in brackets: [first, second]"),
        ScenarioFault(
            "traffic twice", adding: "traffic: [traffic.jsonl, ./traffic.jsonl]",
            "4:26: `traffic[1]`: found \"./traffic.jsonl\" again, after line 4, expected each only once; remove one"),
        ScenarioFault(
            "traffic that is not there", adding: "traffic: [day.jsonl]",
            "4:11: `traffic[0]`: found \"day.jsonl\", which is not a file (ROOT/replays/orders/day.jsonl), "
                + "expected a recording, or a folder of recordings; correct the path; it is relative to the scenario's folder"
        ),
        ScenarioFault(
            "traffic that is a folder", adding: "traffic: [..]",
            "4:11: `traffic[0]`: found \"..\", a folder without a file *.jsonl, expected a recording, or a folder of "
                + "recordings; name another folder, or a file"),
        ScenarioFault(
            "rule without words", adding: "rules:\n  - {name: all, tool: sql, none_of: [a]}",
            "5:5: `rules[0]`: found no words to look for, expected words in `all_of` or `any_of`, or `patterns`; add some"
        ),
        ScenarioFault(
            "rule without a tool", adding: "rules:\n  - {name: all, any_of: [a]}",
            "5:5: `rules[0].tool`: found nothing, expected one of `sql`, `docs`, `rest`, `none`; add the key `tool`"),
        ScenarioFault(
            "rule for another tool", adding: "rules:\n  - {name: all, any_of: [a], tool: doc}",
            "5:36: `rules[0].tool`: found \"doc\", expected one of `sql`, `docs`, `rest`, `none`; did you mean `docs`?"),
        ScenarioFault(
            "rule with a statement for another tool", adding: "rules:\n  - {name: a, any_of: [a], tool: docs, sql: x}",
            "5:45: `rules[0].sql`: found a statement, expected none, as the tool is `docs`; remove one of them"),
        ScenarioFault(
            "rule's name twice",
            adding: "rules:\n  - {name: a, any_of: [a], tool: sql}\n  - {name: a, any_of: [b], tool: sql}",
            "6:5: `rules[1]`: found the name \"a\" again, after line 5, expected a name of its own; "
                + "rename one of the two rules"),
        ScenarioFault(
            "candidate of the reserved name", adding: "shadow: {self: {}}",
            "4:10: `shadow.self`: found the name that is kept for the planner itself, asked a second time, expected another "
                + "name; rename the candidate, or ask the planner a second time with `self_noise`"),
        ScenarioFault(
            "more calls of a candidate than there may be", adding: "shadow: {c: {concurrency: 1025}}",
            "4:27: `shadow.c.concurrency`: found \"1025\", expected a whole number from 1 to 1024; correct the number"),
        ScenarioFault(
            "a planner asked a second time by another model", adding: "self_noise: {model: m}",
            "4:14: `self_noise.model`: found an unknown key, expected one of `sample`, `deadline`, `budget`, `concurrency`; "
                + "remove it"),
        ScenarioFault(
            "candidate called as the planner", adding: "shadow: {gpt-4o: {}}",
            "4:10: `shadow.gpt-4o`: found the name of the planner itself, expected another name; rename the candidate"),
        ScenarioFault(
            "unknown gate", adding: "gates: {cost_eur: {max_increase: 2%}}",
            "4:9: `gates.cost_eur`: found an unknown key, expected one of \(gates); did you mean `cost_usd`?"),
        ScenarioFault(
            "gate on no candidate", adding: "gates: {shadow.: {not_worse: {margin: 0.02}}}",
            "4:9: `gates.shadow.`: found an unknown key, expected one of \(gates); "
                + "remove it; a gate on a candidate is called shadow.NAME"),
        ScenarioFault(
            "required cases by another word", adding: "gates: {every_required_case_passes: all}",
            "4:37: `gates.every_required_case_passes`: found \"all\", expected `expected`; write one of them"),
        ScenarioFault(
            "required cases under another key", adding: "gates: {every_required_case_passes: {cases: [r-1]}}",
            "4:38: `gates.every_required_case_passes.cases`: found an unknown key, expected one of `ids`; remove it"),
        ScenarioFault(
            "required cases, none of them", adding: "gates: {every_required_case_passes: {ids: []}}",
            "4:43: `gates.every_required_case_passes.ids`: found an empty list, expected a list of requests; "
                + "add one, or remove the key"),
        ScenarioFault(
            "a required case twice", adding: "gates: {every_required_case_passes: {ids: [r-1, r-1]}}",
            "4:49: `gates.every_required_case_passes.ids[1]`: found \"r-1\" again, after line 4, expected each only once; "
                + "remove one"),
        ScenarioFault(
            "a policy that is neither on nor off", adding: "gates: {no_approved_passing_case_may_regress: 1}",
            "4:47: `gates.no_approved_passing_case_may_regress`: found \"1\", expected one of `on`, `off`; write one of them"
        ),
        ScenarioFault(
            "a pass rate without its bound", adding: "gates: {live.pass_rate: {alpha: 0.05}}",
            "4:25: `gates.live.pass_rate.at_least`: found nothing, expected the least share that passes, such as 0.9; "
                + "add the key `at_least`"),
        ScenarioFault(
            "a pass rate above everything", adding: "gates: {live.pass_rate: {at_least: 1.1}}",
            "4:36: `gates.live.pass_rate.at_least`: found \"1.1\", expected a number from 0 to 1 such as 0.25, 25% or 1/4; "
                + "correct the number"),
        ScenarioFault(
            "a pass rate that any run passes", adding: "gates: {live.pass_rate: {at_least: 0.9, alpha: 0.6}}",
            "4:48: `gates.live.pass_rate.alpha`: found 0.6, expected a level from 0.000001 to 0.5; write 0.05, say"),
        ScenarioFault(
            "a tolerance for what never differs by little", adding: "drift: {tolerance: {outcome: 5%}}",
            "4:21: `drift.tolerance.outcome`: found an unknown key, expected one of `latency`, `cost`, `tokens`, "
                + "`result_real`; remove it"),
        ScenarioFault(
            "a tolerance of more than everything", adding: "drift: {tolerance: {latency: 101%}}",
            "4:30: `drift.tolerance.latency`: found \"101%\", expected a number from 0 to 1 such as 0.25, 25% or 1/4; "
                + "correct the number"),
        ScenarioFault(
            "a tolerance of nothing for numbers", adding: "drift: {tolerance: {result_real: 0}}",
            "4:34: `drift.tolerance.result_real`: found \"0\", expected a share above 0 and at most 0.01 such as 1e-9; "
                + "correct the number"),
        ScenarioFault(
            "a tolerance that hides other numbers", adding: "drift: {tolerance: {result_real: 5%}}",
            "4:34: `drift.tolerance.result_real`: found \"5%\", expected a share above 0 and at most 0.01 such as 1e-9; "
                + "correct the number"),
        ScenarioFault(
            "a tolerance with too many digits", adding: "drift: {tolerance: {result_real: 1e-19}}",
            "4:34: `drift.tolerance.result_real`: found \"1e-19\", expected a share above 0 and at most 0.01 such as 1e-9; "
                + "write it with at most 18 digits after the point"),
        ScenarioFault(
            "a tolerance below nothing", adding: "drift: {tolerance: {result_real: -1e-9}}",
            "4:34: `drift.tolerance.result_real`: found \"-1e-9\", expected a share above 0 and at most 0.01 such as 1e-9; "
                + "correct the number"),
        ScenarioFault(
            "a tolerance for rows that nobody keeps",
            adding: "drift: {tolerance: {result_real: 1e-9}}\ngolden: {results: off}",
            "4:34: `drift.tolerance.result_real`: found a tolerance for rows that are not kept, expected "
                + "`golden.results: on`, or no tolerance for rows; remove one of the two"),
        ScenarioFault(
            "gate on a candidate without a margin", adding: "gates: {shadow.mini: {not_worse: {alpha: 0.05}}}",
            "4:34: `gates.shadow.mini.not_worse.margin`: found nothing, expected the largest loss of accuracy, such as 0.02; "
                + "add the key `margin`"),
        ScenarioFault(
            "gate on a candidate by another test", adding: "gates: {shadow.mini: {better: {margin: 0.02}}}",
            "4:23: `gates.shadow.mini.better`: found an unknown key, expected one of `not_worse`; remove it"),
        ScenarioFault(
            "gate on a candidate that always passes",
            adding: "gates: {shadow.mini: {not_worse: {alpha: 0.9, margin: 0.02}}}",
            "4:42: `gates.shadow.mini.not_worse.alpha`: found 0.9, expected a level from 0.000001 to 0.5; write 0.05, say"
        ),
        ScenarioFault(
            "gate the wrong way", adding: "gates: {cost_usd: {max_drop: 2%}}",
            "4:20: `gates.cost_usd.max_drop`: found an unknown key, expected one of `max_increase`; remove it"),
        ScenarioFault(
            "gate below nothing", adding: "gates: {cost_usd: {max_increase: -2%}}",
            "4:34: `gates.cost_usd.max_increase`: found \"-2%\", expected a number from 0 to 100 "
                + "such as 0.25, 25% or 1/4; write it with at most 6 digits after the point"),
        ScenarioFault(
            "gate with an exponent", adding: "gates: {cost_usd: {max_increase: 1e-9223372036854775808}}",
            "4:34: `gates.cost_usd.max_increase`: found \"1e-9223372036854775808\", expected a number from 0 to 100 "
                + "such as 0.25, 25% or 1/4; write it with at most 6 digits after the point"),
        ScenarioFault(
            "drift that always fails", adding: "drift: {information: [unsafe_accepted]}",
            "4:23: `drift.information[0]`: found \"unsafe_accepted\", expected a drift kind that may be information; "
                + "remove it: it always fails"),
        ScenarioFault(
            "unknown drift", adding: "drift: {information: [sql_txt]}",
            "4:23: `drift.information[0]`: found \"sql_txt\", expected one of `outcome`, `tool`, `code`, `result`, "
                + "`sql_meaning`, `source`, `trail`, `cost`, `tokens`, `latency`, `sql_text`, `new`, `missing`; "
                + "did you mean `sql_text`?"),
    ])
    func `a wrong file is refused with its place and what to do`(fault: ScenarioFault) throws {
        let found = try ScenarioOnDisk(fault.yaml).fault()
        #expect(found == "ROOT/replays/orders/scenario.yaml:" + fault.message)
    }
}
