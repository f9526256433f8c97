import Foundation
import Testing
import ToolRouterReplay

private func cases(_ count: Int) -> [JUnitCase] {
    (0..<count).map { index in
        let result: JUnitCase.Result =
            switch index % 10 {
            case 3: .failure(type: "tool", message: "expected sql, was docs", text: "expected: sql\nactual:   docs\n")
            case 5: .error(type: "recording_miss", message: "no episode", text: "nearest: r-0000004")
            case 7: .skipped(message: "not selected")
            default: .passed
            }
        return JUnitCase(
            className: "sales", name: "r-\(index) How many?", time: .milliseconds(index), result: result)
    }
}

/// Writes one document of suites with these cases and gives its path.
@discardableResult
private func write(
    _ suites: [(name: String, cases: [JUnitCase])], properties: [(name: String, value: String)] = [],
    in folder: TemporaryFolder, as name: String = "junit.xml"
) throws -> String {
    var finished: [JUnitSuite] = []
    for (index, suite) in suites.enumerated() {
        let writer = try JUnitSuiteWriter(name: suite.name, fragmentPath: folder.file("\(index).fragment"))
        for testCase in suite.cases { try writer.write(testCase) }
        finished.append(try writer.finish(properties: properties))
    }
    try JUnitDocument.write(finished, to: folder.file(name))
    return folder.file(name)
}

@Suite struct JUnitDocumentTests {
    @Test func `a document reads like this`() throws {
        let folder = try TemporaryFolder()
        let path = try write(
            [("sales", Array(cases(4)[2...])), ("empty", [])], properties: [("seed", "7"), ("sqlite", "3.40.1")],
            in: folder)
        let expected = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="toolrouter" tests="2" failures="1" errors="0" time="0.005">
              <testsuite name="sales" tests="2" failures="1" errors="0" skipped="0" time="0.005">
                <properties>
                  <property name="seed" value="7"/>
                  <property name="sqlite" value="3.40.1"/>
                </properties>
                <testcase name="r-2 How many?" classname="sales" time="0.002"/>
                <testcase name="r-3 How many?" classname="sales" time="0.003">
                  <failure type="tool" message="expected sql, was docs">expected: sql
            actual:   docs
            </failure>
                </testcase>
              </testsuite>
              <testsuite name="empty" tests="0" failures="0" errors="0" skipped="0" time="0.000">
                <properties>
                  <property name="seed" value="7"/>
                  <property name="sqlite" value="3.40.1"/>
                </properties>
              </testsuite>
            </testsuites>

            """
        #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
    }

    @Test func `counts and times are those of the cases, also over two suites`() throws {
        let folder = try TemporaryFolder()
        let path = try write([("one", cases(1_000)), ("two", cases(25))], in: folder)
        let root = try #require(ReadElement(file: path))
        let attributes = root.attributes.filter { $0.key != "name" }
        #expect(attributes == ["tests": "1025", "failures": "103", "errors": "102", "time": "499.800"])

        let suites = root.all("testsuite")
        #expect(suites.map { $0.attributes["name"] } == ["one", "two"])
        for (suite, count) in zip(suites, [1_000, 25]) {
            let read = suite.all("testcase")
            #expect(read.count == count)
            for (attribute, element) in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")] {
                let found = read.count { !$0.all(element).isEmpty }
                #expect(suite.attributes[attribute] == String(found), "\(attribute)")
            }
        }
    }

    @Test func `cases of the same name are all kept`() throws {
        let folder = try TemporaryFolder()
        let twin = JUnitCase(className: "sales", name: "r-1", time: .zero, result: .passed)
        let root = try #require(ReadElement(file: try write([("sales", [twin, twin])], in: folder)))
        #expect(root.all("testsuite")[0].all("testcase").count == 2)
    }

    @Test func `no suite at all is a document too`() throws {
        let folder = try TemporaryFolder()
        let root = try #require(ReadElement(file: try write([], in: folder)))
        #expect(root.attributes["tests"] == "0")
        #expect(root.children.isEmpty)
    }

    @Test func `the same cases are the same bytes`() throws {
        let folder = try TemporaryFolder()
        let bytes = try ["a.xml", "b.xml"].map { name in
            let suites = [("one", cases(200)), ("two", cases(3))]
            let path = try write(suites, properties: [("p", "v")], in: folder, as: name)
            return try Data(contentsOf: URL(filePath: path))
        }
        #expect(bytes[0] == bytes[1])
    }

    struct Hostile: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String
        let expected: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ expected: String? = nil) {
            self.name = name
            self.text = text
            self.expected = expected ?? text
        }
    }

    static let hostile = [
        Hostile("ESC", "\u{1B}[2J gone", "#x1B[2J gone"),
        Hostile("NUL", "before\0after", "before#x0after"),
        Hostile("noncharacter", "\u{FFFE}\u{FFFF}", "#xFFFE#xFFFF"),
        Hostile("end of CDATA", "]]>"),
        Hostile("markup", "</failure><testcase name=\"x\"/>&amp;&#27;<!-- <?xml ?> <![CDATA["),
        Hostile("quotes", "\"double\" 'single'"),
        Hostile("right-to-left", "user\u{202E}nimda\u{2066}", "user#x202Enimda#x2066"),
        Hostile("lines and tabs", "a\tb\nc\r\nd\re\n"),
        Hostile("blanks around", "  a  b  "),
        Hostile("other planes", "é 日本 👩‍👩‍👧 \u{10FFFF}"),
        Hostile("empty", ""),
        Hostile("DEL and C1", "\u{7F}\u{85}\u{9B}", "#x7F#x85#x9B"),
    ]

    @Test(arguments: hostile)
    func `hostile text is read back as it is shown, in every place`(_ row: Hostile) throws {
        let folder = try TemporaryFolder()
        let path = try write(
            [
                (
                    row.text,
                    [
                        JUnitCase(
                            className: row.text, name: row.text, time: .zero,
                            result: .failure(type: row.text, message: row.text, text: row.text)),
                        JUnitCase(
                            className: row.text, name: row.text, time: .zero,
                            result: .error(type: row.text, message: row.text, text: row.text)),
                        JUnitCase(
                            className: row.text, name: row.text, time: .zero, result: .skipped(message: row.text)),
                    ]
                )
            ], properties: [(row.text, row.text)], in: folder)

        let suite = try #require(ReadElement(file: path)).all("testsuite")[0]
        func expect(_ text: String?, _ place: String) {
            #expect(text.map { Array($0.utf8) } == Array(row.expected.utf8), "\(place)")
        }
        expect(suite.attributes["name"], "suite name")
        let property = try #require(suite.all("properties").first?.all("property").first)
        expect(property.attributes["name"], "property name")
        expect(property.attributes["value"], "property value")
        let read = suite.all("testcase")
        #expect(read.count == 3)
        for testCase in read {
            expect(testCase.attributes["name"], "case name")
            expect(testCase.attributes["classname"], "class name")
            let result = try #require(testCase.children.first)
            expect(result.attributes["message"], "message of \(result.name)")
            if result.name == "skipped" { continue }
            expect(result.attributes["type"], "type of \(result.name)")
            expect(result.text, "text of \(result.name)")
        }
        if JUnitSchema.path != nil { #expect(try JUnitSchema.violations(in: path) == []) }
    }

    @Test func `a megabyte of text is cut to the caps`() throws {
        let folder = try TemporaryFolder()
        let long = String(repeating: "<é\u{1B}>", count: 250_000)
        let testCase = JUnitCase(
            className: long, name: long, time: .zero, result: .failure(type: long, message: long, text: long))
        let path = try write([("sales", [testCase])], in: folder)
        let read = try #require(ReadElement(file: path)).all("testsuite")[0].all("testcase")[0]
        let failure = try #require(read.children.first)
        for (text, cap) in [
            (read.attributes["name"], 512), (read.attributes["classname"], 512), (failure.attributes["type"], 512),
            (failure.attributes["message"], 1_024), (failure.text, 8_192),
        ] {
            let text = try #require(text)
            #expect((cap - 4...cap).contains(text.unicodeScalars.count))
            #expect(text.hasPrefix("<é#x1B><é#x1B>"))
            #expect(text.hasSuffix(" more characters)"))
        }
    }
}

@Suite struct JUnitSchemaTests {
    @Test(.enabled(if: JUnitSchema.path != nil, JUnitSchema.missing))
    func `documents are valid against the schema of Jenkins`() throws {
        let folder = try TemporaryFolder()
        let long = JUnitCase(
            className: "sales", name: "slow", time: .seconds(1_234_567) + .milliseconds(8), result: .passed)
        let documents: [[(name: String, cases: [JUnitCase])]] = [
            [], [("empty", [])], [("one", cases(30))], [("one", cases(3) + [long]), ("two", cases(12))],
        ]
        for suites in documents {
            let path = try write(suites, properties: [("seed", "1"), ("", "")], in: folder)
            #expect(try JUnitSchema.violations(in: path) == [], "\(suites.map(\.name))")
        }
    }

    @Test(
        .enabled(if: JUnitSchema.path != nil, JUnitSchema.missing),
        arguments: [
            #"<testsuites skipped="0"/>"#,
            #"<testsuites time="-0.1"/>"#,
            #"<testsuites time="1e-05"/>"#,
            #"<testsuites><testsuite name="a" tests="0" failures="0"/></testsuites>"#,
        ])
    func `the check itself finds faults`(_ xml: String) throws {
        let folder = try TemporaryFolder()
        try xml.write(toFile: folder.file("bad.xml"), atomically: true, encoding: .utf8)
        #expect(try !JUnitSchema.violations(in: folder.file("bad.xml")).isEmpty)
    }
}
