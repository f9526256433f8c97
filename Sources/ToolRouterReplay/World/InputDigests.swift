import Crypto
import Foundation
import ToolRouter
import ToolRouterFormats

/// What a run was made from, for the header of its answers.
enum InputDigests {
    /// The settings of `scenario`, and digests of its recordings and databases and of each rule of `faults`.
    static func inputs(of scenario: Scenario, faults: FaultPlan?) throws(FileError) -> GoldenInputs {
        var files: [String: String] = [:]
        for (number, path) in scenario.traffic.enumerated() {
            let name = "recording " + (path as NSString).lastPathComponent
            files[files[name] == nil ? name : "\(name) (\(number + 1))"] = try digest(of: [path])
        }
        for database in scenario.settings.databases {
            let log = database.path + "-wal"
            // What a database in write-ahead mode has not taken over yet is part of it.
            let hasLog = (try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int).map { $0 > 0 } ?? false
            files["database \(database.name.text)"] = try digest(of: [database.path] + (hasLog ? [log] : []))
        }
        for tool in scenario.settings.tools {
            for file in try tool.files() { files[file.name] = try digest(of: [file.path]) }
        }
        if let prices = scenario.settings.priceFile { files["prices"] = try digest(of: [prices]) }
        for rule in faults?.rules ?? [] { files["fault rule \(rule.name)"] = digest(rule) }
        if let faults { files["fault plan"] = GoldenInputs.digestMark + faults.digest }
        return GoldenInputs(settings: scenario.listedSettings, files: files)
    }

    private static func digest(_ rule: FaultRule) -> String {
        var writer = JSONWriter()
        rule.withoutConsequence.write(to: &writer)
        return digest(of: writer.text)
    }

    private static func digest(of text: String) -> String { words(SHA256.hash(data: Data(text.utf8))) }

    /// Reads the whole files: about a second for a gigabyte.
    private static func digest(of paths: [String]) throws(FileError) -> String {
        var hash = SHA256()
        for path in paths { try add(path, to: &hash) }
        return words(hash.finalize())
    }

    private static func add(_ path: String, to hash: inout SHA256) throws(FileError) {
        // It knows what is no file to be read, and says so.
        _ = try LineReader(path: path)
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            while let block = try file.read(upToCount: 1 << 20), !block.isEmpty { hash.update(data: block) }
        } catch {
            throw FileError(
                aboutFile: path, found: "a file that can't be read", expected: "a readable file",
                remedy: "check the path and its permissions")
        }
    }

    /// The digest of one file, to see whether it is still the same.
    static func mark(of path: String) throws(FileError) -> String { try digest(of: [path]) }

    private static func words(_ digest: SHA256.Digest) -> String {
        GoldenInputs.digestMark
            + digest.prefix(8).hexadecimal
    }
}
