import Foundation
import SQLSandbox
import Testing
import ToolRouter

/// Table-valued functions, full-text tables, and the tables in which modules keep rows.
@Suite struct VirtualTableTests {
    private static let script = """
        CREATE TABLE orders(id INTEGER PRIMARY KEY, tags TEXT, price REAL);
        INSERT INTO orders VALUES (1, '["a","b"]', 3.5), (2, '["b"]', 12.25);
        CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT, ssn TEXT);
        INSERT INTO person VALUES (1, 'Ada', '111'), (2, 'Grace', '222');
        CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT);
        INSERT INTO note VALUES (1, 'a quick fox'), (2, 'a lazy dog');
        CREATE TABLE docs_archive(a); INSERT INTO docs_archive VALUES (1);
        CREATE VIRTUAL TABLE docs USING fts5(title, body, tokenize = 'porter');
        INSERT INTO docs VALUES ('foxes', 'the quick fox'), ('dogs', 'a lazy dog');
        CREATE VIRTUAL TABLE hidden USING fts5(a);
        INSERT INTO hidden VALUES ('secret');
        CREATE VIRTUAL TABLE notes USING fts5(text, content='note', content_rowid='id');
        INSERT INTO notes(notes) VALUES ('rebuild');
        CREATE VIRTUAL TABLE people USING fts5(name, ssn, cont = person, content_rowid = id);
        INSERT INTO people(people) VALUES ('rebuild');
        CREATE VIRTUAL TABLE old USING fts4(x); INSERT INTO old VALUES ('abc');
        CREATE VIRTUAL TABLE boxes USING rtree(id, low, high); INSERT INTO boxes VALUES (1, 2, 3);
        CREATE VIEW tagged AS SELECT orders.id, t.value AS tag FROM orders, json_each(orders.tags) t;
        CREATE VIEW found AS SELECT snippet(docs, 0, '', '', '', 1) AS title FROM docs;
        CREATE VIEW titles AS SELECT title FROM docs;
        CREATE VIEW kept AS SELECT c0 AS c FROM docs_content;
        CREATE VIEW hiding AS SELECT a FROM hidden;
        """

    private static let named: Set<String> = [
        "orders", "note", "docs", "notes", "tagged", "titles", "docs_content", "docs_data", "docs_idx", "kept", "old",
        "boxes",
        "boxes_node", "old_content", "docs_archive", "people", "person",
    ]

    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("t.sqlite")
        try Writer(path).execute(Self.script)
    }

    private func sandbox(
        _ tables: SandboxPolicy.Tables, layers: GuardLayers = .all, without functions: Set<String> = [],
        with more: Set<String> = [], denied: [String: Set<String>] = [:]
    ) throws -> Sandbox {
        try Sandbox(
            opening: path,
            policy: SandboxPolicy(
                tables: tables, deniedColumns: denied,
                functions: SandboxPolicy.deterministicFunctions.subtracting(functions).union(more)),
            layers: layers)
    }

    /// A statement and its rows.
    struct Row: CustomTestStringConvertible, Sendable {
        let sql: String
        let rows: [[Value]]
        var testDescription: String { sql }

        init(_ sql: String, _ rows: [[Value]]) {
            (self.sql, self.rows) = (sql, rows)
        }
    }

    @Test(arguments: [
        Row(
            "SELECT o.id, j.value FROM orders o, json_each(o.tags) j",
            [[.integer(1), .text("a")], [.integer(1), .text("b")], [.integer(2), .text("b")]]),
        Row(
            "SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'a')", [[.integer(1)]]),
        Row("SELECT count(*) FROM json_each('[1,2,3]')", [[.integer(3)]]),
        Row("SELECT 1 FROM json_each('[1]')", [[.integer(1)]]),
        Row("SELECT value FROM \"JSON_Each\"('[7]')", [[.integer(7)]]),
        Row("SELECT j.value FROM main.json_each('[7]') AS j", [[.integer(7)]]),
        Row("SELECT fullkey FROM json_tree('{\"a\":[1]}') WHERE atom = 1", [[.text("$.a[0]")]]),
        Row(
            "SELECT o.id, j.value FROM orders o LEFT JOIN json_each(o.tags) j ON j.value = 'a' ORDER BY 1",
            [[.integer(1), .text("a")], [.integer(2), .null]]),
        Row("WITH j AS (SELECT value v FROM json_each('[3,1]')) SELECT max(v) FROM j", [[.integer(3)]]),
        Row("WITH json_each(value) AS (SELECT 9) SELECT value FROM json_each", [[.integer(9)]]),
        Row("SELECT tag FROM tagged WHERE id = 2", [[.text("b")]]),
        Row("SELECT title FROM docs WHERE docs MATCH 'fox'", [[.text("foxes")]]),
        Row("SELECT title FROM docs('lazy AND dog')", [[.text("dogs")]]),
        Row("SELECT title FROM docs WHERE docs = 'quick'", [[.text("foxes")]]),
        Row("SELECT rowid FROM docs WHERE body MATCH 'dog*'", [[.integer(2)]]),
        Row("SELECT count(*) FROM docs", [[.integer(2)]]),
        Row("SELECT * FROM docs WHERE rowid = 1", [[.text("foxes"), .text("the quick fox")]]),
        Row("SELECT highlight(docs, 1, '<', '>') FROM docs WHERE docs MATCH 'fox'", [[.text("the quick <fox>")]]),
        Row("SELECT text FROM notes WHERE notes MATCH 'lazy'", [[.text("a lazy dog")]]),
        Row(
            "SELECT d.title, n.id FROM docs d JOIN note n ON n.id = d.rowid WHERE docs MATCH 'dog'",
            [[.text("dogs"), .integer(2)]]),
        Row("SELECT a FROM docs_archive", [[.integer(1)]]),
    ])
    func `what is deterministic is answered`(_ row: Row) throws {
        let sandbox = try sandbox(.only(Self.named))
        for _ in 0..<2 {
            let approved = try sandbox.approve(row.sql, at: noon)
            #expect(try sandbox.run(approved, at: noon).rows == row.rows)
        }
        // Each of the two layers that judge what is read knows them.
        for missing in [GuardLayers.authorizer, .audit] {
            #expect(throws: Never.self) {
                try self.sandbox(.only(Self.named), layers: .all.subtracting(missing)).approve(row.sql, at: noon)
            }
        }
    }

    /// A statement that is refused under one or both of two policies: all tables, and tables by name.
    struct Refused: CustomTestStringConvertible, Sendable {
        let sql: String
        let all: SQLRefusal.Code?
        let named: SQLRefusal.Code?
        var testDescription: String { sql }

        init(_ sql: String, all: SQLRefusal.Code?, named: SQLRefusal.Code?) {
            (self.sql, self.all, self.named) = (sql, all, named)
        }

        init(_ sql: String, _ code: SQLRefusal.Code) {
            self.init(sql, all: code, named: code)
        }
    }

    static let refused: [Refused] = [
        // Table-valued functions that tell of the process, of pages and of settings, alone and beside one that is allowed.
        Refused("SELECT * FROM pragma_table_info('person')", .functionDenied),
        Refused("SELECT * FROM pragma_database_list", .functionDenied),
        Refused("SELECT 1 FROM pragma_database_list, json_each('[1]')", .functionDenied),
        Refused("SELECT name FROM json_each('[1]'), pragma_table_info('person')", .functionDenied),
        Refused("SELECT 1 FROM json_each('[1]') WHERE EXISTS (SELECT 1 FROM pragma_compile_options)", .functionDenied),
        Refused("SELECT 1 FROM json_each('[1]') j JOIN \"pragma_table_list\" p", .functionDenied),
        Refused("SELECT j.value IN pragma_function_list FROM json_each('[1]') j", .functionDenied),
        Refused("SELECT * FROM dbstat", .functionDenied),
        Refused("SELECT 1 FROM dbstat, json_each('[1]')", .functionDenied),
        Refused("SELECT * FROM sqlite_dbpage", .functionDenied),
        Refused("SELECT data FROM json_each('[1]'), sqlite_dbpage", .functionDenied),
        Refused("SELECT sql FROM sqlite_stmt", .functionDenied),
        Refused("SELECT 1 FROM sqlite_stmt, json_each('[1]')", .functionDenied),
        Refused("SELECT * FROM bytecode('SELECT 1')", .functionDenied),
        Refused("SELECT * FROM fts3tokenize('porter')", .functionDenied),
        Refused("SELECT value FROM generate_series(1, 10)", .functionDenied),
        Refused("SELECT s.value FROM json_each('[1]') j, generate_series(1, j.value) s", .functionDenied),
        Refused("SELECT * FROM whatever(1)", .functionDenied),
        Refused("SELECT * FROM main.whatever(1)", .functionDenied),
        Refused("SELECT * FROM json_each('[1]'), sqlite_schema", .tableDenied),
        Refused("SELECT * FROM json_each('[1]'), absent", .unknownTable),
        Refused("SELECT 1 FROM (json_each('[1]') j, pragma_database_list)", .functionDenied),
        Refused("SELECT 1 FROM json_each('[1]') NATURAL JOIN pragma_database_list", .functionDenied),
        Refused("SELECT value FROM json_each('[1]') UNION SELECT name FROM pragma_database_list", .functionDenied),
        Refused("SELECT value FROM json_each('[1]') WHERE 'x' IN \"pragma_module_list\"", .functionDenied),
        Refused("SELECT (SELECT count(*) FROM pragma_database_list) FROM json_each('[1]')", .functionDenied),
        Refused("SELECT value FROM json_each('[1]') ORDER BY (SELECT 1 FROM dbstat)", .functionDenied),
        Refused("SELECT value FROM json_each((SELECT sql FROM sqlite_stmt))", .functionDenied),
        // Shadow tables: by name, in quotes, through views, in subqueries, in joins, beside what is allowed.
        Refused("SELECT * FROM docs_content", .tableDenied),
        Refused("SELECT * FROM \"docs_content\"", .tableDenied),
        Refused("SELECT * FROM [DOCS_Content]", .tableDenied),
        Refused("SELECT c0 FROM main.'docs_content'", .tableDenied),
        Refused("SELECT block FROM docs_data", .tableDenied),
        Refused("SELECT count(*) FROM docs_idx", .tableDenied),
        Refused("SELECT 1 FROM docs_docsize", .tableDenied),
        Refused("SELECT v FROM docs_config", .tableDenied),
        Refused("SELECT c FROM kept", .tableDenied),
        Refused("SELECT (SELECT c0 FROM docs_content LIMIT 1)", .tableDenied),
        Refused("SELECT id FROM orders JOIN docs_content USING (id)", .tableDenied),
        Refused("SELECT id FROM orders WHERE id IN docs_docsize", .tableDenied),
        Refused("WITH x AS (SELECT c1 FROM docs_content) SELECT * FROM x", .tableDenied),
        Refused("SELECT c0 FROM json_each('[1]'), docs_content", .tableDenied),
        Refused("SELECT c0 FROM docs, docs_content", .tableDenied),
        Refused("SELECT c0x FROM old_content", .tableDenied),
        Refused("SELECT * FROM old_segdir", .tableDenied),
        Refused("SELECT data FROM boxes_node", .tableDenied),
        Refused("SELECT * FROM boxes_rowid", .tableDenied),
        Refused("SELECT * FROM hidden_content", .tableDenied),
        // Virtual tables that nobody can allow, and full-text tables that nobody has named.
        Refused("SELECT x FROM old WHERE old MATCH 'abc'", .tableDenied),
        Refused("SELECT id FROM boxes", .tableDenied),
        Refused("SELECT title FROM docs WHERE docs MATCH 'fox'", all: .tableDenied, named: nil),
        Refused("SELECT title FROM titles", .tableDenied),
        Refused("SELECT a FROM hidden", .tableDenied),
        Refused("SELECT a FROM hiding", .tableDenied),
        Refused("SELECT 1 FROM hidden, docs", .tableDenied),
        Refused("SELECT value FROM json_each('[1]'), hidden", .tableDenied),
        // What a full-text table hides: how many cursors there were, and a number made of logarithms.
        Refused("SELECT docs FROM docs", all: .tableDenied, named: .statementDenied),
        Refused("SELECT docs + 0 FROM docs", all: .tableDenied, named: .statementDenied),
        Refused("SELECT max(docs), highlight(docs, 0, '', '') FROM docs", all: .tableDenied, named: .statementDenied),
        Refused(
            "SELECT docs FROM (SELECT docs, title FROM docs LIMIT 1)", all: .tableDenied, named: .statementDenied),
        Refused("SELECT title FROM docs ORDER BY docs", all: .tableDenied, named: .statementDenied),
        Refused("SELECT rank FROM docs WHERE docs MATCH 'fox'", all: .tableDenied, named: .functionDenied),
        Refused(
            "SELECT title FROM docs WHERE docs MATCH 'fox' ORDER BY rank", all: .tableDenied, named: .functionDenied),
        Refused("SELECT bm25(docs) FROM docs WHERE docs MATCH 'fox'", all: .tableDenied, named: .functionDenied),
        Refused("SELECT fts5(NULL)", .functionDenied),
        Refused("SELECT fts5_source_id() FROM docs", all: .tableDenied, named: .functionDenied),
        Refused("SELECT 'a' MATCH 'b'", .functionDenied),
        Refused(
            "SELECT snippet(docs, 1, '<', '>', '…', 2) FROM docs('fox')", all: .tableDenied, named: .functionDenied),
        Refused(
            "SELECT length(snippet(docs, -1, '', '', '', 64)) FROM docs('a OR a')", all: .tableDenied,
            named: .functionDenied),
        Refused(
            "SELECT 1 FROM docs ORDER BY snippet(docs, 0, '', '', '', 1)", all: .tableDenied, named: .functionDenied),
        Refused("SELECT title FROM found", .tableDenied),
        Refused("SELECT highlight(tags, 0, '', '') FROM orders", .functionDenied),
        Refused("SELECT offsets(docs) FROM docs", all: .tableDenied, named: .functionDenied),
        // Writes.
        Refused("INSERT INTO docs VALUES ('x', 'y')", .notReadOnly),
        Refused("INSERT INTO docs(docs) VALUES ('optimize')", .notReadOnly),
        Refused("DELETE FROM docs_content", .notReadOnly),
        Refused("CREATE VIRTUAL TABLE v USING fts5vocab('docs', 'row')", .notReadOnly),
        Refused("CREATE VIRTUAL TABLE temp.v USING dbstat", .notReadOnly),
    ]

    @Test(arguments: refused)
    func `what tells more, or is not named, is refused as not allowed`(_ row: Refused) throws {
        for (tables, code) in [(SandboxPolicy.Tables.all, row.all), (.only(Self.named), row.named)] {
            guard let code else { continue }
            // Without the table that some of the others are made of, one policy would refuse for another reason.
            let refusal = #expect(throws: SQLRefusal.self, "\(tables)") {
                try sandbox(tables).approve(row.sql, at: noon)
            }
            #expect(refusal?.code == code, "\(refusal?.description ?? "")")
            #expect(refusal?.detail.contains("no such table") != true || code == .unknownTable)
        }
    }

    /// Each of the layers that judge what is read refuses it when the other one is gone.
    @Test(arguments: refused.filter { [.tableDenied, .functionDenied].contains($0.named) && $0.sql.contains("_") })
    func `one layer is enough`(_ row: Refused) throws {
        for missing in [GuardLayers.authorizer, .audit] {
            let sandbox = try sandbox(.only(Self.named), layers: .all.subtracting(missing))
            #expect(throws: SQLRefusal.self, "without \(missing)") { try sandbox.approve(row.sql, at: noon) }
        }
    }

    @Test func `no shadow table and no virtual one is part of all`() throws {
        let readable = try sandbox(.all).readableTables
        #expect(
            readable == ["docs_archive", "found", "hiding", "kept", "note", "orders", "person", "tagged", "titles"])
        #expect(
            try sandbox(.only(Self.named)).readableTables == [
                "docs", "docs_archive", "kept", "note", "notes", "orders", "people", "person", "tagged", "titles",
            ])
    }

    @Test func `a policy may deny what is allowed`() throws {
        let sandbox = try sandbox(.all, without: ["json_each"])
        let refusal = #expect(throws: SQLRefusal.self) {
            try sandbox.approve("SELECT value FROM json_each('[1]')", at: noon)
        }
        #expect(refusal?.code == .functionDenied && refusal?.subject == "json_each")
        #expect(refusal?.hint == "table-valued functions: json_tree")
        #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT tag FROM tagged", at: noon) }
        #expect(throws: Never.self) { try sandbox.approve("SELECT value FROM json_tree('[1]')", at: noon) }
    }

    @Test func `nobody can allow what one call of has no end`() throws {
        let sandbox = try sandbox(.only(Self.named), with: ["snippet"])
        #expect(throws: SQLRefusal.self) {
            try sandbox.approve("SELECT snippet(docs, 1, '<', '>', '', 2) FROM docs('fox')", at: noon)
        }
        let refusal = #expect(throws: SQLRefusal.self) {
            try self.sandbox(.only(Self.named)).approve("SELECT Snippet(docs, 1, '', '', '', 2) FROM docs", at: noon)
        }
        #expect(refusal?.hint?.contains("highlight()") == true)
    }

    @Test(arguments: [
        "SELECT title FROM docs WHERE docs MATCH 'fox'", "SELECT title FROM docs('fox')",
        "SELECT title FROM docs WHERE docs = 'fox'", "SELECT count(*) FROM main.docs AS d WHERE 'fox' = d.docs",
        "SELECT id FROM orders, docs(orders.tags)", "SELECT id FROM orders JOIN docs ON docs = tags",
        "SELECT title FROM docs WHERE title MATCH 'fox'", "SELECT text FROM notes('lazy') WHERE rowid > 1",
        "WITH d AS (SELECT rowid FROM docs('fox')) SELECT * FROM d",
    ])
    func `a policy that denies match denies every search`(_ sql: String) throws {
        let sandbox = try sandbox(.only(Self.named), without: ["match"])
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
        #expect(refusal?.code == .functionDenied && refusal?.subject == "match", "\(refusal?.description ?? "")")
    }

    @Test(arguments: [
        "SELECT title FROM docs", "SELECT title FROM docs WHERE rowid = 1",
        "SELECT title FROM docs WHERE rowid > 1 AND rowid <= 5 ORDER BY rowid DESC",
        "SELECT title FROM docs WHERE title = 'foxes'", "SELECT title FROM docs WHERE body LIKE '%fox%'",
        "SELECT title FROM parts WHERE title LIKE '%fox%'", "SELECT title FROM parts WHERE title GLOB '*fox*'",
        "SELECT id FROM orders JOIN docs ON docs.rowid = id", "SELECT value FROM json_each('[1]')",
    ])
    func `a policy that denies match denies nothing else`(_ sql: String) throws {
        try Writer(path).execute("CREATE VIRTUAL TABLE parts USING fts5(title, tokenize = 'trigram')")
        let sandbox = try sandbox(.only(Self.named.union(["parts"])), without: ["match"])
        #expect(throws: Never.self) { try sandbox.run(sandbox.approve(sql, at: noon), at: noon) }
    }

    /// FTS5 tries each place of each phrase with all of them.
    @Test(arguments: [
        "SELECT count(*) FROM docs('NEAR(\(words(33)), 10)')",
        "SELECT count(*) FROM docs WHERE docs = '\(words(1_000))'",
        "SELECT count(*) FROM docs('\(words(20))') WHERE title MATCH '\(words(20))'",
        "SELECT highlight(docs, 0, '', '') FROM docs('\(words(200, " OR "))')",
        "SELECT count(*) FROM docs WHERE body MATCH '\(words(40, "+"))'",
        "SELECT count(*) FROM docs WHERE docs MATCH '\(String(repeating: "\"a\"", count: 33))'",
        "SELECT count(*) FROM docs('\"\(words(600))\"')", "SELECT count(*) FROM docs(replace('xx', 'x', 'NEAR(a b)'))",
        "SELECT count(*) FROM docs WHERE docs MATCH 'fox' || '*'", "SELECT id FROM orders, docs(orders.tags)",
        "WITH q(w) AS (SELECT 'fox') SELECT title FROM q, docs(q.w)",
        "SELECT title FROM docs WHERE docs IN ('fox', 'dog')",
        "SELECT highlight(parts, 0, '', '') FROM parts WHERE title LIKE '%\(words(40, "%"))%'",
        "SELECT title FROM docs('fox') WHERE rank MATCH 'snippet(0, '''', '''', '''', 5)' ORDER BY rank",
    ])
    func `a search that may take for ever is refused`(_ sql: String) throws {
        try Writer(path).execute("CREATE VIRTUAL TABLE parts USING fts5(title, tokenize = 'trigram')")
        let sandbox = try sandbox(.only(Self.named.union(["parts"])), with: ["bm25"])
        let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
        #expect(refusal?.code == .tooComplex, "\(refusal?.description ?? "")")
    }

    @Test(arguments: [
        "SELECT count(*) FROM docs('NEAR(\(words(31)), 10)')", "SELECT count(*) FROM docs('\(words(32, " OR "))')",
        "SELECT count(*) FROM docs('\"\(words(400))\"')",
        "SELECT d.title FROM orders o JOIN docs d ON docs MATCH 'fox'",
        "SELECT title FROM orders LEFT JOIN docs ON docs MATCH 'fox' AND docs.rowid = id",
        "SELECT title FROM orders JOIN docs ON docs.rowid > id WHERE docs MATCH 'fox' AND title MATCH 'foxes'",
        "SELECT title FROM docs WHERE rowid IN (SELECT rowid FROM docs('fox') UNION SELECT rowid FROM docs('dog'))",
        "SELECT title FROM docs('fox') WHERE rank MATCH ' BM25(2.0, 1.0)' ORDER BY rank",
        "SELECT title FROM docs WHERE docs MATCH 'title : fox* AND \"lazy dog\" NOT cat'",
    ])
    func `a search of usual length is answered`(_ sql: String) throws {
        let sandbox = try sandbox(.only(Self.named), with: ["bm25"])
        #expect(throws: Never.self) { try sandbox.run(sandbox.approve(sql, at: noon), at: noon) }
    }

    @Test func `a search with as many phrases as are allowed comes to its end`() throws {
        try Writer(path).execute("INSERT INTO docs VALUES ('\(words(30_000))', '')")
        let sandbox = try sandbox(.only(Self.named))
        for sql in [
            "SELECT count(*) FROM docs('NEAR(\(words(31)), 10)')",
            "SELECT length(highlight(docs, 0, '<', '>')) FROM docs('\(words(32))')",
        ] {
            let time = processorTime { _ = try? sandbox.run(sandbox.approve(sql, at: noon), at: noon) }
            #expect(time < .seconds(3), "\(sql): \(time)")
        }
    }

    @Test func `a policy may allow the order by fit`() throws {
        let sandbox = try sandbox(.only(Self.named), with: ["bm25"])
        for sql in [
            "SELECT title FROM docs WHERE docs MATCH 'fox OR dog' ORDER BY rank, title",
            "SELECT title FROM docs('fox OR dog') ORDER BY bm25(docs, 10.0, 5.0), title",
        ] {
            #expect(try sandbox.run(sandbox.approve(sql, at: noon), at: noon).rows.count == 2)
        }
        #expect(throws: SQLRefusal.self) { try sandbox.approve("SELECT bm25(id) FROM orders", at: noon) }
    }

    @Test func `a full-text table that has its texts in a table with denied columns is denied`() throws {
        let sandbox = try sandbox(.only(Self.named), denied: ["person": ["ssn"]])
        for sql in [
            "SELECT name FROM people WHERE people MATCH '111'", "SELECT count(*) FROM people('111')",
            "SELECT rowid FROM people WHERE ssn MATCH '111'",
        ] {
            let refusal = #expect(throws: SQLRefusal.self) { try sandbox.approve(sql, at: noon) }
            #expect(refusal?.code == .tableDenied, "\(sql)")
        }
        #expect(!sandbox.readableTables.contains("people"))
        try Writer(path).execute(
            """
            CREATE VIEW names AS SELECT id, name FROM person;
            CREATE VIRTUAL TABLE named USING fts5(name, content=names, content_rowid=id);
            INSERT INTO named(named) VALUES ('rebuild');
            """)
        for (columns, isReadable) in [([:], true), (["person": ["ssn"]], false)] as [([String: Set<String>], Bool)] {
            let sandbox = try self.sandbox(.only(["person", "names", "named"]), denied: columns)
            #expect(sandbox.readableTables.contains("named") == isReadable)
            #expect(((try? sandbox.approve("SELECT count(*) FROM named('ada')", at: noon)) != nil) == isReadable)
        }
        let without = try self.sandbox(.only(Self.named.subtracting(["note"])))
        #expect(throws: SQLRefusal.self) { try without.approve("SELECT text FROM notes('fox')", at: noon) }
        let error = #expect(throws: SandboxError.self) {
            try self.sandbox(.only(Self.named), denied: ["docs": ["title"]])
        }
        #expect(error?.reason == .policy)
    }

    @Test func `two statements that read the same have one program, on every connection`() throws {
        func program(_ sql: String) throws -> ProgramFingerprint? {
            try sandbox(.only(Self.named)).approve(sql, at: noon).program
        }
        #expect(try program("SELECT value FROM json_each('[1]')") == program("select value from json_each('[1]') j"))
        #expect(try program("SELECT title FROM docs('a')") == program("SELECT title FROM docs WHERE docs MATCH 'a'"))
        #expect(try program("SELECT value FROM json_each('[1]')") != program("SELECT value FROM json_tree('[1]')"))
        #expect(try program("SELECT rowid FROM docs") != program("SELECT rowid FROM notes"))
        let approved = try sandbox(.only(Self.named)).approve("SELECT text FROM notes, json_each('[1]')", at: noon)
        #expect(approved.tables == ["note", "notes"] && approved.functions == ["json_each"])
        #expect(approved.readColumns == ["notes.text"])
    }

    @Test func `a writer that changes a full-text table is seen, and so is one that makes another schema`() throws {
        let sandbox = try sandbox(.only(Self.named))
        let sql = "SELECT title FROM docs WHERE docs MATCH 'fox' ORDER BY title"
        let approved = try sandbox.approve(sql, at: noon)
        #expect(try sandbox.run(approved, at: noon).rows == [[.text("foxes")]])
        let writer = try Writer(path)
        try writer.execute("INSERT INTO docs VALUES ('another', 'fox')")
        #expect(try sandbox.run(approved, at: noon).rows == [[.text("another")], [.text("foxes")]])
        try writer.execute("CREATE TABLE other(a)")
        #expect(try sandbox.run(approved, at: noon).rows.count == 2)
        try writer.execute(
            "DROP TABLE docs; CREATE VIRTUAL TABLE docs USING fts5(title); INSERT INTO docs VALUES ('fox')")
        #expect(try sandbox.run(approved, at: noon).rows == [[.text("fox")]])
        try writer.execute("DROP TABLE docs; CREATE VIRTUAL TABLE docs USING fts4(title)")
        #expect(throws: SQLFailure.self) { try sandbox.run(approved, at: noon) }
    }

    @Test(arguments: 1...12)
    func `what a search may spend is the same on a fresh connection as later`(_ budget: Int) throws {
        let statements = [
            "SELECT title FROM docs('fox')", "SELECT title FROM docs WHERE rowid = 1", "SELECT count(*) FROM docs",
            "SELECT body FROM docs ORDER BY rowid DESC", "SELECT text FROM notes('lazy')",
            "SELECT highlight(docs, 1, '', '') FROM docs('dog')", "SELECT title FROM docs('dog') ORDER BY rank",
        ]
        for sql in statements {
            let sandbox = try Sandbox(
                opening: path,
                policy: SandboxPolicy(
                    tables: .only(Self.named), functions: SandboxPolicy.deterministicFunctions.union(["bm25"]),
                    budget: ExecutionBudget(operations: budget * 25)))
            let answered = try (0..<6).map { blanks in
                let approved = try sandbox.approve(sql + String(repeating: " ", count: blanks / 2), at: noon)
                return (try? sandbox.run(approved, at: noon)) != nil
            }
            #expect(Set(answered).count == 1, "\(sql): \(answered)")
        }
    }

    @Test(arguments: [
        ("fts5(a, b UNINDEXED)", ["a", "b"]), ("fts5(\"a \"\" b\", [c d], content='')", ["a \" b", "c d"]),
        ("fts5(a, prefix='2 3', c = t, content_rowid=id)", ["a"]), ("fts5(a, content=\"person\")", ["a"]),
    ])
    func `the columns of a full-text table are told from its definition`(_ definition: String, _ columns: [String])
        throws
    {
        let path = folder.file("defined.sqlite")
        try Writer(path).execute(
            "CREATE TABLE t(id, a); CREATE TABLE person(a); CREATE VIRTUAL TABLE f USING \(definition)")
        let sandbox = try Sandbox(
            opening: path, policy: SandboxPolicy(tables: .only(["f", "t", "person"])))
        #expect(try sandbox.approve("SELECT * FROM f", at: noon).columns == columns)
        let read = try sandbox.approve("SELECT * FROM f", at: noon).readColumns
        #expect(read == columns.map { "f.\($0)" }.sorted())
    }
}

/// The word `a`, so many times.
private func words(_ count: Int, _ between: String = " ") -> String {
    Array(repeating: "a", count: count).joined(separator: between)
}
