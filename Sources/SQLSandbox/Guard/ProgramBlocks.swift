/// What a program works with beside the values of its rows: an operation takes the longer the longer values are, and its
/// constants are values for which no memory is taken, while some of the memory that it takes is for none.
struct ProgramBlocks: Hashable, Sendable {
    /// The bytes of the longest constant.
    var longestConstant = 0
    /// The bytes of each filter that it makes for a join: SQLite sets single bits in them.
    var filters: [Int32] = []

    /// Takes in one operation of a listing, the text of whose constant has so many bytes.
    mutating func take(_ name: String, _ size: Int32, constant: Int) {
        if name == "Blob" {
            // A filter begins as a blob of zeros without a constant. A constant that begins with a zero is shown as if it were
            // none; whatever goes through texts sees it end there.
            if constant == 0 { filters.append(size) } else { longestConstant = max(longestConstant, Int(size)) }
        }
        longestConstant = max(longestConstant, constant)
    }
}
