/// The functions of SQLite, sorted by what they may do to an answer.
enum BuiltinFunctions {
    /// Functions whose result follows the sandbox's clock when they are asked for the present. The authorizer reports
    /// names without arguments, so `date('now')` and `date(birthday)` look the same.
    static let clock: Set<String> = [
        "current_date", "current_time", "current_timestamp", "date", "datetime", "julianday", "strftime", "time",
        "timediff", "unixepoch",
    ]

    /// Functions that depend on nothing but their arguments, the rows and the clock.
    ///
    /// Left out on purpose: chance (`random`, `randomblob`), memory on demand (`zeroblob`), time on demand
    /// (`printf('%.2147483647c', 'x')`, and `format`: 8 s, which nothing interrupts), time that grows with the square of its arguments (`json_patch`: 13 s for a million bytes; `snippet`: 5 s for a text of
    /// 60,000, and as much for each word that is looked for), code and
    /// pointers (`load_extension`, `fts3_tokenizer`), the build (`sqlite_version`, `sqlite_compileoption_used` ...) and
    /// the connection's past (`changes`, `last_insert_rowid`).
    static let deterministic: Set<String> = clock.union(aggregate).union(window).union(scalar).union(math).union(json)
        .union(TableFunctions.deterministic).union(fullText)

    private static let aggregate: Set<String> = [
        "avg", "count", "group_concat", "max", "median", "min", "percentile", "percentile_cont", "percentile_disc",
        "string_agg", "sum", "total",
    ]

    private static let window: Set<String> = [
        "cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead", "nth_value", "ntile", "percent_rank",
        "rank", "row_number",
    ]

    private static let scalar: Set<String> = [
        "abs", "char", "coalesce", "concat", "concat_ws", "glob", "hex", "if", "ifnull", "iif", "instr", "length",
        "like",
        "likelihood", "likely", "lower", "ltrim", "max", "min", "nullif", "octet_length", "quote", "replace", "round",
        "rtrim", "sign", "soundex", "substr", "substring", "trim", "typeof", "unhex", "unicode", "unlikely", "upper",
    ]

    private static let math: Set<String> = [
        "ceil", "ceiling", "degrees", "floor", "mod", "pi", "radians", "sqrt", "trunc",
    ]

    /// Functions of the C library that no standard makes exact: their last bit depends on the library and on whether the
    /// processor multiplies and adds in one step. A policy may allow them, and its answers then hold on one kind of machine.
    static let ofMachine: Set<String> = [
        "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cos", "cosh", "exp", "ln", "log", "log10",
        "log2",
        "pow", "power", "sin", "sinh", "tan", "tanh",
    ]

    /// Functions of full-text tables, which a statement calls only where it reads one.
    static let fullText: Set<String> = ["highlight", "match"]

    /// How well a row of a full-text table fits, which its `rank` is as well. It is made of logarithms, so that a policy has to
    /// name it as it does those of the machine.
    static let fit = "bm25"

    /// Functions that nobody can allow, with what to write in their place.
    static let replacements = [
        "printf": "one call of it may take for ever; round() and || do what it does",
        "format": "one call of it may take for ever; round() and || do what it does",
        "snippet": "one call of it may take for ever; highlight() gives the whole text with what was found",
        "json_patch": "one call of it may take for ever; json_set() and json_remove() do what it does",
        "zeroblob": "write the blob itself, as x'00'",
    ]

    private static let json: Set<String> = [
        "->", "->>", "json", "json_array", "json_array_length", "json_error_position", "json_extract",
        "json_group_array", "json_group_object", "json_insert", "json_object", "json_quote", "json_remove",
        "json_replace", "json_set", "json_type", "json_valid",
    ]
}
