import Foundation
import Testing

@Suite struct KeysCommandTests {
    @Test func `a key is printed once, with the lines that let a service know it`() throws {
        let workplace = try Workplace()
        let run = try workplace.run(
            "keys", "new", "--name", "it's: a", "--tenant", "emea", "--role", "analyst", "--acts-for", "apac",
            "--names-users", "--admin")
        #expect(run.code == 0 && run.errors.isEmpty)
        let lines = run.text.split(separator: "\n").map(String.init)
        let key = try #require(lines.first)
        #expect(key.wholeMatch(of: /tr_[A-Za-z0-9_-]{43}/) != nil)
        let sum = try ShellLine.run("printf %s '\(key)' | sha256sum", in: workplace.folder).text.prefix(64)
        #expect(
            Array(lines.dropFirst()) == [
                "- name: 'it''s: a'", "  sha256: \(sum)", "  tenant: 'emea'", "  role: 'analyst'",
                "  tenants: ['apac']",
                "  users: true", "  admin: true",
            ])
        let other = try workplace.run("keys", "new", "--name", "b", "--tenant", "t")
        #expect(!other.text.contains(key) && other.text.hasSuffix("  tenant: 't'\n"))
    }

    @Test(arguments: [["--name", " ", "--tenant", "t"], ["--name", "a\nb", "--tenant", "t"], ["--name", "a"]])
    func `a name that no configuration could hold is a usage error`(_ options: [String]) throws {
        let run = try BuiltTool.run(["keys", "new"] + options, in: TemporaryFolder())
        #expect(run.code == 64 && !run.text.contains("tr_"))
    }
}
