import Foundation
import Testing

/// What a scenario names or links to and what lies elsewhere: a stranger's change may point anywhere, and reads what the
/// tool says in the log of a build.
@Suite struct OutsideFileTests {
    /// A file that is no part of the scenario, how the scenario gets at it, and what is said of it.
    struct Row: CustomTestStringConvertible, Sendable {
        let name: String
        /// What lies outside.
        var content = Self.users
        /// Its name there.
        var outside = "users.sql"
        /// A file of the scenario that is a link to it; nil when a path leads there.
        var link: String?
        /// What scenario.yaml says instead of something.
        var edit: (old: String, new: String)?
        let says: String

        static let users = "root:x:0:0:\(mark):/root:/bin/bash\ndaemon:x:1:1:\(mark):/:/bin/sh\n"

        var testDescription: String { name }
    }

    /// Stands in every file that lies outside, in lower case wherever a case is folded.
    private static let mark = "swordfish7391"

    private static let hidden = "found something else, which is not shown since the file lies outside of"

    private static func hidden(_ kind: String, in place: String = "the scenario's folder") -> String {
        "\(hidden) \(place), expected \(kind); look there, or copy the file to \(place)"
    }

    static let rows: [Row] = [
        Row(
            name: "a list of users as a script", edit: ("shop.sql", "../../private/users.sql"),
            says: "private/users.sql:1: \(hidden("a database"))"),
        Row(
            name: "a table of another script", content: "CREATE TABLE t(a);\nINSERT INTO \(mark) VALUES (1);\n",
            edit: ("shop.sql", "../../private/users.sql"), says: "private/users.sql:2: \(hidden("a database"))"),
        Row(
            name: "a function of another script", content: "\n\nSELECT \(mark)('x');", link: "replays/shop/shop.sql",
            says: "replays/shop/shop.sql:3: \(hidden("a database"))"),
        Row(
            name: "a script behind a link", link: "replays/shop/shop.sql",
            says: "replays/shop/shop.sql:1: \(hidden("a database"))"),
        Row(
            name: "a recording that is a list of users",
            edit: ("version: 1", "version: 1\ntraffic: [../../private/users.sql]"),
            says: "private/users.sql:1: \(hidden("a recording"))"),
        Row(
            name: "a recording behind a link", link: "replays/shop/traffic.jsonl",
            says: "replays/shop/traffic.jsonl:1: \(hidden("a recording"))"),
        Row(
            name: "a recording that is an object with a key", content: "{\"\(mark)\":\"\(mark)\"}\n",
            link: "replays/shop/traffic.jsonl", says: "replays/shop/traffic.jsonl:1: \(hidden("a recording"))"),
        Row(
            name: "a recording that goes on with something else",
            content: Shop().recording.prefix { $0 != "\n" } + "\n{\"id\":\"\(mark)\",\"at_us\":\"\(mark)\"}\n",
            link: "replays/shop/traffic.jsonl", says: "replays/shop/traffic.jsonl:2: \(hidden("a recording"))"),
        Row(
            name: "a recording that is not UTF-8 to its end", content: "\(mark)\u{0}\(mark)\n",
            link: "replays/shop/traffic.jsonl", says: "replays/shop/traffic.jsonl:1: \(hidden("a recording"))"),
        Row(
            name: "a scenario behind a link", link: "replays/shop/scenario.yaml",
            says: "replays/shop/scenario.yaml:1: \(hidden("a scenario file"))"),
        Row(
            name: "a scenario with the keys of something else", content: "\(mark): 1\n",
            link: "replays/shop/scenario.yaml", says: "replays/shop/scenario.yaml:1: \(hidden("a scenario file"))"),
        Row(
            name: "a scenario that is no YAML", content: "a: \"\(mark)\n", link: "replays/shop/scenario.yaml",
            says: hidden("a scenario file")),
        Row(
            name: "a fault plan behind a link", content: "rules: [\(mark)]\nversion: 1\n",
            link: "replays/shop/faults.yaml", says: hidden("a fault plan", in: "its folder")),
        Row(
            name: "a golden behind a link", link: "goldens/shop/answers.jsonl",
            says: "goldens/shop/answers.jsonl:1: \(hidden("a golden", in: "its folder"))"),
        Row(
            name: "totals behind a link", link: "goldens/shop/totals.json",
            says: "goldens/shop/totals.json: \(hidden("the totals of a golden", in: "its folder"))"),
    ]

    @Test(arguments: rows)
    func `nothing of a file that lies elsewhere is said`(_ row: Row) throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write(row.content, to: "private/\(row.outside)")
        if let link = row.link {
            try? FileManager.default.removeItem(atPath: workplace.folder.file(link))
            try FileManager.default.createSymbolicLink(
                atPath: workplace.folder.file(link),
                withDestinationPath: workplace.folder.file("private/\(row.outside)"))
        }
        if let (old, new) = row.edit { try workplace.edit("replays/shop/scenario.yaml", old, new) }
        for command in ["check", "replay"] {
            let run = try workplace.run(command)
            #expect(run.code == 65, "\(command)")
            #expect(run.errors.contains(row.says), "\(command): \(run.errors)")
            #expect(!(run.errors + run.text).lowercased().contains(Self.mark), "\(command): \(run.errors)\(run.text)")
        }
        for (name, bytes) in try workplace.folder.bytes("reports") {
            #expect(!String(decoding: bytes, as: UTF8.self).lowercased().contains(Self.mark), "\(name)")
        }
    }

    @Test func `nothing of the schema of a damaged database that lies elsewhere is said`() throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write("", to: "private/empty")
        let writer = PlainSQLite(workplace.folder.file("private/x.sqlite"), isWritable: true)
        try #require(
            writer.execute(
                """
                CREATE TABLE \(Self.mark)(a); PRAGMA writable_schema=1;
                UPDATE sqlite_schema SET sql = 'CREATE TABLE \(Self.mark) (\(Self.mark) \(Self.mark)';
                """))
        for path in ["../../private/x.sqlite", "link.sqlite"] {
            try workplace.folder.write(Shop().yaml.replacing("shop.sql", with: path), to: "replays/shop/scenario.yaml")
            try? FileManager.default.removeItem(atPath: workplace.folder.file("replays/shop/link.sqlite"))
            try FileManager.default.createSymbolicLink(
                atPath: workplace.folder.file("replays/shop/link.sqlite"),
                withDestinationPath: workplace.folder.file("private/x.sqlite"))
            let run = try workplace.run("check")
            #expect(run.code == 65)
            #expect(!run.errors.contains(Self.mark), "\(run.errors)")
        }
    }

    @Test func `a file of the scenario is quoted, also where a linked folder leads to it`() throws {
        let workplace = try Shop().accepted()
        try workplace.folder.write("CREATE TABLE t(a);\nINSRT INTO t;\n", to: "replays/shop/shop.sql")
        try FileManager.default.moveItem(
            atPath: workplace.folder.file("replays/shop"), toPath: workplace.folder.file("elsewhere"))
        try FileManager.default.createSymbolicLink(
            atPath: workplace.folder.file("replays/shop"), withDestinationPath: workplace.folder.file("elsewhere"))
        let run = try workplace.run("check")
        #expect(run.errors.contains("line 2: near \"INSRT\": syntax error"), "\(run.errors)")
    }

    /// Files that no disk holds: some wait for what comes, some have no end, and all say much of the machine.
    static let special = [
        "/dev/zero", "/dev/urandom", "/dev/tty", "/proc/self/environ", "/proc/kmsg", "/proc/self/mem",
    ]

    @Test(.timeLimit(.minutes(20)), arguments: special)
    func `what is no file is not read`(path: String) throws {
        for link in ["shop.sql", "traffic.jsonl", "scenario.yaml", "faults.yaml"] {
            let workplace = try Workplace()
            try Shop().write(to: workplace)
            let file = workplace.folder.file("replays/shop/\(link)")
            try? FileManager.default.removeItem(atPath: file)
            try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: path)
            let run = try workplace.run("check")
            #expect(run.code == 65, "\(link)")
            let isDevice = path.hasPrefix("/dev")
            #expect(
                run.errors.contains(
                    isDevice ? "a pipe, a device or a socket" : "a file that the system makes up while it is read"),
                "\(link): \(run.errors)")
        }
    }
}
