/// What an approved call touches, as far as its guard knows: for audit records, comparisons and explanations.
public struct Footprint: Hashable, Sendable {
    /// The tables and views it reads, as their database writes them, sorted.
    public var tables: [String]
    /// The columns it reads in any position, as `table.column`, sorted.
    public var columns: [String]
    /// The functions it calls, sorted.
    public var functions: [String]
    /// Names what it compiles to: two calls with one name do the same, on one version of the data's schema and of the
    /// engine. Nil where nothing is compiled.
    public var program: String?
    /// How much of the present its result depends on; once it has run, how much that run's does.
    public var clock: ClockReading
    /// How long its result may be given to others who ask the same; nil is as long as the data and the clock allow, zero is not
    /// at all.
    public var lifetime: Duration?
    /// Whether its result depends on who asks, beyond what the role may read: then nobody else is ever given it.
    public var dependsOnCaller: Bool

    public init(
        tables: [String] = [], columns: [String] = [], functions: [String] = [], program: String? = nil,
        clock: ClockReading = .nothing, lifetime: Duration? = nil, dependsOnCaller: Bool = false
    ) {
        self.tables = tables
        self.columns = columns
        self.functions = functions
        self.program = program
        self.clock = clock
        self.lifetime = lifetime
        self.dependsOnCaller = dependsOnCaller
    }

    /// Whether both read the same, whatever they make of it.
    public func reads(sameAs other: Footprint) -> Bool {
        tables == other.tables && columns == other.columns && functions == other.functions
    }
}
