import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

extension ChaosReport {
    /// The text of `chaos.json`.
    package var json: String {
        var writer = JSONWriter(isIndented: true)
        let coverage = coverage
        writer.object { file in
            file.member("format", "toolrouter-chaos")
            file.member("version", 1)
            file.member("verdict", verdict.rawValue)
            file.member("interrupted", isInterrupted)
            file.member("seed", seed)
            file.member("requests_per_schedule", requestsPerSchedule)
            file.member(
                "made_with",
                object: { parts in
                    for part in Provenance.now { parts.member(part.name, part.version) }
                })
            file.member("schedules", tally.schedules)
            file.member("requests", tally.requests)
            file.key("planted")
            if let planted {
                file.object { line in
                    line.member("name", planted.name)
                    line.member("expected", planted.expected)
                    line.member("found", isPlantedFound)
                }
            } else {
                file.null()
            }
            file.member(
                "injected",
                array: { list in
                    for count in tally.injected.all { count.write(to: &list) }
                })
            file.member("coverage", object: { coverage.write(to: &$0) })
            file.member(
                "scenarios",
                array: { list in
                    for (scenario, required) in zip(tally.scenarios, required) {
                        scenario.write(to: &list, required: required)
                    }
                })
            file.member(
                "failures",
                array: { list in
                    for (place, found) in tally.found.enumerated() {
                        let again = place < reproductions.count ? reproductions[place] : nil
                        found.write(to: &list, of: tally.scenarios[found.scenario].name, again)
                    }
                })
        }
        return writer.text + "\n"
    }
}

extension Coverage {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("judged", isJudged)
        writer.member("enough", Self.enough)
        writer.key("missing")
        writer.array(missing.map(\.happening.rawValue))
        writer.member(
            "happenings",
            array: { list in
                for line in lines {
                    list.object { happening in
                        happening.member("happening", line.happening.rawValue)
                        happening.member("schedules", line.schedules)
                        happening.key("required_by")
                        happening.array(line.requiredBy)
                    }
                }
            })
    }
}

extension ChaosTally.OfScenario {
    fileprivate func write(to writer: inout JSONWriter, required: Set<Happening>) {
        let unreached = Happening.allCases.filter { required.contains($0) && reached[$0] == nil }
        writer.object { line in
            line.member("name", name)
            line.member("schedules", schedules)
            line.member("requests", requests)
            line.member("events", events)
            line.member(
                "injected",
                array: { list in
                    for count in injected.all { count.write(to: &list) }
                })
            line.member(
                "reached",
                object: { list in
                    for happening in Happening.allCases {
                        if let count = reached[happening] { list.member(happening.rawValue, count) }
                    }
                })
            line.key("unreached")
            line.array(unreached.map(\.rawValue))
        }
    }
}

extension ChaosTally.Found {
    fileprivate func write(
        to writer: inout JSONWriter, of scenario: String, _ again: ChaosReport.Reproduction?
    ) {
        writer.object { line in
            line.member("scenario", scenario)
            line.member("symptom", symptom.text)
            line.member("occurrences", occurrences)
            line.member("schedule", schedule)
            line.member("number", number)
            line.member("seed", seed)
            line.member("request", failure.request?.text)
            line.member("at_us", failure.at?.wholeMicroseconds)
            line.member("words", failure.words)
            line.member("capsule", again?.capsule)
            line.member("reproduction", again?.line)
        }
    }
}
