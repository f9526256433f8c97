-- What the cost fuzzer's inputs are bred from, one template of a statement a line: {N:text} is the text N times, # the number of the time, ~ the one before. A test sends every line too.
SELECT {300:a+#,}1 FROM t
SELECT 1 FROM t t0 {62:JOIN t t# ON t#.a0=t0.a1 AND t#.a1=t0.a2 }
SELECT 1 FROM t s{40: JOIN t t# ON {4:t#.a#=s.a# AND }t#.a=s.a}
SELECT ({9:(SELECT 1 FROM t s{12: JOIN t t# ON t#.a0=s.a1 AND t#.a2=s.a3})+}0)
WITH c0 AS (SELECT a x FROM t){28:,d# AS (SELECT 1)},c1 AS (SELECT x{90:+1} x FROM c0),c2 AS (SELECT x{90:+1} x FROM c1) SELECT x FROM c2
WITH a AS (SELECT a x FROM t),b AS (SELECT x{90:+1} x FROM a),c AS (SELECT x{90:+1} x FROM b),d AS (SELECT x{90:+1} x FROM c),e AS (SELECT x{90:+1} x FROM d) SELECT x FROM e
WITH a AS (SELECT a x FROM t),b AS (SELECT x{9:+x} x FROM a),c AS (SELECT x{9:+x} x FROM b),d AS (SELECT x{9:+x} x FROM c) SELECT x FROM d
WITH a AS (SELECT a x FROM t),b AS (SELECT p.x FROM a p,a q),c AS (SELECT p.x FROM b p,b q),d AS (SELECT p.x FROM c p,c q) SELECT x FROM d
WITH a AS (SELECT a x FROM t),b AS ({19:SELECT x FROM a UNION ALL }SELECT 1),c AS ({19:SELECT x FROM b UNION ALL }SELECT 1) SELECT x FROM c
SELECT 0 IN ({900:sum(a)OVER(ORDER BY a+#),}1) FROM t
SELECT {90:sum(a)OVER(ORDER BY a+#),}1 FROM t
SELECT 1 FROM t GROUP BY a HAVING 0 IN ({199:sum(a+#),}1)
SELECT {60:a+#,}1 FROM t GROUP BY {60:a+#,}1 ORDER BY {60:a+#,}1
SELECT DISTINCT {90:a+#,}1 FROM t ORDER BY {90:a+#,}1
SELECT {95:a+}a AS x FROM t WHERE 0 IN ({300:x,}1)
SELECT 1 FROM w x,w y,w z WHERE 0 IN ({3000:x.c99,}1)
SELECT 1 FROM w NATURAL JOIN w y
SELECT 1 FROM t x JOIN t y USING(a,a0,a1,a2,a3,a4,a5,a6,a7,a8)
SELECT a FROM t WHERE {90:a0=# OR }0
SELECT a FROM t WHERE {90:a0 LIKE 'x#%' OR }0
SELECT a FROM t x, t y WHERE {20:(x.a0=y.a1 OR x.a1=y.a2 OR x.a3=y.a4) AND }1
SELECT a FROM t WHERE a IN ({5000:#,}1)
SELECT a FROM t WHERE a0 IN ({3000:'#',}1)
VALUES {6000:(1),}(1)
VALUES (row_number()OVER()){3000:,(1)}
SELECT {19:a,a0,a1 FROM t UNION SELECT }a,a0,a1 FROM t ORDER BY 1
SELECT CASE {1500:WHEN a THEN a }END FROM t
SELECT {18:(SELECT }a{18: FROM t)}
SELECT a FROM t WHERE a IN (SELECT a FROM t WHERE a IN (SELECT a FROM t WHERE a IN (SELECT a FROM t)))
SELECT 0 IN ({1500:(SELECT a FROM t),}1)
SELECT 0 IN ({700:(SELECT a FROM t WHERE a=x.a),}1) FROM t x
SELECT (a{90:,a}) IN (SELECT a{90:,a} FROM t) FROM t
SELECT {30:coalesce(a,}a{30:)} FROM t
SELECT {90:(}a{90:)} FROM t
SELECT a{90: COLLATE NOCASE} FROM t
SELECT a{900: COLLATE NOCASE} FROM t
SELECT sum(a) FILTER(WHERE a>1){90:,sum(a)FILTER(WHERE a>#)} FROM t
SELECT * FROM v{30:,v v#}
SELECT count(*) FROM long x,long y,long z WHERE x.body GLOB '*a*b*c*d*e*f*g*h*x'
SELECT count(*) FROM long x,long y,t WHERE x.body LIKE '%a%b%c%d%e%f%g%h%x%'
SELECT count(*) FROM long x,long y,long z WHERE x.body=y.body
SELECT count(*) FROM long x,long y,t WHERE x.body||y.body>z
SELECT count(*) FROM long x,long y,t WHERE x.body||'a'>y.body
SELECT sum(length(upper(body))) FROM long,t x,t y
SELECT sum(length(body)) FROM long,t x,t y
SELECT sum(instr(body,'zzz')) FROM long,t x,t y
SELECT sum(length(replace(body,'a','b'))) FROM long,t x,t y
SELECT sum(json_valid(json)) FROM long,t x,t y
SELECT sum(json_extract(json,'$[8999]')) FROM long,t x,t y
SELECT sum(length(json_set(json,'$[#]',1))) FROM long,t x,t y
SELECT sum(length(hex(body))) FROM long,t x,t y
SELECT sum(length(quote(body))) FROM long,t x,t y
SELECT sum(length(trim(body,body))) FROM long,t x,t y
SELECT length(group_concat(body)) FROM long x,t
SELECT json_group_array(body) FROM long,t
SELECT count(DISTINCT body||t.a) FROM long,t,t y
SELECT body||t.a FROM long,t ORDER BY 1 DESC
SELECT max(body||t.a) FROM long,t x,t
SELECT count(*) FROM t a,t b,t c,t d
SELECT sum((SELECT count(*) FROM t)) FROM t x,t y,t z
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n
WITH RECURSIVE d(s) AS (SELECT 'x' UNION ALL SELECT s||s FROM d) SELECT length(s) FROM d
WITH RECURSIVE n(i,s) AS (SELECT 1,body FROM long UNION SELECT i+1,s||'' FROM n) SELECT count(*) FROM n
SELECT sum(a) OVER (ORDER BY a ROWS BETWEEN 400 PRECEDING AND 400 FOLLOWING) FROM t
SELECT group_concat(body) OVER (ORDER BY id ROWS BETWEEN 9 PRECEDING AND 9 FOLLOWING) FROM long
SELECT printf('%.99999c',x.a) FROM t x,t y
SELECT sum(length(printf('%.90000f',a*1e300))) FROM t
SELECT sum(length(substr(body,1,80000))) FROM long,t x,t y
SELECT sum(unicode(body)) FROM long,t x,t y
SELECT sum(round(a/7.0,15)) FROM t x,t y
SELECT body FROM long x WHERE body COLLATE RTRIM IN (SELECT body COLLATE NOCASE FROM long)
SELECT{62:ROM t s{40: JOIN t t# ON M t s{40: JOINS {95:a+}a AS x FROM t WHERE 0 IN@ ({300:x,}1).a=s.a}
