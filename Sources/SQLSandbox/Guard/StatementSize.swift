/// How much SQLite's compiler would have to do for a text, told from its tokens before it is compiled, since nothing
/// interrupts the compiler (3.40.1).
///
/// What it takes grows with the names of a `SELECT` times the tables that it joins: each name is looked for in each of
/// them, and each condition is tried with each of them. SQLite puts the text of a view or a common table expression in
/// the place of its name, again and again, and joins it with what stands around it; so does this. It may find more than
/// SQLite will have to do, never much less.
struct StatementSize: Hashable, Sendable {
    /// The most names in one `SELECT`, with the names of those in its `FROM`.
    var words = 0
    /// The most tables that one `SELECT` joins, with the tables of those in its `FROM`.
    var sources = 0
    /// How many parts of a `UNION` there are, each of which may be joined with what stands around it.
    var arms = 1
    /// All names, each as often as it is compiled.
    var allWords = 0
    /// Names times tables, over everything that is compiled.
    var work = 0
    /// How many `SELECT`s stand in one another.
    var depth = 0

    /// A table, a view that nobody knows, an expression in the middle of itself.
    static let nothing = StatementSize()

    /// What nobody looks into any more.
    static let tooDeep = StatementSize(depth: StatementSizes.deepest + 1)

    /// No number grows beyond this.
    static let most = 1 << 40
}

/// Reads the size of texts.
struct StatementSizes {
    /// How deep `SELECT`s are looked into; what is deeper has a depth beyond this, and no other number of it counts.
    static let deepest = 30

    /// The sizes of the views, by name.
    private(set) var views: [SQLName: StatementSize] = [:]

    init() {}

    /// Reads the views of a schema, each by its name and the text that made it.
    init(views texts: [SQLName: ArraySlice<UInt8>]) {
        var reading = ViewReading(texts: texts)
        for name in texts.keys.sorted() { _ = reading.size(of: name, depth: 0) }
        views = reading.known
    }

    /// The size of a text.
    func size(of text: ArraySlice<UInt8>) -> StatementSize {
        var measure = SelectMeasure(SelectReading.selects(of: text)) { name, _ in views[name] }
        return measure.size(of: 0, depth: 1)
    }
}

/// Measures views that may read each other.
private struct ViewReading {
    let texts: [SQLName: ArraySlice<UInt8>]
    var known: [SQLName: StatementSize] = [:]
    private var begun: Set<SQLName> = []

    init(texts: [SQLName: ArraySlice<UInt8>]) {
        self.texts = texts
    }

    mutating func size(of name: SQLName, depth: Int) -> StatementSize? {
        if let size = known[name] { return size }
        guard let text = texts[name], !begun.contains(name) else { return nil }
        guard depth <= StatementSizes.deepest else { return .tooDeep }
        var inner = self
        inner.begun.insert(name)
        var measure = SelectMeasure(SelectReading.selects(of: text)) { inner.size(of: $0, depth: depth + $1) }
        let size = measure.size(of: 0, depth: 1)
        known = inner.known
        known[name] = size
        return size
    }
}

/// A `SELECT` or `VALUES` with all parts of its `UNION`, as it stands in a text.
struct SelectText {
    /// One part of a `UNION`.
    struct Arm {
        var words = 0
        /// The tables, views and expressions of its `FROM`.
        var sources = 0
        /// The windows that its functions look through: SQLite puts a `SELECT` around the others for each.
        var windows = 0
        /// The names of those that are not written out.
        var names: [SQLName] = []
        /// The `SELECT`s of its `FROM`.
        var joined: [Int] = []
        /// The other `SELECT`s that stand in it.
        var nested: [Int] = []
    }

    var arms = [Arm()]
    /// The common table expressions that are defined in it.
    var expressions: [(name: SQLName, select: Int)] = []
}

/// Adds up the sizes of the `SELECT`s of one text.
private struct SelectMeasure {
    private let selects: [SelectText]
    private let expressions: [SQLName: [Int]]
    private var known: [Int: StatementSize] = [:]
    private var begun: Set<Int> = []
    private let view: (SQLName, _ depth: Int) -> StatementSize?

    init(_ selects: [SelectText], view: @escaping (SQLName, Int) -> StatementSize?) {
        self.selects = selects
        expressions = Dictionary(grouping: selects.flatMap(\.expressions), by: \.name).mapValues { $0.map(\.select) }
        self.view = view
    }

    mutating func size(of number: Int, depth: Int) -> StatementSize {
        if let size = known[number] { return size }
        // An expression that reads itself is not put into itself.
        if begun.contains(number) { return .nothing }
        guard depth <= StatementSizes.deepest else { return .tooDeep }
        begun.insert(number)
        defer { begun.remove(number) }
        var whole = StatementSize(arms: 0)
        for arm in selects[number].arms { add(arm, depth, to: &whole) }
        whole.depth += 1
        known[number] = whole
        return whole
    }

    private mutating func add(_ arm: SelectText.Arm, _ depth: Int, to whole: inout StatementSize) {
        var joined = StatementSize(words: arm.words, sources: arm.sources, allWords: arm.words)
        for select in arm.joined { joined.add(joining: size(of: select, depth: depth + 1)) }
        for name in arm.names { joined.add(joining: size(ofSource: name, depth: depth + 1)) }
        // SQLite joins no more.
        joined.sources = min(joined.sources, 64)
        var nestedWords = 0
        for select in arm.nested {
            let size = size(of: select, depth: depth + 1)
            nestedWords += size.allWords
            joined.add(apart: size)
        }
        joined.work = joined.work.plus(joined.arms.times(joined.words).times(1 + joined.sources + arm.windows))
        // Their names are looked for here, too, which is quicker than to try a condition.
        joined.work = joined.work.plus(nestedWords.times(joined.sources) / 8)
        whole.add(arm: joined)
    }

    /// What stands in the place of a name: an expression or a view; the larger one where there are several.
    private mutating func size(ofSource name: SQLName, depth: Int) -> StatementSize {
        var size = view(name, depth) ?? .nothing
        for select in expressions[name] ?? [] {
            let other = self.size(of: select, depth: depth)
            size = StatementSize(
                words: max(size.words, other.words), sources: max(size.sources, other.sources),
                arms: max(size.arms, other.arms), allWords: max(size.allWords, other.allWords),
                work: max(size.work, other.work), depth: max(size.depth, other.depth))
        }
        return size
    }
}

extension StatementSize {
    /// Adds a `SELECT` of its `FROM`, whose tables come in the place of one.
    fileprivate mutating func add(joining other: StatementSize) {
        words = words.plus(other.words)
        sources = sources.plus(max(other.sources, 1) - 1)
        arms = arms.times(other.arms)
        add(apart: other)
    }

    /// Adds a `SELECT` that is compiled beside it.
    fileprivate mutating func add(apart other: StatementSize) {
        allWords = allWords.plus(other.allWords)
        work = work.plus(other.work)
        depth = max(depth, other.depth)
    }

    /// Adds a part of its `UNION`.
    fileprivate mutating func add(arm: StatementSize) {
        words = max(words, arm.words)
        sources = max(sources, arm.sources)
        arms = arms.plus(arm.arms)
        add(apart: arm)
    }
}

extension Int {
    /// The sum, as long as it means anything.
    fileprivate func plus(_ other: Int) -> Int { Swift.min(self + other, StatementSize.most) }

    /// The product, as long as it means anything.
    fileprivate func times(_ other: Int) -> Int {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? StatementSize.most : Swift.min(product, StatementSize.most)
    }
}
