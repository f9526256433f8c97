-- What the guard fuzzer's inputs are bred from, one statement a line; \0 stands for a NUL, PLACE for the folder. A test sends every line too.
SELECT 1
SELECT * FROM patient
SELECT name, ward FROM patient NOT INDEXED ORDER BY id
SELECT count(*) FROM patient
SELECT count(*), ward FROM patient NOT INDEXED GROUP BY ward HAVING count(*) > 1
SELECT p.name, v.day FROM patient AS p NOT INDEXED JOIN visit v ON v.patient_id = p.id WHERE v.cost > 0.5
SELECT name FROM patient WHERE name LIKE 'A%' COLLATE NOCASE
SELECT max(cost), min(cost), avg(cost), total(cost), group_concat(day, ';') FROM visit
SELECT DISTINCT ward FROM visit ORDER BY 1 DESC LIMIT 2 OFFSET 1
SELECT * FROM visit WHERE ward IN (SELECT ward FROM patient NOT INDEXED WHERE age > 30)
SELECT * FROM visit v WHERE EXISTS (SELECT 1 FROM patient p WHERE p.id = v.patient_id AND p.name = 'Ada')
SELECT name, rank() OVER (PARTITION BY ward ORDER BY age DESC) FROM patient NOT INDEXED
SELECT sum(cost) OVER (ORDER BY day ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM visit
SELECT name FROM patient NOT INDEXED UNION SELECT day FROM visit EXCEPT SELECT note FROM guess
WITH a(x, y) AS MATERIALIZED (SELECT ward, count(*) FROM visit GROUP BY 1) SELECT y FROM a JOIN a AS b USING (x)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i, i * i FROM n
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n
WITH RECURSIVE d(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM d) SELECT length(s) FROM d
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) SELECT count(*) FROM n a, n b, n c
VALUES (1, 'a'), (2, x'00ff'), (NULL, -1.5)
SELECT CASE ward WHEN 7 THEN 'seven' ELSE cast(ward AS TEXT) END, iif(age > 30, 1, 0) FROM patient NOT INDEXED
SELECT json_extract('{"a":[1,2]}', '$.a[1]'), '{"a":1}' ->> 'a', json_group_array(ward) FROM visit
SELECT date('now'), strftime('%Y-%m', day), julianday(day) - julianday('2026-01-01') FROM visit
SELECT (ward, cost) = (7, 12.5), ward IS NOT DISTINCT FROM NULL FROM visit
SELECT CAST(x'ff80ff80' AS TEXT), hex(CAST(x'e4' AS TEXT)), quote(x'00')
SELECT 9223372036854775807 + 1, -9223372036854775808 / -1, 1 / 0, 1e999, abs(-9223372036854775808)
SELECT "nosuchcol" FROM guess
SELECT "ssn" FROM patient
SELECT ssn FROM guess
SELECT length(name || ssn) FROM patient
SELECT name FROM patient ORDER BY ssn
SELECT count(*) FROM patient GROUP BY ssn
SELECT min(ssn) FROM patient
SELECT name FROM patient WHERE ssn = '078-05-1120'
SELECT name FROM patient ORDER BY substr(ssn, -4)
SELECT note FROM guess JOIN patient USING (ssn)
SELECT note FROM guess LEFT JOIN patient USING (ssn, id)
SELECT note FROM guess FULL JOIN badge USING (ssn)
SELECT note FROM guess NATURAL JOIN badge
SELECT 1 FROM guess NATURAL LEFT JOIN secret
SELECT note FROM guess JOIN secret USING (pin)
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 10), g(ssn) AS (SELECT '078-05-112' || i FROM n) SELECT ssn FROM g JOIN patient USING (ssn)
WITH wards AS (SELECT ssn FROM patient) SELECT * FROM wards
WITH guess AS (SELECT ssn FROM secret) SELECT ssn FROM guess
WITH secret AS (SELECT 1 AS ssn) SELECT ssn FROM secret
SELECT * FROM roster
SELECT name FROM roster
SELECT * FROM leak
SELECT * FROM wards JOIN stays
SELECT door, level FROM doors
SELECT ssn FROM secret
SELECT count(*) FROM secret
SELECT (SELECT ssn FROM secret LIMIT 1) IS NULL
SELECT masked FROM patient
SELECT masked FROM patient INDEXED BY patient_by_mask
SELECT 1 FROM patient WHERE masked > '***1'
SELECT twice FROM patient
SELECT id FROM patient
SELECT age FROM patient WHERE ssn > '3' AND age > 1
SELECT age FROM patient INDEXED BY patient_found WHERE ssn > '3'
SELECT door FROM badge
SELECT door FROM badge LIMIT 1
SELECT level FROM badge WHERE level = 2
SELECT name, row_number() OVER () FROM patient NOT INDEXED
SELECT rowid, oid, _rowid_ FROM guess
SELECT rowid FROM patient
SELECT * FROM papers
SELECT * FROM papers WHERE papers MATCH 'first'
SELECT c0, c1 FROM papers_content
SELECT block FROM papers_data
SELECT sql FROM sqlite_schema
SELECT sql FROM main.sqlite_master
SELECT * FROM sqlite_temp_schema
SELECT * FROM temp.sqlite_master
SELECT seq FROM sqlite_sequence
SELECT * FROM pragma_table_info('patient')
SELECT value FROM json_each('[1]')
SELECT sql FROM sqlite_stmt
SELECT * FROM dbstat
SELECT "group", "a ""b", [select] FROM "order" ORDER BY n
SELECT * FROM "order view"
SELECT rowid, x, oid FROM rows
SELECT `größe` FROM [Stück]
SELECT b, c FROM pair WHERE b > 1
SELECT typeof(k), hex(v) FROM strictly
SELECT * FROM log, sqlitex
SELECT random()
SELECT hex(randomblob(900000000))
SELECT hex(zeroblob(400000000))
SELECT printf('%.*c', 900000000, 'x')
SELECT load_extension('PLACE/evil.so')
SELECT fts3_tokenizer('simple')
SELECT fts3_tokenizer('x', x'4141414141414141')
SELECT sqlite_version(), sqlite_source_id(), sqlite_compileoption_used('x'), sqlite_compileoption_get(0)
SELECT changes(), total_changes(), last_insert_rowid()
SELECT sqlite_log(1, 'x')
SELECT sqlite_offset(name) FROM patient
SELECT length(replace(hex('01234567890123456789'), '3', replace(hex('01234567890123456789'), '3', 'xxxxxxxxxxxx')))
SELECT trim('  x '), ltrim('xxa', 'x'), rtrim('axx', 'x'), instr('abc', 'c'), replace('aaa', 'a', 'bb')
SELECT 'a' LIKE '%a%_%', 'a' GLOB '*[a-z]*', 'x' LIKE 'a' ESCAPE 'a'
VACUUM INTO 'PLACE/stolen.db'
VACUUM
ATTACH 'PLACE/new.db' AS n
ATTACH 'file:PLACE/new.db?mode=rwc' AS n
DETACH main
PRAGMA query_only=0
PRAGMA writable_schema=1
PRAGMA journal_mode=WAL
PRAGMA table_info(patient)
BEGIN IMMEDIATE
COMMIT
SAVEPOINT s
RELEASE s
ANALYZE
REINDEX
INSERT INTO guess VALUES ('x', 'y', 1, 1) RETURNING *
UPDATE guess SET note = 'x'
WITH x AS (SELECT 1) DELETE FROM guess
REPLACE INTO visit(id) VALUES (9)
CREATE TEMP TABLE t AS SELECT 1
CREATE TEMP VIEW v AS SELECT ssn FROM secret
CREATE TEMP TRIGGER t AFTER INSERT ON visit BEGIN SELECT 1; END
CREATE VIRTUAL TABLE f USING fts5(a)
DROP TABLE guess
ALTER TABLE guess ADD COLUMN x
INSERT INTO papers(papers) VALUES ('rebuild')
EXPLAIN SELECT ssn FROM guess
EXPLAIN QUERY PLAN SELECT 1
SELECT ?1, :a, @b
SELECT 1; SELECT 2
SELECT 1; DROP TABLE guess
SELECT 1 /* ; */ ; /* */ DELETE FROM guess
SELECT 1 -- \0 ; DROP TABLE guess
SELECT 'a\0b'
;;/* x */ SELECT 1 ; -- x
SELECT note FROM guess -- LIMIT 1
SELECT * FROM 'PLACE/one.sqlite'
SELECT writefile('PLACE/x', 'y'), readfile('/etc/passwd'), edit('x')
SELECT 'abc
-- SELECT 1
SELECT v.id, j.value FROM visit v, json_each('[1,"a",null,{"b":2}]') j WHERE j.key < v.id
SELECT id FROM visit WHERE EXISTS (SELECT 1 FROM json_each('[7,8]') WHERE value = ward)
SELECT fullkey, atom FROM json_tree('{"a":[1,{"b":"x"}]}') ORDER BY id
WITH j AS (SELECT value v FROM json_each('[3,1]')) SELECT max(v), count(*) FROM j LEFT JOIN visit ON v = id
SELECT json, root, parent, path FROM json_tree('[[1]]') NATURAL JOIN (SELECT 1 AS key)
SELECT 1 FROM json_each('[1]'), pragma_table_info('patient')
SELECT value FROM json_each((SELECT group_concat(ssn) FROM patient))
SELECT value FROM json_each('[1]') JOIN patient USING (ssn)
SELECT count(*) FROM json_each('[1]'), sqlite_stmt, dbstat
SELECT title FROM papers WHERE papers MATCH 'first'
SELECT highlight(papers, 0, '[', ']'), rowid FROM papers('first OR second') ORDER BY 2
SELECT snippet(papers, -1, '<', '>', '...', 4) FROM papers WHERE title MATCH 'fir*'
SELECT p.title, v.note FROM papers p JOIN visit v ON v.id = p.rowid WHERE p.papers MATCH 'first'
SELECT papers, papers.papers FROM papers
SELECT max(papers), highlight(papers, 0, '', '') FROM papers GROUP BY rowid
SELECT rank, bm25(papers) FROM papers WHERE papers MATCH 'first' ORDER BY rank
SELECT c1 FROM papers_content UNION SELECT hex(block) FROM papers_data
SELECT (SELECT c0 FROM "papers_content" LIMIT 1) FROM papers('first')
SELECT k, v FROM main.papers_config JOIN papers_docsize ON 1
INSERT INTO papers(papers) VALUES ('rebuild')
SELECT name, :a, :b FROM patient NOT INDEXED WHERE ward = :c OR name LIKE :d
SELECT count(*) FROM visit WHERE cost > :e AND day <> :f LIMIT :g
SELECT date(:f), json_extract(:h, '$.a'), :i || :j, abs(:g)
SELECT max(ssn) FROM patient WHERE ssn = :c
SELECT ?, ?1, @a, $a, :a::b(c)
