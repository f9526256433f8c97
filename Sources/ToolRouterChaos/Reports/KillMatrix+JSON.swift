import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

extension KillMatrix {
    /// The text of `kill-matrix.json`.
    ///
    /// - Parameter seed: that of the schedules.
    package func json(seed: UInt64) -> String {
        var writer = JSONWriter(isIndented: true)
        writer.object { file in
            file.member("format", "toolrouter-kill-matrix")
            file.member("version", 1)
            file.member("interrupted", isInterrupted)
            file.member("seed", seed)
            file.member("bugs", rows.count)
            file.key("missed")
            file.array(missed)
            file.member(
                "rows",
                array: { list in
                    for row in rows { row.write(to: &list) }
                })
        }
        return writer.text + "\n"
    }
}

extension KillMatrix.Row {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { line in
            line.member("bug", bug)
            line.member("invariant", invariant)
            line.member("found", isFound)
            line.member("schedules", schedules)
            line.member(
                "counts",
                object: { list in
                    for name in counts.keys.sorted() { list.member(name, counts[name] ?? 0) }
                })
        }
    }
}
