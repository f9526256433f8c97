import Foundation

/// A database file that no writer of SQLite would make, put together page by page. Layout: "Database File Format" of the
/// SQLite documentation, section 1.6.
struct HandMadeFile {
    /// The kinds of pages of a tree.
    enum Page: UInt8 {
        case indexInterior = 2
        case tableInterior = 5
        case indexLeaf = 10
        case tableLeaf = 13
    }

    let size: Int
    private(set) var bytes: [UInt8]

    /// Starts from what SQLite makes of `script`, in pages of `size` bytes.
    init(_ script: String, pagesOf size: Int = 512) throws {
        let folder = try TemporaryFolder()
        let writer = try Writer(folder.file("base.sqlite"))
        try writer.execute("PRAGMA page_size=\(size); PRAGMA auto_vacuum=0; " + script)
        bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("base.sqlite"))))
        self.size = size
    }

    /// How many pages there are.
    var pages: Int { bytes.count / size }

    /// Adds a page, and tells the header; gives its number.
    @discardableResult
    mutating func add(_ page: [UInt8]) -> Int {
        bytes += page
        set(UInt32(pages), at: 28)
        return pages
    }

    /// Puts another page in the place of one.
    mutating func replace(_ number: Int, _ page: [UInt8]) {
        bytes.replaceSubrange((number - 1) * size..<number * size, with: page)
    }

    /// Writes a number of four bytes.
    mutating func set(_ number: UInt32, at place: Int) {
        for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32(byte))) }
    }

    /// A page with those cells; an interior one has a last child as well. The first page begins with the header of the file.
    func page(_ kind: Page, _ cells: [[UInt8]], last: Int? = nil, isFirst: Bool = false) -> [UInt8] {
        var page = [UInt8](repeating: 0, count: size)
        let header = isFirst ? 100 : 0
        if isFirst { page.replaceSubrange(0..<100, with: bytes[0..<100]) }
        var end = size
        var pointers: [UInt8] = []
        for cell in cells {
            end -= max(4, cell.count)
            page.replaceSubrange(end..<end + cell.count, with: cell)
            pointers += [UInt8(end >> 8), UInt8(end & 0xff)]
        }
        page[header] = kind.rawValue
        page[header + 3] = UInt8(cells.count >> 8)
        page[header + 4] = UInt8(cells.count & 0xff)
        page[header + 5] = UInt8(end >> 8)
        page[header + 6] = UInt8(end & 0xff)
        if let last { page.replaceSubrange(header + 8..<header + 12, with: Self.number(last)) }
        let start = header + (last == nil ? 8 : 12)
        page.replaceSubrange(start..<start + pointers.count, with: pointers)
        return page
    }

    /// The cells of a leaf of a table, as they lie in a page.
    func cells(ofTableLeaf number: Int) -> [[UInt8]] {
        let start = (number - 1) * size
        let header = start + (number == 1 ? 100 : 0)
        let count = Int(bytes[header + 3]) << 8 | Int(bytes[header + 4])
        return (0..<count).map { index in
            let pointer = header + 8 + 2 * index
            let cell = start + (Int(bytes[pointer]) << 8 | Int(bytes[pointer + 1]))
            // Lengths and row numbers of one byte are all that the tests need.
            return Array(bytes[cell..<cell + 2 + Int(bytes[cell])])
        }
    }

    /// Adds `layers` of pages, each of whose entries lead to the same next page; the last one's lead to `bottom`. Gives the
    /// first page.
    mutating func addKnot(_ kind: Page, layers: Int, entries: Int, entry: [UInt8], bottom: [UInt8]) -> Int {
        let first = pages + 1
        for layer in 0..<layers {
            let next = first + layer + 1
            add(page(kind, Array(repeating: Self.number(next) + entry, count: entries), last: next))
        }
        add(bottom)
        return first
    }

    func write(to path: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    static func number(_ number: Int) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 0xff), UInt8(number >> 8 & 0xff), UInt8(number & 0xff)]
    }
}
