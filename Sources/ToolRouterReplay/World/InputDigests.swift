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
            files[files[name] == nil ? name : "\(name) (\(number + 1))"] = try digest(ofFile: path)
        }
        for database in scenario.settings.databases {
            files["database \(database.name.text)"] = try digest(ofFile: database.path)
        }
        for rule in faults?.rules ?? [] { files["fault rule \(rule.name)"] = digest(rule) }
        if let faults { files["fault plan"] = GoldenInputs.digestMark + faults.digest }
        return GoldenInputs(settings: scenario.listedSettings, files: files)
    }

    private static func digest(_ rule: FaultRule) -> String {
        var writer = JSONWriter()
        rule.write(to: &writer)
        return digest(of: writer.text)
    }

    private static func digest(of text: String) -> String { words(SHA256.hash(data: Data(text.utf8))) }

    /// Reads the whole file: about a second for a gigabyte.
    private static func digest(ofFile path: String) throws(FileError) -> String {
        // It knows what is no file to be read, and says so.
        _ = try LineReader(path: path)
        var hash = SHA256()
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            while let block = try file.read(upToCount: 1 << 20), !block.isEmpty { hash.update(data: block) }
        } catch {
            throw FileError(
                aboutFile: path, found: "a file that can't be read", expected: "a readable file",
                remedy: "check the path and its permissions")
        }
        return words(hash.finalize())
    }

    private static func words(_ digest: SHA256.Digest) -> String {
        GoldenInputs.digestMark
            + digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
