import ArgumentParser
import Foundation
import ToolRouter
import ToolRouterTools

/// `toolrouter-bench docs`: what it costs to index documents and to search in them.
struct DocsBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs",
        abstract: "Writes Markdown files by a seed, indexes them twice, and searches: also for hostile texts.")

    @Option(help: "How many files.")
    var files = 10_000

    @Option(help: "How many searches.")
    var searches = 2_000

    @Option(help: "How many hostile queries.")
    var hostile = 10_000

    func run() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "toolrouter-docs-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var library = MadeLibrary(seed: 7)
        let bytes = try library.write(files, to: folder + "/documents")
        figure("documents", Double(files), "files")
        figure("their size", Double(bytes) / 1_048_576, digits: 1, "MiB")

        let source = DocumentFolder(folder + "/documents")
        let index = try DocumentIndex(folder + "/index")
        let clock = ContinuousClock()
        func seconds(_ body: () throws -> Void) rethrows -> Double { try clock.measure(body) / .seconds(1) }
        figure(
            "indexing", try seconds { _ = try index.update(from: source, within: DocumentBounds()) }, digits: 2, "s")
        figure(
            "indexing again, nothing changed",
            try seconds {
                let changes = try index.update(from: source, within: DocumentBounds())
                precondition(!changes.areAny, "\(changes)")
            }, digits: 3, "s")
        let state = try index.state()
        figure("passages", Double(state.passages), "")

        search(index, library: &library)
        attack(index, library: &library)
    }

    private func search(_ index: DocumentIndex, library: inout MadeLibrary) {
        let searcher = IndexSearches(index)
        let queries = (0..<searches).map { _ in library.question() }
        var found = 0
        let times = queries.map { query in
            searcher.time {
                found += (try? searcher.find(query))?.hits.isEmpty == false ? 1 : 0
            }
        }
        figure("searches that found something", Double(found) / Double(searches) * 100, digits: 1, "%")
        Self.percentiles("a search", times)
    }

    private func attack(_ index: DocumentIndex, library: inout MadeLibrary) {
        let searcher = IndexSearches(index)
        var outcomes: [String: Int] = [:]
        let times = (0..<hostile).map { _ in
            let query = library.hostileQuery()
            return searcher.time {
                do throws(RouterError) {
                    _ = try searcher.find(query)
                    outcomes["answered", default: 0] += 1
                } catch {
                    outcomes[error.code.rawValue, default: 0] += 1
                }
            }
        }
        for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) {
            figure("hostile queries, \(outcome)", Double(count), "")
        }
        Self.percentiles("a hostile query", times)
    }

    private static func percentiles(_ what: String, _ times: [Duration]) {
        let sorted = times.sorted()
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("max", 1)] {
            let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
            figure("\(what), \(name)", time / .milliseconds(1), digits: 3, "ms")
        }
    }
}

/// Searches in an index as a server does, one after the other.
private struct IndexSearches {
    private let session: SearchSession
    private let clock = ContinuousClock()

    init(_ index: DocumentIndex) {
        session = index.session()
    }

    func find(_ query: String) throws(RouterError) -> DocumentSet {
        try session.find(Plan(query: query), within: SearchLimits())
    }

    func time(_ body: () -> Void) -> Duration { clock.measure(body) }
}
