import CSQLite
import ToolRouter

/// A statement that the guard has let pass, as one connection has compiled it. It belongs to that connection: use it and
/// let go of it only while that connection's lock is held.
final class CompiledStatement {
    let handle: OpaquePointer
    /// The number of the schema it was judged under.
    let schemaCookie: Int64?
    let columns: [String]
    /// The names of its parameters, without the colon, sorted.
    let parameters: [String]
    let tables: [String]
    let readColumns: [String]
    let functions: [String]
    let program: ProgramFingerprint?
    let clock: ClockReading
    /// What the program works with beside its values.
    let blocks: ProgramBlocks
    /// What it reads that modules compute.
    let virtual: VirtualSources?
    /// Whether it has been begun once, uncounted.
    var isWarm = false

    /// Takes over `handle`.
    init(
        _ handle: OpaquePointer, schemaCookie: Int64?, columns: [String], parameters: [String],
        tables: Set<String>, readColumns: Set<String>, functions: Set<String>, program: ProgramFingerprint?,
        clock: ClockReading, blocks: ProgramBlocks,
        virtual: VirtualSources? = nil
    ) {
        self.handle = handle
        self.schemaCookie = schemaCookie
        self.columns = columns
        self.parameters = parameters
        self.tables = tables.sorted()
        self.readColumns = readColumns.sorted()
        self.functions = functions.sorted()
        self.program = program
        self.clock = clock
        self.blocks = blocks
        self.virtual = virtual
    }

    /// Whether it asks how well rows of a full-text table fit.
    var readsFit: Bool {
        functions.contains(BuiltinFunctions.fit) || readColumns.contains { $0.lowercased().hasSuffix(".rank") }
    }

    deinit {
        sqlite3_finalize(handle)
    }
}
