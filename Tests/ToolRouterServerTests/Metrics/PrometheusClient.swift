import Foundation
import Testing
import ToolRouterFormats

/// What Prometheus' own client library for Python reads in an exposition.
enum PrometheusClient {
    static let missing: Comment = "needs the Debian package python3-prometheus-client"
    static let isThere = (try? run("import prometheus_client")) != nil

    private static let script = """
        import sys
        if sys.argv[1] == "openmetrics":
            from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
        else:
            from prometheus_client.parser import text_string_to_metric_families as families
        for family in families(open(sys.argv[2]).read()):
            print(family.name, family.type, family.unit or "-", len(family.samples))
        """

    /// Each family of an exposition: name, type, unit and number of samples.
    static func families(of text: String, isOpenMetrics: Bool) throws -> [String] {
        let folder = try OutputFolder.scratch()
        let file = folder.path + "/metrics.txt"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try run(script, isOpenMetrics ? "openmetrics" : "text", file).split(separator: "\n").map(String.init)
    }

    private static func run(_ script: String, _ arguments: String...) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", script] + arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        struct Unreadable: Error {}
        guard process.terminationStatus == 0 else { throw Unreadable() }
        return text
    }
}
