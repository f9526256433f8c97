import Testing

/// What is wrong with limits, budgets and prices.
struct ScenarioMoneyFaultTests {
    @Test(arguments: [
        ScenarioFault(
            "a lease shorter than an attempt at a planner after the first",
            "version: 1\ndatabases: {a: ../databases/retail.sql}\nplanner:\n  name: a\n  next: [{name: b, attempt_timeout: 10m}]\nbudgets: {global: {day: \"5\"}}\n",
            "5:37: `planner.next[0].attempt_timeout`: found \"10m\", expected at most 5m, as long as money stays put aside "
                + "for a call; shorten it, or set `budgets.lease` to as much"),
        ScenarioFault(
            "network of no bits", adding: "limits: {ipv6_prefix: 0}",
            "4:23: `limits.ipv6_prefix`: found \"0\", expected a whole number from 1 to 128; correct the number"),
        ScenarioFault(
            "budget of no period", adding: "budgets: {tenant: {}}",
            "4:19: `budgets.tenant.day`: found nothing, expected a `day` or a `month`, or both; add the key `day`"),
        ScenarioFault(
            "budget of a week", adding: "budgets: {global: {week: 1}}",
            "4:20: `budgets.global.week`: found an unknown key, expected one of `day`, `month`; remove it"),
        ScenarioFault(
            "budget of nothing", adding: "budgets: {global: {day: 0}}",
            "4:25: `budgets.global.day`: found \"0\", expected an amount above 0 and at most 1,000,000,000 USD; "
                + "correct the number"),
        ScenarioFault(
            "budget in euros", adding: "budgets: {tenants: {acme: {day: 5 EUR}}}",
            "4:33: `budgets.tenants.acme.day`: found \"5 EUR\", expected an amount in USD such as \"50\" or \"0.02\"; "
                + "write it in digits, with a point where needed"),
        ScenarioFault(
            "budget below nothing", adding: "budgets: {unknown_cost: -1}",
            "4:25: `budgets.unknown_cost`: found \"-1\", expected an amount in USD such as \"50\" or \"0.02\"; "
                + "write it in digits, with a point where needed"),
        ScenarioFault(
            "estimate above a budget",
            adding: "budgets: {global: {month: 5}, tenants: {a: {day: \"0.01\"}}, estimate: \"0.02\"}",
            "4:70: `budgets.estimate`: found \"0.02\", expected at most 0.01 USD, the smallest budget there is; "
                + "correct it: a call that is estimated at more is never made"),
        ScenarioFault(
            "lease that is over before its call",
            adding: "budgets: {global: {day: 5}, lease: 19s}",
            "4:36: `budgets.lease`: found \"19s\", expected at least 20s, as long as a call may take "
                + "(`planner.attempt_timeout`); correct it: money that is free before its call ends can be spent twice"),
        ScenarioFault(
            "lease that is over before a candidate's call",
            adding: "budgets: {lease: 29s}\nshadow: {c: {budget: {day: 5}}}",
            "4:18: `budgets.lease`: found \"29s\", expected at least 30s, as long as a call may take "
                + "(`shadow.c.deadline`); correct it: money that is free before its call ends can be spent twice"),
        ScenarioFault(
            "candidate that takes longer than the usual lease",
            adding: "shadow: {c: {deadline: 6m, budget: {day: 5}}}",
            "4:24: `shadow.c.deadline`: found \"6m\", expected at most 5m, as long as money stays put aside for a call; "
                + "shorten it, or set `budgets.lease` to as much"),
        ScenarioFault(
            "budget that pays for no call of a model without a price",
            adding: "budgets: {tenants: {a: {month: 0.04}}}",
            "4:32: `budgets.tenants.a.month`: found \"0.04\", expected at least 0.05 USD, which is put aside for any call of "
                + "`gpt-4o`; raise it, set `budgets.estimate`, or correct the price: no call would ever be made"),
        ScenarioFault(
            "budget that pays for no call",
            adding: "budgets: {tenant: {day: \"0.01\"}}\nprices: {gpt-4o: {input: 1, output: 10}}",
            "4:25: `budgets.tenant.day`: found \"0.01\", expected at least 0.01001 USD, which is put aside for any call of "
                + "`gpt-4o`; raise it, set `budgets.estimate`, or correct the price: no call would ever be made"),
        ScenarioFault(
            "budget that pays for no call of a candidate",
            adding: "prices: {worst_case: {input: 1, output: 100}}\nshadow: {c: {budget: {day: 0.1}}}",
            "5:28: `shadow.c.budget.day`: found \"0.1\", expected at least 0.1001 USD, which is put aside for any call of `c`; "
                + "raise it or correct the price: no call would ever be made"),
        ScenarioFault(
            "answer without money that there is not", adding: "budgets: {over: rule}",
            "4:17: `budgets.over`: found \"rule\", expected one of `refuse`, `rules`; did you mean `rules`?"),
        ScenarioFault(
            "tenants of no name", adding: "budgets: {tenants: {}}",
            "4:20: `budgets.tenants`: found an empty mapping, expected a mapping of tenants to budgets; "
                + "add one, or remove the key"),
        ScenarioFault(
            "candidate's budget that is a number", adding: "shadow: {c: {budget: 5}}",
            "4:22: `shadow.c.budget`: found \"5\", expected a mapping; write it as `key: value`"),
        ScenarioFault(
            "limit without a time", adding: "limits: {user: {requests: 60}}",
            "4:16: `limits.user.per`: found nothing, expected a duration such as 1m; add the key `per`"),
        ScenarioFault(
            "limit of several requests a nanosecond", adding: "limits: {ip: {requests: 1000000, per: 1us}}",
            "4:39: `limits.ip.per`: found \"1us\", expected at least one nanosecond for each of the 1000000 requests; "
                + "correct the limit"),
        ScenarioFault(
            "limit that takes centuries to refill", adding: "limits: {ip: {requests: 1, per: 24h, burst: 1000000}}",
            "4:45: `limits.ip.burst`: found \"1000000\", expected at most 106751, "
                + "so that it is full again within 292 years; correct the number"),
        ScenarioFault(
            "price without an output", adding: "prices: {a: {input: 1}}",
            "4:13: `prices.a.output`: found nothing, expected a price in USD for 1,000,000 tokens such as \"2.50\"; "
                + "add the key `output`"),
        ScenarioFault(
            "price below nothing", adding: "prices: {a: {input: -1, output: 1}}",
            "4:21: `prices.a.input`: found \"-1\", expected a price in USD for 1,000,000 tokens such as \"2.50\"; "
                + "write it in digits, with a point where needed"),
        ScenarioFault(
            "price that is no number", adding: "prices: {a: {input: .nan, output: 1}}",
            "4:21: `prices.a.input`: found \".nan\", expected a price in USD for 1,000,000 tokens such as \"2.50\"; "
                + "write it in digits, with a point where needed"),
        ScenarioFault(
            "price finer than a yoctodollar for each token",
            adding: "prices: {a: {input: 0.0000000000000000001, output: 1}}",
            "4:21: `prices.a.input`: found \"0.0000000000000000001\", expected a price of at most 1,000,000 USD "
                + "with at most 18 digits after the point; correct the number"),
        ScenarioFault(
            "price beyond reason", adding: "prices: {a: {input: 1, output: 1000001}}",
            "4:32: `prices.a.output`: found \"1000001\", expected a price of at most 1,000,000 USD "
                + "with at most 18 digits after the point; correct the number"),
        ScenarioFault(
            "price catalogue that is missing", adding: "prices: {catalogue: prices.yaml}",
            "4:21: `prices.catalogue`: found \"prices.yaml\", which is not a file (ROOT/replays/orders/prices.yaml), "
                + "expected a .json or .yaml file of prices; correct the path; it is relative to the scenario's folder"),
        ScenarioFault(
            "service tier without a catalogue", adding: "prices: {service_tier: flex}",
            "4:24: `prices.service_tier`: found a service tier without a catalogue, expected a key `catalogue` beside it; "
                + "name a catalogue in LiteLLM's format, or remove the key"),
        ScenarioFault(
            "alias of a model without a price", adding: "prices: {a: {input: 1, output: 1}, aliases: {ours: b}}",
            "4:52: `prices.aliases.ours`: found \"b\", which has no price here, expected the name of a model with a price; "
                + "did you mean `a`?"),
        ScenarioFault(
            "worst case without an output", adding: "prices: {worst_case: {input: 1}}",
            "4:22: `prices.worst_case.output`: found nothing, expected a price in USD for 1,000,000 tokens such as \"2.50\"; "
                + "add the key `output`"),
        ScenarioFault(
            "price of a day that is none", adding: "prices: {a: {from: 2026-13-01, input: 1, output: 1}}",
            "4:20: `prices.a.from`: found \"2026-13-01\", expected a day in UTC such as 2026-10-01, or a moment such as "
                + "2026-10-01T12:00:00Z, from 1677-09-22 to 2262-04-11; write year, month and day"),
        ScenarioFault(
            "a planner asked a second time for longer than a lease",
            adding: "budgets: {lease: 29s}\nself_noise: {deadline: 30s, budget: {day: 5}}",
            "4:18: `budgets.lease`: found \"29s\", expected at least 30s, as long as a call may take "
                + "(`self_noise.deadline`); correct it: money that is free before its call ends can be spent twice"),
    ])
    func `a wrong file is refused with its place and what to do`(fault: ScenarioFault) throws {
        let found = try ScenarioOnDisk(fault.yaml).fault()
        #expect(found == "ROOT/replays/orders/scenario.yaml:" + fault.message)
    }
}
