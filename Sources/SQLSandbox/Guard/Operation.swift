/// What an operation of SQLite's virtual machine means to an audit.
///
/// The list is closed: a program with an operation that is not on it is refused, so that a newer SQLite can't bring one
/// that nobody has looked at. Source: `src/vdbe.c` of SQLite 3.40.1, and the names that later versions added.
enum Operation {
    /// Registers, jumps, arithmetic and what else touches no page.
    case harmless
    /// Opens a tree of pages.
    case open
    /// Opens a cursor on memory of the statement's own.
    case openScratch
    /// Reads one place of a row.
    case column
    /// Reads the number of a row.
    case rowid
    /// Reads the number of a row that an index entry stands for.
    case rowidOfEntry
    /// Compares the first places of a row, or a row's number.
    case seek
    /// Reads a row as a whole.
    case wholeRow
    /// Moves a cursor, or asks where it stands.
    case move
    /// Counts rows, or closes a cursor: whatever they hold.
    case count
    /// Opens a cursor on a virtual table.
    case openVirtual
    /// Reads one place of a row that a module computes.
    case virtualColumn
    /// Searches, or moves on in, what a module computes.
    case moveVirtual
    /// Writes with a cursor, which must be one on memory of the statement's own.
    case writeScratch
    /// Calls a function.
    case call
    /// Begins a transaction, which must be one that reads.
    case transaction
    /// Writes to a database or its schema.
    case write

    /// The meaning of an operation by its name; nil for one that no query needs.
    static func named(_ name: String) -> Operation? {
        table[name]
    }

    private static let table: [String: Operation] = {
        let names: [(Operation, [String])] = [
            (
                .harmless,
                [
                    "Init", "Goto", "Gosub", "Return", "InitCoroutine", "EndCoroutine", "Yield", "HaltIfNull", "Halt",
                    "Integer", "Int64", "Real", "String8", "String", "Variable", "BeginSubrtn", "Null", "SoftNull",
                    "Blob", "Move",
                    "Copy", "SCopy", "IntCopy", "ResultRow", "Concat", "Add", "Subtract", "Multiply", "Divide",
                    "Remainder", "CollSeq", "BitAnd", "BitOr", "ShiftLeft", "ShiftRight", "AddImm", "MustBeInt",
                    "RealAffinity", "Cast", "Eq", "Ne", "Lt", "Le", "Gt", "Ge", "ElseEq", "ElseNotEq", "Permutation",
                    "Compare", "Jump", "And", "Or", "IsTrue", "Not", "BitNot", "Once", "If", "IfNot", "IsNull",
                    "ZeroOrNull", "NotNull", "Affinity", "MakeRecord", "RowSetAdd", "RowSetRead", "RowSetTest", "IfPos",
                    "OffsetLimit", "IfNotZero", "DecrJumpZero", "FilterAdd", "Filter", "Trace", "Noop", "Explain",
                    "Abortable", "ReleaseReg", "ClrSubtype", "GetSubtype", "SetSubtype",
                ]
            ),
            (.open, ["OpenRead", "ReopenIdx"]),
            (.openScratch, ["OpenEphemeral", "OpenAutoindex", "OpenDup", "SorterOpen", "OpenPseudo"]),
            (.column, ["Column", "IsType"]),
            (.rowid, ["Rowid", "SeekRowid", "NotExists"]),
            (.rowidOfEntry, ["IdxRowid"]),
            (
                .seek,
                [
                    "SeekLT", "SeekLE", "SeekGE", "SeekGT", "IdxLE", "IdxGT", "IdxLT", "IdxGE", "Found", "NotFound",
                    "NoConflict", "IfNoHope",
                ]
            ),
            (.wholeRow, ["RowData"]),
            (
                .move,
                [
                    "Rewind", "Last", "Next", "Prev", "Sort", "SorterSort", "SorterNext", "SorterData",
                    "SorterCompare", "SeekEnd", "SeekScan", "SeekHit", "IfNotOpen", "IfNullRow", "IfSmaller",
                    "IfSizeBetween", "IfEmpty", "NullRow", "DeferredSeek", "FinishSeek", "Offset", "SequenceTest",
                    "Sequence", "CursorLock", "CursorUnlock",
                ]
            ),
            (.count, ["Count", "Close"]),
            (.openVirtual, ["VOpen"]),
            (.virtualColumn, ["VColumn"]),
            (.moveVirtual, ["VFilter", "VNext", "VInitIn"]),
            (
                .writeScratch,
                ["Insert", "Delete", "IdxInsert", "IdxDelete", "NewRowid", "SorterInsert", "ResetSorter", "RowCell"]
            ),
            (.call, ["Function", "PureFunc", "AggStep", "AggStep1", "AggInverse", "AggValue", "AggFinal"]),
            (.transaction, ["Transaction"]),
            (
                .write,
                [
                    "OpenWrite", "Clear", "Destroy", "CreateBtree", "DropTable", "DropIndex", "DropTrigger", "SqlExec",
                    "ParseSchema", "SetCookie", "JournalMode", "Vacuum", "IncrVacuum", "Checkpoint", "LoadAnalysis",
                ]
            ),
        ]
        return Dictionary(uniqueKeysWithValues: names.flatMap { kind, names in names.map { ($0, kind) } })
    }()
}
