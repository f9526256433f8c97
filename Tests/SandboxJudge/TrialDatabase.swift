/// A small database with something of every kind that SQLite has, to send attacks at.
package struct TrialDatabase: Sendable {
    /// The names of the columns of each table and view, as SQL would write them.
    let columns: [(table: String, columns: [String])]
    /// The names of the indices of some tables.
    let indices: [String: [String]]
    /// The script that builds it.
    let script: @Sendable (Secrets) -> String

    /// Tables of every shape: with indices of every kind, without rowid, with computed columns, virtual ones, and views.
    package static let hospital = TrialDatabase(
        columns: [
            ("visit", ["id", "patient_id", "ward", "cost", "note", "day"]),
            ("patient", ["id", "name", "ward", "age", "initial", "twice", "masked", "ssn", "pin"]),
            ("guess", ["ssn", "note", "pin", "id"]), ("badge", ["door", "level", "ssn"]),
            ("wards", ["ward", "patients"]), ("stays", ["name", "day", "cost"]), ("doors", ["door", "level"]),
            ("roster", ["name", "ssn"]), ("leak", ["ssn", "note"]), ("secret", ["id", "note", "ssn", "pin"]),
            ("papers", ["title", "body"]), ("papers_content", ["id", "c0", "c1"]), ("sqlite_schema", ["sql", "name"]),
        ],
        indices: [
            "patient": [
                "patient_by_mask", "patient_by_twice", "patient_by_name", "patient_by_ward", "patient_by_pin",
                "patient_found",
            ],
            "visit": ["visit_by_patient", "visit_by_note", "visit_by_ward"], "badge": ["badge_by_level"],
        ],
        script: { secrets in
            """
            CREATE TABLE patient (id INTEGER PRIMARY KEY, name TEXT, ssn TEXT UNIQUE, ward INTEGER, age INTEGER,
                pin INTEGER, masked AS ('***' || substr(ssn, -4)), initial TEXT AS (substr(name, 1, 1)) STORED,
                twice AS (age * 2));
            CREATE INDEX patient_by_ward ON patient(ward, ssn);
            CREATE INDEX patient_by_name ON patient(name COLLATE NOCASE);
            CREATE INDEX patient_by_tail ON patient(substr(ssn, -4));
            CREATE INDEX patient_by_mask ON patient(masked);
            CREATE INDEX patient_by_twice ON patient(twice);
            CREATE INDEX patient_by_pin ON patient(pin DESC);
            CREATE INDEX patient_found ON patient(age) WHERE ssn > '3';
            CREATE TABLE visit (id INTEGER PRIMARY KEY, patient_id INTEGER REFERENCES patient(id), ward INTEGER,
                cost REAL, note TEXT, day TEXT);
            CREATE INDEX visit_by_patient ON visit(patient_id, day);
            CREATE INDEX visit_by_note ON visit(note);
            CREATE INDEX visit_by_ward ON visit(ward) WHERE ward > 1;
            CREATE TABLE guess (ssn TEXT, note TEXT, pin INTEGER, id INTEGER);
            CREATE TABLE badge (door TEXT, ssn TEXT, level INTEGER, PRIMARY KEY (door, ssn)) WITHOUT ROWID;
            CREATE INDEX badge_by_level ON badge(level);
            CREATE TABLE secret (id INTEGER PRIMARY KEY, ssn TEXT UNIQUE, pin INTEGER, note TEXT);
            CREATE INDEX secret_by_pin ON secret(pin);
            CREATE VIRTUAL TABLE papers USING fts5(title, body);
            CREATE VIEW roster AS SELECT name, ssn FROM patient;
            CREATE VIEW wards AS SELECT ward, count(*) AS patients FROM patient NOT INDEXED GROUP BY ward;
            CREATE VIEW leak AS SELECT ssn, note FROM secret;
            CREATE VIEW stays AS SELECT name, day, cost FROM patient NOT INDEXED JOIN visit ON patient_id = patient.id;
            CREATE VIEW doors AS SELECT door, level FROM badge;
            INSERT INTO patient(id, name, ssn, ward, age, pin) VALUES
                (\(secrets.numberOfKey("patient.id", 1)), 'Ada', \(secrets.text("patient.ssn", 1)), 7, 36,
                    \(secrets.number("patient.pin", 1))),
                (\(secrets.numberOfKey("patient.id", 2)), 'Grace', \(secrets.text("patient.ssn", 2)), 7, 85,
                    \(secrets.number("patient.pin", 2))),
                (\(secrets.numberOfKey("patient.id", 3)), 'Barbara', \(secrets.text("patient.ssn", 3)), 8, 28,
                    \(secrets.number("patient.pin", 3))),
                (\(secrets.numberOfKey("patient.id", 4)), 'Edsger', \(secrets.text("patient.ssn", 4)), NULL, 28,
                    \(secrets.number("patient.pin", 4)));
            INSERT INTO visit VALUES
                (1, 1, 7, 12.5, \(secrets.text("visit.note", 1)), '2026-11-01'),
                (2, 1, 8, 0.1, \(secrets.text("visit.note", 2)), '2026-11-02'),
                (3, 2, 7, NULL, \(secrets.text("visit.note", 3)), '2026-11-02'),
                (4, 3, 0, -3.5, \(secrets.text("visit.note", 4)), NULL);
            INSERT INTO guess VALUES ('078-05-1120', 'one', 1, 1), ('000-00-0000', 'other', 2, 2), (NULL, 'x', 45, 48);
            INSERT INTO badge VALUES ('north', \(secrets.textOfKey("badge.ssn", 1)), 1),
                ('north', \(secrets.textOfKey("badge.ssn", 2)), 2), ('south', \(secrets.textOfKey("badge.ssn", 3)), 2);
            INSERT INTO secret VALUES
                (1, \(secrets.text("secret.ssn", 1)), \(secrets.number("secret.pin", 1)),
                    \(secrets.text("secret.note", 1))),
                (2, \(secrets.text("secret.ssn", 2)), \(secrets.number("secret.pin", 2)),
                    \(secrets.text("secret.note", 2)))
                \(secrets.more("secret", ", (3, 'more', 3, 'more')"));
            INSERT INTO papers VALUES ('first', \(secrets.text("papers.body", 2)));
            CREATE TRIGGER visit_log AFTER INSERT ON visit BEGIN UPDATE guess SET note = new.note; END;
            """
        })

    /// Indices that hold denied columns, and statistics of them: SQLite would pick its ways by those numbers.
    package static let archive = TrialDatabase(
        columns: [
            ("person", ["id", "name", "city", "age", "diagnosis"]),
            ("stay", ["id", "person_id", "room", "night", "reason"]), ("room", ["room", "floor", "code"]),
            ("cities", ["city", "people"]),
        ],
        indices: [
            "person": ["person_by_diagnosis", "person_by_city", "person_by_city_and_age", "person_by_age"],
            "stay": ["stay_by_reason", "stay_by_person", "stay_by_room"], "room": ["room_by_code", "room_by_floor"],
        ],
        script: { secrets in
            let few = secrets.number("person.diagnosis", 1) == 1
            let (rare, common) = ("400000 200000 200", "400000 3 1")
            return """
                CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, diagnosis INTEGER, city INTEGER, age INTEGER);
                CREATE INDEX person_by_diagnosis ON person(diagnosis, city);
                CREATE INDEX person_by_city ON person(city);
                CREATE INDEX person_by_city_and_age ON person(city, age, diagnosis);
                CREATE INDEX person_by_age ON person(age);
                CREATE TABLE stay (id INTEGER PRIMARY KEY, person_id INTEGER, room INTEGER, night TEXT, reason TEXT);
                CREATE INDEX stay_by_reason ON stay(reason, room, night);
                CREATE INDEX stay_by_person ON stay(person_id, reason);
                CREATE INDEX stay_by_room ON stay(room, night);
                CREATE TABLE room (room INTEGER, floor INTEGER, code TEXT, PRIMARY KEY (room, floor)) WITHOUT ROWID;
                CREATE INDEX room_by_code ON room(code, floor);
                CREATE INDEX room_by_floor ON room(floor);
                CREATE VIEW cities AS SELECT city, count(*) AS people FROM person GROUP BY city;
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 24)
                    INSERT INTO person SELECT i, 'name' || i, \(secrets.number("person.diagnosis", 2)) + i % \(few ? 2 : 9),
                        i * 7 % 11, i * 5 % 13 FROM n;
                INSERT INTO stay SELECT id, id * 3 % 24, id % 4, 'night ' || id % 6,
                    \(secrets.text("stay.reason", 2)) || \(few ? "''" : "id") FROM person;
                INSERT INTO room SELECT id % 6, id, \(secrets.text("room.code", 2)) || \(few ? "''" : "id") FROM person;
                ANALYZE;
                UPDATE sqlite_stat1 SET stat = '\(few ? rare : common)' WHERE idx IN ('person_by_diagnosis', 'room_by_code');
                UPDATE sqlite_stat1 SET stat = '\(few ? "400000 200000 200 1" : "400000 9 1 1")'
                    WHERE idx IN ('stay_by_reason', 'person_by_city_and_age');
                UPDATE sqlite_stat1 SET stat = '\(few ? "400000 100000 90000" : "400000 2 1 unordered")'
                    WHERE idx IN ('stay_by_person');
                """
        })

    /// A table that is denied as a whole, with columns that it may have or not; it builds nothing.
    package static let hidden = TrialDatabase(
        columns: [
            ("open", ["a", "ssn", "bonus"]), ("hidden", ["k", "ssn", "salary", "bonus", "title", "a", "more"]),
            ("papers", ["id", "title"]), ("gate", ["k", "ssn", "salary", "bonus"]),
            ("closed", ["ssn", "salary", "bonus"]),
        ],
        indices: ["hidden": ["by_salary", "by_bonus", "by_nothing"], "open": ["by_salary"]], script: { _ in "" })

    /// Names that must be quoted, keys that go down, a column called rowid, and a sequence.
    package static let bazaar = TrialDatabase(
        columns: [
            ("\"order\"", ["\"group\"", "\"a \"\"b\"", "[select]", "n"]),
            ("rows", ["\"rowid\"", "x", "oid"]), ("[Stück]", ["`größe`", "farbe"]),
            ("pair", ["b", "c", "a"]), ("log", ["id", "what"]), ("strictly", ["k", "v"]), ("sqlitex", ["a"]),
            ("\"order view\"", ["g", "s"]), ("sqlite_sequence", ["seq"]),
        ],
        indices: ["\"order\"": ["\"order by\"", "\"group by\""], "pair": ["pair_by_a"]],
        script: { secrets in
            """
            CREATE TABLE "order" ("group" TEXT COLLATE NOCASE, "a ""b" INTEGER, [select] TEXT, n INTEGER);
            CREATE INDEX "order by" ON "order"("a ""b");
            CREATE UNIQUE INDEX "group by" ON "order"("group", n DESC);
            CREATE TABLE rows (x TEXT, "rowid" INTEGER, oid TEXT);
            CREATE TABLE [Stück] (`größe` INTEGER, farbe TEXT, PRIMARY KEY (`größe` DESC));
            CREATE TABLE pair (a TEXT, b INTEGER, c REAL DEFAULT 1, PRIMARY KEY (b DESC, c)) WITHOUT ROWID;
            CREATE INDEX pair_by_a ON pair(a DESC) WHERE a IS NOT NULL;
            CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT CHECK (length(what) < 99));
            CREATE TABLE strictly (k ANY PRIMARY KEY, v BLOB) STRICT;
            CREATE TABLE sqlitex (a);
            CREATE VIEW "order view" AS SELECT "group" AS g, [select] AS s FROM "order";
            INSERT INTO "order" VALUES ('a', \(secrets.number("order.a \"b", 1)), 'x', 1),
                ('B', \(secrets.number("order.a \"b", 2)), 'y', 2), ('c', \(secrets.number("order.a \"b", 3)), 'z', 3);
            INSERT INTO rows VALUES ('x', \(secrets.number("rows.rowid", 2)), 'o'),
                ('y', \(secrets.number("rows.rowid", 3)), 'p');
            INSERT INTO [Stück] VALUES (1, \(secrets.text("Stück.farbe", 1))), (2, \(secrets.text("Stück.farbe", 2)));
            INSERT INTO pair VALUES (\(secrets.text("pair.a", 2)), 1, 1.0), (\(secrets.text("pair.a", 3)), 2, 1e300),
                (NULL, 3, 0);
            INSERT INTO log(what) VALUES (\(secrets.text("log.what", 2)));
            INSERT INTO strictly VALUES (1, x'00ff'), ('1', x''), (2.5, NULL), (x'31', x'e4');
            INSERT INTO sqlitex VALUES (1), ('1'), (NULL);
            """
        })
}
