import ToolRouter

/// A shop with customers, orders, a secret and two views.
let shopScript = """
    CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, born TEXT);
    CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer(id), cents INTEGER);
    CREATE TABLE secret (id INTEGER PRIMARY KEY, ssn TEXT UNIQUE);
    CREATE VIEW spending AS SELECT customer_id, sum(cents) AS cents FROM purchase GROUP BY customer_id;
    CREATE VIEW leak AS SELECT ssn FROM secret;
    INSERT INTO customer VALUES (1, 'Ada', '1815-12-10'), (2, 'Grace', '1906-12-09'), (3, 'Barbara', '1939-11-07');
    INSERT INTO purchase VALUES (1, 1, 1250), (2, 1, 300), (3, 2, 999);
    INSERT INTO secret VALUES (1, '078-05-1120');
    """

/// 2026-11-20T12:00:00Z.
let noon = Timestamp(nanoseconds: 1_795_176_000_000_000_000)
