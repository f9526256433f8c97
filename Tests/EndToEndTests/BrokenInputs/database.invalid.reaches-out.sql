CREATE TABLE a (b);
ATTACH '/etc/passwd' AS x;
