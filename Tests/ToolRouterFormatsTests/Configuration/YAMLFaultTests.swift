import Foundation
import Testing
import ToolRouterFormats

struct YAMLFaultTests {
    @Test(arguments: [
        ScenarioFault(
            "anchor", adding: "cache: &a {ttl: 1s}",
            "4:8: found an anchor, expected a value written out, or a text in quotes; write it that way"),
        ScenarioFault(
            "alias", adding: "cache: *a",
            "4:8: found an alias, expected a value written out, or a text in quotes; write it that way"),
        ScenarioFault(
            "alias right after a quote", adding: "cache: {\"ttl\":*a}",
            "4:15: found an alias, expected a value written out, or a text in quotes; write it that way"),
        ScenarioFault(
            "tag", adding: "seed: !!int 5",
            "4:7: found a tag, expected a value written out, or a text in quotes; write it that way"),
        ScenarioFault(
            "directive", "%YAML 1.1\n---\nversion: 1\n",
            "1:1: found a directive, expected a value written out, or a text in quotes; write it that way"),
        ScenarioFault(
            "explicit key", adding: "? seed\n: 5",
            "4:1: found a `?` key, expected a value written out, or a text in quotes; write it that way"),
        ScenarioFault(
            "reserved character", adding: "description: @home",
            "4:14: found a text that begins with \"@\", expected a text in quotes, or spaces before it; "
                + "put it in quotes, or indent with spaces"),
        ScenarioFault(
            "tabulator", adding: "breaker:\n\tfailures: 5",
            "5:1: found a text that begins with \"\\u{9}\", expected a text in quotes, or spaces before it; "
                + "put it in quotes, or indent with spaces"),
        ScenarioFault(
            "list as a key", adding: "[a, b]: c",
            "4:1: found a list or mapping as a key, expected a name; write a name before the colon"),
        ScenarioFault(
            "list as a key in braces", adding: "cache: {[a, b]}",
            "4:9: `cache`: found a list or mapping as a key, expected a name; write a name before the colon"),
        ScenarioFault(
            "open quote", adding: "description: \"abc",
            "5:1: found YAML that can't be read (found unexpected end of stream), expected valid YAML; "
                + "correct the line or the one before"),
        ScenarioFault(
            "open brace", adding: "cache: {ttl: 1s\n",
            "6:1: found YAML that can't be read (did not find expected ',' and ']' or '}'), expected valid YAML; "
                + "correct the line or the one before"),
        ScenarioFault(
            "wrong bracket", adding: "traffic: [a}",
            "4:12: found YAML that can't be read (did not find expected ',' and ']' or '}'), expected valid YAML; "
                + "correct the line or the one before"),
        ScenarioFault(
            "colon in a text", adding: "description: a: b",
            "4:15: found YAML that can't be read (mapping values are not allowed in this context), "
                + "expected valid YAML; correct the line or the one before"),
        ScenarioFault(
            "second document", adding: "---\nversion: 1",
            "4:1: found YAML that can't be read (but found another document), expected valid YAML; "
                + "correct the line or the one before"),
        ScenarioFault(
            "control character", adding: "description: a\u{7}b",
            "4:15: found YAML that can't be read (control characters are not allowed), expected valid YAML; "
                + "correct the line or the one before"),
        ScenarioFault(
            "33 levels", adding: "sql: " + String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
            "4:38: `sql\(String(repeating: "[0]", count: 25))[0…`: found values within values, "
                + "expected at most 32 levels; remove some"),
        ScenarioFault(
            "1,001 levels", adding: "sql: " + String(repeating: "[", count: 1_001),
            "4:7: found values within values, expected at most 32 levels; remove some"),
        ScenarioFault(
            "merge conflict", adding: "<<<<<<< HEAD\nseed: 1\n=======\nseed: 2\n>>>>>>> other",
            "4:1: found a merge conflict marker, expected a finished merge; resolve the conflict"),
        ScenarioFault(
            "list", "- version: 1\n", "1:1: found a list, expected a mapping; write it as `key: value`"),
        ScenarioFault(
            "text", "version\n", "1:1: found \"version\", expected a mapping; write it as `key: value`"),
        ScenarioFault("nothing", "", " found an empty file, expected `key: value` lines; add them"),
        ScenarioFault("comments only", "# later\n", " found an empty file, expected `key: value` lines; add them"),
    ])
    func `YAML that is broken or needless is refused with its place`(fault: ScenarioFault) throws {
        let found = try ScenarioOnDisk(fault.yaml).fault()
        #expect(found == "ROOT/replays/orders/scenario.yaml:" + fault.message)
    }

    @Test func `bytes that are not UTF-8 are refused with their place`() throws {
        let disk = try ScenarioOnDisk(yaml: Data("version: 1\ndescription: gr\u{F6}ß ".utf8 + [0xFF, 0x0A]))
        #expect(
            try disk.fault() == "ROOT/replays/orders/scenario.yaml:2:19: found bytes that are not UTF-8, "
                + "expected text in UTF-8; save the file in UTF-8")
    }

    @Test func `a file of more than 1 MiB is refused`() throws {
        let largest = ScenarioOnDisk.smallest + "#" + String(repeating: " ", count: 1_048_575)
        #expect(try ScenarioOnDisk(String(largest.prefix(1_048_576))).fault() == nil)
        #expect(
            try ScenarioOnDisk(String(largest.prefix(1_048_577))).fault()
                == "ROOT/replays/orders/scenario.yaml: found a file of more than 1 MiB, expected a scenario file; "
                + "make it smaller")
    }

    @Test func `a missing file or folder is named`() throws {
        let disk = try ScenarioOnDisk(yaml: nil)
        #expect(
            try disk.fault()
                == "ROOT/replays/orders/scenario.yaml: found no file, expected a scenario file; check the path")
        #expect(throws: FileError.self) { try Scenario(path: disk.folder + "/none") }
        let file = disk.folder + "/none/scenario.yaml"
        do {
            _ = try Scenario(path: disk.folder + "/none")
        } catch {
            #expect(
                error.description == "\(file): found no such folder, expected a scenario's folder; check the path")
        }
    }
}
